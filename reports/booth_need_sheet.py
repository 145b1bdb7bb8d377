"""展位需求 of all colleges as an .xlsx: one a line, sums below; for 教务处."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from activities.booth_facts import GROUPS, LABELS, SUMS, told

from .audit_sheet import BODY, HEAD, LINE, clock
from .columns import Column
from .xlsx import Book

TITLE = "展位需求"
WIDE = {"theme": 22, "exhibits": 36, "hazard_measures": 30, "rain_plan": 30, "shifts": 36}
FACTS = [name for _, names in GROUPS for name in names]


def fact(name):
    """Numbers as numbers, so that they can be added up; the rest in words."""
    is_number = name in SUMS or name in ("area_m2", "sockets")

    def value(row):
        if row.need is None:
            return None
        stated = getattr(row.need, name)
        return number(stated) if is_number else told(name, stated)

    return Column(LABELS[name], value, WIDE.get(name, 12), "number" if is_number else "text")


def number(stated):
    """As a sheet writes it."""
    return float(stated) if isinstance(stated, Decimal) else stated


# A row is one of `NeedTable.rows`.
NEEDS = [
    Column("学院", lambda row: str(row.college), 20),
    Column("状态", lambda row: row.state.name, 9),
    *map(fact, FACTS),
    Column("待补", lambda row: "".join(row.warnings), 36),
]


def booth_need_workbook(table, at):
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="needs-") as name:
        book = Book(creator="职教活动周", title=TITLE, at=at, folder=Path(name))
        write(
            book, table, f"导出于 {clock(at)}　{len(table.stated)}/{len(table.rows)} 个学院已填写"
        )
        book.save(Path(name) / "needs.xlsx")
        return BytesIO((Path(name) / "needs.xlsx").read_bytes())


def write(book, table, line):
    sheet = book.sheet(TITLE, [one.width for one in NEEDS], printed=len(NEEDS), frozen="C3")
    sheet.spread([(line, len(NEEDS), LINE)])
    sheet.row([one.label for one in NEEDS], [HEAD] * len(NEEDS))
    sheet.repeat(2)
    for row in table.rows:
        sheet.row([one.value(row) for one in NEEDS], [BODY] * len(NEEDS))
    totals = zip(SUMS, table.sums, strict=True)
    sums = {LABELS[name]: number(total) for name, total in totals}
    sheet.row(["合计", *(sums.get(one.label) for one in NEEDS[1:])], [HEAD] * len(NEEDS))
    sheet.finish()
