"""Lists of participants: read whole, or told by row and column what is wrong."""

import re
import time
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.participants import (
    COLUMNS,
    MOST_PARTICIPANTS,
    ParticipantList,
    ParticipantRow,
    Problem,
    read_pasted,
    read_sheet,
    template_rows,
)
from activities.participants.columns import heading_in
from colleges.rules import BrokenRule

from .. import hostile, hostile_lists

SENTENCES = {
    "5,000 rows": (lambda: hostile_lists.people(5000), ["名单有 5000 人，一份名单最多 1000 人"]),
    "one too many": (lambda: hostile_lists.people(1001), ["名单有 1001 人，一份名单最多 1000 人"]),
    "bad phones": (
        hostile_lists.bad_phones,
        [
            "第 2 行（E2）“联系电话”：成了科学计数法（1.38E+10），原来的号码已丢失。",
            "第 3 行（E3）“联系电话”：“1380000000”（10 位）不是电话号码。请填写 11 位手机号",
            "第 4 行（E4）“联系电话”：“138000000012”（12 位）不是电话号码。",
            "第 5 行（E5）“联系电话”：“2812345678”（10 位）不是电话号码。",
            "第 6 行（E6）“联系电话”：有两个号码。请只留一个。",
        ],
    ),
    "bad names": (
        hostile_lists.bad_names,
        [
            "第 2 行（A2）“姓名”：缺少姓名。",
            "第 3 行（A3）“姓名”：最多 20 字，这里有 21 字（“长长长长长长长长长长…”）。",
            "第 4 行（A4）“姓名”：“123”里有数字。",
            "第 5 行（A5）“姓名”：“张某3”里有数字。",
            "第 6 行（A6）“姓名”：“张某、李某”像是几个人。",
            "第 7 行（A7）“姓名”：“张某 李某”像是几个人。",
            "第 8 行（A8）“姓名”：有自造字",
            "第 9 行（A9）“姓名”：“填表人：王某”不是姓名。",
        ],
    ),
    "bad cells": (
        hostile_lists.bad_cells,
        [
            "第 2 行（D2）“班级/部门”：被 Excel 当成了日期或时间（2025-03-01）。",
            "第 3 行（C3）“学号/工号”：Excel 只保留 15 位数字",
            "第 4 行（A4）“姓名”：这一格是 TRUE/FALSE",
            "第 5 行（B5）“身份”：没有“家属”这种身份。请写“学生”或“教师”",
            "第 6 行（F6）“紧急联系人”：“王某13900000001”里有号码。",
            "第 7 行（D7）“班级/部门”：被 Excel 当成了日期或时间（09:30:00）。",
            "第 8 行（C8）“学号/工号”：“待定”不是学号或工号",
        ],
    ),
    "身份证号 elsewhere": (
        hostile_lists.id_cards,
        [
            "第 3 行（C3）“学号/工号”：像是身份证号，报备不收集。",
            "第 4 行（E4）“联系电话”：这里的号码（18 位）不是电话号码。",
        ],
    ),
    "duplicates": (
        hostile_lists.duplicates,
        [
            "第 3 行（C3）“学号/工号”：第 2 行和第 3 行都是 202500001。",
            "第 5 行（A5）“姓名”：第 4 行和第 5 行都是“王某”，班级和电话也相同。",
        ],
    ),
    "merged": (
        hostile_lists.merged,
        [
            "第 3 行（D3）“班级/部门”：这一格与别的格合并了。",
            "第 4 行（A4）“姓名”：这一格与别的格合并了。",
        ],
    ),
    "wrong sheet": (
        hostile_lists.wrong_sheet,
        ["在工作表“表”里没有找到“姓名”这一列的表头。第 1 行是：活动名称、活动日期、活动地点。"],
    ),
    "no people": (hostile_lists.without_people, ["第 1 行的表头下面没有人员。"]),
    "姓名 twice": (hostile_lists.twice_the_same_column, ["A1 和 B1 两列都是“姓名”。"]),
    "since 1904": (
        hostile_lists.dates_since_1904,
        ["第 2 行（D2）“班级/部门”：被 Excel 当成了日期或时间（2025-03-01）。"],
    ),
    "formula": (hostile_lists.formula, ["A2是公式，文件里没有它的结果。"]),
    "text like a formula": (hostile_lists.text_like_a_formula, ["第 2 行（A2）“姓名”：“=1+1”里有"]),
    "lone surrogate": (hostile_lists.lone_surrogate, ["文件读不出来，可能已损坏"]),
    "raw control character": (hostile_lists.raw_control, ["文件读不出来，可能已损坏"]),
    "last cell of all": (hostile.far_cell, ["在工作表“表”里没有找到“姓名”", "空的"]),
    "last row of all": (hostile.far_row, ["表格超过 6000 行，没有读取。"]),
    "bomb": (hostile.bomb, ["文件内容太多或太复杂"]),
    "DTD": (hostile.with_dtd, ["文件的内部结构不正常"]),
    "old .xls": (hostile.ole, ["这是老格式 .xls"]),
    "with a password": (lambda: hostile.ole("EncryptedPackage"), ["文件有打开密码"]),
    "text called .xlsx": (lambda: "姓名\n张某".encode(), ["这不是 .xlsx 文件"]),
    "nothing": (lambda: b"", ["文件是空的"]),
}


