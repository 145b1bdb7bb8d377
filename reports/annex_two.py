"""附件2 on paper: one college's official form, and all of them side by side (domain.md §2, §6).

Pure: of forms as they were filed. What is unknown prints “-” and is never 0; of the whole school
sums are summed, what is distinct is counted over all forms, rates are worked out again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from colleges.models.audit import canonical

from .annex_one import (
    HEAD,
    LEFT,
    LINE,
    MARK,
    MIDDLE,
    SMALL,
    TITLE,
    Compilation,
    Header,
    Summary,
    clock,
)
from .columns import UNKNOWN, Column
from .frozen_totals import Cell, Key, SchoolTotals, by_code, typed
from .indicators import Fold
from .xlsx import A3, Book, Sheet, Style

TEMPLATE_VERSION = "附件2-2025.2"
RULE = "填写说明：只填整数；没有填“0”，没有该项指标或不知道填“-”。"
TOTAL_RULE = (
    "合计：场次、人次等相加；企业、院所、社区、乡村、场馆和日期按全校去重，同一个只计一次；"
    "参与率由人数齐全的学院重新计算；填“-”的不计入。部门组织的活动不在学院的表里。"
)
TOTAL = "合计"
REPEATED = 2  # columns: 序号, 填报单位
PAGES_WIDE = 2  # of A3: the table of all is wider than any one sheet can be read

# A row is one line of the form as `StatisticsForm.content()` froze it.
FORM = [
    Column("区分", lambda row: row.get("group", ""), 11),
    Column("代码 / 指标", lambda row: named(row), 30, centred=False),
    Column("单位", lambda row: row.get("unit", ""), 8),
    Column("数量", lambda row: typed(row), 17, "number"),
    Column("备注", lambda row: row.get("remark", ""), 27, centred=False),
]


def named(row: dict) -> str:
    return f"{row.get('code', '')} {row.get('name', '')}".strip()


@dataclass(frozen=True)
class Form:
    """One college's form as it was filed: `bases` are what its rates are of, `late` says 补报 or
    变更, when and by whom; rows that differ from what came in time bear the word as well."""

    header: Header
    rows: list[dict]
    bases: dict = field(default_factory=dict)
    late: str = ""


def content_digest(summary: Summary, forms: Iterable[Form]) -> tuple[str, SchoolTotals]:
    """(SHA-256 of every cell's content, the school's totals)."""
    seal, totals = hashlib.sha256(), SchoolTotals()

    def add(value):
        seal.update(canonical(value).encode("utf-8", "surrogatepass") + b"\n")

    add([summary.annex, summary.title, clock(summary.cut_off), summary.template_version])
    add([summary.absent(), TOTAL_RULE])
    for form in forms:
        totals.add(form.rows, form.bases)
        add([*form.header.parts(), form.late])
        add([[column.value(row) for column in FORM] for row in form.rows])
    add([[*key, total.cell] for key, total in totals.pairs])
    add([*totals.notes, totals.lacking])
    return seal.hexdigest(), totals


@dataclass
class StatisticsCompilation(Compilation):
    """The whole of 附件2: 汇总 first, then a sheet (or, in a ZIP, a file) for each college."""

    totals: SchoolTotals = field(default_factory=SchoolTotals)

    @classmethod
    def drawn_up(cls, summary, units, forms, folder, *, watched, on_rows):
        seal, totals = content_digest(summary, watched(forms()))
        count = totals.forms
        return cls(summary, units, forms, count, seal, folder, on_rows, totals=totals)

    def overview(self, book: Book, title: str) -> "Overview":
        return Overview(book, title, self)

    def write_one(self, book: Book, title: str, form: Form) -> None:
        write_form(book, title, self.summary.annex, self.summary.title, form)

    def size_of(self, form: Form) -> int:
        return 1


def write_form(book: Book, title: str, annex: str, heading: str, form: Form) -> None:
    """One college's official form, upright A4."""
    count = len(FORM)
    widths = [column.width for column in FORM]
    sheet = book.sheet(title, widths, printed=count, frozen="A6", upright=True)
    sheet.spread([(annex, count, MARK)], 24)
    sheet.spread([(heading, count, TITLE)], 40)
    unit, person, phone, day = form.header.parts()
    sheet.spread([(unit, 2, LINE), (person, 3, LINE)])
    sheet.spread([(phone, 2, LINE), ("　".join(filter(None, (day, form.late))), 3, LINE)])
    sheet.row([column.label for column in FORM], [HEAD] * count)
    sheet.repeat(sheet.height)
    styles = [MIDDLE if column.centred else LEFT for column in FORM]
    for _, rows in groupby(form.rows, key=lambda row: row.get("group", "")):
        write_group(sheet, rows, styles)
    sheet.spread([(RULE, count, SMALL)])
    sheet.spread([("负责人(签字)：", 3, LINE), ("(盖章)", 2, LINE)], 30)
    sheet.finish()


