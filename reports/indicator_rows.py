"""What one row adds to an indicator of 附件2, and what it ought to have named. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from .unit_facts import Happened, Named, Row

Share = int | frozenset[Named] | None
AUDIENCES = (
    *("students", "teachers", "pupils", "parents"),
    *("residents", "enterprise_people", "alumni"),
)


def sessions(wanted: Callable[[Happened], bool] = lambda row: True) -> Callable[[Happened], Share]:
    return lambda row: row.sessions if wanted(row) else None


def marked(*codes: str) -> Callable[[Happened], bool]:
    """By tag or by category: one activity counts once, however many of them it bears."""
    return lambda row: not row.marks.isdisjoint(codes)


def in_mode(mode: str) -> Callable[[Happened], bool]:
    return lambda row: row.mode == mode


def went_to(kind: str, mark: str) -> Callable[[Happened], bool]:
    return lambda row: mark in row.marks or bool(row.organisations(kind, "place"))


def number(name: str) -> Callable[[Happened], Share]:
    return lambda row: row.number(name)


def partners(kind: str, *parts: str) -> Callable[[Happened], Share]:
    return lambda row: row.organisations(kind, *parts)


def attendance(row: Happened) -> Share:
    known = [row.number(name) for name in AUDIENCES if row.number(name) is not None]
    return sum(known) if known else None


def one(row: Row) -> Share:
    return 1


def of_level(level: str) -> Callable[[Row], Share]:
    return lambda row: 1 if row.level == level else None


@dataclass(frozen=True)
class Naming:
    """Organisations of `kind`, with that `part`, that an activity so marked should name: while
    none does, how many there are is unknown and not 0. `lack` says it of an activity."""

    marks: tuple[str, ...]
    kind: str
    part: str
    lack: str

    def is_owed_by(self, row: Happened) -> bool:
        return marked(*self.marks)(row) and not row.organisations(self.kind, self.part)


NAMINGS = {
    "B1": Naming(
        ("open_enterprise",), "enterprise", "opened", "开放企业的活动没有登记“开放参观”的企业"
    ),
    "B3": Naming(
        ("open_institute",), "institute", "opened", "开放院所的活动没有登记“开放参观”的院所"
    ),
    "C1": Naming(("into_community",), "community", "place", "走进社区的活动没有写社区名称"),
    "C2": Naming(("into_village",), "village", "place", "走进乡村的活动没有写乡村名称"),
    "E2": Naming(
        ("enterprise_signing",), "enterprise", "signed", "校企签约的活动没有登记“签约”的企业"
    ),
}
