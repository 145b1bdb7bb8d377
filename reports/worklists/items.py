"""What a supporting office has to prepare, check or attend: one item per activity or booth.

Pure: rows of activities and booths go in as plain values, items with their sentences come out.
Sources: the notice's table of duties (一、组织领导); domain.md §4 for what booths ask for.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from colleges.dates import day as day_in_words
from colleges.models.audit import canonical

# No number known is “-”, never 0 (design §4.10).
UNKNOWN = "-"
# What every item says; the rest is what the office is asked for.
COMMON = ("名称", "单位", "日期", "时间", "地点", "负责人")
Wants = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Item:
    """`wants` are (label, words) of what this office is needed for; `alarms` follow from them."""

    kind: str
    number: int
    title: str
    unit: str
    first: date
    last: date
    begins: time
    ends: time
    place: str
    wants: Wants
    leader: str = ""
    phone: str = ""
    college: int | None = None
    department: int | None = None
    alarms: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.number}"

    @property
    def days(self) -> str:
        if self.first == self.last:
            return day_in_words(self.first)
        return f"{day_in_words(self.first)}至{day_in_words(self.last)}"

    @property
    def hours(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"

    @property
    def facts(self) -> dict[str, str]:
        """What an office confirms. Without the phone: a new number changes no table or cable."""
        told = {
            "名称": self.title,
            "单位": self.unit,
            "日期": self.days,
            "时间": self.hours,
            "地点": self.place,
            "负责人": self.leader,
        }
        return told | dict(self.wants)

    @property
    def digest(self) -> str:
        return hashlib.sha256(canonical(self.facts).encode()).hexdigest()

    @property
    def seen(self) -> str:
        """What a form sends back: this item as its reader saw it."""
        return f"{self.key}:{self.digest}"

    @property
    def order(self) -> tuple:
        return (self.first, self.begins, self.place, self.kind, self.number)

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def changed(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """(label, before, after) of what differs; “-” for what was not there or is not any more."""
    labels = [*before, *(label for label in after if label not in before)]
    pairs = ((label, before.get(label, UNKNOWN), after.get(label, UNKNOWN)) for label in labels)
    return [pair for pair in pairs if pair[1] != pair[2]]


def pieces(parts: Iterable[tuple[str, int | None, str]]) -> str:
    """“桌 2 张、椅 4 把” of (name, number, measure); what nobody asked for is left out."""
    return "、".join(f"{name} {number} {measure}" for name, number, measure in parts if number)


def total(numbers: Iterable[int | None]) -> int | None:
    """None while no number is known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
