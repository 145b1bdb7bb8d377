"""What an edition came to, added up: per unit for the table of all, per day, kind and tag for the
dashboard. Plain values; `counting` reads them out of the database.

人次 counts visits, 人 counts persons, 场次 sessions; an unknown number is None, never 0
(design §4.10).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .indicators import INDICATORS, Figure, Fold, Indicator, figure_of, total
from .unit_facts import Unit

Key = tuple[str, int]  # (kind of organiser, id)


@dataclass(frozen=True)
class Line:
    """One bar: how many activities, their sessions and visits; `unknown` of them say no visits."""

    code: str
    name: str
    activities: int = 0
    sessions: int = 0
    attendance: int | None = None
    unknown: int = 0

    def plus(self, activities: int, sessions: int, attendance: int | None, unknown: int) -> "Line":
        return Line(
            self.code,
            self.name,
            self.activities + activities,
            self.sessions + sessions,
            known_sum([self.attendance, attendance]),
            self.unknown + unknown,
        )


@dataclass(frozen=True)
class CountedUnit(Unit):
    """A unit without its rows. `values` has what is added up, `things` what is told apart,
    `unnamed` how many activities should have named such a thing and did not."""

    values: Mapping[str, int | None] = field(default_factory=dict)
    things: Mapping[str, frozenset[object]] = field(default_factory=dict)
    unnamed: Mapping[str, int] = field(default_factory=dict)
    line: Line = Line("", "")

    def computed(self, indicator: Indicator) -> int | None:
        if indicator.fold is Fold.DISTINCT:
            return distinct(indicator, [self])
        return self.values.get(indicator.code)


@dataclass(frozen=True)
class Counted:
    """Of one edition: of everybody, or of the one organiser that was asked for."""

    units: tuple[tuple[Key, CountedUnit], ...] = ()
    days: Mapping[str, Line] = field(default_factory=dict)
    tags: Mapping[str, Line] = field(default_factory=dict)
    kinds: Mapping[str, Line] = field(default_factory=dict)
    modes: Mapping[str, Line] = field(default_factory=dict)
    # Visits of each audience, and how many activities say nothing of it.
    audiences: Mapping[str, tuple[int | None, int]] = field(default_factory=dict)
    # On several days: their visits belong to no single one.
    spread: Line = Line("spread", "跨几天的活动")

    def total(self, indicator: Indicator) -> Figure:
        """Of everybody; of one organiser asked for alone, its own."""
        if len(self.units) == 1:
            return unit_figure(indicator, self.units[0][1])
        return school_figure(indicator, [unit for _, unit in self.units])

    @property
    def line(self) -> Line:
        found = Line("", "")
        for _, unit in self.units:
            one = unit.line
            found = found.plus(one.activities, one.sessions, one.attendance, one.unknown)
        return found

    @property
    def lacking(self) -> int:
        return sum(unit.lacking for _, unit in self.units)


def known_sum(numbers: Iterable[int | None]) -> int | None:
    """None while every one of them is unknown."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def unit_figure(indicator: Indicator, unit: CountedUnit) -> Figure:
    return figure_of(indicator, unit, unit.computed(indicator))


def unit_figures(unit: CountedUnit) -> dict[str, Figure]:
    return {one.code: unit_figure(one, unit) for one in INDICATORS}


def school_figure(
    indicator: Indicator, units: list[CountedUnit], own: list[Figure] | None = None
) -> Figure:
    own = own or [unit_figure(indicator, unit) for unit in units]
    return total(indicator, units, own, distinct=distinct)


def distinct(indicator: Indicator, units: Iterable[CountedUnit]) -> int | None:
    """Counted over all of them, what several have once; unknown while nobody names any."""
    booked, code = [unit for unit in units if unit.booked], indicator.code
    found = frozenset().union(*(unit.things.get(code, ()) for unit in booked))
    if not booked or not found and any(unit.unnamed.get(code) for unit in booked):
        return None
    return len(found)
