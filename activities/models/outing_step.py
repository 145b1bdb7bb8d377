from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q

from colleges.dates import deadline, when
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState, within

from .. import outing_notices as notices
from ..outing_status import Status
from .approval_step import Approver


class SeenOlder(BrokenRule):
    """The decision was taken on an earlier round than the one that stands there now."""

    def __init__(self, outing):
        super().__init__(f"{outing}在您打开之后改过并重新报批，请看过变化再决定。")


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
    places = [place for place in Approver if place.held_by(hat, hat.college_id)]
    own = {"outing__activity__college": hat.college_id} if hat.college_id else {}
    return Q(approver__in=places, **own)


def seats_of(user):
    """The steps outside a college that this person decides, themself or for somebody absent."""
    return {seat for seat in Approver if any(seat.held_by(hat, None) for hat in user.hats)}


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
    # The nearest reminder that was sent (hours before departure): it only ever falls.
    pressed = models.PositiveSmallIntegerField("临近提醒到", null=True)

    objects = OutingStepQuerySet.as_manager()

    class Meta:
        ordering = ["round", "position"]
        verbose_name = "审批意见"
        constraints = [
            models.UniqueConstraint(
                fields=["outing", "round", "position"], name="one_decision_per_step"
            ),
            models.CheckConstraint(
                name="step_is_decided_by_somebody_at_some_time",
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
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
        """The membership by which this person decides here: one that may, and own ones before
        delegated ones."""
        return self.hat_among(user.hats)

    def hat_among(self, hats):
        held = [hat for hat in hats if self.is_held_by(hat)]
        return min(held, key=lambda hat: (self.bars(hat), hat.is_delegation), default=None)

    def bars(self, hat):
        return self.outing.bars(self.approver, hat)

    def is_held_by(self, hat):
        return Approver(self.approver).held_by(hat, self.outing.college_id)

    def delegation_of(self, user):
        """That by which this person decides here for somebody absent; None in their own right."""
        hat = self.hat_of(user)
        return hat if hat is not None and hat.is_delegation else None

    def hat_at(self, user, at):
        """`hat_of` at the instant the decision came in: a delegation may have ended since."""
        held = user.memberships.current(at).select_related("college", "department", "delegated_by")
        return self.hat_among(held)

    def claim_pressing(self, hours):
        """True for the one beat that may remind at `hours`, inside its transaction."""
        rows = OutingStep.objects.open().filter(Q(pressed=None) | Q(pressed__gt=hours), pk=self.pk)
        return bool(rows.update(pressed=hours))

    def can_be_decided_by(self, user):
        """Its office, and never who filed it; the lead's own signature is the filing itself."""
        hat = self.hat_of(user)
        return hat is not None and not self.bars(hat)

    @property
    def held(self):
        return f"现由{self.get_approver_display()}办理，自 {when(self.outing.held_since)}。"

    def why_not(self, user, deciders=None):
        """Why there are no buttons for this person and who goes on; empty when there are.

        `deciders` are who of the office may, where a list has asked for all its rows.
        """
        if self.can_be_decided_by(user):
            return ""
        if self.hat_of(user):
            found = notices.deciders(self.outing, self.approver) if deciders is None else deciders
            return f"{self.barred(user)}{self.others(found)}"
        own = [step for step in self.outing.current_steps if step.hat_of(user)]
        if taken := [step for step in own if not step.is_open]:
            return taken[0].taken_by(user)
        if own and own[0].can_be_decided_by(user):
            return f"还没有轮到您，轮到{own[0].get_approver_display()}{own[0].verb}时会通知您。"
        if self.outing.was_filed_by(user):
            return "您填报的外出由他人审批，有结果会通知您。"
        if self.outing.can_be_entered_by(user):
            return "本单位的外出由审批人办理，有结果会通知您。"
        return "您可以查看，不用办理。"

    def barred(self, user):
        """Why somebody of its office may not take it, in a sentence."""
        verb, hat = Approver(self.approver).verb, self.hat_of(user)
        giver = hat.delegated_by if hat.is_delegation else None
        told = f"不能由您代{giver}{verb}" if giver else f"不能由您{verb}"
        if self.outing.was_filed_by(user):
            return f"您参与了这次外出的填报或签发，{told}。"
        return f"{giver}参与了这次外出的填报或签发，{told}。"

    def others(self, deciders):
        place = self.get_approver_display()
        if not deciders:
            return f"{place}现在没有别的账号可以办理，请系统管理员在“人员”里再增加一位。"
        return f"请{place}的{'、'.join(user.name for user in deciders)}办理。"

    def taken_by(self, user):
        who = "您" if self.decided_by_id == user.pk else self.decider
        decision = self.get_decision_display()
        return f"{who}已于{when(self.decided_at)}办理：{decision}。这一步不用再办理。"

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
            raise SeenOlder(outing)
        open_one = OutingStep.objects.next_ones().filter(pk=self.pk)
        hat = self.hat_at(by, at)
        if hat is None:
            raise BrokenRule(self.out_of_office(by))
        # Not as the list read it: somebody may have typed of it since.
        outing.writers_told = None
        if self.bars(hat):
            raise BrokenRule(self.why_not(by))
        if decision == self.Decision.AGREED:
            self.refuse_afterwards(at)
        claimed = open_one.exists() and OutingStep.objects.open().filter(pk=self.pk).update(
            decision=decision,
            opinion=within(opinion, 300),
            decided_at=at,
            decided_by=by,
            on_behalf_of=hat.delegated_by,
        )
        if not claimed:
            raise WrongState(self.faster())
        # By name: what is cached of the outing stays this very outing.
        taken = ["decision", "opinion", "decided_at", "decided_by", "on_behalf_of"]
        self.refresh_from_db(fields=taken)
        verb = f"{self.get_approver_display()}{self.verb}"
        AuditEntry.objects.record(by, verb, outing, self.as_noted())

    def refuse_afterwards(self, at):
        """审批通过后方可外出 (notice 五(六)): nothing is agreed to once it should have left."""
        if self.is_open and at >= self.outing.departs_at:
            raise BrokenRule(
                f"{self.outing}的出发时间{when(self.outing.departs_at)}已过，不能事后同意。"
                f"请退回，由{self.outing.organiser}改出发时间后重新提交；"
                "已经自行外出的，请按“不同意”并写明情况。"
            )

    def as_noted(self):
        """The opinion as the log keeps it, and for whom a deputy gave it."""
        if self.on_behalf_of is None:
            return self.opinion
        return "：".join(filter(None, [f"代{self.on_behalf_of}办理", self.opinion]))

    def out_of_office(self, user):
        """Why this person cannot decide here any more."""
        held = user.memberships.delegations().select_related("college", "department")
        over = [hat for hat in held.order_by("-valid_until") if self.is_held_by(hat)]
        if not over:
            return f"您现在不在{self.get_approver_display()}这一环节任职，没有办理。"
        return (
            f"您代{over[0].delegated_by}办理的期限已于{deadline(over[0].valid_until)}结束，没有办理。"
            f"请{over[0].delegated_by}或{self.get_approver_display()}的其他同事办理。"
        )

    @property
    def decider(self):
        """“陈（代孙）”: who took it, and for whom."""
        if self.on_behalf_of_id is None:
            return str(self.decided_by)
        return f"{self.decided_by}（代{self.on_behalf_of}）"

    @property
    def verb(self):
        return {
            "": Approver(self.approver).verb,
            "agreed": Approver(self.approver).verb,
            "returned": "退回",
            "refused": "不同意",
        }[self.decision]

    def faster(self):
        """Who decided before, in a sentence."""
        found = OutingStep.objects.select_related("decided_by", "on_behalf_of").get(pk=self.pk)
        if found.decided_by is None:
            return f"{self.outing}现在不等{self.get_approver_display()}办理。"
        return (
            f"{found.decider}已于{when(found.decided_at)}办理：{found.get_decision_display()}。"
            "您的操作没有保存。"
        )