def read(content):
    return read_sheet(BytesIO(content))


def names(listed):
    assert not listed.problems, listed.told()
    return [row.name for row in listed.rows]


def only(listed):
    (row,) = listed.accepted()
    return row


@pytest.mark.parametrize("name", SENTENCES)
def test_precise_sentence(name):
    make, sentences = SENTENCES[name]
    listed = read(make())
    told = listed.told()
    if len(sentences) > 1 and len(told) == 1:  # two parts of one sentence
        assert all(sentence in told[0] for sentence in sentences), told
    else:
        assert len(told) == len(sentences), told
        assert [one[: len(two)] for one, two in zip(told, sentences, strict=True)] == sentences
    with pytest.raises(BrokenRule, match="没有读入"):
        listed.accepted()


class TestSheet:
    def test_honest_list(self):
        first, second, third = read(hostile_lists.honest()).accepted()
        assert first == ParticipantRow(
            2,
            "钱某一",
            "student",
            "202500001",
            "机电2301班",
            "13800000001",
            "某家长",
            "13900000001",
        )
        assert (second.kind, second.number) == ("teacher", "G2001")
        assert (third.number, third.phone) == ("", "")

    def test_as_many_as_are_allowed(self):
        assert len(read(hostile_lists.people(MOST_PARTICIPANTS)).accepted()) == 1000

    def test_full_width_digits_spaces_and_hyphens(self):
        rows = read(hostile_lists.full_width()).accepted()
        assert [row.phone for row in rows] == ["13800000000", "13800000001", "13800000002"]
        assert (rows[0].number, rows[1].name) == ("20250001", "王伟")
        assert rows[2].emergency_phone == "028-12345678"

    def test_numbers_that_are_numbers(self):
        row = only(read(hostile_lists.numbers_as_numbers()))
        assert row.facts() == {
            "name": "钱某一",
            "kind": "student",
            "number": "202500001",
            "class_name": "机电2301班",
            "phone": "13800000001",
            "emergency_contact": "某家长",
            "emergency_phone": "13900000001",
        }

    def test_id_cards_are_left_out_and_told(self):
        listed = read(hostile_lists.id_cards())
        assert listed.notes == ["身份证号没有读取：外出报备不收集身份证号，请不要上传。"]
        assert "1101011900" not in repr(listed)

    def test_hidden_rows_are_read(self):
        assert names(read(hostile_lists.hidden_row())) == ["钱某一", "孙某二"]

    def test_title_gaps_second_heading_and_total(self):
        listed = read(hostile_lists.with_gaps_and_totals())
        assert [(row.line, row.name) for row in listed.rows] == [(4, "钱某一"), (8, "孙某二")]
        assert listed.notes == ["第 9 行“合计：2人”不是人员，没有读入。"]
        assert not listed.problems
        assert listed.left_out == {1, 3, 6, 7, 9}

    def test_synonyms_in_any_order(self):
        listed = read(hostile_lists.other_words())
        row = only(listed)
        assert (row.name, row.class_name, row.phone) == ("张某", "机电2301班", "13800000001")
        assert (row.emergency_contact, row.emergency_phone) == ("某家长", "13900000001")
        assert listed.notes == ["没有读取的列：D1“性别”、H1“备注”。"]

    def test_escaped_controls_and_surrogates_are_cleaned(self):
        assert names(read(hostile_lists.escaped_controls())) == ["张某"]

    def test_other_sheets_are_named(self):
        content = hostile.workbook([["甲"]], title="说明")
        assert "在工作表“说明”里" in read(content).told()[0]


