"""How late a form came, with what was sent back and filed again (notice 五(二)(四), domain.md §5).

The first filing is what has to come before the line; it does not turn late because it was sent
back. What was sent back with a period for filing it again has to come within that period, or
before the line where that is later. A return without a period costs nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import ceil

from colleges.dates import deadline, when

DAY = 24 * 3600


@dataclass(frozen=True)
class Came:
    """One filing as it came, and its return if there was one. `refile_by` is exclusive."""

    at: datetime
    returned_at: datetime | None = None
    refile_by: datetime | None = None


def days_over(line: datetime, at: datetime) -> int:
    """Lines are exclusive: at the very line the first day of delay has begun."""
    late = (at - line).total_seconds()
    return 0 if late < 0 else max(1, ceil(late / DAY))


def days_late(due_at: datetime, road: Sequence[Came]) -> int | None:
    """All days of delay of one form; None while it has not come, or not come again."""
    if not road or road[-1].returned_at:
        return None
    return days_over(due_at, road[0].at) + sum(
        days_over(line_again(due_at, one), again.at) for one, again in periods(road)
    )


def periods(road: Sequence[Came]) -> Iterable[tuple[Came, Came]]:
    """What was sent back with a period, beside what came for it."""
    return (pair for pair in pairwise(road) if pair[0].returned_at and pair[0].refile_by)


def line_again(due_at: datetime, one: Came) -> datetime:
    return max(due_at, one.refile_by)


def told(due_at: datetime, road: Sequence[Came]) -> str:
    """The same in words, with every instant that counts."""
    first = road[0]
    said = [f"{when(first.at)}报送，{how_late(days_over(due_at, first.at))}"]
    for one, again in zip(road, [*road[1:], None], strict=True):
        if one.returned_at:
            said.append(told_return(due_at, one, again))
    returns = sum(one.returned_at is not None for one in road)
    if returns > 1:
        said.append(f"共退回 {returns} 次")
    days = days_late(due_at, road)
    if days and days != days_over(due_at, first.at):
        said.append(f"共迟 {days} 天")
    return "，".join(said)


def told_return(due_at: datetime, one: Came, again: Came | None) -> str:
    asked = f"要求{deadline(one.refile_by)}前重报" if one.refile_by else "没有定重报期限"
    said = f"{when(one.returned_at)}退回（{asked}）"
    if again is None:
        return f"{said}，没有重新报送"
    if one.refile_by is None:
        return f"{said}，{when(again.at)}重报，不计迟"
    return f"{said}，{when(again.at)}重报，{how_late(days_over(line_again(due_at, one), again.at))}"


def how_late(days: int) -> str:
    return f"迟 {days} 天" if days else "按时"
