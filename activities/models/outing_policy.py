from datetime import time, timedelta

from django.db import models, transaction

from colleges.models import AuditEntry

from .approval_step import USUAL_CHAIN, ApprovalStep

# 6 months: as long as the log of who saw them is kept at least (domain.md §7.3).
KEPT_FOR = timedelta(days=180)
NUMBERS = ("students_per_teacher", "notice_hours")
CLOCKS = ("class_from", "class_until")


class OutingPolicyQuerySet(models.QuerySet):
    def start(self, edition, data=None):
        """The rules of a new edition: those of the one it is copied from, or the usual ones."""
        data = data or {}
        facts = {name: data[name] for name in NUMBERS if name in data}
        facts |= {name: time.fromisoformat(data[name]) for name in CLOCKS if name in data}
        policy = self.create(
            edition=edition, participants_kept_until=edition.ends_on + KEPT_FOR, **facts
        )
        ApprovalStep.objects.start(edition, data.get("chain", USUAL_CHAIN))
        return policy


class OutingPolicy(models.Model):
    """What an edition asks of every outing; the office changes it in the browser."""

    edition = models.OneToOneField(
        "activities.Edition", on_delete=models.CASCADE, related_name="outing_policy"
    )
    students_per_teacher = models.PositiveSmallIntegerField("每位教师最多带学生（人）", default=30)
    # Schools ask three days (domain.md §3), but the notice leaves two: a warning, never a wall.
    notice_hours = models.PositiveSmallIntegerField("应提前（小时）", default=72)
    class_from = models.TimeField("上课时间自", default=time(8, 0))
    class_until = models.TimeField("上课时间至", default=time(17, 30))
    participants_kept_until = models.DateField("名单保存至")

    objects = OutingPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "外出规则"

    def __str__(self):
        return f"{self.edition}的外出规则"

    def as_data(self):
        """In the shape of the shipped editions; the date follows the week of the copy."""
        numbers = {name: getattr(self, name) for name in NUMBERS}
        clocks = {name: getattr(self, name).isoformat() for name in CLOCKS}
        return numbers | clocks | {"chain": self.edition.approval_steps.as_data()}

    @transaction.atomic
    def change(self, by, before):
        """Save an edit; `before` holds the values the office saw."""
        self.save()
        after = {name: getattr(self, name) for name in before}
        changes = {"before": before, "after": after}
        AuditEntry.objects.record(by, "修改外出规则", self.edition, payload=changes)
