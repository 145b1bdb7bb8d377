from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from activities.models import Edition
from colleges.models import College
from colleges.models.audit import canonical
from colleges.rules import BrokenRule

from .statistics import StatisticsEntry

# Far beyond any honest form, so that one person cannot fill the disk.
MOST_CHARACTERS = 40_000


class StatisticsDraftQuerySet(models.QuerySet):
    def of(self, entry, owner):
        return self.filter(edition=entry.edition_id, college=entry.college_id, owner=owner)

    @transaction.atomic
    def keep(self, edition, college, owner, data):
        """What stands in the form, as typed; None when a newer version was saved meanwhile."""
        base = (data.get("base_version") or [""])[0]
        if base != str(StatisticsEntry.objects.of(edition, college).version):
            return None
        if len(canonical(data)) > MOST_CHARACTERS:
            raise BrokenRule("内容太长，草稿没有保存。请删减后再试。")
        facts = {"data": data, "saved_at": timezone.now()}
        whose = {"edition": edition, "college": college, "owner": owner}
        return self.update_or_create(**whose, defaults=facts)[0]


class StatisticsDraft(models.Model):
    """What a person has typed of the own figures and not saved yet: raw, unchecked, theirs."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # {name of the field: [text]}
    data = models.JSONField()
    saved_at = models.DateTimeField(default=timezone.now)

    objects = StatisticsDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "统计表自报草稿"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "college", "owner"], name="one_statistics_draft_per_owner"
            )
        ]

    def __str__(self):
        return f"{self.college}情况统计表自报指标的草稿"
