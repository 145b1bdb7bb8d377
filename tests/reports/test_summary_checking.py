"""Whether a report's numbers are those of 附件2: read from prose and tables, told in sentences."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colleges.docx_guard import DocumentText
from reports.indicators import BY_CODE, Figure
from reports.summary.checking import (
    KEYS,
    as_data,
    findings,
    from_data,
    left_open,
    mentions,
)

VALUES = {
    **{"A1": 13, "D3": 900, "D4": 88, "D10": 1234, "E1": 5},
    **{"G1": 3, "G2": 2, "G3": 1, "G4": 0},
}
PATTERN = (
    "活动周期间，学院共开展活动{A1}场次，其中线下10场次；"
    "参与总人次{D10}人次，其中学生参与{D3}人次、教师参与{D4}人次；参与合作企业共{E1}家。"
    "校级媒体报道{G1}篇，市级媒体{G2}篇，省级媒体{G3}篇，国家级媒体{G4}篇。"
)
TOLD = PATTERN.format(**VALUES)


def text(*lines, tables=()):
    rows = [(number, table) for number, table in enumerate(tables, start=1)]
    return DocumentText(list(enumerate(lines, start=1)), rows)


def figures(**changes):
    return {code: Figure(value) for code, value in (VALUES | changes).items()}


def found(written, **changes):
    """{code: (kind, sentence)}"""
    told = findings(mentions(written), figures(**changes), "附件2")
    return {one.code: (one.kind, one.sentence) for one in told}


def said(line):
    """{code: [as written]} of one line of prose."""
    told = {}
    for one in mentions(text(line), year=2025):
        told.setdefault(one.code, []).append(one.text)
    return told


class TestProse:
    def test_a_report_that_says_the_same(self):
        kinds = {code: kind for code, (kind, _) in found(text("标题", TOLD)).items()}
        assert kinds == dict.fromkeys(VALUES, "same")

    def test_a_number_that_differs_is_told_with_its_place(self):
        kind, sentence = found(text("标题", "甲", TOLD.replace("13场次", "12场次")))["A1"]
        assert kind == "differs"
        assert sentence == "“开展活动总场次”：第3段写“12场次”，附件2为 13 场次。"

    def test_a_number_that_is_not_there_is_missing_and_no_error(self):
        assert found(text("共开展活动13场次。"))["D10"] == (
            "missing",
            "“参与总人次”在报告里未找到，附件2为 1234 人次。",
        )

    def test_what_nobody_knows_and_nobody_says_is_not_spoken_of(self):
        assert "E1" not in found(text("甲"), E1=None)

    def test_a_number_where_the_form_has_none(self):
        assert found(text(TOLD), E1=None)["E1"] == (
            "differs",
            "“参与合作企业（去重）”：第1段写“5家”，附件2为 “-”。",
        )

    def test_two_places_that_contradict_each_other(self):
        kind, sentence = found(text(TOLD, "综上，共举办活动14场。"))["A1"]
        assert (kind, "第2段写“14场”" in sentence, "第1段" in sentence) == ("differs", True, False)

    @pytest.mark.parametrize(
        "line",
        [
            "焊接体验课吸引学生40人次参与。",
            "本次活动共吸引学生40人次参与，场均2场次。",
            "共走访企业4家，签约企业3家。",
            "累计服务群众300人次，线上观看2000人次。",
            "共举办招聘会2场，讲座3场，其中线下活动10场次。",
            "共有中小学生120人次、家长60人次参与。",
            "获国家级、省级媒体报道共5篇。",
            "2025年职业教育活动周于5月11日至17日举行，共7天。",
            "第5场活动共有80人参加。",
            "2024年活动周共开展活动10场次，今年共开展活动13场次。",
            "去年全院共开展活动10场次。",
            "参与总人次由1000人次增加到1234人次。",
            "活动周共开展活动12，300人次参与。",
        ],
    )
    def test_a_part_is_never_held_against_the_whole(self, line):
        assert said(line) == {}

    def test_students_that_are_counted_are_not_the_visits_behind_them(self):
        line = "全院共有900名学生、1234人次参与。"
        assert said(line) == {"D10": ["1234人次"]}

    @pytest.mark.parametrize(
        ("line", "code", "written"),
        [
            ("全院累计开展线上线下活动十三场。", "A1", "十三场"),
            ("活动周期间共举办各类活动13场次。", "A1", "13场次"),
            ("累计吸引师生、群众近1300人次参与。", "D10", "近1300人次"),
            ("全校参与总人次达1.2万余人次。", "D10", "1.2万余人次"),
            ("全院学生参与９００人次。", "D3", "９００人次"),
            ("共有教职工88人次参与。", "D4", "88人次"),
            ("共有5家企业深度参与。", "E1", "5家"),
            ("在省级媒体刊发报道2篇。", "G3", "2篇"),
            ("被国家级媒体报道1条。", "G4", "1条"),
        ],
    )
    def test_ways_of_saying_it(self, line, code, written):
        assert said(line).get(code) == [written]


class TestTables:
    def test_by_the_names_of_the_form(self):
        rows = [
            ["指标", "单位", "数量"],
            ["开展活动总场次", "场次", "13"],
            ["D10 参与总人次（人次）", "人次", "1,234"],
            ["其中：学生参与", "人次", "９０１"],
            ["省级媒体", "篇/条", "-"],
        ]
        told = found(text(tables=[rows]), G3=None)
        assert [told[code][0] for code in ("A1", "D10", "D3", "G3")] == [
            *("same", "same", "differs", "same")
        ]
        assert "第1个表第4行写“９０１”" in told["D3"][1]

    def test_names_across_numbers_below(self):
        rows = [["学院", "总场次", "参与总人次"], ["本院", "12", "1234"]]
        told = found(text(tables=[rows]))
        assert (told["A1"][0], told["D10"][0]) == ("differs", "same")
        assert "第1个表第2行" in told["A1"][1]

    def test_a_cell_with_more_than_a_number_says_nothing(self):
        rows = [["开展活动总场次", "约等于去年的 13 场次"]]
        assert found(text(tables=[rows]))["A1"][0] == "missing"


class TestTime:
    """Reading happens in a request: it takes time by the length of a text, whatever is in it."""

    @pytest.mark.parametrize(
        "line",
        [
            "共1" + " " * 20_000 + "签字",
            " " * 40_000,
            "1" + ",111" * 8_000,
            "一" * 40_000,
            "共有1名、" * 8_000,
            "由" * 40_000,
        ],
    )
    def test_of_prose(self, line):
        began = time.monotonic()
        mentions(text(line))
        assert time.monotonic() - began < 5

    def test_of_a_row_of_names(self):
        began = time.monotonic()
        assert mentions(text(tables=[[["开展活动总场次"] * 5_000]])) == []
        assert time.monotonic() - began < 5


class TestOpenMarks:
    def test_are_counted_in_prose_and_tables(self):
        written = text("【请补充：甲】", "乙【请补充：丙】", tables=[[["【请补充：丁】"]]])
        assert left_open(written) == 3


def test_every_key_is_a_number_of_the_form():
    assert [key.code for key in KEYS] == list(VALUES)
    assert all(not BY_CODE[key.code].is_text for key in KEYS)


def test_mentions_survive_the_database():
    told = mentions(text(TOLD))
    assert from_data(as_data(told)) == told


@given(st.fixed_dictionaries({code: st.integers(0, 999_999) for code in VALUES}))
def test_whatever_the_numbers_the_sentence_of_a_draft_is_found_the_same(values):
    line = PATTERN.format(**{code: f"{value:,}" for code, value in values.items()})
    told = findings(mentions(text(line)), {c: Figure(v) for c, v in values.items()}, "附件2")
    assert {one.code: one.kind for one in told} == dict.fromkeys(VALUES, "same")


@given(st.lists(st.text(max_size=60), max_size=6), st.lists(st.lists(st.text(max_size=12))))
def test_no_text_is_an_error(lines, table):
    told = findings(mentions(text(*lines, tables=[table])), figures(), "附件2")
    assert all(replace(one).sentence for one in told)
