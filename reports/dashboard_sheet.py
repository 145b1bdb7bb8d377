"""数据统计 as .xlsx: every chart's table on a sheet of its own, and both editions side by side."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from .audit_sheet import BODY, HEAD, LINE, clock
from .xlsx import Book, file_name

PORTAL, NAME = "职教活动周", "数据统计"
COMPARED = ["指标", "单位", "上一届", "本届", "变化"]


def dashboard_workbook(dashboard, charts, at):
    """`charts` of the dashboard; of all of them the comparison of the editions as well."""
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="dashboard-") as name:
        book = Book(creator=PORTAL, title=title_of(dashboard), at=at, folder=Path(name))
        for chart in charts:
            write_chart(book, dashboard, chart, at)
        if dashboard.changes and len(charts) > 1:
            write_changes(book, dashboard, at)
        book.save(Path(name) / "dashboard.xlsx")
        return BytesIO((Path(name) / "dashboard.xlsx").read_bytes())


def title_of(dashboard):
    return f"{dashboard.edition.year}年职教活动周数据统计（{dashboard.whose}）"


def write_chart(book, dashboard, chart, at):
    heads = [chart.heading, *(column.label for column in chart.columns)]
    sheet = book.sheet(chart.title, [26, *[14] * (len(heads) - 1)], printed=len(heads), frozen="B3")
    told = f"{title_of(dashboard)}　{chart.title}　截至 {clock(at)}　{chart.note}"
    sheet.spread([(told, len(heads), LINE)], 30)
    sheet.row(heads, [HEAD] * len(heads))
    sheet.repeat(2)
    for name, *row in zip(chart.names, *(column.cells for column in chart.columns), strict=True):
        sheet.row([name, *map(typed, row)], [BODY] * len(heads))
    sheet.finish()


def write_changes(book, dashboard, at):
    sheet = book.sheet("本届与上一届", [26, 9, 14, 14, 20], printed=len(COMPARED), frozen="B3")
    before, now = dashboard.previous, dashboard.edition
    told = f"上一届：{before}；本届：{now}　截至 {clock(at)}　“-”是不知道，不是 0"
    sheet.spread([(told, len(COMPARED), LINE)], 30)
    sheet.row(COMPARED, [HEAD] * len(COMPARED))
    for one in dashboard.changes:
        row = [one.name, one.unit, one.before, one.now, one.change]
        sheet.row(row, [BODY] * len(COMPARED))
    sheet.finish()


def typed(cell):
    if cell is None:
        return "-"
    return float(cell) if isinstance(cell, Decimal) else cell


def file_of(dashboard, at, name=NAME, kind="xlsx"):
    return f"{name}_{file_name(dashboard.whose)}_{timezone.localtime(at):%Y%m%d-%H%M}.{kind}"
