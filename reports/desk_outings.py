"""外出 on a college's desk: what leaves today, in which state, and the one next step."""

from functools import cached_property

from django.utils import timezone

from activities.models import Outing
from activities.outing_status import OVER, Status

UNASKED = "还没有申请"
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

    @property
    def today(self):
        """[{activity, outing (None: not asked for), state, next}] by departure."""
        day = timezone.localdate(self.now)
        leaving = [one for one in self.all if is_away_on(one, day)]
        asked = {one.activity_id for one in leaving}
        unasked = [
            activity
            for activity in self.activities
            if activity.needs_outing_approval and activity.covers(day) and activity.pk not in asked
        ]
        rows = [self.row(outing.activity, outing) for outing in leaving]
        return rows + [self.row(activity, self.newest_of(activity)) for activity in unasked]

    @property
    def held_up(self):
        """The same of what may not leave yet, from today on: it does not count for its day."""
        today = timezone.localdate(self.now)
        return [
            self.row(activity, self.newest_of(activity))
            for activity in self.activities
            if activity.needs_outing_approval and activity.end_date >= today
        ]

    def newest_of(self, activity):
        """The one under way, else the last one that came to nothing."""
        found = [one for one in self.all if one.activity_id == activity.pk]
        return max(found, key=lambda one: (one.status not in OVER, one.pk), default=None)

    def row(self, activity, outing):
        state = outing.state(self.now) if outing else None
        return {"activity": activity, "outing": outing, "state": state, "next": self.next(outing)}

    def next(self, outing):
        if outing is None:
            return "申请外出"
        if outing.step and outing.step.can_be_decided_by(self.user):
            return "去签发"
        return NEXT_STEPS[outing.status]


def is_away_on(outing, day):
    if not (outing.departs_at and outing.returns_at):
        return False
    return outing.first_day <= day <= outing.last_day
