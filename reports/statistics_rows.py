"""The rows that one number of 附件2 comes from."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from .indicator_rows import NAMINGS
from .indicators import (
    BY_CODE,
    INDICATORS,
    RATES,
    Fold,
    computed,
    figure,
    shares,
    total,
    unnamed_rows,
)
from .unit_facts import together

PLACES = {
    "happened": "activity_detail",
    "departures": "outing_detail",
    "photos": "media_detail",
    "videos": "media_detail",
    "mentions": "mention_detail",
    "cases": "news_detail",
    "reports": "summary_file",
}
KINDS = {
    "happened": "活动",
    "departures": "外出",
    "photos": "照片",
    "videos": "视频",
    "mentions": "报道",
    "cases": "典型案例",
    "reports": "总结报告",
}


@dataclass(frozen=True)
class FoundRow:
    unit: str
    title: str
    address: str
    share: str


class Origin:
    """Of one indicator: of one unit, or of the whole school (`units` are all of its)."""

    def __init__(self, indicator, units):
        self.indicator, self.units = indicator, units

    @cached_property
    def unit(self):
        return self.units[0] if self.is_of_one else together(self.units)

    @property
    def is_of_one(self):
        return len(self.units) == 1

    @cached_property
    def figure(self):
        if self.is_of_one:
            return figure(self.indicator, self.unit)
        return total(self.indicator, self.units)

    @property
    def kind(self):
        return KINDS.get(self.indicator.of, "记录")

    @property
    def is_computed(self):
        return self.indicator.fold not in (Fold.STATED, Fold.RATE)

    @property
    def computed(self):
        return computed(self.indicator, self.unit)

    @cached_property
    def shares(self):
        """[(unit, row, what it adds)]"""
        return [(unit, *one) for unit in self.units for one in shares(self.indicator, unit)]

    def shown(self, page):
        """Those of one page, as people read them."""
        return [
            FoundRow(unit.name, row.title, address_of(row, self.indicator), told(share))
            for unit, row, share in page
        ]

    @property
    def unnamed(self):
        """[(unit, activity)]: those that do not name what is told apart."""
        return [(unit, row) for unit in self.units for row in unnamed_rows(self.indicator, unit)]

    @property
    def unnamed_words(self):
        return NAMINGS[self.indicator.code].lack if self.indicator.code in NAMINGS else ""

    @property
    def things(self):
        """What is distinct, each once, by name; of sums nothing."""
        if self.indicator.fold is not Fold.DISTINCT:
            return []
        named = {}
        for _, _, share in self.shares:
            named |= dict(share)
        return sorted(named.values())

    @property
    def parts(self):
        """What units stated, or the two numbers of a rate: [(unit, [(name, number)])]."""
        code = self.indicator.code
        if self.indicator.fold is Fold.RATE:
            part, whole, part_name, whole_name = RATES[code]
            return [
                (
                    unit.name,
                    [(part_name, unit.stated.get(part)), (whole_name, getattr(unit, whole))],
                )
                for unit in self.units
                if unit.is_college
            ]
        said = [(unit.name, unit.stated.get(code)) for unit in self.units]
        return [(name, [("自报", value)]) for name, value in said if value is not None]


def frozen_sources(unit):
    """What each figure of a unit comes from, as plain JSON for whoever freezes the form:
    {"things": {key: title}, "rows": {code: [[key, what it adds]]}}."""
    things, rows = {}, {}
    for indicator in INDICATORS:
        for row, share in shares(indicator, unit):
            key = f"{indicator.of}/{row.key}"
            things[key] = row.title
            rows.setdefault(indicator.code, []).append([key, told(share)])
    return {"things": things, "rows": rows}


def found_in(sources, code, unit):
    """[FoundRow] of a frozen form: titles as they were, each opening what it is now."""
    return [
        FoundRow(unit, sources["things"].get(key, ""), address_of_key(key), share)
        for key, share in sources["rows"].get(code, [])
    ]


def formula_of(code):
    """How it is counted; of a code that a later version gave up, nothing is known."""
    return BY_CODE[code].formula if code in BY_CODE else ""


def address_of_key(key):
    kind, _, pk = key.partition("/")
    name = PLACES.get(kind)
    return reverse(name, args=[pk]) if name else ""


def told(share):
    if isinstance(share, frozenset):
        return "、".join(sorted(name for _, name in share))
    return str(share)


def address_of(row, indicator):
    return address_of_key(f"{indicator.of}/{row.key}")
