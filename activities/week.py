"""A college's week as tiles, for its own page and for the desk."""

from .coverage import by_day, held_up_by_day
from .models import Outing
from .outing_status import OVER, PASSED, Status


def tiles(edition, activities, outings):
    """One dict a day: date, theme, is_showcase, count of what covers it, waiting (what would
    cover it once its outing is approved, each with its outing or None), activities shown.

    `outings` are {activity id: outing}.
    """
    counting = by_day(edition.dates, activities)
    held_up = held_up_by_day(edition.dates, activities)
    return [
        {
            "date": day,
            "theme": edition.theme_day_by_date.get(day),
            "is_showcase": day == edition.showcase_on,
            "count": len(counting[day]),
            "waiting": [(activity, outings.get(activity.pk)) for activity in held_up[day]],
            "activities": [activity for activity in activities if activity.covers(day)],
        }
        for day in edition.dates
    ]


def empty_days(days):
    """The dates of those tiles on which nothing is planned at all."""
    return [tile["date"] for tile in days if not (tile["count"] or tile["waiting"])]


def waiting_days(days):
    """The tiles that rest on outings nobody has approved yet."""
    return [tile for tile in days if tile["waiting"] and not tile["count"]]


def gaps(days):
    """What a college that owes its days is told of them."""
    return {"empty": empty_days(days), "waiting": waiting_days(days)}


def newest(outings):
    """{activity id: outing}: the one under way, else the last one that came to nothing."""
    known = sorted(outings, key=lambda one: (one.status not in OVER, one.pk))
    return {one.activity_id: one for one in known if one.status != Status.CANCELLED}


def outings_of(activities, user):
    """{activity id: outing} of those that may not leave yet."""
    leaving = [one for one in activities if one.is_outing and not one.is_cancelled]
    held_up = [one for one in leaving if any(map(one.is_held_up_on, one.days))]
    asked = Outing.objects.visible_to(user).filter(activity__in=held_up)
    return newest(asked.exclude(status__in=PASSED)) if held_up else {}
