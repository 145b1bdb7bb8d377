"""What is booked of an edition's activities and what is lacking, for lists and the desk."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone

from colleges.models import State

from .models import Activity, ActivityResult, may_organise
from .result_facts import told_groups

STATES = {
    "cancelled": State("cancelled", "已取消", "muted", "x"),
    "ahead": State("ahead", "还没到", "draft", "clock"),
    "now": State("now", "可登记", "pending", "pencil"),
    "lacking": State("lacking", "待登记", "warning", "clock-exclamation"),
    "held": State("held", "如期举办", "done", "circle-check"),
    "moved": State("moved", "改期举办", "done", "calendar-plus"),
    "not_held": State("not_held", "没有举办", "muted", "circle-minus"),
}


@dataclass(frozen=True)
class ResultRow:
    activity: Activity
    result: ActivityResult | None
    state: State

    @property
    def can_be_booked(self):
        return self.state.code not in ("cancelled", "ahead")


def state_code(activity, result, today):
    if result:
        return result.outcome
    if activity.is_cancelled:
        return "cancelled"
    if activity.start_date > today:
        return "ahead"
    return "lacking" if activity.end_date < today else "now"


class ResultList:
    """Of one unit in one edition, on the day `today`."""

    def __init__(self, edition, organiser, today):
        self.edition, self.organiser, self.today = edition, organiser, today

    @cached_property
    def rows(self):
        activities = Activity.objects.of(self.edition, self.organiser).for_list().in_order()
        results = ActivityResult.objects.filter(activity__in=activities.order_by().values("pk"))
        booked = {one.activity_id: one for one in results}
        return [self.row(activity, booked.get(activity.pk)) for activity in activities]

    def row(self, activity, result):
        return ResultRow(activity, result, STATES[state_code(activity, result, self.today)])

    @property
    def lacking(self):
        return [row for row in self.rows if row.state.code == "lacking"]

    @property
    def attendance(self):
        """参与总人次 so far; None while nothing is known."""
        known = [row.result.attendance for row in self.rows if row.result]
        known = [number for number in known if number is not None]
        return sum(known) if known else None

    @property
    def sessions(self):
        return sum(row.result.session_count or 0 for row in self.rows if row.result)

    def can_be_booked_by(self, user):
        return may_organise(user, self.edition.pk, self.organiser)


def by_organiser(edition, today):
    """[{"name", "address", "over", "booked", "lacking"}] of every unit with activities."""
    over = Q(status=Activity.Status.PLANNED, end_date__lt=today)
    booked = Q(result__isnull=False)
    counted = (
        Activity.objects.filter(edition=edition)
        .order_by()
        .values("college", "college__name", "college__position", "department", "department__name")
        .annotate(
            over=Count("pk", filter=over),
            booked=Count("pk", filter=booked),
            lacking=Count("pk", filter=over & ~booked),
        )
    )
    ordered = sorted(counted, key=lambda row: (row["college"] is None, row["college__position"]))
    return [told(row) for row in ordered]


def told(row):
    kind = "college" if row["college"] else "department"
    return {
        "name": row[f"{kind}__name"],
        "query": f"{kind}={row[kind]}",
        **{name: row[name] for name in ("over", "booked", "lacking")},
    }


def result_of(activity):
    """What the page of an activity tells of its result."""
    found = ActivityResult.objects.for_list().filter(activity=activity).first()
    may_come = activity.start_date <= timezone.localdate() and not activity.is_cancelled
    return {
        "result": found,
        "result_groups": told_groups(found.facts()) if found else [],
        "awaits_result": may_come and not found,
    }
