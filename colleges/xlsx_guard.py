"""The only door for .xlsx files that people send: checked as a ZIP before any parser runs.

`guarded_rows` gives the cells of one sheet or raises BrokenRule with one sentence that says what
to do. Limits: 5 MB, 300 parts, 60 MB unpacked, 10 s, 300 MB of memory (docs and form text agree).
"""

import json
import logging
import re
import stat
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl.utils import get_column_letter, range_boundaries

from . import xlsx_cells
from .rules import BrokenRule

MOST_BYTES = 5 * 1024 * 1024
MOST_PARTS = 300
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO, RATIO_FROM = 100, 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 2000, 60
SECONDS = 15  # on the wall; the reader itself may use 10 s of processor time
BLOCK = 1 << 18

ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_OLE = "EncryptedPackage".encode("utf-16-le")
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
STORED_OR_DEFLATED = (0, 8)
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
ACTIVE = re.compile(r"vbaproject|(^|/)embeddings/|(^|/)activex/|(^|/)macrosheets/", re.IGNORECASE)
XML = (".xml", ".rels", ".vml")
DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
READABLE = (b"utf-8", b"utf8", b"us-ascii", b"ascii")

SAVE_AGAIN = "请在 Excel 或 WPS 里打开，“另存为”.xlsx 工作簿后再上传。"
DAMAGED = f"文件读不出来，可能已损坏或不是常规的 .xlsx。{SAVE_AGAIN}"
TOO_HEAVY = "文件内容太多或太复杂，没有读取。请删去多余的工作表、图片和格式，只留要上传的表。"
UNUSUAL = f"文件的内部结构不正常，为安全起见没有读取。{SAVE_AGAIN}"

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
    check_size_and_kind(content)
    check_archive(content)
    return rows_from(parsed(content, sheet, max_rows, max_cols), max_rows, max_cols, sheet)


def check_size_and_kind(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise BrokenRule("文件超过 5 MB，没有读取。请删去图片和多余的工作表后再上传。")
    if not content:
        raise BrokenRule("文件是空的（0 字节）。请确认保存成功后再上传。")
    if content.startswith(OLE_MAGIC):
        if ENCRYPTED_OLE in content:
            raise BrokenRule("文件有打开密码，读不了。请在 Excel 或 WPS 里取消密码，保存后再上传。")
        raise BrokenRule(f"这是老格式 .xls（或改了扩展名的其他文件）。{SAVE_AGAIN}")
    if not content.startswith(ZIP_MAGIC):
        raise BrokenRule(
            f"这不是 .xlsx 文件，只改扩展名（例如从 .csv 改过来）是不行的。{SAVE_AGAIN}"
        )


def check_archive(content: bytes) -> None:
    """Every check of a ZIP that parsers leave out; nothing is unpacked to disk."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            check_directory(parts)
            check_overlap(content, parts, archive.start_dir)
            budget = MOST_UNPACKED
            for part in parts:
                budget -= check_part(archive, part, budget)
    except BrokenRule:
        raise
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
            struct.error, zlib.error, OverflowError, MemoryError):  # fmt: skip
        log.warning("unreadable upload", exc_info=True)
        raise BrokenRule(DAMAGED) from None


def check_directory(parts: list[ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise BrokenRule(TOO_HEAVY)
    if any(part.flag_bits & ENCRYPTED_FLAGS for part in parts):
        raise BrokenRule("文件里有加密的内容，读不了。请在 Excel 或 WPS 里取消密码后再上传。")
    names = [part.filename.replace("\\", "/").casefold() for part in parts]
    if len(set(names)) != len(names) or not all(map(is_ordinary, parts)):
        raise BrokenRule(UNUSUAL)
    if any(ACTIVE.search(name) for name in names):
        raise BrokenRule("文件里有宏、控件或嵌入的对象，不接收。请删除后另存为 .xlsx 再上传。")
    if not {part.filename for part in parts}.issuperset(NEEDED):
        raise BrokenRule(f"这不是 Excel 工作簿（.xlsx），里面没有工作簿的内容。{SAVE_AGAIN}")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BrokenRule(TOO_HEAVY)
    if any(part.file_size > RATIO_FROM and is_bomb(part) for part in parts):
        raise BrokenRule(TOO_HEAVY)


def is_bomb(part: ZipInfo) -> bool:
    return part.file_size > MOST_RATIO * max(1, part.compress_size)


def is_ordinary(part: ZipInfo) -> bool:
    """A plain file or folder with a relative name, stored or deflated."""
    name = part.orig_filename.replace("\\", "/")
    if not name or "\0" in name or name.startswith("/") or ":" in name.split("/")[0]:
        return False
    if ".." in name.split("/") or stat.S_ISLNK(part.external_attr >> 16):
        return False
    return part.compress_type in STORED_OR_DEFLATED


def check_overlap(content: bytes, parts: list[ZipInfo], end: int) -> None:
    """No two parts share bytes (CVE-2024-0450: Python before 3.11.8 does not look)."""
    for part in sorted(parts, key=lambda part: part.header_offset, reverse=True):
        header = LOCAL_HEADER.unpack_from(content, part.header_offset)
        starts = part.header_offset + LOCAL_HEADER.size + header[9] + header[10]
        if header[0] != ZIP_MAGIC or starts + part.compress_size > end:
            raise BrokenRule(UNUSUAL)
        end = part.header_offset


def check_part(archive: ZipFile, part: ZipInfo, budget: int) -> int:
    """Unpack `part` for real (its stated size may lie); returns how many bytes it has."""
    size, tail = 0, b""
    is_xml = part.filename.casefold().endswith(XML)
    with archive.open(part) as stream:
        while block := stream.read(BLOCK):
            if is_xml:
                check_xml(part.filename, tail + block, first=not size)
            size += len(block)
            tail = block[-64:]
            if size > min(budget, part.file_size):
                raise BrokenRule(TOO_HEAVY)
    if size != part.file_size:
        raise BrokenRule(UNUSUAL)
    return size


def check_xml(name: str, text: bytes, *, first: bool) -> None:
    """No DTD, and no encoding in which one could hide; macros by type, whatever their name."""
    if first:
        start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
        declared = ENCODING.match(start)
        if not start.startswith(b"<") or (declared and declared[1].lower() not in READABLE):
            raise BrokenRule(UNUSUAL)
    if DTD.search(text) or b"<\0" in text:
        raise BrokenRule(UNUSUAL)
    if name == "[Content_Types].xml" and re.search(rb"macroEnabled|vbaProject", text):
        raise BrokenRule("文件里有宏，不接收。请另存为不带宏的 .xlsx 再上传。")


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
        raise BrokenRule(TOO_HEAVY if killed else DAMAGED)
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
