"""The only door for .xlsx files that people send: checked as a ZIP before any parser runs.

`guarded_rows` gives the cells of one sheet or raises BrokenRule with one sentence that says what
to do. Limits: 5 MB, 300 parts, 60 MB unpacked, 10 s, 300 MB of memory (docs and form text agree).
"""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from openpyxl.utils import get_column_letter, range_boundaries

from . import xlsx_cells
from .office_zip import MEGABYTE, OfficeFormat
from .rules import BrokenRule

MOST_BYTES = 5 * MEGABYTE
MOST_ROWS, MOST_COLUMNS = 2000, 60
SECONDS = 15  # on the wall; the reader itself may use 10 s of processor time

TOO_HEAVY = "文件内容太多或太复杂，没有读取。请删去多余的工作表、图片和格式，只留要上传的表。"
XLSX = OfficeFormat(
    ending=".xlsx",
    old_ending=".xls",
    program="Excel",
    called="工作簿",
    content="xl/workbook.xml",
    too_large="请删去图片和多余的工作表后再上传。",
    too_heavy=TOO_HEAVY,
    look_alike=".csv",
    most_bytes=MOST_BYTES,
    most_parts=300,
    most_unpacked=60 * MEGABYTE,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cell:
    """`value`: None, str (cleaned), bool, int, float, date, datetime or time.

    `merged` marks a cell inside a merged range that is not its first one.
    """

    address: str
    value: object
    merged: bool = False


@dataclass(frozen=True)
class SheetRows:
    """What was read: rows in order (empty ones left out), each a list of as many cells."""

    title: str
    titles: list[str]
    since_1904: bool  # numbers that mean days count from 1904
    rows: list[list[Cell]] = field(repr=False)

    def __iter__(self) -> Iterator[list[Cell]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def guarded_rows(file, *, sheet=None, max_rows=MOST_ROWS, max_cols=MOST_COLUMNS) -> SheetRows:
    """The cells of `sheet` (or of the first visible one) of an uploaded file.

    Columns beyond `max_cols` are not read; content below `max_rows` is refused.
    """
    content = file.read(MOST_BYTES + 1)
    XLSX.check(content)
    return rows_from(parsed(content, sheet, max_rows, max_cols), max_rows, max_cols, sheet)


def parsed(content: bytes, sheet, max_rows: int, max_cols: int) -> dict:
    """What the reader, a process with its own limits of time and memory, makes of the file."""
    command = [sys.executable, "-I", str(Path(xlsx_cells.__file__)), str(max_rows), str(max_cols)]
    command += [sheet] if sheet else []
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command, input=content, capture_output=True, timeout=SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        log.warning("an upload took longer than %s s to read", SECONDS)
        raise BrokenRule(TOO_HEAVY) from None
    if done.returncode:
        trace = done.stderr.decode(errors="replace")[-4000:]
        log.warning("an upload could not be read (%s):\n%s", done.returncode, trace)
        killed = done.returncode < 0 or "MemoryError" in trace
        raise BrokenRule(TOO_HEAVY if killed else XLSX.damaged)
    return json.loads(done.stdout)


def rows_from(answer: dict, max_rows: int, max_cols: int, sheet) -> SheetRows:
    if refused := answer.get("refused"):
        sentences = {
            xlsx_cells.TOO_MANY_ROWS: f"表格超过 {max_rows} 行，没有读取。请删去下面多余的内容。",
            xlsx_cells.TOO_MUCH_TEXT: TOO_HEAVY,
            xlsx_cells.NO_SUCH_SHEET: f"文件里没有名为“{sheet}”的工作表。"
            if sheet
            else "文件里没有工作表。",
        }
        raise BrokenRule(sentences[refused])
    if unsolved := [name_of(*place) for place in answer["unsolved"]]:
        told = "、".join(unsolved[:5]) + (f" 等 {len(unsolved)} 格" if len(unsolved) > 5 else "")
        raise BrokenRule(
            f"{told}是公式，文件里没有它的结果。请在 Excel 或 WPS 里打开并保存一次，"
            "或改成直接填写的值。"
        )
    inner = inner_cells(answer["merged"], max_rows, max_cols)
    rows = [
        [
            Cell(name_of(number, column), native(value), (number, column) in inner)
            for column, value in enumerate(values + [None] * (max_cols - len(values)), start=1)
        ]
        for number, values in answer["rows"]
    ]
    return SheetRows(answer["title"], answer["titles"], answer["since_1904"], rows)


def inner_cells(ranges: list[str], max_rows: int, max_cols: int) -> set[tuple[int, int]]:
    """(row, column) of every cell swallowed by a merged range, its first cell left out."""
    inner = set()
    for name in ranges:
        left, top, right, bottom = range_boundaries(name)
        rows = range(top, min(bottom, max_rows) + 1)
        columns = range(left, min(right, max_cols) + 1)
        if len(inner) + len(rows) * len(columns) <= max_rows * max_cols:
            inner |= {(row, column) for row in rows for column in columns} - {(top, left)}
    return inner


def name_of(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def native(value):
    if isinstance(value, dict):
        (kind, text), *_ = value.items()
        return {"datetime": datetime, "date": date, "time": time}[kind].fromisoformat(text)
    return clean(value) if isinstance(value, str) else value


ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Zero-width characters and other invisible marks that come along when people copy.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` of a cell without what people cannot see: odd spaces, escapes, control characters."""
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Word's and the web's own line breaks (\x0b, U+2028, …) are breaks here, too.
    text = "\n".join(text.splitlines())
    text = SPACES.sub(" ", INVISIBLE.sub("", ILLEGAL.sub("", text)))
    return "\n".join(line.strip() for line in text.split("\n")).strip()