class TestList:
    def test_fifty_problems_are_told_and_the_rest_counted(self):
        rows = [hostile_lists.person(number, c0=None) for number in range(73)]
        told = read(hostile_lists.sheet(*rows)).told()
        assert (len(told), told[-1]) == (51, "还有 23 处，改好上面的以后再看。")

    def test_nothing_half_imported(self):
        listed = ParticipantList(
            [ParticipantRow(1, "张某")], [Problem(2, "姓名", "甲。"), Problem(3, "姓名", "乙。")]
        )
        with pytest.raises(BrokenRule, match="名单有 2 处要改，没有读入任何人"):
            listed.accepted()

    def test_template_is_understood(self):
        _, headings = template_rows()
        heading = heading_in(headings)
        assert list(heading.places) == [column.field for column in COLUMNS]
        assert not heading.unknown

    def test_every_synonym_belongs_to_one_column(self):
        words = [word for column in COLUMNS for word in (column.label, *column.synonyms)]
        assert len(set(words)) == len(words)


PASTED = {
    "one name a line": ("张某\n李某\n\n王　某\n", ["张某", "李某", "王某"]),
    "one name a line under 姓名": ("姓名\n张某\n李某", ["张某", "李某"]),
    "all in one line": ("张某、李某、王某", ["张某", "李某", "王某"]),
    "with commas": ("张某，李某,王某", ["张某", "李某", "王某"]),
    "with spaces": ("张某 李某  王某", ["张某", "李某", "王某"]),
    "numbered": ("1. 张某\n2、李某\n（3）王某\n④赵某", ["张某", "李某", "王某", "赵某"]),
    "a chain": ("#接龙\n周三去工厂\n\n1. 张某\n2. 李某", ["张某", "李某"]),
    "mentions": ("@张某 @李某", ["张某", "李某"]),
    "Windows lines": ("张某\r\n李某\r\n", ["张某", "李某"]),
    "a name of another people": ("买买提·艾力", ["买买提·艾力"]),
    "Latin letters": ("Zhang San 13800000001", ["Zhang San"]),
    "a rare character": ("\U00031350某", ["\U00031350某"]),
}


