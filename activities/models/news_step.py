from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from colleges.models.audit import canonical
from colleges.rules import BrokenRule

from ..newsroom.differences import pieces
from ..newsroom.facts import LABELS, compared
from ..newsroom.status import CREDITS, NAMES, Status


class NewsStep(models.Model):
    """One review of one round: by whom, as what, when, with which opinion."""

    class Decision(models.TextChoices):
        AGREED = "agreed", "通过"
        RETURNED = "returned", "退回"

    item = models.ForeignKey("activities.NewsItem", on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveIntegerField("第几次送审")
    station = models.CharField("审次", max_length=10, choices=Status)
    decision = models.CharField("结论", max_length=10, choices=Decision)
    opinion = models.CharField("意见", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # As they were called and what they were when they decided.
    name = models.CharField("姓名", max_length=20)
    post = models.CharField("身份", max_length=80)
    decided_at = models.DateTimeField("时间")

    class Meta:
        ordering = ["round", "decided_at", "pk"]
        verbose_name = "审稿意见"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "round", "station"], name="one_review_per_station"
            )
        ]

    def __str__(self):
        return f"{self.station_name}{self.get_decision_display()}"

    @property
    def station_name(self):
        return NAMES[self.station]

    @property
    def credit(self):
        return CREDITS[self.station]

    @property
    def is_agreed(self):
        return self.decision == self.Decision.AGREED


class NewsVersion(models.Model):
    """What a text said when it was handed in: immutable, compared with the others."""

    item = models.ForeignKey(
        "activities.NewsItem", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField("第几次送审")
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("送审时间")

    class Meta:
        ordering = ["number"]
        verbose_name = "稿件版本"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_news_version_per_round")
        ]

    def __str__(self):
        return f"第 {self.number} 稿"

    def rows_to(self, newer):
        """Rows of (label, here, in `newer`) of the short facts that differ."""
        rows = compared(self.facts, newer.facts)
        return [row for row in rows if row[0] != LABELS["body"]]

    def pieces_to(self, newer):
        """The body here and in `newer`, in pieces; none where it is the same."""
        before, after = self.facts["body"], newer.facts["body"]
        return pieces(before, after) if before != after else []


# Far beyond any honest form, so that one person cannot fill the disk.
MOST_CHARACTERS = 60_000


class NewsDraftQuerySet(models.QuerySet):
    def keep(self, item, owner, data):
        """What stands in the form, as typed; None when a newer version was saved meanwhile."""
        if len(canonical(data)) > MOST_CHARACTERS:
            raise BrokenRule("内容太长，草稿没有保存。正文最多 2 万字，请删减后再试。")
        base = (data.get("base_version") or [""])[0]
        if base != str(type(item).objects.values_list("version", flat=True).get(pk=item.pk)):
            return None
        draft, _ = self.update_or_create(
            item=item, owner=owner, defaults={"data": data, "saved_at": timezone.now()}
        )
        return draft


class NewsDraft(models.Model):
    """What a person has typed into the editor and not saved yet: raw, unchecked, theirs."""

    item = models.ForeignKey("activities.NewsItem", on_delete=models.CASCADE, related_name="drafts")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = NewsDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "稿件草稿"
        constraints = [
            models.UniqueConstraint(fields=["item", "owner"], name="one_news_draft_per_owner")
        ]

    def __str__(self):
        return f"{self.item}的草稿"
