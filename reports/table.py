"""A plain table people send as .xlsx: a heading row, then rows; faults name row and column."""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core import signing

from colleges.rules import BrokenRule
from colleges.xlsx_guard import guarded_rows

from .xlsx import Book, Style

SALT = "reports.table"
KEPT_SECONDS = 2 * 3600
HEADING_WITHIN = 10  # rows from the top
HEAD = Style("黑体", 11, bold=True, bordered=True, serif=False)
BODY = Style(bordered=True, text=True, align="left")
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, by the name people see in Excel."""

    address: str
    column: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """One line of the table: text by column; a column that is left out is empty."""

    number: int
    values: dict
    addresses: dict
    merged: frozenset = frozenset()

    def fault(self, column, sentence):
        if column in self.merged:
            sentence = "这一格与别的格合并了。请取消合并，每行各填各的。"
        return Fault(self.addresses.get(column) or f"第 {self.number} 行", column, sentence)


def text_of(value):
    """A cell as text: 13800000000 and 13800000000.0 are the same phone number."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def read_table(file, columns, *, needed, most):
    """The rows below the heading; BrokenRule when the sheet as a whole cannot be read so."""
    if file is None:
        raise BrokenRule("请选择一个 .xlsx 文件。")
    cells = list(guarded_rows(file))
    start, places = heading_of(cells, columns, needed)
    rows = [row_of(line, places, columns) for line in cells[start + 1 :]]
    rows = [row for row in rows if any(row.values.values())]
    if not rows:
        raise BrokenRule("表头下面没有内容。请从第二行起填写，每人（每个学院）一行。")
    if len(rows) > most:
        raise BrokenRule(f"一次最多 {most} 行，这里有 {len(rows)} 行。请分几个文件上传。")
    return rows


def heading_of(cells, columns, needed):
    """(place of the heading row, {column name: place}) or what is missing."""
    for start, line in enumerate(cells[:HEADING_WITHIN]):
        found = [text_of(cell.value).strip("*＊ ") for cell in line]
        places = {name: found.index(name) for name in columns if name in found}
        if all(name in places for name in needed):
            if twice := next((name for name in places if found.count(name) > 1), None):
                raise BrokenRule(f"有两列都叫“{twice}”，请只留一列。")
            return start, places
    raise BrokenRule(f"没有找到表头。需要的列：{'、'.join(needed)}。可以先下载模板。")


def row_of(line, places, columns):
    cells = {name: line[place] for name, place in places.items()}
    number = int(line[0].address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return Row(
        number,
        {name: text_of(cells[name].value) if name in cells else "" for name in columns},
        {name: cell.address for name, cell in cells.items()},
        frozenset(name for name, cell in cells.items() if cell.merged),
    )


def sealed(rows, by):
    """What was previewed, to come back unchanged with the confirmation of the same person."""
    plain = [[row.number, row.values, row.addresses, sorted(row.merged)] for row in rows]
    return signing.dumps([by.pk, plain], salt=SALT, compress=True)


def opened(text, by):
    try:
        owner, plain = signing.loads(text, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        owner, plain = None, []
    if owner != by.pk:
        raise BrokenRule("预览已过期，没有导入任何内容。请重新上传文件。")
    return [
        Row(number, values, places, frozenset(merged)) for number, values, places, merged in plain
    ]


def blank_table(title, columns, rows=(), *, notes=(), room=0):
    """An .xlsx to fill in: the heading, `rows` that are to be imported, `room` for more.

    `notes` (rows of text) stand on a sheet of their own, which nobody reads back.
    """
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="table-") as name:
        book = Book(creator="职教活动周", title=title, at=EPOCH, folder=Path(name))
        sheet = book.sheet(title, [18.0] * len(columns), printed=len(columns), frozen="A2")
        sheet.row(list(columns), [HEAD] * len(columns))
        for line in (*rows, *([""] * len(columns) for _ in range(room))):
            sheet.row(list(line), [BODY] * len(columns))
        sheet.finish()
        if notes:
            write_notes(book, notes, len(columns))
        book.save(Path(name) / "table.xlsx")
        return BytesIO((Path(name) / "table.xlsx").read_bytes())


def write_notes(book, notes, count):
    """Pairs run over the whole width; longer rows have a cell a column."""
    sheet = book.sheet("填写说明", [18.0] * count, printed=count, frozen="A2")
    for number, line in enumerate(notes):
        look = BODY if number else HEAD
        if len(line) == 2:
            sheet.spread([(line[0], 1, look), (line[1], count - 1, look)])
        else:
            sheet.row(list(line), [look] * count)
    sheet.finish()
