"""The audit log as an .xlsx, in the words of the page, phones masked."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from activities.history import changes, kind
from colleges.phones import masked_in
from colleges.rules import BrokenRule

from .columns import Column
from .xlsx import Book, Style

MOST_ROWS = 5000
TITLE = "审计记录"
HEAD = Style("黑体", bold=True, bordered=True, serif=False)
BODY = Style(size=10, align="left", bordered=True, text=True)
LINE = Style(size=10, align="left")

AUDIT = [
    Column("链上序号", lambda entry: entry.sequence, 9, "number"),
    Column("时间（北京时间）", lambda entry: clock(entry.at), 20),
    Column("操作人", lambda entry: entry.actor_name, 11),
    Column("动作", lambda entry: entry.verb, 12),
    Column("对象类型", lambda entry: kind(entry.object_type), 12),
    Column("对象", lambda entry: masked_in(entry.object_text), 28),
    Column("说明", lambda entry: masked_in(entry.note), 32),
    Column("变化", lambda entry: told(changes(entry)), 48),
    Column("来源地址", lambda entry: entry.address, 15),
    Column("请求编号", lambda entry: entry.request_id, 20),
]


def clock(instant):
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M:%S}"


def told(found):
    """“活动地点：一楼 → 二楼” a line."""
    return "\n".join(
        f"{change.label}：{change.before} → {change.after or '（清空）'}"
        if change.before
        else f"{change.label}：{change.after}"
        for change in found
    )


def require_few(count):
    if count > MOST_ROWS:
        raise BrokenRule(
            f"符合条件的有 {count} 条，一次最多导出 {MOST_ROWS} 条。请缩小时间范围后再导出。"
        )


def audit_workbook(entries, filters, at):
    """(the file, number of rows); `filters` is the sentence that says what was chosen."""
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="audit-") as name:
        book = Book(creator="职教活动周", title=TITLE, at=at, folder=Path(name))
        widths = [column.width for column in AUDIT]
        sheet = book.sheet(TITLE, widths, printed=len(AUDIT), frozen="A3")
        sheet.spread([(f"导出于 {clock(at)}　{filters}", len(AUDIT), LINE)])
        sheet.row([column.label for column in AUDIT], [HEAD] * len(AUDIT))
        sheet.repeat(2)
        for entry in entries:
            sheet.row([column.value(entry) for column in AUDIT], [BODY] * len(AUDIT))
        count = sheet.height - 2
        sheet.finish()
        book.save(Path(name) / "audit.xlsx")
        return BytesIO((Path(name) / "audit.xlsx").read_bytes()), count
