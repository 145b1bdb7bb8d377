from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from colleges.dates import when
from colleges.rules import BrokenRule, within

from ..outing_status import Status

# A bus that waits at the gate a little early is honest; one of the day before is not.
EARLY = timedelta(hours=2)
# Overdue by so many minutes: college, office and 保卫处 are told (once each).
ALARMS = (15, 30, 60)
MOST_PEOPLE = 9999


def person():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class Trip(models.Model):
    """The way itself: out, back and safe, and the short feedback that closes it."""

    left_at = models.DateTimeField("出发登记", null=True)
    left_count = models.PositiveIntegerField("出发人数", null=True)
    left_by = person()
    back_at = models.DateTimeField("归校登记", null=True)
    back_count = models.PositiveIntegerField("归校人数", null=True)
    back_by = person()
    unusual = models.CharField("异常情况", max_length=300, blank=True)
    # The highest alarm that was sent (minutes): it only ever rises.
    alarmed = models.PositiveSmallIntegerField("逾期提醒到", default=0)
    closed_at = models.DateTimeField("办结时间", null=True)
    feedback = models.CharField("反馈", max_length=500, blank=True)

    class Meta:
        abstract = True

    # Questions

    def minutes_overdue(self, at):
        """Whole minutes past the return that was approved, 0 when back or in time."""
        if self.status != Status.OUT or at <= self.returns_at:
            return 0
        return int((at - self.returns_at).total_seconds() // 60)

    def alarm(self, at):
        """The highest alarm that is due, or None: after a pause only the newest is sent."""
        minutes = self.minutes_overdue(at)
        return max((level for level in ALARMS if minutes >= level), default=None)

    def claim_alarm(self, level):
        """True for the one beat that may send `level`, inside its transaction.

        Of two beats whose clocks differ the slower never sends a lower one after a higher.
        """
        rows = type(self)._base_manager.filter(pk=self.pk, status=Status.OUT)
        return bool(rows.filter(alarmed__lt=level).update(alarmed=level))

    def is_for_today(self, at):
        """May it leave at this instant, by the times that were approved?"""
        return self.departs_at - EARLY <= at < self.returns_at

    @property
    def may_leave_now(self):
        return self.is_for_today(timezone.now())

    def can_be_booked_by(self, user):
        """出发 and 归校 are booked by its own people and at the gate."""
        return user.guards or user.is_office or self.can_be_entered_by(user)

    def can_be_closed_by(self, user):
        """What came of it is told by who went, or by 教务处 for them; not at the gate."""
        return user.is_office or self.can_be_entered_by(user)

    # Verbs

    @transaction.atomic
    def depart(self, by, at, count):
        """出发. `count` in 人; more than were approved do not leave."""
        # Held first: who cancels the activity at this moment waits, or is seen here.
        self.hold()
        self.refuse_unless([Status.APPROVED], "出发")
        self.refuse_departure(at)
        if not count:
            raise BrokenRule("请填写实际出发人数，至少 1 人。")
        if count > self.headcount:
            raise BrokenRule(
                f"现在有 {count} 人，超过批准人数 {self.headcount} 人，请学院先报变更。"
                "多出的人不能随队外出；人数填错的，请核对后重填。"
            )
        self.move(
            "出发",
            by=by,
            source=[Status.APPROVED],
            target=Status.OUT,
            note=f"{count} 人",
            left_at=at,
            left_count=count,
            left_by=by,
        )

    def refuse_departure(self, at):
        if self.activity.is_cancelled:
            raise BrokenRule("活动已取消，不能外出。请联系学院或教务处核对。")
        if at < self.departs_at - EARLY:
            raise BrokenRule(
                f"批准的出发时间是{when(self.departs_at)}，现在还不能出发（可提前 2 小时登记）。"
                "确需改时间，请学院修改后重新报批。"
            )
        if at >= self.returns_at:
            raise BrokenRule(
                f"批准的外出已在{when(self.returns_at)}结束，此单已过期。请学院另行申请。"
            )

    @transaction.atomic
    def come_back(self, by, at, count, unusual=""):
        """归校报平安 (有事报事，无事报平安). `count` in 人."""
        self.hold()
        self.refuse_unless([Status.OUT], "归校")
        unusual = within(unusual, 300)
        if not count:
            raise BrokenRule("请填写归校人数，至少 1 人。")
        if count > MOST_PEOPLE:
            raise BrokenRule(f"人数最多 {MOST_PEOPLE}，请核对后重填。")
        if at < self.left_at:
            raise BrokenRule(
                f"{when(self.left_at)}才登记出发，归校不能早于出发。请核对是不是这一次外出，稍后再登记。"
            )
        if count != self.left_count and not unusual:
            raise BrokenRule(
                f"出发 {self.left_count} 人，归校 {count} 人，人数不一致。"
                "请在“异常情况”里写明原因。"
            )
        self.move(
            "归校",
            by=by,
            source=[Status.OUT],
            target=Status.BACK,
            # What happened to whom stands on the outing, from where it can be erased.
            note=f"{count} 人，{'有异常情况' if unusual else '平安'}",
            back_at=at,
            back_count=count,
            back_by=by,
            unusual=unusual,
        )

    @transaction.atomic
    def close(self, by, at, feedback):
        """结束后向备案部门反馈: what came of it, in a few sentences."""
        self.refuse_unless([Status.BACK], "办结")
        feedback = within(feedback, 500)
        if not feedback:
            raise BrokenRule("请写一两句反馈，例如“服务居民 60 人，一切顺利”。")
        self.move(
            "办结",
            by=by,
            source=[Status.BACK],
            target=Status.CLOSED,
            # Its words may name people: like the unusual they stand where they can be erased.
            closed_at=at,
            feedback=feedback,
        )
