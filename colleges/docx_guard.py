"""The only door for .docx files whose text the portal reads: checked as a ZIP, read by a process
with its own limits, then judged by what that process says of it: links, fields, text.

`guarded_text` gives paragraphs and tables or raises BrokenRule with one sentence that says what to
do. Limits: 20 MB, 1,000 parts, 120 MB unpacked, 10 s, 300 MB of memory (docs and form text agree).
"""

import json
import logging
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from . import docx_text
from .office_zip import MEGABYTE, OfficeFormat
from .rules import BrokenRule

MOST_BYTES = 20 * MEGABYTE
SECONDS = 15  # on the wall; the reader itself may use 10 s of processor time
TOO_HEAVY = "文件内容太多或太复杂，没有读取。请删去多余的图片和表格，只留报告本身。"
DOCX = OfficeFormat(
    ending=".docx",
    old_ending=".doc",
    program="Word",
    called="文档",
    content="word/document.xml",
    too_large="请在 Word 或 WPS 里“压缩图片”后再上传，照片原图请传到“影像资料”。",
    too_heavy=TOO_HEAVY,
    look_alike=".doc",
    most_bytes=MOST_BYTES,
    most_parts=1000,
    most_unpacked=120 * MEGABYTE,
    instead="可编辑的图表请先“选择性粘贴”成图片。",
)
# Address of a press report or a mailbox: what a reader clicks. Everything else that lies outside
# the file is fetched by Word itself when the file is opened: templates, pictures, frames.
CLICKED = re.compile(r"\s*(https?://|mailto:|#)", re.IGNORECASE)
INSIDE_BUT_UNREAD = ("aFChunk", "subDocument")
# By relationship, whatever the folder and the name of the part.
ACTIVE = ("oleObject", "package", "control", "vbaProject")
# Word notes which template of the own machine a paper was begun with: nobody else has it.
OWN_TEMPLATE = re.compile(r"(file:///)?([A-Za-z]:[\\/][^:]*|[^\\/:]+)")
# QUOTE spells the name of another field by numbers; a field within the name does the like.
FETCHING = re.compile(
    r"^\W*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD|AUTOTEXT|QUOTE)\b"
    rf"|^[\s\"“”]*\w*{docx_text.FIELD_WITHIN}",
    re.IGNORECASE,
)
OUTSIDE = (
    "文件引用了外面的{what}，打开时会自动去取，为安全起见不接收。"
    "请全选后按 Ctrl+Shift+F9 断开链接，图片改为“嵌入”，再另存为 .docx 上传。"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DocumentText:
    """`paragraphs`: [(number, text)], the empty ones not counted; `tables`: [(number, rows)]."""

    paragraphs: list[tuple[int, str]]
    tables: list[tuple[int, list[list[str]]]]


def guarded_text(content: bytes) -> DocumentText:
    DOCX.check(content)
    answer = read_apart(content)
    if answer.get("refused"):
        raise BrokenRule(TOO_HEAVY)
    if answer["bodies"] != [docx_text.BODY] or answer["misnamed"]:
        raise BrokenRule(DOCX.unusual)
    for kind, target, is_outside in answer["relations"]:
        check_relation(kind, target, is_outside)
    if any(FETCHING.match(code) for code in answer["fields"]):
        raise BrokenRule(OUTSIDE.format(what="内容（域）"))
    return DocumentText(
        [(number, text) for number, text in answer["paragraphs"]],
        [(number, rows) for number, rows in answer["tables"]],
    )


def check_relation(kind: str, target: str, is_outside: bool) -> None:
    """Only what a reader clicks may lead out of the file, and nothing in it may run."""
    if kind == "hyperlink":
        if is_outside and not CLICKED.match(target):
            raise BrokenRule(
                "文件里有不是网址的链接（例如指向本机文件），不接收。"
                "请把它改成以 http:// 或 https:// 开头的网址，或删去链接后再上传。"
            )
    elif kind == "attachedTemplate":
        if not OWN_TEMPLATE.fullmatch(unquote(target)):
            raise BrokenRule(OUTSIDE.format(what="模板"))
    elif kind in ACTIVE:
        raise BrokenRule(DOCX.active)
    elif is_outside or kind in INSIDE_BUT_UNREAD:
        raise BrokenRule(OUTSIDE.format(what="图片或内容"))


def read_apart(content: bytes) -> dict:
    """What the reader, a process with its own limits of time and memory, makes of the file."""
    command = [sys.executable, "-I", str(Path(docx_text.__file__))]
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
        raise BrokenRule(TOO_HEAVY if killed else DOCX.damaged)
    return json.loads(done.stdout)
