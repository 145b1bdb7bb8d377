"""A college's week as tiles, for its own page and for the desk."""

from .coverage import by_day, held_up_by_day


def tiles(edition, activities):
    """One dict a day: date, theme, is_showcase, count of what covers it, held_up (未审批外出),
    activities shown."""
    counting = by_day(edition.dates, activities)
    held_up = held_up_by_day(edition.dates, activities)
    return [
        {
            "date": day,
            "theme": edition.theme_day_by_date.get(day),
            "is_showcase": day == edition.showcase_on,
            "count": len(counting[day]),
            "held_up": len(held_up[day]),
            "activities": [activity for activity in activities if activity.covers(day)],
        }
        for day in edition.dates
    ]
