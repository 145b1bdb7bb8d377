"""A list of participants out of an uploaded .xlsx."""

from colleges.rules import BrokenRule
from colleges.xlsx_guard import Cell, SheetRows, guarded_rows

from .columns import BY_FIELD, ID_CARD_NOTE, Heading, heading_in, shown
from .rows import (
    MOST_PARTICIPANTS,
    Line,
    ParticipantList,
    judged,
    refused,
    text_or_nothing,
    too_many,
)

HEAD_WITHIN = 20  # rows with content, from the top
MOST_ROWS = 6000  # so that a list of 5,000 hears how long it is and how long it may be
MOST_SHEETS_TOLD = 5


def read_sheet(file) -> ParticipantList:
    """The people of an uploaded file (opened for reading); a file nobody can read is a problem.

    Reads the first visible sheet; hidden rows count, empty ones do not.
    """
    try:
        sheet = guarded_rows(file, max_rows=MOST_ROWS)
    except BrokenRule as refusal:
        return refused(str(refusal))
    for start, cells in enumerate(sheet.rows[:HEAD_WITHIN]):
        if heading := heading_in([text_or_nothing(cell.value) for cell in cells]):
            return under(heading, sheet, start)
    return refused(no_heading(sheet))


def under(heading: Heading, sheet: SheetRows, start: int) -> ParticipantList:
    head, body = sheet.rows[start], sheet.rows[start + 1 :]
    if heading.twice:
        name, first, second = heading.twice[0]
        return refused(
            f"{head[first].address} 和 {head[second].address} 两列都是“{BY_FIELD[name].label}”。"
            "请只留一列，或把其中一列改名。"
        )
    if not body:
        return refused(f"第 {row_number(head)} 行的表头下面没有人员。请每行填一人。")
    if len(body) > MOST_PARTICIPANTS + HEAD_WITHIN:
        return too_many(len(body))
    left_out = {row_number(row) for row in sheet.rows[: start + 1]}
    return judged([line_of(row, heading) for row in body], notes_on(heading, head), left_out)


def line_of(cells: list[Cell], heading: Heading) -> Line:
    own = {name: cells[place] for name, place in heading.places.items()}
    return Line(
        row_number(cells),
        {name: cell.value for name, cell in own.items()},
        {name: cell.address for name, cell in own.items()},
        frozenset(name for name, cell in own.items() if cell.merged),
    )


def notes_on(heading: Heading, head: list[Cell]) -> list[str]:
    notes = [ID_CARD_NOTE] if heading.has_id_card else []
    if heading.unknown:
        told = "、".join(f"{head[place].address}“{text}”" for place, text in heading.unknown)
        notes.append(f"没有读取的列：{told}。")
    return notes


def no_heading(sheet: SheetRows) -> str:
    told = f"在工作表“{sheet.title[:31]}”里没有找到“姓名”这一列的表头。"
    if sheet.rows:
        texts = [shown(text_or_nothing(cell.value), 10) for cell in sheet.rows[0]]
        found = "、".join([text for text in texts if text][:8])
        told += f"第 {row_number(sheet.rows[0])} 行是：{found}。"
    else:
        told += "这张表是空的。"
    if len(sheet.titles) > 1:
        names = "、".join(title[:31] for title in sheet.titles[:MOST_SHEETS_TOLD])
        told += f"文件里的工作表：{names}{'等' * (len(sheet.titles) > MOST_SHEETS_TOLD)}。"
    return told + "请把名单放在第一张工作表，表头写“姓名”，可以先下载模板。"


def row_number(cells: list[Cell]) -> int:
    return int(cells[0].address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
