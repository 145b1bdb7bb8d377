import uuid
from dataclasses import replace

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from colleges.models import AuditEntry, Workflow
from colleges.rules import BrokenRule, WrongState, within

from .. import outing_notices as notices
from ..outing_agreement import activity_facts
from ..outing_facts import LABELS, PRECAUTIONS, changed_facts, compared, safety_changes
from ..outing_status import EXPIRED, OVER, OVERDUE, PASSED, REOPENED, STATES, Status
from .activity import Activity
from .approval_step import ApprovalStep
from .outing_filers import Filed
from .outing_plan import OutingPlan
from .outing_ready import Ready
from .outing_rows import OutingQuerySet
from .outing_shown import Shown
from .outing_step import OutingStep
from .trip import Trip

# Where its facts may be written: before anybody was asked, and once all have agreed.
OPEN = (Status.DRAFT, Status.RETURNED)
CHANGEABLE = (*OPEN, Status.APPROVED)
CANCELLABLE = (*OPEN, Status.WAITING, Status.APPROVED)
# Taken away during a change that is given up, they come back with the approval.
RESTORED = (*PRECAUTIONS, "safety_plan", "lodging")
EDITABLE = (*LABELS, "version", "updated_by", "updated_at")


class OutingConflict(Exception):
    """Somebody saved this outing after the person opened it; `outing` is theirs."""

    def __init__(self, outing):
        self.outing = outing
        super().__init__("已被他人修改")


