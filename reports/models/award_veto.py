"""What stands beside the points: disqualifications, and what the committee decided on equals."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, WrongState, within

from .award import Award, Status

OPEN = (Status.DRAFT, Status.SCORING, Status.CLOSED)
TOO_LATE = "获奖单位已经确定。要改请先“撤回确定”，写明原因。"


class VetoQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    @transaction.atomic
    def lay(self, award, college, by, *, kind, reason):
        refuse_when_decided(award)
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("取消资格必须写明事由和依据。")
        try:
            with transaction.atomic():
                veto = self.create(
                    award=award, college=college, kind=kind, reason=reason, decided_by=by
                )
        except IntegrityError:
            raise WrongState(f"{college}已因这一条被取消资格。请刷新页面查看。") from None
        AuditEntry.objects.record(by, "取消评奖资格", veto, note=reason)
        return veto


class Veto(models.Model):
    """取消资格, with its reason; withdrawn with a reason, never deleted."""

    class Kind(models.TextChoices):
        ACCIDENT = "accident", "发生安全责任事故"
        UNAPPROVED = "unapproved", "未经审批外出"
        DISCIPLINE = "discipline", "违反八项规定或财经纪律"
        FABRICATION = "fabrication", "数据造假"

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="vetoes")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("情形", max_length=12, choices=Kind)
    reason = models.CharField("事由", max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.CharField("撤销原因", max_length=300, blank=True)

    objects = VetoQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "取消资格"
        constraints = [
            models.UniqueConstraint(
                fields=["award", "college", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_veto_per_kind",
            ),
            models.CheckConstraint(
                name="award_vetoes_are_withdrawn_with_a_reason",
                condition=Q(withdrawn_at__isnull=True)
                | (Q(withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.college}：{self.get_kind_display()}"

    @transaction.atomic
    def withdraw(self, by, reason):
        refuse_when_decided(self.award)
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("撤销必须写明原因。")
        facts = {"withdrawn_at": timezone.now(), "withdrawn_by": by, "withdrawn_reason": reason}
        if not Veto.objects.standing().filter(pk=self.pk).update(**facts):
            raise WrongState("这一条刚刚已经撤销。请刷新页面查看。")
        AuditEntry.objects.record(by, "撤销取消资格", self, note=reason)


def refuse_when_decided(award):
    """Claims the award's row, so that nobody confirms winners at this moment."""
    award.hold()
    if award.status not in OPEN:
        raise WrongState(TOO_LATE)


class CommitteeDecision(models.Model):
    """The order of colleges that neither points nor the tie rule tell apart, decided by people."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="decisions")
    # Codes of the colleges, first to last.
    order = models.JSONField("顺序")
    reason = models.CharField("理由", max_length=500)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "评审委员会决定"

    def __str__(self):
        return f"{self.award}的评审委员会决定"