def write_group(sheet: Sheet, rows: Iterable[dict], styles: list) -> None:
    """区分 stands once, beside all its lines."""
    first = sheet.height + 1
    for place, row in enumerate(rows):
        group, *values = (column.value(row) for column in FORM)
        # It has the height of all its lines: the first need not be taller for it.
        height = sheet.height_of([None, *values], styles)
        sheet.row([None if place else group, *values], styles, height)
    sheet.join(1, first)


class Overview:
    """The first sheet: colleges down, indicators across, 合计 at the foot, who is missing."""

    def __init__(self, book: Book, title: str, compilation: StatisticsCompilation):
        self.compilation, self.number = compilation, 0
        self.totals = compilation.totals
        summary, keys = compilation.summary, self.totals.keys
        widths = [5, 20, 16, *(width_of(key) for key in keys)]
        count = len(widths)
        self.sheet = book.sheet(
            title, widths, printed=count, frozen="D7", paper=A3, pages_wide=PAGES_WIDE
        )
        # What is read on the first of two pages beside each other must not lie across both.
        self.across = within_a_page(widths)
        self.sheet.spread([(summary.annex, REPEATED, MARK)], 24)
        title = (f"{summary.title}（汇总）", self.across - REPEATED, TITLE)
        self.sheet.spread([("", REPEATED, LINE), title], 40)
        self.say("　　".join(summary.parts(compilation.row_count)), LINE)
        self.say(summary.absent(), LINE)
        self.head(keys)

    def say(self, text: str, style: Style) -> None:
        """Beside the columns that stand on both pages, or it would be cut off on the second."""
        self.sheet.spread([("", REPEATED, LINE), (text, self.across - REPEATED, style)])

    def head(self, keys: list[Key]) -> None:
        """区分 over its indicators, then each with its unit; both on every page."""
        first = self.sheet.height + 1
        parts = [(label, 1, HEAD) for label in ("序号", "填报单位", "报送")]
        for group, ones in groupby(keys, key=lambda key: key.group):
            parts.append((group, len(list(ones)), HEAD))
        self.sheet.spread(parts)
        labels = [None, None, None, *(key.label for key in keys)]
        self.sheet.row(labels, [HEAD] * len(labels))
        for column in (1, 2, 3):
            self.sheet.join(column, first)
        self.sheet.repeat(first, self.sheet.height)
        self.sheet.repeat_columns(1, REPEATED)

    def add(self, form: Form) -> None:
        self.number += 1
        found = by_code(form.rows)
        cells = [cell_of(key, found.get(key.code)) for key in self.totals.keys]
        values = [self.number, form.header.unit, form.late or "报送", *cells]
        self.sheet.row(values, [MIDDLE, LEFT, *[MIDDLE] * (len(values) - 2)])

    def finish(self) -> None:
        summary, totals = self.compilation.summary, self.totals
        cells = [total.cell for _, total in totals.pairs]
        self.sheet.row([TOTAL, None, None, *cells], [HEAD] * (len(cells) + 3))
        for text in (TOTAL_RULE, "　".join(totals.notes), totals.lacking):
            if text:
                self.say(text, SMALL)
        half = self.across // 2
        parts = [("", REPEATED, LINE), ("负责人(签字)：", half - REPEATED, LINE)]
        self.sheet.spread([*parts, ("(盖章)", self.across - half, LINE)], height=30)
        self.say(
            f"模板版本：{summary.template_version}　数据截止：{clock(summary.cut_off)}（北京时间）"
            f"　数据行数：{self.number}　内容 SHA-256：{self.compilation.content_sha256}",
            SMALL,
        )
        self.sheet.finish()


def cell_of(key: Key, row: dict | None) -> Cell:
    """Why a rate is not known, the college's own sheet says; here it would not fit."""
    if row is None:
        return UNKNOWN
    cell = typed(row)
    return UNKNOWN if key.fold is Fold.RATE and isinstance(cell, str) else cell


def width_of(key: Key) -> float:
    return 26 if key.is_text else 9.5


def within_a_page(widths: list[float]) -> int:
    """How many columns from the left surely lie on the first page."""
    room = sum(widths) / PAGES_WIDE * 0.9
    count = 0
    while count < len(widths) and sum(widths[: count + 1]) <= room:
        count += 1
    return max(count, 4)


def with_comments(rows: Iterable[dict], comments: dict[str, str]) -> Iterator[dict]:
    """Rows with what the college says of the warnings, {code: text}, in 备注."""
    for row in rows:
        yield remarked(row, comments.get(row.get("code"), ""))


def remarked(row: dict, words: str) -> dict:
    return row | {"remark": "；".join(filter(None, [row.get("remark", ""), words]))}


def marked(rows: Iterable[dict], on_time: list[dict], stamp: str) -> Iterator[dict]:
    """Rows of a late form; those that differ from what came in time say 变更 in 备注.

    Without anything in time the whole form is 补报, which its head says.
    """
    known = by_code(on_time)
    for row in rows:
        before = known.get(str(row.get("code", "")))
        is_new = bool(known) and (before is None or typed(before) != typed(row))
        yield remarked(row, f"变更（{stamp}）" if is_new else "")