class Outing(OutingPlan, Filed, Ready, Shown, Trip, Workflow):
    """外出报备: nobody leaves before the chain has agreed (notice 五(六))."""

    Status = Status
    # For whom a page tells of it; nobody where the rules alone are asked.
    reader = None

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="outings")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    # Rounds of approval: each hand-over is a new one, with its version and its steps.
    round = models.PositiveIntegerField("第几次报批", default=0)
    handed_over_at = models.DateTimeField("提交时间", null=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # What was agreed to; the permit, the gate and the board hold to these.
    approved_round = models.PositiveIntegerField("批准的是第几次", null=True)
    approved_fingerprint = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True)
    serial = models.CharField("编号", max_length=20, null=True, unique=True)  # noqa: DJ001
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = OutingQuerySet.as_manager()

    class Meta:
        verbose_name = "外出"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "departs_at"], name="outing_queue"),
            models.Index(fields=["activity", "status"], name="outing_by_activity"),
        ]
        constraints = [
            models.CheckConstraint(
                name="outing_returns_after_it_departs",
                condition=Q(departs_at__isnull=True)
                | Q(returns_at__isnull=True)
                | Q(returns_at__gt=F("departs_at")),
            ),
            models.CheckConstraint(
                name="outing_passed_is_bound_to_what_passed",
                condition=~Q(status__in=["approved", "out", "back", "closed"])
                | Q(approved_round__isnull=False, serial__isnull=False)
                & ~Q(approved_fingerprint=""),
            ),
            models.CheckConstraint(
                name="outing_handed_over_has_its_times",
                condition=Q(status__in=["draft", "returned", "cancelled"])
                | Q(departs_at__isnull=False, returns_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outing_outside_has_left",
                condition=~Q(status__in=["out", "back", "closed"]) | Q(left_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outing_back_came_after_it_left",
                condition=~Q(status__in=["back", "closed"])
                | Q(back_at__isnull=False, back_at__gte=F("left_at")),
            ),
        ]

    def __str__(self):
        return f"外出{self.activity}"

    def get_absolute_url(self):
        return reverse("outing_detail", args=[self.pk])

    # Questions

    @property
    def edition(self):
        return self.activity.edition

    @property
    def policy(self):
        return self.activity.edition.outing_policy

    @property
    def college_id(self):
        return self.activity.college_id

    @property
    def organiser(self):
        return self.activity.organiser

    @property
    def has_passed(self):
        return self.status in PASSED

    @property
    def is_reopened(self):
        """It had passed, and something that was agreed to has changed since."""
        return self.approved_round is not None and not self.has_passed and self.status not in OVER

    @property
    def step(self):
        """The step that is to be decided now, or None."""
        open_ones = [step for step in self.current_steps if step.is_open]
        return open_ones[0] if self.status == Status.WAITING and open_ones else None

    @property
    def current_steps(self):
        """Of the round under way; of the approved one where a later change was withdrawn."""
        counts = self.approved_round if self.has_passed else self.round
        return [step for step in self.steps.all() if step.round == counts]

    @property
    def has_been_acted_on(self):
        return any(not step.is_open for step in self.current_steps)

    def state(self, at):
        """As people are told it; who holds it now stands in its word."""
        if self.status == Status.WAITING and self.is_reopened:
            return REOPENED
        if self.status == Status.WAITING and self.step:
            return replace(STATES[Status.WAITING], name=self.step.waiting)
        if self.minutes_overdue(at):
            return OVERDUE
        if self.status == Status.APPROVED and at >= self.returns_at:
            return EXPIRED
        return STATES[Status(self.status)]

    @property
    def held_since(self):
        """现由谁办理、自何时: the instant the open step began to wait."""
        decided = [step.decided_at for step in self.current_steps if step.decided_at]
        return max([self.handed_over_at or self.updated_at, *decided])

    @property
    def participant_count(self):
        """人 on the list."""
        if hasattr(self, "listed"):
            return self.listed
        return self.participants.count()

    def has_file(self, kind):
        return any(file.kind == kind for file in self.files.all())

    def clashing(self):
        """Other outings of the same teacher that overlap with this one."""
        if hasattr(self, "clashes"):
            return self.clashes
        if not (self.leader_phone and self.departs_at and self.returns_at):
            return []
        others = (
            Outing.objects.under_way()
            .known_to(self.reader)
            .exclude(pk=self.pk)
            .filter(
                leader_phone=self.leader_phone,
                departs_at__lt=self.returns_at,
                returns_at__gt=self.departs_at,
            )
        )
        return others.select_related("activity")[:3]

    def can_be_entered_by(self, user):
        """Who writes it: the organiser's own people, or an officer who stands in."""
        return self.activity.can_be_edited_by(user)

    @property
    def is_being_written(self):
        return self.status in OPEN

    @property
    def can_be_cancelled(self):
        return self.status in CANCELLABLE

    @property
    def is_over(self):
        return self.status in OVER

    @property
    def is_ahead(self):
        """Not back yet: what gives pause can still be mended."""
        return not self.is_over and self.status != Status.BACK

    @property
    def can_be_changed(self):
        return self.status in CHANGEABLE

    # Verbs

    @transaction.atomic
    def revise(self, by, facts, *, base_version, at):
        """Save an edit made on `base_version`. True when it re-opened an approval."""
        # The activity first, in the order of whoever cancels it.
        self.activity.hold()
        claimed = Outing.objects.filter(
            pk=self.pk, version=base_version, status__in=CHANGEABLE
        ).update(version=F("version") + 1)
        before = Outing.objects.for_list().get(pk=self.pk)
        if not before.can_be_changed:
            raise WrongState(
                f"{before}已是“{before.state(at).name}”，不能修改。"
                "尚无人办理的可以先撤回；已有人办理的，请办理人退回。"
            )
        if not claimed:
            raise OutingConflict(before)
        for name, value in facts.items():
            setattr(self, name, value)
        changes = changed_facts(before.facts(), self.facts())
        if not changes["after"]:
            # Saved as it stood: nobody else's edit is in conflict with it.
            Outing.objects.filter(pk=self.pk).update(version=base_version)
            return False
        self.refresh_from_db(fields=["status", "version"])
        self.updated_by, self.updated_at = by, at
        self.save(update_fields=EDITABLE)
        self.writers.add(by)
        AuditEntry.objects.record(by, "修改外出", self, payload=changes)
        reopens = before.has_passed and self.fingerprint() != before.approved_fingerprint
        if reopens:
            self.hand_over(by, at, reopening=True)
            notices.tell_reopened(self, by)
        elif before.has_passed:
            self.refuse_loss(before.facts())
            if told := safety_changes(before.facts(), self.facts()):
                notices.tell_safety(self, by, told)
        return reopens

    @transaction.atomic
    def hand_over(self, by, at, *, seen=None, reopening=False):
        """提交签发: what stands there now is what everybody of the chain decides on.

        `seen` is the version the person read; the row is held and read before it is judged.
        """
        source = [Status.APPROVED] if reopening else list(OPEN)
        self.activity.hold()
        self.hold()
        if self.status in source:
            if seen not in (None, self.version):
                raise BrokenRule(
                    f"{self}在您打开之后被{self.updated_by}改过，没有提交。请看过现在的内容再提交。"
                )
            self.refuse_unready(at)
        self.move(
            "变更重批" if reopening else "提交签发",
            by=by,
            source=source,
            target=Status.WAITING,
            round=F("round") + 1,
            handed_over_at=at,
            handed_over_by=by,
        )
        self.versions.create(
            number=self.round,
            facts=self.facts(),
            activity_facts=activity_facts(self.activity),
            fingerprint=self.fingerprint(),
            files=self.papers(),
            participant_count=self.participants.count(),
            made_by=by,
            made_at=at,
        )
        self.writers.add(by)
        self.steps.bulk_create(
            OutingStep(outing=self, round=self.round, position=place, approver=step.approver)
            for place, step in enumerate(ApprovalStep.objects.asked_of(self), start=1)
        )
        self.refresh_from_db()
        notices.tell_next(self, by)

    @transaction.atomic
    def withdraw(self, by):
        """撤回, while nobody has acted; one that was re-opened becomes again what had passed.

        Returns what was undone, as rows of `compared`.
        """
        # Held first: whoever decided just before is seen here.
        self.activity.hold()
        self.hold()
        decided = self.steps.filter(round=self.round).decided().exists()
        if self.status == Status.WAITING and decided:
            raise BrokenRule("已有人办理，不能撤回。请联系办理人退回后再修改。")
        if self.is_reopened:
            return self.take_back(by)
        self.move("撤回", by=by, source=[Status.WAITING], target=Status.DRAFT)
        return []

    def take_back(self, by):
        """The material facts as they were approved; what else was saved since stays, but for
        precautions and files that were taken away. Also of a change that was returned."""
        self.activity.refuse_to_leave()
        before, approved = self.facts(), self.versions.get(number=self.approved_round)
        told = approved.restored()
        after = before | approved.binding()
        after |= {name: told[name] for name in RESTORED if not before[name]}
        undone = changed_facts(before, after)
        self.move(
            "撤回变更",
            by=by,
            source=[Status.WAITING, Status.RETURNED],
            target=Status.APPROVED,
            changes=undone,
            version=F("version") + 1,
            **{name: after[name] for name in undone["after"]},
        )
        approved.attached().update(removed_at=None)
        notices.tell_taken_back(self, by)
        return compared(before, after)

    @transaction.atomic
    def cancel(self, by, reason):
        reason = within(reason, 200)
        if not reason:
            raise BrokenRule("取消外出必须写明原因，例如“活动改在校内举行”。")
        self.move(
            "取消外出",
            by=by,
            source=list(CANCELLABLE),
            target=Status.CANCELLED,
            note=reason,
            cancel_reason=reason,
        )
        notices.tell_cancelled(self, by, reason)

    @transaction.atomic
    def pass_on(self, by, at):
        """Called when a step agreed: approved once no step is left open."""
        if self.steps.filter(round=self.round).open().exists():
            return notices.tell_next(self, by)
        self.move(
            "批准外出",
            by=by,
            source=[Status.WAITING],
            target=Status.APPROVED,
            approved_round=self.round,
            approved_fingerprint=self.fingerprint(),
            approved_at=at,
            serial=self.serial or f"WC{self.edition.code}-{self.pk:05d}",
        )
        notices.tell_approved(self, by)
