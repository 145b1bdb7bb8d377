"""附件1 on paper: the layout of one college's sheet and of the compilation (domain.md §6)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from colleges.models.audit import canonical

from .columns import ANNEX_ONE, COLLEGE_SHEET, SUMMARY, Column, Row, numbered, printed, row_key
from .xlsx import Book, Sheet, Style, TimedZip, file_name, sheet_titles
from .xlsx_mould import Mould, remembering

# Stands on every sheet and in a job's inputs: another layout is another version.
TEMPLATE_VERSION = "附件1-2025.1"
PORTAL = "职教活动周"
MOST_SHEETS = 60  # colleges; beyond, one file each in a ZIP
SUMMARY_TITLE = "汇总"

# The faces official papers ask for, by name: Office puts its own in where one is missing.
MARK = Style("黑体", 16, align="left", serif=False)
TITLE = Style("方正小标宋简体", 22, bold=True)
LINE = Style(align="left")
SMALL = Style(size=9, align="left")
HEAD = Style("黑体", 11, bold=True, bordered=True, serif=False)
MIDDLE = Style(bordered=True)
LEFT = Style(align="left", bordered=True)
PHONE = Style(bordered=True, text=True)


@dataclass(frozen=True)
class Header:
    """The line above the table: who filed this form, and when (empty until it is filed)."""

    unit: str
    prepared: str = ""
    phone: str = ""
    filed_on: str = ""

    def parts(self) -> list[str]:
        return [
            f"填报单位(盖章)：{self.unit}",
            f"填报人：{self.prepared}",
            f"联系电话：{self.phone}",
            f"填报日期：{self.filed_on}",
        ]


@dataclass(frozen=True)
class Form:
    """One college's filed form: its header and its rows, marks included."""

    header: Header
    rows: list[Row]


@dataclass(frozen=True)
class Summary:
    """What the first sheet says besides the rows."""

    title: str
    annex: str
    cut_off: datetime
    template_version: str
    filed: int
    missing: list[tuple[str, str]]  # (college, why)

    def parts(self, row_count: int) -> list[str]:
        return [
            "汇总单位：教务处",
            f"截止时间：{clock(self.cut_off)}",
            f"数据行数：{row_count}",
            f"已汇总 {self.filed} 个学院，未汇总 {len(self.missing)} 个",
        ]

    def absent(self) -> str:
        """未报送：…  已退回：… — every college whose rows are not here, with the reason."""
        reasons = {"未报送": []}
        for unit, why in self.missing:
            reasons.setdefault(why, []).append(unit)
        return "　".join(f"{why}：{'、'.join(units) or '无'}" for why, units in reasons.items())


def clock(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M:%S}"


def content_digest(summary: Summary, forms: Iterable[Form]) -> tuple[str, int]:
    """(SHA-256 of every cell's content, number of rows); the hash printed on the sheet itself."""
    seal, count = hashlib.sha256(), 0

    def add(value):
        seal.update(canonical(value).encode("utf-8", "surrogatepass") + b"\n")

    add([summary.annex, summary.title, clock(summary.cut_off), summary.template_version])
    add([summary.absent(), [column.label for column in SUMMARY]])
    for form in forms:
        add(form.header.parts())
        for row in numbered(form.rows, form.header.unit):
            add([column.value(row) for column in SUMMARY])
            count += 1
    return seal.hexdigest(), count


@dataclass
class Compilation:
    """The whole of 附件1: 汇总 first, then a sheet (or, in a ZIP, a file) for each college.

    `forms` gives the forms anew at each call, one at a time, so that memory stays flat;
    `on_rows` is told how many rows were written since the last time.
    """

    summary: Summary
    units: list[str]
    forms: Callable[[], Iterator[Form]]
    row_count: int
    content_sha256: str
    folder: Path
    on_rows: Callable[[int], None] = lambda count: None
    mould: Callable[..., Mould] = field(default_factory=remembering)

    @classmethod
    def drawn_up(cls, summary, units, forms, folder, *, watched, on_rows):
        """Everything read once, through `watched`, before anything is written."""
        seal, count = content_digest(summary, watched(forms()))
        return cls(summary, units, forms, count, seal, folder, on_rows)

    @property
    def is_archive(self) -> bool:
        return len(self.units) > MOST_SHEETS

    def write(self, path: Path) -> None:
        if self.is_archive:
            self.write_archive(path)
        else:
            self.write_book(path)

    def book(self, title: str) -> Book:
        facts = {"at": self.summary.cut_off, "folder": self.folder, "mould": self.mould}
        return Book(creator=PORTAL, title=title, **facts)

    def write_book(self, path: Path) -> None:
        book = self.book(self.summary.title)
        first, *titles = sheet_titles([SUMMARY_TITLE, *self.units])
        overview = self.overview(book, first)
        for title, form in zip(titles, self.forms(), strict=True):
            overview.add(form)
            self.write_one(book, title, form)
            self.on_rows(self.size_of(form))
        overview.finish()
        book.save(path)

    def write_archive(self, path: Path) -> None:
        """汇总.xlsx and one .xlsx for each college, in the colleges' order."""
        book = self.book(self.summary.title)
        overview = self.overview(book, SUMMARY_TITLE)
        part = self.folder / "part.xlsx"
        with TimedZip(path, self.summary.cut_off) as archive:
            for number, form in enumerate(self.forms(), start=1):
                overview.add(form)
                self.write_part(part, form)
                archive.write(part, f"{number:03d}_{file_name(form.header.unit)}.xlsx")
                self.on_rows(self.size_of(form))
            overview.finish()
            book.save(part)
            archive.write(part, f"{SUMMARY_TITLE}.xlsx")
        part.unlink()

    def write_part(self, path: Path, form: Form) -> None:
        book = self.book(self.summary.title)
        (title,) = sheet_titles([form.header.unit])
        self.write_one(book, title, form)
        book.save(path)

    # What another annex does in its own way.

    def overview(self, book: Book, title: str) -> "Overview":
        return Overview(book, title, self)

    def write_one(self, book: Book, title: str, form: Form) -> None:
        write_form(book, title, self.summary.annex, self.summary.title, form)

    def size_of(self, form: Form) -> int:
        """数据行数 of one college."""
        return len(form.rows)


