"""Chinese lines: measured, broken where they may be, made smaller rather than cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.poster.lines import (
    BOLD,
    LEAST_WHOLE,
    NOT_FIRST,
    NOT_LAST,
    TITLE,
    balanced,
    clean,
    fitted,
    width_of,
    wrap,
)

SIGNS = "的一是了我不人在他有这技术学院活动，。、；：？！（）《》“”…—·0123456789abcXYZ -/@"
texts = st.text(alphabet=SIGNS, min_size=1, max_size=80).map(clean).filter(bool)


def joined(lines):
    return "".join("".join(lines).split())


@given(texts, st.integers(min_value=12, max_value=60), st.integers(min_value=80, max_value=900))
@pytest.mark.parametrize("broken", [wrap, balanced])
def test_nothing_is_lost_and_no_line_is_too_wide(broken, text, size, width):
    lines = broken(text, BOLD, size, width)
    assert joined(lines) == joined([text])
    assert all(width_of(line, BOLD, size) <= max(width, size * 1.2) for line in lines)


@pytest.mark.parametrize("broken", [wrap, balanced])
def test_no_line_begins_with_a_stop_or_ends_with_an_opening(broken):
    text = "焊接，体验；课：《工匠》（校园开放）、“一技在手”，一生无忧！走进社区……"
    for width in range(120, 900, 7):
        lines = broken(text, BOLD, 30, width)
        assert not {line[0] for line in lines} & NOT_FIRST
        assert not {line[-1] for line in lines} & NOT_LAST


def test_latin_words_and_numbers_stay_whole():
    lines = wrap("从零开始做一条vlog与Workshop2025", BOLD, 40, 400)
    assert lines == ["从零开始做一条vlog", "与Workshop2025"]


@pytest.mark.parametrize(
    "word",
    [
        "第18届",
        "100名",
        "300余名",
        "98.5%",
        "2:30",
        "1.5亿元",
        "5月12日",
        "C++",
        "三项",
        "电子商务",
    ],
)
def test_a_number_keeps_what_it_counts(word):
    for before in range(10):
        lines = wrap("校" * before + word + "开放参观", TITLE, 60, 420)
        assert any(word in line for line in lines), lines


def test_a_stop_stays_behind_a_word_that_is_broken_inside():
    for width in range(130, 300, 7):
        assert not {line[0] for line in wrap("Python3.12：爬虫", TITLE, 50, width)} & NOT_FIRST


def test_a_text_is_set_smaller_rather_than_a_word_broken():
    block = fitted("Internationalization与双创训练营", TITLE, 150, 900, even=True)
    assert "Internationalization" in block.lines[0]
    assert block.size >= 150 * LEAST_WHOLE
    assert fitted("a" * 60, TITLE, 150, 900).size == 150


def test_a_word_wider_than_its_line_is_broken_inside():
    lines = wrap("a" * 60, BOLD, 40, 300)
    assert joined(lines) == "a" * 60
    assert max(width_of(line, BOLD, 40) for line in lines) <= 300


def test_words_of_titles_are_not_torn_apart():
    assert balanced("小家电安全讲座进滨河社区", TITLE, 100, 800) == ["小家电安全", "讲座进滨河社区"]


def test_lines_rather_end_where_one_takes_breath():
    text = "创作Workshop：从零开始做一条vlog"
    assert balanced(text, TITLE, 90, 900) == ["创作Workshop：", "从零开始做一条vlog"]


def test_no_last_character_stands_alone():
    assert len(balanced("一" * 11, BOLD, 50, 500)[-1]) >= 5


def test_what_does_not_fit_is_set_smaller():
    block = fitted("长" * 60, TITLE, 120, 900, height=400)
    assert joined(block.lines) == "长" * 60
    assert block.size < 120
    assert block.height <= 400
    assert fitted("长" * 60, TITLE, 120, 900, most=2).size < 40


def test_emoji_go_and_what_we_cannot_draw_is_stood_in_for():
    assert clean("焊接🔥体验👨‍👩‍👧课⭐️\u200b 一\n二") == "焊接体验课 一 二"
    assert clean("𰻝面") == "〓面"
