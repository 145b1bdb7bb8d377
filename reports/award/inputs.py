"""What colleges are scored by, as plain values frozen at one instant; JSON where it is stored.

A number nobody knows is None and carries its reason; it earns nothing and is never taken for 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from .punctual import Came

# Where a figure is from that no filed 附件2 holds.
LIVE = "系统实时数据（没有报送统计表）"


@dataclass(frozen=True)
class Fact:
    """A figure of one college: its value, why there is none, where it comes from."""

    value: Decimal | None
    why: str = ""
    source: str = ""


@dataclass(frozen=True)
class Delivery:
    """One form of one college. `days_late` is None while it has not come (or was sent back); it
    follows from `due_at` and the `road` of its filings, which old records do not hold. It `is_due`
    once its line has passed."""

    title: str
    days_late: int | None
    told: str = ""
    is_required: bool = True
    receipt: str = ""
    due_at: datetime | None = None
    road: tuple[Came, ...] = ()
    is_due: bool = True

    @property
    def is_missing(self) -> bool:
        return self.is_required and self.days_late is None


@dataclass(frozen=True)
class Sheet:
    """What one judge wrote of one college. Judges bear numbers here, not names."""

    judge: str
    marks: dict[str, int] = field(default_factory=dict)
    abstains: bool = False
    void: str = ""

    @property
    def counts(self) -> bool:
        return not self.abstains and not self.void


@dataclass(frozen=True)
class Entry:
    """One college that takes part. `faults` are what does not fit together in its 附件2, as
    (code of an indicator, sentence); they cost nothing and are told. Old records hold none."""

    code: str
    name: str
    figures: dict[str, Fact] = field(default_factory=dict)
    sizes: dict[str, int | None] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    stories: dict[str, int] = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()
    booth_sheets: tuple[Sheet, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()

    def marks(self, part: str) -> list[int]:
        return [one.marks[part] for one in self.sheets if one.counts and part in one.marks]

    @property
    def booth_totals(self) -> list[int]:
        return [sum(one.marks.values()) for one in self.booth_sheets if one.counts]

    @property
    def lacks(self) -> list[str]:
        """Titles of what it owed and had not filed when its line had passed."""
        return [one.title for one in self.deliveries.values() if one.is_missing and one.is_due]

    @property
    def awaits(self) -> list[str]:
        """Titles of what it has not filed and still may in time."""
        return [one.title for one in self.deliveries.values() if one.is_missing and not one.is_due]

    def is_live(self, figure: str) -> bool:
        return figure in self.figures and self.figures[figure].source == LIVE

    @property
    def unfiled(self) -> str:
        """Why its figures are not those of a filed 附件2; empty where they are."""
        form = self.deliveries.get("statistics_form")
        if form is None or not any(self.is_live(figure) for figure in self.figures):
            return ""
        if not form.is_required:
            return "附件2无需报送"
        return "附件2退回后还没有重报" if form.road else "附件2还没有报送"

    @property
    def doubts(self) -> list[str]:
        """Sentences, without their stop, about figures that nobody has signed or that cannot be."""
        form = self.deliveries.get("statistics_form")
        told = (
            [f"数来自实时数据，{self.unfiled}"] if form and form.is_missing and self.unfiled else []
        )
        return told + [f"统计表对不上：{sentence.rstrip('。')}" for _, sentence in self.faults]


@dataclass(frozen=True)
class Inputs:
    """`most_booth` is the most a judge can give on site."""

    entries: tuple[Entry, ...]
    most_booth: int = 40

    def as_data(self) -> dict[str, Any]:
        return {
            "most_booth": self.most_booth,
            "colleges": [entry_data(one) for one in self.entries],
        }


def entry_data(entry: Entry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "name": entry.name,
        "figures": {code: fact_data(fact) for code, fact in sorted(entry.figures.items())},
        "sizes": dict(sorted(entry.sizes.items())),
        "deliveries": {kind: delivery_data(one) for kind, one in sorted(entry.deliveries.items())},
        "stories": dict(sorted(entry.stories.items())),
        "sheets": sheets_data(entry.sheets),
        "booth_sheets": sheets_data(entry.booth_sheets),
        "faults": [list(fault) for fault in entry.faults],
    }


def delivery_data(one: Delivery) -> dict[str, Any]:
    road = [{name: text(at) for name, at in vars(came).items()} for came in one.road]
    return {**vars(one), "due_at": text(one.due_at), "road": road}


def text(instant: datetime | None) -> str | None:
    return instant and instant.isoformat()


def fact_data(fact: Fact) -> dict[str, Any]:
    value = None if fact.value is None else str(fact.value)
    return {"value": value, "why": fact.why, "source": fact.source}


def sheets_data(sheets: Iterable[Sheet]) -> list[dict[str, Any]]:
    return [dict(vars(one)) for one in sorted(sheets, key=lambda one: one.judge)]


def from_data(data: dict[str, Any]) -> Inputs:
    entries = tuple(entry_from(row) for row in data["colleges"])
    return Inputs(entries=entries, most_booth=data["most_booth"])


def entry_from(row: dict[str, Any]) -> Entry:
    return Entry(
        code=row["code"],
        name=row["name"],
        figures={code: fact_from(fact) for code, fact in row["figures"].items()},
        sizes=row["sizes"],
        deliveries={kind: delivery_from(one) for kind, one in row["deliveries"].items()},
        stories=row["stories"],
        sheets=tuple(Sheet(**one) for one in row["sheets"]),
        booth_sheets=tuple(Sheet(**one) for one in row["booth_sheets"]),
        faults=tuple((code, sentence) for code, sentence in row.get("faults", ())),
    )


def delivery_from(row: dict[str, Any]) -> Delivery:
    road = tuple(
        Came(**{name: instant(at) for name, at in came.items()}) for came in row.get("road", ())
    )
    return Delivery(**{**row, "due_at": instant(row.get("due_at")), "road": road})


def instant(text: str | None) -> datetime | None:
    return text and datetime.fromisoformat(text)


def fact_from(fact: dict[str, Any]) -> Fact:
    value = fact["value"]
    return Fact(None if value is None else Decimal(value), fact["why"], fact["source"])
