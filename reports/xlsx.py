"""Writing .xlsx: with `xlsx_mould` the only place that uses openpyxl for it.

Text stays text (`=1+1` is not a formula), the file holds nothing Excel calls damaged, the
memory stays flat, and the same rows give the same bytes at any time of day.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from math import ceil
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter

from .xlsx_mould import Layout, Mould, Shape, Style

CELL_LIMIT = 32_767  # characters as Excel counts them: UTF-16 units
CUT_MARK = "…（超长，已截断）"
TITLE_LIMIT = 31
TALLEST_ROW = 409  # points
A4, A3 = 9, 8
# Every kind there is, those of Word and of the web included: one must not glue words together.
LINE_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters XML forbids or Excel stumbles over, lone surrogates, non-characters.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
ILLEGAL_IN_TITLE = re.compile(r"[\[\]:*?/\\\n\t]")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads “_x0041_” as A
# Every row stands in two sheets, and many cells say the same: worked out once, not kept for long.
REMEMBERED = 4096
IN_MEMORY = 1 << 16  # bytes of rows; what is longer waits in a file
NOTHING = ' t="n">'  # the rest of an empty cell
NO_ROWS = b"<sheetData></sheetData>"


def clean_text(text: str) -> str:
    """`text` as a cell may hold it: no illegal characters, at most 32,767 with a visible cut."""
    text = ILLEGAL.sub("", LINE_BREAK.sub("\n", text))
    if utf16_length(text) <= CELL_LIMIT:
        return text
    return cut(text, CELL_LIMIT - len(CUT_MARK)) + CUT_MARK


def cell_text(text: str) -> str:
    return LOOKS_ESCAPED.sub("_x005F_", clean_text(text))


@lru_cache(REMEMBERED)
def text_xml(text: str) -> str:
    """Text that Excel takes for nothing else: no formula, no error, no escape of its own."""
    if not (text := cell_text(text)):
        return NOTHING
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f' t="inlineStr"><is><t{space}>{escape(text)}</t></is>'


def cell_xml(value: str | int | float | None) -> str:
    """What stands between a cell's address and its end."""
    if isinstance(value, str) and value:
        return text_xml(value)
    if isinstance(value, int | float):
        return f' t="n"><v>{safe_string(value)}</v>'
    return NOTHING


