"""The door for uploaded .xlsx: every hostile file gets one sentence, honest ones are read."""

import logging
import random
import time
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from colleges.rules import BrokenRule
from colleges.xlsx_guard import MOST_BYTES, clean, guarded_rows

from .. import hostile

HOSTILE = {
    "empty": (lambda: b"", "文件是空的"),
    "too big": (lambda: b"PK\x03\x04" + b"\0" * MOST_BYTES, "超过 5 MB"),
    "text called .xlsx": (lambda: "活动名称,日期\n".encode(), "这不是 .xlsx 文件"),
    "old .xls": (hostile.ole, "老格式 .xls"),
    "with a password": (lambda: hostile.ole("EncryptedPackage"), "取消密码"),
    "encrypted part": (hostile.flagged_encrypted, "取消密码"),
    "a ZIP of something": (lambda: hostile.packed([("a.txt", "x")]), "不是 Excel 工作簿"),
    "bomb": (hostile.bomb, "太多或太复杂"),
    "many big parts": (hostile.many_big_parts, "太多或太复杂"),
    "1,000 parts": (hostile.thousand_parts, "太多或太复杂"),
    "wrong size stated": (hostile.lying_about_size, "读不出来"),
    "same name twice": (hostile.duplicate_names, "内部结构不正常"),
    "overlapping parts": (hostile.overlapping, "内部结构不正常"),
    "symbolic link": (hostile.symlink, "内部结构不正常"),
    "another compression": (hostile.bzipped, "内部结构不正常"),
    "DTD": (hostile.with_dtd, "内部结构不正常"),
    "DTD in UTF-16": (lambda: hostile.with_dtd("utf-16"), "内部结构不正常"),
    "DTD in EBCDIC": (lambda: hostile.with_dtd("cp037"), "内部结构不正常"),
    "DTD in the types": (hostile.dtd_in_content_types, "内部结构不正常"),
    "macro": (lambda: hostile.with_part("xl/vbaProject.bin"), "宏"),
    "macro by type": (hostile.with_macro_type, "宏"),
    "embedded object": (lambda: hostile.with_part("xl/embeddings/a.bin"), "嵌入"),
    "control": (lambda: hostile.with_part("xl/activeX/activeX1.xml"), "控件"),
    "path upwards": (lambda: hostile.with_part("../../etc/passwd"), "内部结构不正常"),
    "path upwards, Windows": (lambda: hostile.with_part("xl\\..\\..\\a"), "内部结构不正常"),
    "absolute path": (lambda: hostile.with_part("/etc/passwd"), "内部结构不正常"),
    "drive": (lambda: hostile.with_part("C:/a.xml"), "内部结构不正常"),
    "last row": (hostile.far_row, "超过 2000 行"),
    "row beyond any sheet": (hostile.row_beyond_any_sheet, "超过 2000 行"),
    "more text than a form has": (hostile.repeated_string, "太多或太复杂"),
    "formula without result": (hostile.formula, "B2是公式"),
    "nested 200,000 deep": (hostile.deep_xml, "太多或太复杂"),
}


def read(content, **limits):
    return guarded_rows(BytesIO(content), **limits)


def values(content, **limits):
    return [[cell.value for cell in row if cell.value is not None] for row in read(content)]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_gets_one_sentence(name):
    make, sentence = HOSTILE[name]
    content, began = make(), time.monotonic()
    with pytest.raises(BrokenRule, match=sentence):
        read(content)
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("content", list(hostile.broken_parts()))
def test_broken_file_gets_a_sentence_or_is_read(content):
    try:
        read(content)
    except BrokenRule as refusal:
        assert "Excel" in str(refusal) or "工作表" in str(refusal)


def test_what_the_parser_said_is_logged(caplog):
    with caplog.at_level(logging.WARNING), pytest.raises(BrokenRule):
        read(hostile.plain(sheet="<worksheet"))
    assert "Traceback" in caplog.text


def test_damaged_anywhere():
    """Flipped bytes never lead to anything but a sentence or rows."""
    whole, chance = hostile.plain(), random.Random(7)  # noqa: S311 - a test
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(4):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        try:
            read(bytes(content))
        except BrokenRule as refusal:
            assert str(refusal).endswith("。")


class TestReading:
    def test_far_cell_beyond_the_columns_costs_nothing(self):
        assert read(hostile.far_cell()).rows == []

    def test_five_thousand_rows(self):
        with pytest.raises(BrokenRule, match="超过 2000 行"):
            read(hostile.workbook([[number] for number in range(5000)]))

    def test_as_many_rows_as_are_allowed(self):
        assert len(read(hostile.workbook([[1]] * 50), max_rows=50)) == 50

    def test_addresses_and_types(self):
        row = ["甲", 12, 1.5, True, datetime(2025, 5, 12, 9, 0), None]
        (cells,) = read(hostile.workbook([row]), max_cols=6)
        assert [cell.address for cell in cells] == ["A1", "B1", "C1", "D1", "E1", "F1"]
        assert [cell.value for cell in cells] == row

    def test_empty_rows_are_left_out_and_numbers_stay(self):
        rows = read(hostile.workbook([["甲"], [], [""], ["乙"]]), max_cols=1)
        assert [row[0].address for row in rows] == ["A1", "A4"]

    def test_merged_cells(self):
        (first, second) = read(hostile.workbook([["甲"], [None, 1]], merged=["A1:A2"]), max_cols=2)
        assert [cell.merged for cell in (*first, *second)] == [False, False, True, False]

    def test_hidden_rows_are_read(self):
        assert values(hostile.workbook([["甲"], ["乙"]], hidden=[2])) == [["甲"], ["乙"]]

    def test_dates_since_1904(self):
        content = hostile.workbook([[date(2025, 5, 12)]], epoch=CALENDAR_MAC_1904)
        sheet = read(content)
        assert sheet.since_1904
        assert sheet.rows[0][0].value == datetime(2025, 5, 12)

    def test_formula_with_its_result(self):
        assert values(hostile.formula("<v>2</v>")) == [[2]]

    def test_text_that_looks_like_a_formula_is_text(self):
        text = '<row r="1"><c r="A1" t="inlineStr"><is><t>=1+1</t></is></c></row>'
        assert values(hostile.plain(sheet=hostile.sheet_xml(text))) == [["=1+1"]]

    def test_stored_without_compression(self):
        assert values(hostile.workbook([["甲"]], stored=True)) == [["甲"]]

    def test_named_sheet(self):
        content = hostile.workbook([["甲"]], title="人员")
        assert len(read(content, sheet="人员")) == 1
        with pytest.raises(BrokenRule, match="没有名为“学院”的工作表"):
            read(content, sheet="学院")


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("甲\u3000", "甲"),
        ("\u00a0138 0000\u200b", "138 0000"),
        ("一_x000D_\n二", "一\n二"),
        ("一\r\n二", "一\n二"),
        ("１２０", "１２０"),
        ("\u202e倒\ufeff", "倒"),
        ("a\x07b", "ab"),
    ],
)
def test_clean(typed, cleaned):
    assert clean(typed) == cleaned
