"""What lies in a package of media: names right on Windows, an index, the captions as a text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import F
from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from activities.models import MediaItem, NewsItem

from .audit_sheet import BODY, HEAD, LINE, clock
from .columns import UNKNOWN, Column
from .xlsx import A3, Book, clean_text

INDEX, CAPTIONS = "索引.xlsx", "说明文字.docx"
# Windows takes none of these in a name, nor a space or a dot at its end, nor these words.
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)", re.IGNORECASE)
LONGEST_PART = 40
ORDER = (F("day").asc(nulls_last=True), "activity_id", "pk")
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "application/pdf": ".pdf",
}
DOCX = ".docx"


def part_of_name(text: str) -> str:
    """`text` as it may stand in a file's name on Windows, macOS and Linux."""
    text = unicodedata.normalize("NFC", FORBIDDEN.sub(" ", clean_text(text)))
    text = "".join(sign for sign in text if sign.isprintable())
    text = " ".join(text.replace("_", " ").split())[:LONGEST_PART].strip(" .")
    return f"{text} " if RESERVED.fullmatch(text) else text


@dataclass(frozen=True)
class Piece:
    """One item and what it is called in the package."""

    number: int
    name: str
    item: MediaItem


def pieces(items: Iterable[MediaItem]) -> Iterator[Piece]:
    """学院_活动_日期_序号; the number counts through the package, so that no name comes twice."""
    for number, item in enumerate(items, start=1):
        activity = item.activity.title if item.activity else unnamed(item)
        day = f"{item.day:%Y-%m-%d}" if item.day else "未填日期"
        told = (part_of_name(str(item.organiser)), part_of_name(activity), day, f"{number:03d}")
        yield Piece(number, "_".join(told) + ENDINGS.get(item.content_type, DOCX), item)


def unnamed(item: MediaItem) -> str:
    """A paper belongs to no activity and keeps its own name; of a picture somebody forgot it."""
    return Path(item.name).stem if item.kind == MediaItem.Kind.DOCUMENT else "未填活动"


def megabytes(piece: Piece) -> float:
    return round(piece.item.size / 1024**2, 2)


COLUMNS = [
    Column("序号", lambda piece: piece.number, 6, "number"),
    Column("文件名", lambda piece: piece.name, 44),
    Column("单位", lambda piece: str(piece.item.organiser), 16),
    Column("活动", lambda piece: piece.item.activity and piece.item.activity.title, 24),
    Column("日期", lambda piece: piece.item.day and piece.item.day.isoformat(), 11),
    Column("地点", lambda piece: piece.item.place, 16),
    Column("人物", lambda piece: piece.item.people, 20),
    Column("拍摄者", lambda piece: piece.item.photographer, 10),
    Column("说明", lambda piece: piece.item.caption, 36),
    Column("类型", lambda piece: piece.item.get_kind_display(), 8),
    Column("大小（MB）", megabytes, 10, "number"),
    Column("含未成年人", lambda piece: piece.item.get_has_minors_display(), 11),
    Column("优秀", lambda piece: "优秀" if piece.item.is_excellent else "", 7),
    Column("原文件名", lambda piece: piece.item.name, 24),
    Column("SHA-256", lambda piece: piece.item.sha256, 66),
]


def write_index(path: Path, title: str, all_pieces: list[Piece], at: datetime) -> None:
    book = Book(creator="职教活动周", title=title, at=at, folder=path.parent)
    widths = [column.width for column in COLUMNS]
    sheet = book.sheet("索引", widths, printed=len(COLUMNS), frozen="A3", paper=A3)
    line = f"{title}　打包于 {clock(at)}　共 {len(all_pieces)} 个　只供学校宣传使用，不得外传"
    sheet.spread([(line, len(COLUMNS), LINE)])
    sheet.row([column.label for column in COLUMNS], [HEAD] * len(COLUMNS))
    sheet.repeat(2)
    for piece in all_pieces:
        sheet.row([column.value(piece) or None for column in COLUMNS], [BODY] * len(COLUMNS))
    sheet.finish()
    book.save(path)


def write_captions(path: Path, title: str, all_pieces: list[Piece]) -> None:
    """说明文字另附 Word，照片不插入 (domain.md §6)."""
    paper = titled(title)
    for piece in all_pieces:
        told = paper.add_paragraph()
        told.paragraph_format.keep_with_next = True
        told.add_run(f"{piece.number}. {clean_text(piece.name)}").bold = True
        paper.add_paragraph(clean_text(caption_of(piece.item)))
    paper.save(path)


def titled(title: str):
    """A paper in the faces of 公文, its title centred on top."""
    paper = Document()
    set_face(paper.styles["Normal"], "仿宋_GB2312", 16)
    heading = paper.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(clean_text(title))
    run.font.size = Pt(22)
    set_east_asian(run, "方正小标宋简体")
    return paper


def name_of_text(number: int, text: NewsItem) -> str:
    told = (str(text.organiser), text.title, f"{timezone.localdate(text.published_at):%Y-%m-%d}")
    return "_".join([*map(part_of_name, told), f"稿件{number:02d}"]) + DOCX


def caption_of(item: MediaItem) -> str:
    facts = [("地点", item.place), ("人物", item.people), ("拍摄", item.photographer)]
    told = "；".join(f"{label}：{value}" for label, value in facts if value)
    return f"{item.caption or UNKNOWN}{f'（{told}）' if told else ''}"


def set_face(style, name: str, points: int) -> None:
    style.font.name, style.font.size = "Times New Roman", Pt(points)
    set_east_asian(style, name)


def set_east_asian(thing, name: str) -> None:
    thing.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
