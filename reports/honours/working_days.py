"""工作日 of a 公示: Monday to Friday. Public holidays are the office's to add, by a later end."""

from collections.abc import Iterator
from datetime import date, timedelta

FEWEST, MOST = 3, 5  # 公示期 of an award as schools hold it (domain.md §5)
FRIDAY = 4


def working_days(first: date, last: date) -> int:
    """How many there are from `first` to `last`, both included."""
    span = (last - first).days + 1
    return sum(is_working(first + timedelta(days=n)) for n in range(max(span, 0)))


def last_day(first: date, count: int) -> date:
    """The day on which `count` of them, counted from `first`, are over."""
    for day in days_from(first):
        count -= is_working(day)
        if count <= 0:
            return day
    raise AssertionError("days never end")


def days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)


def is_working(day: date) -> bool:
    return day.weekday() <= FRIDAY
