"""The empty list to fill in: what is typed into it comes back as people."""

from io import BytesIO

from openpyxl import load_workbook

from activities.participants import COLUMNS, read_sheet
from reports.participant_sheet import template_sheet


def filled(*rows):
    book = load_workbook(template_sheet())
    for number, row in enumerate(rows, start=3):
        for place, value in enumerate(row, start=1):
            book.active.cell(number, place).value = value
    file = BytesIO()
    book.save(file)
    return BytesIO(file.getvalue())


def test_what_is_typed_comes_back():
    listed = read_sheet(filled(["张某", None, "007", "机电2301班", "13800000001"]))
    (row,) = listed.accepted()
    assert (row.line, row.name, row.number, row.phone) == (3, "张某", "007", "13800000001")
    assert not listed.notes


def test_left_empty_it_says_so():
    (told,) = read_sheet(template_sheet()).told()
    assert told.startswith("第 2 行的表头下面没有人员。")


def test_numbers_and_phones_are_typed_as_text():
    cells = load_workbook(template_sheet()).active[3]
    as_text = [cell.number_format == "@" for cell in cells]
    assert as_text == [column.is_text for column in COLUMNS]


def test_same_bytes_every_time():
    assert template_sheet().getvalue() == template_sheet().getvalue()
