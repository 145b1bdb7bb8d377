"""The empty list of participants (外出名单) to fill in; `activities.participants` reads it back."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from activities.participants import COLUMNS, template_rows

from .table import BODY, EPOCH, HEAD
from .xlsx import Book, Style

TITLE = "外出名单"
ROOM = 200  # rows made up for typing
NOTE = Style(align="left")
# Digits that are no number: Excel keeps what is typed, leading zeros and all.
STYLES = [BODY if column.is_text else Style(bordered=True, align="left") for column in COLUMNS]


def template_sheet() -> BytesIO:
    """An .xlsx with the instructions, the headings and room for people; always the same bytes."""
    (instructions, *_), headings = template_rows()
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="table-") as name:
        path = Path(name)
        book = Book(creator="职教活动周", title=TITLE, at=EPOCH, folder=path)
        widths = [float(column.width) for column in COLUMNS]
        sheet = book.sheet(TITLE, widths, printed=len(COLUMNS), frozen="A3")
        sheet.spread([(instructions, len(COLUMNS), NOTE)])
        sheet.row(headings, [HEAD] * len(COLUMNS))
        sheet.repeat(2)
        for _ in range(ROOM):
            sheet.row([None] * len(COLUMNS), STYLES, height=18)
        sheet.finish()
        book.save(path / "list.xlsx")
        return BytesIO((path / "list.xlsx").read_bytes())
