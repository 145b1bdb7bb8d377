import uuid
from datetime import date

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from colleges.dates import day
from colleges.models.audit import canonical
from colleges.quotes import quoted
from colleges.rules import BrokenRule

from .activity import Activity
from .edition import Edition
from .organiser import Organised, OrganisedQuerySet, both_columns, column_of

# Far beyond any honest form, so that one person cannot fill the disk.
MOST_CHARACTERS = 50_000
MOST_DRAFTS = 100


class DraftQuerySet(OrganisedQuerySet):
    def visible_to(self, user):
        mine = self.of_units_of(user)
        # An officer who stands in for a college finds what they began themselves.
        return mine | self.filter(owner=user) if user.is_office else mine

    def unsent(self, edition, organiser):
        """Drafts of activities that do not exist yet."""
        return self.of(edition, organiser).filter(activity=None)

    @transaction.atomic
    def keep(self, *, token, owner, edition, organiser, activity, data):
        """Store what stands in the form, as typed; None when it has been saved meanwhile.

        A colleague's draft is never written over: continuing it makes one of one's own.
        """
        if saved_meanwhile(token, owner, organiser, activity, data):
            return None
        if len(canonical(data)) > MOST_CHARACTERS:
            raise BrokenRule("草稿太长，没有保存。简介最多 300 字，请删减后再试。")
        if self.filter(owner=owner).exclude(token=token).count() >= MOST_DRAFTS:
            raise BrokenRule(
                f"草稿已有 {MOST_DRAFTS} 份，没有再存。请先在“活动周”里丢弃不要的草稿。"
            )
        draft, _ = self.update_or_create(
            token=token,
            owner=owner,
            defaults=both_columns(organiser)
            | {
                "edition": edition,
                "activity": activity,
                "data": data,
                "saved_at": timezone.now(),
            },
        )
        return draft


def saved_meanwhile(token, owner, organiser, activity, data):
    """A draft under way while its form was saved must not bring the draft back to life."""
    own = column_of(organiser)
    saved = Activity.objects.filter(token=token, updated_by=owner, **own)
    if activity is None:
        return saved.exists()
    base = (data.get("base_version") or [""])[0]
    base = int(base) if base.isdecimal() and len(base) < 10 else 0
    return saved.filter(version__gt=base).exists()


class Draft(Organised):
    """What a person has typed into the activity form and not saved yet: raw, unchecked, theirs."""

    token = models.UUIDField(default=uuid.uuid4)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, related_name="drafts"
    )
    data = models.JSONField(encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = "草稿"
        constraints = [
            *Organised.Meta.constraints,
            models.UniqueConstraint(fields=["token", "owner"], name="one_draft_per_form_and_owner"),
        ]

    def __str__(self):
        return f"草稿{quoted(self.title)}"

    def get_absolute_url(self):
        return reverse("draft_open", args=[self.pk])

    @property
    def title(self):
        return self.first("title") or "未命名活动"

    @property
    def date_text(self):
        return self.first("start_date")

    @property
    def day_told(self):
        """The day as pages write it; what is no date yet, as it was typed."""
        try:
            return day(date.fromisoformat(self.date_text))
        except ValueError:
            return self.date_text

    def first(self, name):
        values = self.data.get(name) or [""]
        return values[0]
