"""Reads the cells of one .xlsx sheet, in a process of its own that may not grow or linger.

`colleges.xlsx_guard` starts it (`python -I xlsx_cells.py ROWS COLUMNS [SHEET]`), hands the checked
file to its stdin and takes JSON from its stdout. Whatever a parser does with a hostile file, it
does it here. Nothing of the portal is imported.
"""

import json
import re
import resource
import sys
import traceback
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import zip_longest
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

SECONDS = 10
MEMORY = 300 * 1024 * 1024
LAST_ROW = 1_048_576  # of Excel's own sheets
MOST_CHARACTERS = 8_000_000  # one shared string may stand in every cell
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+\d+:[A-Z]+\d+)"')
MOST_MERGED = 2_000
# Answers the guard turns into sentences.
TOO_MANY_ROWS, TOO_MUCH_TEXT, NO_SUCH_SHEET = "rows", "text", "sheet"


class Refused(Exception):
    pass


def limit_self():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def first_sheet(book, title):
    """The sheet called `title`, else the first one a person can see."""
    sheets = [sheet for sheet in book.worksheets if title in (None, sheet.title)]
    seen = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets
    if not seen:
        raise Refused(NO_SUCH_SHEET)
    return seen[0]


def rows_of(sheet, columns):
    sheet.reset_dimensions()  # what the file claims about its size is not believed
    for number, row in enumerate(sheet.iter_rows(max_col=columns), start=1):
        if number > LAST_ROW:
            raise Refused(TOO_MANY_ROWS)
        yield number, row


def plain(value):
    """`value` as JSON has it; dates and times say what they are."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"time": (datetime.min + timedelta(seconds=value.seconds)).time().isoformat()}
    return value if value is None or isinstance(value, str | int | float) else str(value)


def is_formula(cell):
    return cell is not None and cell.data_type == "f"


def read_rows(values, formulas, rows, columns):
    """([[row, [values]]…], [[row, column] of formulas without a stored result])."""
    found, unsolved, characters, padding = [], [], 0, None
    pairs = zip(rows_of(values, columns), rows_of(formulas, columns), strict=True)
    for (number, cells), (_, raw) in pairs:
        if raw is padding:  # one tuple stands for every row that the file leaves out
            continue
        row = [plain(cell.value) for cell in cells]
        blank = [[number, column] for column, (value, cell) in enumerate(zip_longest(row, raw), 1)
                 if value is None and is_formula(cell)]  # fmt: skip
        if not blank and all(value is None or value == "" for value in row):
            padding = raw
            continue
        if number > rows:
            raise Refused(TOO_MANY_ROWS)
        characters += sum(len(value) for value in row if isinstance(value, str))
        if characters > MOST_CHARACTERS:
            raise Refused(TOO_MUCH_TEXT)
        found.append([number, row])
        unsolved += blank
    return found, unsolved


def merged_ranges(content, sheet):
    """Ranges like A1:C1; the read-only parser skips them."""
    with ZipFile(BytesIO(content)) as archive:
        part = archive.read(sheet._worksheet_path.lstrip("/"))
    return [name.decode() for name in MERGED.findall(part)[:MOST_MERGED]]


def read(content, rows, columns, title):
    open_book = {"read_only": True, "keep_links": False}
    values = load_workbook(BytesIO(content), data_only=True, **open_book)
    formulas = load_workbook(BytesIO(content), data_only=False, **open_book)
    sheet = first_sheet(values, title)
    found, unsolved = read_rows(sheet, formulas[sheet.title], rows, columns)
    return {
        "title": sheet.title,
        "titles": values.sheetnames[:20],
        "since_1904": values.epoch == CALENDAR_MAC_1904,
        "merged": merged_ranges(content, sheet),
        "rows": found,
        "unsolved": unsolved,
    }


def main(rows, columns, title=None):
    limit_self()
    try:
        answer = read(sys.stdin.buffer.read(), int(rows), int(columns), title)
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except Exception:  # the task's edge: a parser may raise anything
        traceback.print_exc(limit=-8)
        sys.exit(3)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