class Overview:
    """The first sheet: every row with its 填报单位, who is missing, and where it comes from."""

    def __init__(self, book: Book, title: str, compilation: Compilation):
        self.compilation, self.number = compilation, 0
        summary = compilation.summary
        self.sheet = begin(book, title, SUMMARY, summary.annex, f"{summary.title}（汇总）", 5)
        spread_parts(self.sheet, summary.parts(compilation.row_count))
        self.sheet.spread([(summary.absent(), self.sheet.printed, LINE)])
        head(self.sheet, SUMMARY)

    def add(self, form: Form) -> None:
        rows = numbered(form.rows, form.header.unit, start=self.number + 1)
        self.number += write_rows(self.sheet, SUMMARY, rows)

    def finish(self) -> None:
        summary = self.compilation.summary
        origin = (
            f"模板版本：{summary.template_version}　数据截止：{clock(summary.cut_off)}（北京时间）"
            f"　数据行数：{self.number}　内容 SHA-256：{self.compilation.content_sha256}"
        )
        sign(self.sheet)
        self.sheet.spread([(origin, self.sheet.printed, SMALL)])
        self.sheet.finish()


def write_form(
    book: Book, title: str, annex: str, heading: str, form: Form, *, origin: str = ""
) -> None:
    """One college's sheet; with `origin` one that may come back (see `reports.importing`)."""
    columns = COLLEGE_SHEET if origin else ANNEX_ONE
    sheet = begin(book, title, columns, annex, heading, 4, origin)
    spread_parts(sheet, form.header.parts())
    head(sheet, columns)
    write_rows(sheet, columns, numbered(form.rows, form.header.unit))
    sign(sheet)
    sheet.finish()


def begin(
    book: Book,
    title: str,
    columns: list[Column],
    annex: str,
    heading: str,
    head_row: int,
    origin: str = "",
) -> Sheet:
    """Rows 1 and 2: 附件1 at the left, the title across the printed columns."""
    count = len(printed(columns))
    widths = [column.width for column in columns]
    sheet = book.sheet(title, widths, printed=count, frozen=f"D{head_row + 1}")
    beyond = [("", 1, LINE)] * (len(columns) - 4) + [(origin, 1, LINE)] if origin else []
    sheet.spread([(annex, 3, MARK), *beyond], 24)
    sheet.spread([(heading, count, TITLE)], 40)
    return sheet


def spread_parts(sheet: Sheet, parts: list[str]) -> None:
    """`parts` side by side over the printed columns, the first one widest."""
    span = sheet.printed // len(parts)
    spans = [sheet.printed - span * (len(parts) - 1)] + [span] * (len(parts) - 1)
    line = [(text, width, LINE) for text, width in zip(parts, spans, strict=True)]
    sheet.spread(line, 26)


def head(sheet: Sheet, columns: list[Column]) -> None:
    names, styles = [column.label for column in columns], [HEAD] * len(columns)
    shown = sum(column.width > 0 for column in columns)  # hidden ones are the last
    sheet.row(names, styles, sheet.height_of(names[:shown], styles[:shown]))
    sheet.repeat(sheet.height)


def write_rows(sheet: Sheet, columns: list[Column], rows: Iterable[Row]) -> int:
    styles = [style_of(column) for column in columns]
    count = 0
    for row in rows:
        values = [value_of(column, row) for column in columns]
        # Only what is printed decides the height of a row.
        height = sheet.height_of(values[: sheet.printed], styles[: sheet.printed])
        sheet.row(values, styles, height)
        count += 1
    return count


def style_of(column: Column) -> Style:
    if column.kind == "phone":
        return PHONE
    return MIDDLE if column.centred else LEFT


def value_of(column: Column, row: Row) -> str | int:
    """Typed for a number that is known, else the printed text (“-” for an unknown one)."""
    value = column.value(row)
    return value if isinstance(value, int) else column.text(row)


def sign(sheet: Sheet) -> None:
    half = sheet.printed // 2
    sheet.spread([("", sheet.printed, LINE)], 12)
    sheet.spread(
        [("负责人(签字)：", sheet.printed - half, LINE), ("(盖章)", half, LINE)], height=30
    )


def origin_of(filing_id: int, rows: Iterable[Row]) -> str:
    """Which form a sheet is, and which rows it held: what is missing later was taken out."""
    return " ".join([f"F{filing_id}", *map(row_key, rows)])


def college_workbook(
    content: dict, header: Header, *, annex: str, at: datetime, origin: str = ""
) -> bytes:
    """One college's 附件1 as an .xlsx; `content` as in `reports.content`, rows may carry marks."""
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="sheet-") as name:
        folder = Path(name)
        book = Book(creator=PORTAL, title=content["title"], at=at, folder=folder)
        (title,) = sheet_titles([header.unit])
        write_form(
            book, title, annex, content["title"], Form(header, content["rows"]), origin=origin
        )
        book.save(folder / "sheet.xlsx")
        return (folder / "sheet.xlsx").read_bytes()
