"""The school's figures of 附件2, counted from forms as they were filed, one form at a time.

A form's rows are those of `StatisticsForm.content()`. Whatever else stands in one is never an
error here: it counts as unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from .columns import UNKNOWN
from .indicators import BY_CODE, INDICATORS, RATES, Fold, percent, without_unit

Row = dict
Cell = int | float | str


class Key(NamedTuple):
    """One column of the table of all."""

    code: str
    name: str
    unit: str
    group: str

    @property
    def label(self) -> str:
        return f"{self.code} {without_unit(self.name, self.unit)}\n（{self.unit}）"

    @property
    def is_text(self) -> bool:
        return self.unit == "文本"

    @property
    def fold(self) -> Fold:
        return BY_CODE[self.code].fold if self.code in BY_CODE else Fold.SUM


def key_of(row: Row) -> Key:
    return Key(*(str(row.get(name, "")) for name in Key._fields))


STANDARD = [Key(one.code, one.name, one.unit, one.group) for one in INDICATORS]


def by_code(rows: Iterable[Row]) -> dict[str, Row]:
    return {str(row.get("code", "")): row for row in rows}


def typed(row: Row) -> Cell:
    """What stands in the cell: a number where it is one, else the printed text."""
    value = row.get("value")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if row.get("unit") == "%" and isinstance(value, str):
        return rate_in(value)
    return str(row.get("text") or UNKNOWN)


def rate_in(text: str) -> Cell:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return float(number) if number.is_finite() else text


def number_in(row: Row) -> int | None:
    cell = typed(row)
    return cell if isinstance(cell, int) else None


@dataclass
class Total:
    """One indicator over all forms so far."""

    fold: Fold
    summed: int = 0
    known: int = 0
    unknown: int = 0
    stated: int = 0  # of a distinct number, what colleges said instead of what was counted
    stated_by: int = 0
    unnamed: int = 0  # activities that do not name what is told apart
    things: set = field(default_factory=set)
    part: int = 0  # of a rate
    whole: int = 0

    def add(self, row: Row) -> None:
        self.unnamed += 0 if row.get("is_stated") else row.get("unnamed", 0)
        if (value := number_in(row)) is None:
            self.unknown += 1
            return
        self.known += 1
        self.summed += value
        if row.get("is_stated"):
            self.stated, self.stated_by = self.stated + value, self.stated_by + 1
        elif self.fold is Fold.DISTINCT:
            self.things.update(map(hashable, row.get("things") or ()))

    def add_rate(self, part: int | None, whole: int | None) -> None:
        if part is None or not whole:
            self.unknown += 1
            return
        self.known += 1
        self.part, self.whole = self.part + part, self.whole + whole

    @property
    def value(self) -> int | Decimal | None:
        if not self.known:
            return None
        if self.fold is Fold.RATE:
            return percent(self.part, self.whole)
        return self.told_apart if self.fold is Fold.DISTINCT else self.summed

    @property
    def told_apart(self) -> int | None:
        if self.unnamed and not self.things and not self.stated_by:
            return None
        return len(self.things) + self.stated

    @property
    def cell(self) -> Cell:
        value = self.value
        if value is None:
            return UNKNOWN
        return float(value) if isinstance(value, Decimal) else value

    def note(self, key: Key) -> str:
        """How the school's figure differs from a sum of what stands above it."""
        if self.value is None:
            return ""
        if self.fold is Fold.RATE:
            rest = f"；不含 {self.unknown} 个缺少人数的学院" if self.unknown else ""
            return f"{key.code} {key.name}：{self.part} ÷ {self.whole}，{self.known} 个学院{rest}。"
        if self.fold is not Fold.DISTINCT or self.summed == self.value and not self.stated_by:
            return ""
        words = f"{key.code} {key.name}：各学院之和 {self.summed}，按全校去重 {self.value}"
        if self.stated_by:
            words += f"，其中 {self.stated_by} 个学院自报 {self.stated}，与别的学院可能重复"
        return f"{words}。"


def hashable(thing: object) -> object:
    return thing if isinstance(thing, int | str) else repr(thing)


class SchoolTotals:
    """Add form after form; everything else is of all that were added."""

    def __init__(self):
        self.forms = 0
        # The portal's own indicators, then what only other forms have.
        self.columns = {key.code: key for key in STANDARD}
        self.figures = {key.code: Total(key.fold) for key in STANDARD}

    @property
    def keys(self) -> list[Key]:
        return list(self.columns.values())

    def add(self, rows: Iterable[Row], bases: dict) -> None:
        found = by_code(rows)
        for code, row in found.items():
            if code not in self.columns:
                self.columns[code] = key_of(row)
                self.figures[code] = Total(key_of(row).fold, unknown=self.forms)
        self.forms += 1
        for code, total in self.figures.items():
            if total.fold is Fold.RATE:
                total.add_rate(*pair_of(code, found, bases))
            else:
                total.add(found.get(code, {}))

    @property
    def pairs(self) -> list[tuple[Key, Total]]:
        return [(key, self.figures[code]) for code, key in self.columns.items()]

    @property
    def notes(self) -> list[str]:
        """How the totals differ from sums of what stands above them, in sentences."""
        return [note for key, total in self.pairs if (note := total.note(key))]

    @property
    def lacking(self) -> str:
        """A sum without those who said “-” is no whole: how many they are."""
        counts = [
            f"{key.code}（{total.unknown}）"
            for key, total in self.pairs
            if total.unknown and not key.is_text and total.fold is not Fold.RATE
        ]
        return f"填“-”的学院数：{'、'.join(counts)}。" if counts else ""


def pair_of(code: str, found: dict[str, Row], bases: dict) -> tuple[int | None, int | None]:
    """The two numbers of a rate, each None where the form lacks it."""
    part, whole, *_ = RATES[code]
    base = bases.get(whole)
    is_number = isinstance(base, int) and not isinstance(base, bool)
    return number_in(found.get(part, {})), base if is_number else None
