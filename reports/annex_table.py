"""附件1 as it stands in an uploaded file: which row is the head, which columns are ours, the lines.

Columns are known by the text of their head, wherever they stand. The result is plain JSON.
"""

import re

from colleges.rules import BrokenRule
from colleges.xlsx_guard import Cell, SheetRows

from .columns import COLLEGE_SHEET, NOT_APPROVED, UNIT
from .reading import BLANK, text_of, tidy

MOST_LINES, MOST_COLUMNS = 400, 60
HEAD_WITHIN = 30  # rows from the top
NEEDED = ("活动名称", "活动日期")
BY_NAME = {column.name: column for column in COLLEGE_SHEET}


def table_of(sheet: SheetRows, college: str) -> dict:
    """What matters of a read sheet, as JSON: columns by letter, lines by number and column."""
    head, places = head_of(sheet)
    letters = {name: letter_of(cell) for name, cell in places.items()}
    by_letter = {letter: name for name, letter in letters.items()}
    above = [cell for row in sheet.rows[:head] for cell in row if cell.value is not None]
    check_unit(above, college)
    strange = [cell for cell in sheet.rows[head] if cell.value and letter_of(cell) not in by_letter]
    return {
        "since_1904": sheet.since_1904,
        "letters": letters,
        "origin": next((text for cell in above if is_origin(text := text_of(cell.value))), ""),
        "strange": [f"{cell.address}“{text_of(cell.value)[:20]}”" for cell in strange],
        "lines": list(lines_of(sheet.rows[head + 1 :], by_letter)),
    }


def is_origin(text: str) -> bool:
    return re.match(r"F\d+( |$)", text) is not None


def head_of(sheet: SheetRows) -> tuple[int, dict[str, Cell]]:
    """(index of the head row, {column name: its cell}): the row that knows most of our labels."""
    rows = [known_labels(row) for row in sheet.rows[:HEAD_WITHIN]]
    index = max(range(len(rows)), key=lambda n: len(rows[n]), default=0)
    found = dict(rows[index]) if rows else {}
    if UNIT.name in found:
        raise BrokenRule("这是全校汇总表，不是本学院的附件1。请从报送页下载本学院的附件1再修改。")
    if not all(name in found for name in NEEDED):
        raise BrokenRule(
            f"在工作表“{sheet.title[:31]}”里没有找到附件1的表头（活动名称、活动日期……）。"
            "请把附件1放在第一张工作表，并保留表头的文字。"
        )
    for name, cell in rows[index]:
        if found[name] is not cell:
            raise BrokenRule(
                f"表头“{name}”出现了两次（{cell.address} 和 {found[name].address}）。"
                "请删去多余的一列再上传。"
            )
    return index, found


KNOWN = {tidy(column.name): column.name for column in [*COLLEGE_SHEET, UNIT]}


def known_labels(row: list[Cell]) -> list[tuple[str, Cell]]:
    named = ((KNOWN.get(tidy(text_of(cell.value))), cell) for cell in row)
    return [(name, cell) for name, cell in named if name]


def letter_of(cell: Cell) -> str:
    return cell.address.rstrip("0123456789")


def check_unit(above: list[Cell], college: str) -> None:
    for cell in above:
        label, _, unit = text_of(cell.value).replace(":", "：").partition("：")
        if label.startswith("填报单位") and unit.strip() not in ("", college):
            raise BrokenRule(
                f"{cell.address} 的填报单位是“{unit.strip()[:20]}”，不是{college}。"
                "请下载本学院的附件1，改好后再上传。"
            )


def lines_of(rows, by_letter):
    """Every row of the table down to the line for the signature; blank ones left out."""
    for row in rows:
        texts = [text_of(cell.value) for cell in row]
        if any(tidy(text).startswith("负责人(签字)") for text in texts):
            return
        cells = {
            by_letter[letter_of(cell)]: text
            for cell, text in zip(row, texts, strict=True)
            if letter_of(cell) in by_letter
        }
        if "备注" in cells:
            cells["备注"] = without_mark(cells["备注"])
        said = {name: text for name, text in cells.items() if BY_NAME[name].reads}
        if any(text not in BLANK for text in said.values()):
            number = int(row[0].address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            merged = [by_letter.get(letter_of(cell)) for cell in row if cell.merged]
            yield {"number": number, "cells": cells, "merged": [name for name in merged if name]}


def without_mark(remark):
    """The college's own words: what the sheet added of its outing is no edit."""
    if not remark.endswith(NOT_APPROVED):
        return remark
    return remark.removesuffix(NOT_APPROVED).removesuffix("；")
