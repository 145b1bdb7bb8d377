"""外出 on a college's desk: what leaves today, in which state, and the one next step."""

from functools import cached_property

from django.utils import timezone

from activities.models import Approver, Outing
from activities.outing_status import Status
from activities.week import newest

NEXT_STEPS = {
    Status.DRAFT: "填好并提交",
    Status.RETURNED: "按意见修改",
    Status.WAITING: "查看进度",
    Status.APPROVED: "登记出发",
    Status.OUT: "登记归校",
    Status.BACK: "反馈并办结",
    Status.CLOSED: "查看",
    Status.REFUSED: "查看理由",
}


class DeskOutings:
    """Of one college in one edition; `activities` are all of it, read once for the whole desk."""

    def __init__(self, edition, college, activities, user, now):
        self.edition, self.college, self.activities = edition, college, activities
        self.user, self.now = user, now

    @cached_property
    def all(self):
        rows = Outing.objects.of(self.edition).filter(activity__college=self.college)
        return list(rows.exclude(status=Status.CANCELLED).for_list().by_departure())

    @cached_property
    def awaiting(self):
        """How many wait for this person's signature."""
        steps = [outing.step for outing in self.all]
        signed_here = [one for one in steps if one and one.approver == Approver.COLLEGE]
        return sum(one.hat_of(self.user) is not None for one in signed_here)

    @property
    def today(self):
        """[{activity, outing (None: not asked for), state, next}] by departure."""
        day = timezone.localdate(self.now)
        leaving = [one for one in self.all if is_away_on(one, day)]
        asked = {one.activity_id for one in leaving}
        unasked = [
            activity
            for activity in self.activities
            if activity.is_held_up_on(day) and activity.pk not in asked
        ]
        rows = [self.row(outing.activity, outing) for outing in leaving]
        return rows + [self.row(activity, self.newest.get(activity.pk)) for activity in unasked]

    @property
    def held_up(self):
        """The same of what may not leave yet, from today on: it does not count for its day."""
        today = timezone.localdate(self.now)
        return [
            self.row(activity, self.newest.get(activity.pk))
            for activity in self.activities
            if any(day >= today and activity.is_held_up_on(day) for day in activity.days)
            or (activity.needs_outing_approval and activity.end_date >= today)
        ]

    @cached_property
    def newest(self):
        """For what may not leave: what passed was for other days."""
        return newest([outing for outing in self.all if not outing.has_passed])

    def row(self, activity, outing):
        state = outing.state(self.now) if outing else None
        return {"activity": activity, "outing": outing, "state": state, "next": self.next(outing)}

    def next(self, outing):
        if outing is None:
            return "申请外出"
        if outing.step and outing.step.can_be_decided_by(self.user):
            return f"去{Approver(outing.step.approver).verb}"
        return NEXT_STEPS[outing.status]


def is_away_on(outing, day):
    if not (outing.departs_at and outing.returns_at):
        return False
    return outing.first_day <= day <= outing.last_day
