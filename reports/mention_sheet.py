"""推送台账 as an .xlsx: every row by its filters, and what counts, by unit and level."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from .audit_sheet import BODY, HEAD, LINE, clock
from .columns import Column
from .xlsx import Book

TITLE, SUMS = "推送台账", "按级别合计"
MOST_ROWS = 5000


def date_of(name):
    return lambda row: getattr(row, name) and getattr(row, name).isoformat()


MENTIONS = [
    Column("单位", lambda row: str(row.story.organiser), 18),
    Column("选题", lambda row: row.story.title, 32),
    Column("级别", lambda row: row.get_level_display(), 8),
    Column("媒体", lambda row: row.outlet, 20),
    Column("推送日期", date_of("sent_on"), 12),
    Column("刊发日期", date_of("published_on"), 12),
    Column("网址", lambda row: row.url or None, 40),
    Column("截图", lambda row: row.shot_name or None, 18),
    Column("状态", lambda row: row.state.name, 10),
    Column("说明", lambda row: row.reason or None, 24),
    Column("登记", lambda row: row.recorded_by.name, 10),
    Column("登记时间", lambda row: f"{timezone.localtime(row.recorded_at):%Y-%m-%d %H:%M}", 16),
    Column("确认", lambda row: row.decided_by and row.decided_by.name, 10),
]


def mention_workbook(rows, summary, filters, at):
    """`rows` of the ledger, `summary` a `Summary`, `filters` the sentence of what was chosen."""
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="mentions-") as name:
        book = Book(creator="职教活动周", title=TITLE, at=at, folder=Path(name))
        write_rows(book, rows, f"导出于 {clock(at)}　{filters}")
        write_sums(book, summary)
        book.save(Path(name) / "mentions.xlsx")
        return BytesIO((Path(name) / "mentions.xlsx").read_bytes())


def write_rows(book, rows, line):
    widths = [one.width for one in MENTIONS]
    sheet = book.sheet(TITLE, widths, printed=len(MENTIONS), frozen="C3")
    sheet.spread([(line, len(MENTIONS), LINE)])
    sheet.row([one.label for one in MENTIONS], [HEAD] * len(MENTIONS))
    sheet.repeat(2)
    for row in rows:
        sheet.row([one.text(row) for one in MENTIONS], [BODY] * len(MENTIONS))
    sheet.finish()


def write_sums(book, summary):
    heads = ["单位", *(f"{head}（个）" for head in summary.heads), "合计（个）"]
    sheet = book.sheet(SUMS, [20, *[12] * (len(heads) - 1)], printed=len(heads), frozen="B3")
    told = "一个选题被几家采用，按最高级别计一次；只计已确认的。"
    sheet.spread([(told, len(heads), LINE)])
    sheet.row(heads, [HEAD] * len(heads))
    for name, numbers, total in summary.rows:
        sheet.row([name, *numbers, total], [BODY] * len(heads))
    sheet.row(["全部", *summary.totals.values(), summary.total], [HEAD] * len(heads))
    sheet.finish()
