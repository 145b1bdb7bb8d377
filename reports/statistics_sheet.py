"""附件2 as .xlsx: one unit's official form, and all units in one table."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from .annex_one import HEAD, LEFT, LINE, MARK, MIDDLE, PORTAL, SMALL, TITLE, Header, clock
from .annex_two import Form, with_comments, write_form
from .columns import Column
from .indicators import INDICATORS
from .xlsx import A3, Book, file_name

ANNEX = "附件2"


def typed(shown):
    """A figure as a cell: a number where it is one, else what is printed."""
    if isinstance(shown.value, Decimal):
        return float(shown.value)
    return shown.text if shown.value is None else shown.value


def figure_column(indicator):
    label = f"{indicator.bare_name}\n（{indicator.unit}）"
    return Column(label, lambda row: typed(row.figures[indicator.code]), 9, "number")


# A row is a BoardRow; the page has the same columns.
BOARD = [Column("单位", lambda row: row.name, 20), *map(figure_column, INDICATORS)]


def written(write, *, title, at):
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="statistics-") as name:
        book = Book(creator=PORTAL, title=title, at=at, folder=Path(name))
        write(book)
        book.save(Path(name) / "statistics.xlsx")
        return BytesIO((Path(name) / "statistics.xlsx").read_bytes())


def header_of(form):
    """Who stated the last figure, and when; empty until somebody has."""
    if not form.entry.is_stored:
        return Header(form.unit.name)
    day = timezone.localdate(form.entry.updated_at).isoformat()
    return Header(form.unit.name, form.entry.updated_by.name, filed_on=day)


def form_workbook(form, at):
    return content_workbook(form.content(), header_of(form), annex=ANNEX, at=at)


def content_workbook(content, header, *, annex, at):
    """What is compiled of a college, as its own file: its words on warnings stand in 备注."""
    title, rows = content["title"], with_comments(content["rows"], content.get("comments", {}))
    form = Form(header, list(rows))
    return written(lambda book: write_form(book, annex, annex, title, form), title=title, at=at)


def board_workbook(board, at):
    title = f"{board.edition.year}年职教活动周情况统计表（汇总）"
    return written(lambda book: write_board(book, board, title, at), title=title, at=at)


def write_board(book, board, title, at):
    count = len(BOARD)
    widths = [one.width for one in BOARD]
    sheet = book.sheet("汇总", widths, printed=count, frozen="B6", paper=A3)
    sheet.spread([(ANNEX, count, MARK)])
    sheet.spread([(title, count, TITLE)])
    sheet.spread([(f"导出于 {clock(at)}　合计：去重的按全校去重，比率重新计算", count, LINE)])
    sheet.spread([("", 1, HEAD), *((group, span, HEAD) for group, span in board.groups)])
    sheet.row([one.label for one in BOARD], [HEAD] * count)
    sheet.repeat(5)
    styles = [LEFT, *[MIDDLE] * (count - 1)]
    for row in board.rows(board.units):
        sheet.row([one.value(row) for one in BOARD], styles)
    sheet.row([one.value(board.total) for one in BOARD], [HEAD] * count)
    if board.unfiled:
        sheet.spread([(board.unfiled, count, SMALL)])
    for indicator, note in board.notes:
        sheet.spread([(f"{indicator.code} {indicator.name}：{note}", count, SMALL)])
    if board.lacking:
        sheet.spread([(board.lacking, count, SMALL)])
    sheet.finish()


def file_of(unit, at):
    return f"{ANNEX}_{file_name(unit)}_{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
