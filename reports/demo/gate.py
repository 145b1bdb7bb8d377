"""What the gate has to do right now: one party should be back already, one is about to leave."""

from datetime import timedelta

from django.utils import timezone

from activities.models import Activity

from .outings import Leaving, clock

FIVE = timedelta(minutes=5)
OUT_FOR, LATE, SOON, STAYS = (timedelta(minutes=m) for m in (180, 20, 25, 180))
ASKED = 24  # waking hours ago
# Between these nobody is out and nobody leaves.
MORNING, EVENING, LAST = "01:00", "22:30", "23:55"


class Nearby(Leaving):
    """An outing whose activity lies in the middle of the time it is away."""

    def __init__(self, week, row, number, leaves, returns):
        super().__init__(week, row["title"], number)
        self.row, self.leaves, self.returns = row, leaves, returns

    def enter(self, instant):
        begins, ends = middle_of(self.leaves, self.returns)
        times = {"start_date": begins.date(), "end_date": begins.date()}
        times |= {"start_time": begins.time(), "end_time": ends.time()}
        times |= {"theme_day": self.week.words["days"].get(begins.date())}
        facts = self.week.facts(self.row) | times
        activity = Activity(**facts, created_at=instant, updated_at=instant)
        activity.add(self.week.staff, [self.week.words["tags"][code] for code in self.row["tags"]])

    def facts(self, activity):
        return super().facts(activity) | {"departs_at": self.leaves, "returns_at": self.returns}


def round_down(instant):
    local = timezone.localtime(instant).replace(second=0, microsecond=0)
    return local - timedelta(minutes=local.minute % 5)


def middle_of(leaves, returns):
    quarter = (returns - leaves) / 4
    return round_down(leaves + quarter), round_down(returns - quarter)


def about_to_leave(now):
    """(leaves, returns) of the party that goes next, on one day."""
    leaves = round_down(now + SOON) + FIVE
    if now > clock(timezone.localdate(now), EVENING):
        leaves = clock(timezone.localdate(now) + timedelta(days=1), "08:00")
    return leaves, min(leaves + STAYS, clock(timezone.localdate(leaves), LAST))


def plan_gate(story, ago, weeks, now):
    late, soon = (
        (week, row) for code in ("07", "08") for week in [weeks[code]] for row in week.rows("today")
    )
    today = timezone.localdate(now)
    if now > clock(today, MORNING):
        returns = round_down(now - LATE)
        leaves = max(returns - OUT_FOR, clock(today, "00:00"))
        party = Nearby(*late, 0, leaves, returns)
        plan_asked(ago, party)
        story.plan(leaves, party.depart)
    plan_asked(ago, Nearby(*soon, 1, *about_to_leave(now)))


def plan_asked(ago, party):
    for hours, act in [
        (ASKED + 1, party.enter),
        (ASKED, party.begin),
        (ASKED - 0.5, party.hand_over),
        (ASKED - 2, party.sign),
        (ASKED - 5, party.approve),
    ]:
        ago(hours, act)
