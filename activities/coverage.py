"""Which days of the week a college covers: 「天天有活动」 (notice 三(二)1). Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol


class Spanning(Protocol):
    start_date: date
    end_date: date
    is_cancelled: bool


def by_day(days: Iterable[date], activities: Iterable[Spanning]) -> dict[date, list]:
    """{day: activities that cover it}; a span counts on each of its days, a cancelled one never.

    Design §4.16.
    """
    held = [activity for activity in activities if not activity.is_cancelled]
    return {
        day: [activity for activity in held if activity.start_date <= day <= activity.end_date]
        for day in days
    }


def gaps(days: Iterable[date], activities: Iterable[Spanning]) -> list[date]:
    """The days on which nothing is planned, in order."""
    return [day for day, found in by_day(days, activities).items() if not found]
