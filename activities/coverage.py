"""Which days of the week a college covers: 「天天有活动」 (notice 三(二)1). Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol


class Spanning(Protocol):
    start_date: date
    end_date: date
    is_cancelled: bool

    def is_held_up_on(self, day: date) -> bool: ...


def by_day(days: Iterable[date], activities: Iterable[Spanning]) -> dict[date, list]:
    """{day: activities that cover it}; a span counts on each of its days, a cancelled one never
    and one that may not leave the campus yet neither (design §4.16).
    """
    return {
        day: [one for one in found if not (one.is_cancelled or one.is_held_up_on(day))]
        for day, found in touching_by_day(days, activities).items()
    }


def held_up_by_day(days: Iterable[date], activities: Iterable[Spanning]) -> dict[date, list]:
    """{day: what would cover it, were its outing approved}."""
    return {
        day: [one for one in found if one.is_held_up_on(day)]
        for day, found in touching_by_day(days, activities).items()
    }


def touching_by_day(days, activities):
    return {
        day: [
            activity for activity in activities if activity.start_date <= day <= activity.end_date
        ]
        for day in days
    }


def gaps(days: Iterable[date], activities: Iterable[Spanning]) -> list[date]:
    """The days on which nothing is planned, in order."""
    return [day for day, found in by_day(days, activities).items() if not found]
