"""附件2 of all units side by side: who down, indicators across, the school at the foot."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from colleges.models import College

from .counted import school_figure, unit_figures
from .gathering import counted_of
from .indicators import INDICATORS, Figure, Fold
from .unfiled import told_of_unfiled

TOTAL = "合计"


@dataclass(frozen=True)
class BoardRow:
    """`query` names the unit in an address; the school has none."""

    name: str
    query: str
    figures: dict[str, Figure]

    @property
    def cells(self):
        return [(indicator, self.figures[indicator.code]) for indicator in INDICATORS]


class StatisticsBoard:
    """Of one edition. A department counts for the school, and is no college."""

    indicators = INDICATORS

    def __init__(self, edition, today):
        self.edition, self.today = edition, today

    @cached_property
    def units(self):
        return counted_of([self.edition], self.today)[self.edition.pk].units

    @property
    def colleges(self):
        return [pair for pair in self.units if pair[0][0] == College.kind]

    @property
    def departments(self):
        return [pair for pair in self.units if pair[0][0] != College.kind]

    @cached_property
    def figures(self):
        return {key: unit_figures(unit) for key, unit in self.units}

    @cached_property
    def unfiled(self):
        return told_of_unfiled(self.edition, [key for key, _ in self.units])

    def rows(self, units):
        return [
            BoardRow(unit.name, f"{kind}={pk}", self.figures[kind, pk])
            for (kind, pk), unit in units
        ]

    @cached_property
    def total(self):
        units = [unit for _, unit in self.units]
        own = list(self.figures.values())
        found = {
            one.code: school_figure(one, units, [shown[one.code] for shown in own])
            for one in INDICATORS
        }
        return BoardRow(TOTAL, "", found)

    @property
    def groups(self):
        """[(区分, how many columns)]"""
        grouped = groupby(INDICATORS, key=lambda one: one.group)
        return [(group, len(list(ones))) for group, ones in grouped]

    @property
    def notes(self):
        """[(indicator, what is to be said of the school's figure)]"""
        return [(one, shown.note) for one, shown in self.total.cells if shown.note]

    @property
    def unknown(self):
        """{code: how many colleges do not know a number that the school's then leaves out}"""
        forms = [self.figures[key] for key, _ in self.colleges]
        return {
            one.code: count
            for one in INDICATORS
            if not one.is_text and one.fold is not Fold.RATE
            if (count := sum(figures[one.code].value is None for figures in forms))
        }

    @property
    def lacking(self):
        counts = [f"{code}（{count}）" for code, count in self.unknown.items()]
        return f"填“-”的学院数：{'、'.join(counts)}。合计里没有它们。" if counts else ""
