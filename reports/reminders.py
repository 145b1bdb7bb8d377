"""When to remind, as pure rules; who still owes is asked when a reminder fires (design §4.7).

Offsets are minutes relative to a due instant: −60 is an hour before, 0 the line itself,
720 twelve hours after it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

# What was missed longer ago than this after the last line is no news any more.
LATEST = timedelta(hours=24)


def firing(
    due_at: datetime,
    offsets: Iterable[int],
    fired: Collection[int],
    at: datetime,
    closes_at: datetime | None = None,
    since: datetime | None = None,
) -> int | None:
    """The offset to fire at `at`, or None.

    Only the newest offset reached counts: what a sleeping clock missed before it is merged
    into it, and what was fired once for this due instant is never fired again. What had passed
    when the lines were set, at `since`, was told by the notice of that move.
    """
    reached = [offset for offset in offsets if due_at + timedelta(minutes=offset) <= at]
    if not reached:
        return None
    newest = max(reached)
    if since and has_passed(due_at, newest, since):
        return None
    over = max(due_at + timedelta(minutes=newest) + LATEST, closes_at or due_at)
    return None if newest in fired or at >= over else newest


def has_passed(due_at: datetime, offset: int, at: datetime) -> bool:
    return due_at + timedelta(minutes=offset) <= at


def silent_from(due_at: datetime, offsets: Iterable[int], closes_at: datetime) -> datetime:
    """From then on nothing fires for this line any more."""
    last = due_at + timedelta(minutes=max(offsets, default=0)) + LATEST
    return max(last, closes_at)


def next_firing(due_at: datetime, offsets: Iterable[int], at: datetime) -> datetime | None:
    """The instant of the next reminder after `at`, for the page that shows it."""
    ahead = (due_at + timedelta(minutes=offset) for offset in offsets)
    return min((instant for instant in ahead if instant > at), default=None)


def offset_in_words(offset: int) -> str:
    """“截止前 6 小时”, “截止时”, “截止后 12 小时”."""
    if offset == 0:
        return "截止时"
    hours, minutes = divmod(abs(offset), 60)
    parts = [(hours, "小时"), (minutes, "分钟")]
    length = " ".join(f"{number} {unit}" for number, unit in parts if number)
    return f"截止{'前' if offset < 0 else '后'} {length}"
