"""What a college's activities already say of its booth: not asked a second time."""

from datetime import datetime, timedelta

from ..facts import Need
from ..models import Activity, Category


def source_of(edition, college):
    """The exhibition of the showcase day, else what the college holds at the place that day."""
    planned = Activity.objects.of(edition, college).planned().touching(edition.showcase_on)
    found = planned.filter(category__code=Category.EXHIBITION).in_order().first()
    return found or planned.filter(venue__contains=edition.showcase_place).in_order().first()


def prefilled(edition, activity):
    """Initial values of a need nobody has written yet; `activity` may be None."""
    values = halves(edition.showcase_from, edition.showcase_until)
    values |= {"power_from": edition.showcase_from, "power_until": edition.showcase_until}
    return values | (said_by(activity) if activity else {})


def said_by(activity):
    values = {
        "theme": activity.title,
        "exhibits": activity.summary,
        "leader_name": activity.leader_name,
        "leader_phone": activity.leader_phone,
    }
    if Need.POWER in activity.needs:
        values["uses_power"] = True
    if Need.DEVICES in activity.needs:
        values["network"] = "wireless"
    return values


def halves(opens, closes):
    """Two shifts to begin with, cut at the full hour in the middle; who is theirs to say."""
    day = datetime(2000, 1, 1)
    first, last = datetime.combine(day, opens), datetime.combine(day, closes)
    middle = first + (last - first) / 2
    middle = (middle + timedelta(minutes=30)).replace(minute=0, second=0)
    if not first < middle < last:
        return {"shift_1_from": opens, "shift_1_until": closes}
    return {
        "shift_1_from": opens,
        "shift_1_until": middle.time(),
        "shift_2_from": middle.time(),
        "shift_2_until": closes,
    }
