"""What a draft of the summary report says, as plain values; unknown numbers are None."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..indicators import Figure


@dataclass(frozen=True)
class Held:
    """One activity that took place; `days` as people say them."""

    title: str
    days: str
    venue: str
    sessions: int | None
    attendance: int | None
    partners: tuple[str, ...]
    summary: str


@dataclass(frozen=True)
class Kind:
    """活动类别 with what was held of it."""

    name: str
    held: tuple[Held, ...]

    @property
    def sessions(self) -> int:
        return sum(one.sessions or 0 for one in self.held)

    @property
    def attendance(self) -> int | None:
        known = [one.attendance for one in self.held if one.attendance is not None]
        return sum(known) if known else None


@dataclass(frozen=True)
class Report:
    """One story at one outlet that has taken it."""

    title: str
    unit: str
    outlet: str
    level: str
    day: str
    address: str


@dataclass(frozen=True)
class Photo:
    caption: str
    file: Path


@dataclass(frozen=True)
class Share:
    """One unit's part in the school's report."""

    name: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class Draft:
    """`unit` is who reports: a college, or the school with the `shares` of its units."""

    unit: str
    year: int
    theme: str
    span: str
    on: date  # the day at its foot
    figures: Mapping[str, Figure]
    kinds: tuple[Kind, ...] = ()
    cases: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    more_reports: int = 0
    photos: tuple[Photo, ...] = ()
    shares: tuple[Share, ...] = ()
    lacking: int = 0  # activities that are over and have no result
    unfiled: int = 0  # colleges whose figures are in it and whose 附件2 is not filed
    # {code: how many colleges do not know the number}: the school's is without them.
    unknown: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{self.unit}{self.year}年职业教育活动周工作总结"

    @property
    def is_of_school(self) -> bool:
        return bool(self.shares)

    def note(self, code: str) -> str:
        """What is to be said of the school's figure."""
        count = self.unknown.get(code)
        left_out = f"{count}个学院未填" if count else ""
        return "；".join(filter(None, [self.figures[code].note, left_out]))

    def value(self, code: str) -> int | None:
        value = self.figures[code].value
        return value if isinstance(value, int) else None