letter_of = lru_cache(REMEMBERED)(get_column_letter)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, units: int) -> str:
    """At most `units` UTF-16 units of `text`, never half a character."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", errors="ignore")


def sheet_titles(names: Iterable[str]) -> list[str]:
    """Legal and unique sheet titles in the same order; same names, same titles."""
    titles, taken = [], {"history", ""}  # Excel keeps “History” for itself
    for name in names:
        plain = ILLEGAL_IN_TITLE.sub(" ", clean_text(name)).strip().strip("'").strip() or "表"
        number, title = 1, cut(plain, TITLE_LIMIT).rstrip("' ")
        while title.casefold() in taken:
            number += 1
            mark = f"({number})"
            title = cut(plain, TITLE_LIMIT - len(mark)).rstrip("' ") + mark
        taken.add(title.casefold())
        titles.append(title)
    return titles


@lru_cache(REMEMBERED)
def lines_needed(text: str, width: float, size: float) -> int:
    """Printed lines of `text` in a column of `width` units at `size` points; errs to more."""
    em = size * 96 / 72
    room = max(width * 7 - 3, em) / (em / 2)  # half-width characters a line
    room -= 1  # a full-width character that does not fit leaves half a gap
    # GB 18030 spends one byte on narrow characters and two on wide ones.
    halves = (len(part.encode("gb18030", "replace")) for part in text.split("\n"))
    return sum(max(1, ceil(half / room)) for half in halves)


class Book:
    """A workbook written row by row; `at` is the time written into it, `folder` holds scraps.

    `mould` makes what is not rows; whoever writes many books remembers it (see `remembering`).
    """

    def __init__(
        self,
        *,
        creator: str,
        title: str,
        at: datetime,
        folder: Path,
        mould: Callable[..., Mould] | None = None,
    ):
        self.at, self.folder = at.astimezone(UTC), folder
        self.facts = (clean_text(creator), clean_text(title), self.at)
        self.mould = mould or Mould
        self.looks: dict[Style, int] = {}  # in the order openpyxl will number them
        self.sheets: list[Sheet] = []

    def sheet(
        self,
        title: str,
        widths: list[float],
        *,
        printed: int,
        frozen: str,
        paper: int = A4,
        upright: bool = False,
        pages_wide: int = 1,
    ) -> "Sheet":
        """A sheet, landscape unless `upright`; `printed` columns go on paper."""
        layout = Layout(tuple(widths), printed, frozen, paper, upright, pages_wide)
        self.sheets.append(Sheet(title, layout, self.looks, self.folder))
        return self.sheets[-1]

    def save(self, path: Path) -> None:
        shapes = tuple(sheet.shape for sheet in self.sheets)
        mould = self.mould(self.facts, tuple(self.looks), shapes)
        frames = dict(zip(mould.frames, self.sheets, strict=True))
        with TimedZip(path, self.at) as archive:
            for name, part in mould.parts([sheet.title for sheet in self.sheets]):
                if name in frames:
                    frames[name].pour(archive, name, part)
                else:
                    archive.writestr(name, part)


class Sheet:
    """Rows top down, written as XML of our own; the rest of the sheet is openpyxl's.

    A row through openpyxl's cells takes five times as long, and a school has a thousand forms.
    """

    def __init__(self, title: str, layout: Layout, looks: dict[Style, int], folder: Path):
        self.title, self.layout, self.looks = title, layout, looks
        self.widths, self.printed = layout.widths, layout.printed
        self.height = 0  # rows so far
        self.merged: list[str] = []
        self.repeated_rows = self.repeated_columns = self.area = None
        self.rows = SpooledTemporaryFile(IN_MEMORY, dir=folder)  # noqa: SIM115 - until it is poured

    @property
    def shape(self) -> Shape:
        told = (self.repeated_rows, self.repeated_columns, self.area)
        return Shape(self.layout, tuple(self.merged), *told)

    def look(self, style: Style) -> int:
        return self.looks.setdefault(style, len(self.looks) + 1)

    def row(self, values: list, styles: list[Style], height: float = 0) -> None:
        """One row; without `height` it is as tall as its printed text needs."""
        height = height or self.height_of(values, styles)
        self.height += 1
        cells = (
            f'<c r="{letter_of(column)}{self.height}" s="{self.look(style)}"{cell_xml(value)}</c>'
            for column, (value, style) in enumerate(zip(values, styles, strict=True), start=1)
            if style is not None
        )
        head = f'<row r="{self.height}" ht="{safe_string(height)}" customHeight="1">'
        self.rows.write(f"{head}{''.join(cells)}</row>".encode("ascii", "xmlcharrefreplace"))

    def height_of(self, values: list, styles: list[Style]) -> float:
        heights = (
            lines_needed(str(value), width, style.size) * style.size * 1.36 + 6
            for value, style, width in zip(values, styles, self.widths, strict=False)
            if value is not None and style is not None
        )
        return min(TALLEST_ROW, max(heights, default=15))

    def spread(self, parts: list[tuple[str, int, Style]], height: float = 0) -> None:
        """One row of merged cells over the printed columns: (text, columns, style) each."""
        values, styles, column, tallest = [], [], 1, 15.0
        for text, span, style in parts:
            last = column + span - 1
            if span > 1:
                place = self.height + 1
                self.merged.append(f"{letter_of(column)}{place}:{letter_of(last)}{place}")
            values += [text] + [None] * (span - 1)
            styles += [style] + [None] * (span - 1)
            width = sum(self.widths[column - 1 : last])
            needed = lines_needed(text, width, style.size) * style.size * 1.36 + 6
            tallest = max(tallest, needed)
            column = last + 1
        self.row(values, styles, height or min(TALLEST_ROW, tallest))

    def join(self, column: int, first: int) -> None:
        """Make one cell of this column from row `first` to the last one written."""
        letter = letter_of(column)
        self.merged.append(f"{letter}{first}:{letter}{self.height}")

    def repeat(self, row: int, last: int = 0) -> None:
        """Print this row, or these, on top of every page."""
        self.repeated_rows = f"{row}:{last or row}"

    def repeat_columns(self, first: int, last: int) -> None:
        """Print these columns at the left of every page."""
        self.repeated_columns = f"{letter_of(first)}:{letter_of(last)}"

    def finish(self) -> None:
        self.area = f"A1:{letter_of(self.printed)}{self.height}"

    def pour(self, archive: "TimedZip", name: str, frame: bytes) -> None:
        """The whole sheet into a ZIP, its rows into their place in the frame."""
        before, after = frame.split(NO_ROWS)
        head, tail = before + b"<sheetData>", b"</sheetData>" + after
        size = len(head) + self.rows.tell() + len(tail)
        with self.rows as rows:
            rows.seek(0)
            archive.stream(name, size, BytesIO(head), rows, BytesIO(tail))


class TimedZip(ZipFile):
    """A ZIP whose entries all carry one time, so that the same content gives the same bytes."""

    def __init__(self, path: Path, at: datetime):
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self.at = at.astimezone(UTC)

    def entry(self, name: str) -> ZipInfo:
        info = ZipInfo(name, date_time=self.at.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        info.create_system = 3
        return info

    def writestr(self, name, data, *args, **kwargs):
        super().writestr(self.entry(name), data)

    def write(self, filename, arcname=None, *args, **kwargs):
        path = Path(filename)
        with path.open("rb") as source:
            self.stream(arcname or path.name, path.stat().st_size, source)

    def stream(self, name: str, size: int, *sources: IO[bytes]) -> None:
        info = self.entry(name)
        info.file_size = size
        with self.open(info, "w") as target:
            for source in sources:
                copyfileobj(source, target, 1 << 18)


def file_name(text: str) -> str:
    """`text` as a name every system takes: no separators, no controls, at most 80 characters."""
    text = unicodedata.normalize("NFC", clean_text(text))
    return re.sub(r'[<>:"/\\|?*\n\t]', " ", text).strip(" .")[:80] or "表"
