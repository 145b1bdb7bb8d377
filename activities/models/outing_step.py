from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from colleges.dates import when
from colleges.models import AuditEntry
from colleges.models.people import Role
from colleges.rules import BrokenRule, WrongState, within

from .. import outing_notices as notices
from ..outing_status import Status
from .approval_step import Approver


class SeenOlder(BrokenRule):
    """The decision was taken on an earlier round than the one that stands there now."""


class OutingStepQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decision="")

    def decided(self):
        return self.exclude(decision="")

    def of(self, edition):
        return self.filter(outing__activity__edition=edition)

    def next_ones(self):
        """Of every outing under way the step that is to be decided now."""
        earlier = OutingStep.objects.open().filter(
            outing=OuterRef("outing"), round=OuterRef("round"), position__lt=OuterRef("position")
        )
        rows = self.open().filter(outing__status=Status.WAITING, round=F("outing__round"))
        return rows.exclude(Exists(earlier))

    def awaiting(self, user):
        """The steps that wait for this person now, by one of their memberships."""
        mine = Q(pk__in=[])
        for hat in user.hats:
            mine |= asked_of(hat)
        return self.next_ones().filter(mine)


def asked_of(hat):
    """The steps that one membership decides, as a condition on the rows."""
    if hat.role == Role.COLLEGE_LEAD:
        return Q(approver=Approver.COLLEGE, outing__activity__college=hat.college_id)
    if hat.role == Role.DEPARTMENT:
        return Q(approver=hat.department.code) & ~Q(approver=Approver.OFFICE)
    roles = {Role.OFFICE: Approver.OFFICE, Role.LEADER: Approver.LEADER}
    return Q(approver=roles[hat.role]) if hat.role in roles else Q(pk__in=[])


class OutingStep(models.Model):
    """One decision in one round of an outing: asked of an office, taken by a person, once."""

    class Decision(models.TextChoices):
        AGREED = "agreed", "同意"
        RETURNED = "returned", "退回修改"
        REFUSED = "refused", "不同意"

    outing = models.ForeignKey("activities.Outing", on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveIntegerField("第几次报批")
    position = models.PositiveSmallIntegerField("顺序")
    approver = models.CharField("审批人", max_length=10, choices=Approver)
    decision = models.CharField("结论", max_length=10, choices=Decision, blank=True)
    opinion = models.CharField("意见", max_length=300, blank=True)
    decided_at = models.DateTimeField("时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Decided by a delegate: for whom.
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = OutingStepQuerySet.as_manager()

    class Meta:
        ordering = ["round", "position"]
        verbose_name = "审批意见"
        constraints = [
            models.UniqueConstraint(
                fields=["outing", "round", "position"], name="one_decision_per_step"
            )
        ]

    def __str__(self):
        return f"{self.get_approver_display()}{self.get_decision_display()}"

    # Questions

    @property
    def is_open(self):
        return not self.decision

    @property
    def waiting(self):
        return Approver(self.approver).waiting

    def hat_of(self, user):
        """The membership by which this person decides here, own ones before delegated ones."""
        college = self.outing.college_id
        held = [hat for hat in user.hats if Approver(self.approver).held_by(hat, college)]
        return min(held, key=lambda hat: hat.is_delegation, default=None)

    def can_be_decided_by(self, user):
        """Its office, and never who filed it; the lead's own signature is the filing itself."""
        if self.hat_of(user) is None:
            return False
        return self.approver == Approver.COLLEGE or not self.outing.was_filed_by(user)

    # Verbs

    @transaction.atomic
    def agree(self, by, at, *, seen, opinion=""):
        self.decide(by, at, self.Decision.AGREED, opinion, seen)
        self.outing.pass_on(by, at)

    @transaction.atomic
    def send_back(self, by, at, *, seen, opinion):
        if not opinion.strip():
            raise BrokenRule("退回时必须写明要改什么，例如“请补充车辆营运资质”。")
        self.decide(by, at, self.Decision.RETURNED, opinion, seen)
        self.outing.move(
            "退回外出", by=by, source=[Status.WAITING], target=Status.RETURNED, note=opinion.strip()
        )
        notices.tell_returned(self.outing, by, opinion.strip())

    @transaction.atomic
    def refuse(self, by, at, *, seen, opinion):
        if not opinion.strip():
            raise BrokenRule("不同意时必须写明理由，学院会看到。")
        self.decide(by, at, self.Decision.REFUSED, opinion, seen)
        self.outing.move(
            "不同意外出",
            by=by,
            source=[Status.WAITING],
            target=Status.REFUSED,
            note=opinion.strip(),
        )
        notices.tell_refused(self.outing, by, opinion.strip())

    def decide(self, by, at, decision, opinion, seen):
        """Claim the step: of two who decide at once, one wins and the other is told who."""
        outing = self.outing
        # Holds the outing's row: who withdraws at this moment waits, and finds it acted on.
        type(outing)._base_manager.filter(pk=outing.pk).update(round=F("round"))
        outing.refresh_from_db(fields=["round", "status"])
        if outing.round != self.round or seen != self.round:
            raise SeenOlder(f"{outing}在您打开之后改过并重新报批，请看过变化再决定。")
        open_one = OutingStep.objects.next_ones().filter(pk=self.pk)
        hat = self.hat_of(by)
        claimed = open_one.exists() and OutingStep.objects.open().filter(pk=self.pk).update(
            decision=decision,
            opinion=within(opinion, 300),
            decided_at=at,
            decided_by=by,
            on_behalf_of=hat.delegated_by if hat else None,
        )
        if not claimed:
            raise WrongState(self.faster())
        # By name: what is cached of the outing stays this very outing.
        self.refresh_from_db(fields=["decision", "opinion", "decided_at", "decided_by"])
        AuditEntry.objects.record(by, f"{self.get_approver_display()}{self.verb}", outing, opinion)

    @property
    def verb(self):
        return {"agreed": Approver(self.approver).verb, "returned": "退回", "refused": "不同意"}[
            self.decision
        ]

    def faster(self):
        """Who decided before, in a sentence."""
        found = OutingStep.objects.select_related("decided_by").get(pk=self.pk)
        if found.decided_by is None:
            return f"{self.outing}现在不等{self.get_approver_display()}办理。请刷新页面查看。"
        return (
            f"{found.decided_by}已于{when(found.decided_at)}办理：{found.get_decision_display()}。"
            "您的操作没有保存，请刷新页面查看。"
        )

    def waits_since(self):
        """The instant from which this step waited."""
        before = [
            step.decided_at
            for step in self.outing.current_steps
            if step.position < self.position and step.decided_at
        ]
        return max([self.outing.handed_over_at or timezone.now(), *before])
