"""2024, the edition before: everything went by mail then; what it came to was entered afterwards,
so that 2025 has something to be compared with."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from activities.models import Edition
from colleges.models import User

from ..statistics import StatisticsForm
from .results import book
from .statistics import plan_head_counts, stated
from .week import college_weeks

STARTS_ON = date(2024, 5, 12)
ENTERED = timezone.make_aware(datetime(2025, 3, 10, 9))


def plan_earlier(story, stories):
    office = User.objects.get(username="office")
    edition = Edition.objects.load("2025", starts_on=STARTS_ON, code="2024", by=office)
    edition.requirements.update(in_portal=False)
    story.date_entries(ENTERED)
    weeks = list(college_weeks(edition, stories).values())
    plan_head_counts(story, edition, weeks, office, ENTERED)
    for number, week in enumerate(weeks):
        plan_week(story, week, ENTERED + timedelta(minutes=number * 20))


def plan_week(story, week, instant):
    """Entered, booked and counted in one sitting: what took place on the campus."""
    held = [row for row in week.rows("both", "past") if not row["is_outing"]]
    for row in held:
        story.plan(instant, week.enter(row))
        story.plan(instant, book(week, row, 0, "", not_held=False))
    story.plan(instant, lambda at: state(week, at))


def state(week, at):
    form = StatisticsForm(week.edition, week.college, timezone.localdate(at))
    form.entry.state(week.staff, at, stated(form, ""), base_version=0)
