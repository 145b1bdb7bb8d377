"""What openpyxl does of an .xlsx: all of it that is not rows, made once for books of one shape."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook._writer import WorkbookWriter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_WORKBOOK

CHINESE_CHARSET = 134  # lets Office choose another Chinese face where ours is not installed
SHAPES = 16  # of forms, remembered while a thousand are written


@dataclass(frozen=True)
class Style:
    """How a cell looks. `text` marks cells Excel must never read as a number (phones)."""

    font: str = "宋体"
    size: float = 11
    bold: bool = False
    align: str = "center"
    bordered: bool = False
    text: bool = False
    serif: bool = True

    def dress(self, cell: WriteOnlyCell) -> WriteOnlyCell:
        cell.font = Font(
            name=self.font,
            sz=self.size,
            b=self.bold,
            charset=CHINESE_CHARSET,
            family=1 if self.serif else 2,
        )
        cell.alignment = Alignment(horizontal=self.align, vertical="center", wrap_text=True)
        if self.bordered:
            line = Side(style="thin", color="FF000000")
            cell.border = Border(left=line, right=line, top=line, bottom=line)
        if self.text:
            cell.number_format = "@"
        return cell


class Layout(NamedTuple):
    """How a sheet is set up, whatever stands in it. Columns of width 0 are hidden."""

    widths: tuple[float, ...]
    printed: int
    frozen: str
    paper: int
    upright: bool
    pages_wide: int


class Shape(NamedTuple):
    """All that openpyxl is told of a sheet: two of one shape differ in title and rows alone."""

    layout: Layout
    merged: tuple[str, ...]
    repeated_rows: str | None
    repeated_columns: str | None
    area: str | None


class Mould:
    """What openpyxl makes of a workbook apart from its rows: styles, widths, merges, set-up.

    It takes five times as long as the rows of a form, and a school has a thousand forms.
    """

    def __init__(self, facts: tuple, looks: tuple[Style, ...], shapes: tuple[Shape, ...]):
        self.workbook = Workbook(write_only=True)
        self.made: dict[str, bytes] = {}  # in openpyxl's order
        self.frames: list[str] = []  # which of them are sheets
        properties = self.workbook.properties
        properties.creator = properties.lastModifiedBy = facts[0]
        properties.title = facts[1]
        properties.created = properties.modified = facts[2].replace(tzinfo=None)
        for shape in shapes:
            sheet = self.workbook.create_sheet()
            set_up(sheet, shape)
            sheet._writer = Frame(sheet, out=BytesIO())
            sheet._writer.write_top()
        # As `Sheet.look` has numbered them, 0 being openpyxl's own.
        self.numbers = [style.dress(WriteOnlyCell(sheet)).style_id for style in looks]
        ExcelWriter(self.workbook, self).save()

    # openpyxl takes this for its archive.

    def writestr(self, name: str, data: str | bytes) -> None:
        self.made[name] = data

    def write(self, frame: BytesIO, name: str) -> None:
        self.made[name] = frame.getvalue()
        self.frames.append(name)

    def namelist(self) -> list[str]:
        return list(self.made)

    def close(self) -> None:
        pass

    def parts(self, titles: list[str]) -> Iterator[tuple[str, bytes]]:
        """(name, content) of every part of a file whose sheets have these titles."""
        sheets = self.workbook.worksheets
        # openpyxl would number a title that another sheet still has: first those nobody has.
        for names in ([f"\x01{number}" for number in range(len(titles))], titles):
            for sheet, name in zip(sheets, names, strict=True):
                sheet.title = name
        self.made[ARC_WORKBOOK] = WorkbookWriter(self.workbook).write()
        yield from self.made.items()


def remembering() -> Callable[..., Mould]:
    """A `mould` for many books of one compilation, never of two threads: it is changed by each."""
    return lru_cache(SHAPES)(Mould)


class Frame(WorksheetWriter):
    """A sheet without rows is small: it needs no file, so there is none to remove."""

    def cleanup(self) -> None:
        pass


def set_up(sheet: WriteOnlyWorksheet, shape: Shape) -> None:
    layout = shape.layout
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "portrait" if layout.upright else "landscape"
    sheet.page_setup.paperSize = layout.paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = layout.pages_wide, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.45
    margins.top, margins.bottom = 0.55, 0.6
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P / &N 页"
    sheet.freeze_panes = layout.frozen
    for number, width in enumerate(layout.widths, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.hidden = width or 8, not width
    for cells in shape.merged:
        sheet.merged_cells.add(cells)
    sheet.print_title_rows, sheet.print_title_cols = shape.repeated_rows, shape.repeated_columns
    sheet.print_area = shape.area
