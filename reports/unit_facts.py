"""What the indicators of 附件2 are computed from, as plain values.

人次 counts visits, 人 counts persons, 场次 sessions; an unknown number is None, never 0
(design §4.10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# What is counted once: what tells it from others, and its name.
Named = tuple[object, str]


@dataclass(frozen=True)
class Partner:
    """An organisation as it counts (merged spellings are one), with its part in an activity."""

    key: object
    name: str
    kind: str
    part: str


@dataclass(frozen=True)
class Happened:
    """One activity that took place. `marks` are its tags and its category, by code."""

    key: object
    title: str
    mode: str
    category: str
    marks: frozenset[str]
    sessions: int | None
    dates: frozenset[str]
    numbers: Mapping[str, int | None] = field(default_factory=dict)
    partners: frozenset[Partner] = frozenset()
    venues: frozenset[Named] = frozenset()

    def number(self, name: str) -> int | None:
        return self.numbers.get(name)

    def organisations(self, kind: str, *parts: str) -> frozenset[Named]:
        """Those of `kind`, whatever their part, or with one of `parts`."""
        found = (one for one in self.partners if one.kind == kind)
        return frozenset((one.key, one.name) for one in found if not parts or one.part in parts)


@dataclass(frozen=True)
class Departure:
    """One outing that was asked for and not given up."""

    key: object
    title: str
    is_passed: bool


@dataclass(frozen=True)
class Piece:
    """A photo, a video or a report in the media; `level` is an outlet's."""

    key: object
    title: str
    level: str = ""


Row = Happened | Departure | Piece


@dataclass(frozen=True)
class Unit:
    """One college or department in one edition.

    `booked` counts every result, also of what did not take place; `media` has a kind only where
    the portal records it; `stated` is what the unit reported itself, by indicator; `lacking`
    counts activities that are over and have no result.
    """

    name: str
    week: tuple[str, ...]
    booked: int = 0
    lacking: int = 0
    happened: tuple[Happened, ...] = ()
    departures: tuple[Departure, ...] = ()
    media: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    enrolled_students: int | None = None
    staff_total: int | None = None
    stated: Mapping[str, int | str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    # A department has no students of its own: no rate of the school waits for its numbers.
    is_college: bool = True
    # It is to hand its 总结报告 in here: not by mail, and nobody has let it off.
    owes_report: bool = False

    def rows(self, kind: str) -> tuple[Row, ...] | None:
        """What a number may come from; None where nobody has recorded anything."""
        if kind == "happened":
            return self.happened if self.booked else None
        if kind == "departures":
            return self.departures
        return self.media.get(kind)


def together(units: list[Unit]) -> Unit:
    """All of them as one, so that what is distinct is counted over the whole school."""
    kinds = dict.fromkeys(kind for unit in units for kind in unit.media)
    return Unit(
        name="全校",
        week=units[0].week if units else (),
        booked=sum(unit.booked for unit in units),
        lacking=sum(unit.lacking for unit in units),
        happened=tuple(row for unit in units for row in unit.happened),
        departures=tuple(row for unit in units for row in unit.departures),
        media={k: tuple(row for unit in units for row in unit.media.get(k, ())) for k in kinds},
    )