class TestPasted:
    @pytest.mark.parametrize("name", PASTED)
    def test_names(self, name):
        text, expected = PASTED[name]
        assert names(read_pasted(text)) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "姓名\t班级\t学号\t手机\n张某\t机电2301班\t20250001\t１３８００００００００",
            "姓名，班级，学号，电话\n张某，机电2301班，20250001，138-0000-0000",
            "姓名、班级、学号、电话\n张某、机电2301班、20250001、13800000000",
            "姓名 班级 学号 电话\n张 某 机电2301班 20250001 138 0000 0000",
            "外出名单\n学号\t姓名\t手机号\t班级\n20250001\t张某\t13800000000\t机电2301班",
            "张某\t机电2301班\t20250001\t13800000000",
            "1\t张某\t学生\t20250001\t机电2301班\t13800000000",
            "1、张某 20250001 机电2301班 13800000000",
            "张某13800000000，机电2301班，20250001",
            "机电2301班 张某，学号：20250001，电话：+86 138 0000 0000",
        ],
    )
    def test_columns(self, text):
        row = only(read_pasted(text))
        assert row.facts() | {"line": 0} == {
            "line": 0,
            "name": "张某",
            "kind": "student",
            "number": "20250001",
            "class_name": "机电2301班",
            "phone": "13800000000",
            "emergency_contact": "",
            "emergency_phone": "",
        }

    def test_teacher_with_someone_to_call(self):
        row = only(read_pasted("李某 老师 护理系 028-12345678 王某 13900000001"))
        assert (row.kind, row.class_name, row.phone) == ("teacher", "护理系", "028-12345678")
        assert (row.emergency_contact, row.emergency_phone) == ("王某", "13900000001")

    def test_several_people_in_a_line_are_told(self):
        assert read_pasted("张某、李某").notes == ["第 1 行读成 2 人：张某、李某。"]

    def test_id_cards_never_come_in(self):
        for text in ("张某 110101190001010000", "姓名\t身份证号\n张某\t110101190001010000"):
            listed = read_pasted(text)
            assert names(listed) == ["张某"]
            assert "不收集身份证号" in listed.notes[0]
            assert "1101011900" not in repr(listed)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "没有读到人员。"),
            ("姓名\t电话", "表头下面没有人员。"),
            ("12345", "第 1 行“姓名”：没有看出谁的姓名（“12345”）。"),
            ("张某\n李\x07某", "第 2 行：有看不见的控制字符（U+0007）。"),
            ("张某\ud800", "第 1 行：有看不见的控制字符（U+D800）。"),
            ("张某 1380000000", "第 1 行“联系电话”：“1380000000”不是电话号码（手机号 11 位）。"),
            ("张某\n张某", "第 2 行“姓名”：第 1 行和第 2 行都是“张某”"),
            ("姓名 电话 班级\n张某 13800000001", "第 2 行：有 2 格，表头有 3 列，对不上。"),
            ("姓名\t电话\n张某\t13800000001\t甲", "第 2 行：有 3 格，表头有 2 列，对不上。"),
            ("姓名\t电话\t手机\n张某", "第 1 行的表头里，“手机”与另一列重复。"),
            ("姓名\t电话\n\t13800000001", "第 2 行“姓名”：缺少姓名。"),
            ("张某 13800000001 13900000001 13700000001", "第 1 行：不知道“13700000001”是哪一列。"),
            ("\n".join(["张某"] * 5000), "名单有 5000 人，一份名单最多 1000 人"),
            ("、".join(["张某"] * 1001), "名单有 1001 人，一份名单最多 1000 人"),
            ("长" * 200_001, "粘贴的内容太长"),
        ],
    )
    def test_precise_sentence(self, text, sentence):
        (told,) = read_pasted(text).told()
        assert told.startswith(sentence), told

    @pytest.mark.parametrize(
        "piece", ["(", "姓名(", "张 ", "1.e+", "138 ", "：x", "a ", "张1", "、"]
    )
    def test_long_nonsense_takes_no_time(self, piece):
        began = time.process_time()
        assert read_pasted(piece * (150_000 // len(piece))).problems
        assert time.process_time() - began < 5

    def test_same_name_with_two_numbers_is_two_people(self):
        assert names(read_pasted("张某 20250001\n张某 20250002")) == ["张某", "张某"]


PIECES = st.sampled_from(
    [
        "张某",
        "王 某",
        "李某、赵某",
        "姓名",
        "电话",
        "班级",
        "身份证号",
        "学生",
        "教师",
        "机电2301班",
        "合计",
    ]
    + [
        "13800000001",
        "１３８００００００００",
        "1.38E+10",
        "028-12345678",
        "20250001",
        "1. ",
        "③",
        "#接龙",
    ]
    + [
        "110101190001010000",
        "\t",
        "\n",
        "\r\n",
        ",",
        "，",
        "、",
        "；",
        " ",
        "\u3000",
        "\u200b",
        "：",
        "-",
    ]
    + [
        "\x00",
        "\x1c",
        "\x85",
        "\u2028",
        "\ud800",
        "\ufffe",
        "\ue000",
        "²",
        "٣",
        "=1+1",
        "_x0007_",
        "@",
        '"',
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.one_of(PIECES, st.text(st.characters(exclude_categories=()), max_size=3))).map(
        "".join
    ),
)


def lines_with_content(text):
    lines = re.split("\r\n|[\r\n\v\f\x85\u2028\u2029]", text)
    seen = [re.sub("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]", "", line) for line in lines]
    return {number for number, line in enumerate(seen, start=1) if line}


@given(TEXTS)
@settings(max_examples=600, deadline=None)
def test_every_pasted_line_is_a_row_a_problem_or_told_to_hold_nobody(text):
    listed = read_pasted(text)
    told = {row.line for row in listed.rows} | {one.row for one in listed.problems}
    assert None in told or lines_with_content(text) <= told | listed.left_out
    assert all(row.name and len(row.name) <= 20 for row in listed.rows)
    assert all(str(problem).endswith("。") for problem in listed.problems)
    assert "110101190001010000" not in repr(listed)
