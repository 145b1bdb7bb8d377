"""A college's week as tiles, for its own page and for the desk."""

from .coverage import by_day


def tiles(edition, activities):
    """One dict a day: date, theme, is_showcase, count of planned activities, activities shown."""
    planned = by_day(edition.dates, activities)
    return [
        {
            "date": day,
            "theme": edition.theme_day_by_date.get(day),
            "is_showcase": day == edition.showcase_on,
            "count": len(planned[day]),
            "activities": [activity for activity in activities if activity.covers(day)],
        }
        for day in edition.dates
    ]
