"""Numbers as people write them: whatever the writing, the quantity is the number meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.summary.quantities import chinese_number, quantities

NUMBERS = st.integers(0, 10**8 - 1)
SIGNS = "零一二三四五六七八九"
TO_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def in_chinese(number):
    """123 → 一百二十三, as one writes it out by hand."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return in_chinese(number // 10_000) + "万" + gap + (in_chinese(rest) if rest else "")
    told, pending = "", False
    for worth, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, worth)
        if digit:
            told += ("零" if pending and told else "") + SIGNS[digit] + sign
            pending = False
        else:
            pending = True
    return told or "零"


def only(text):
    (found,) = quantities(text)
    return found


@given(NUMBERS)
def test_plain_full_width_grouped_and_in_chinese_are_the_same_number(number):
    for told in (str(number), str(number).translate(TO_WIDE), f"{number:,}", in_chinese(number)):
        found = only(f"参与{told}人次。")
        assert (found.low, found.high, found.unit) == (number, number, "人次"), told


@given(NUMBERS)
def test_chinese_numbers_read_back(number):
    assert chinese_number(in_chinese(number)) == number


@given(st.integers(10_000, 10**9), st.integers(0, 3))
def test_what_is_rounded_to_wan_covers_what_it_was_rounded_from(number, places):
    step = 10 ** (4 - places)
    rounded = (number + step // 2) // step * step
    found = only(f"{rounded / 10_000:.{places}f}万人次")
    assert found.covers(number)
    assert not found.covers(number + 2 * step)


@given(st.integers(1, 10**8), st.sampled_from(["余", "多"]))
def test_more_than(number, word):
    found = only(f"{number}{word}人次")
    assert found.covers(number) and not found.covers(number - 1)
    assert not found.covers(number * 2 + 1)


@given(st.integers(10, 10**8))
def test_nearly_and_about(number):
    nearly, about = only(f"近{number}人次"), only(f"约{number}人次")
    assert nearly.covers(number) and not nearly.covers(number + 1)
    assert about.covers(number) and about.low <= number * 19 // 20 + 1 and about.high >= number


@given(st.text(alphabet="0123456789０１２,，.万千百十一二余近约第场次人家 （）-", max_size=30))
def test_no_text_is_an_error_and_what_is_found_stands_there(text):
    for found in quantities(text):
        assert found.text == text[found.start : found.end]
        assert found.low >= 0 and found.low <= found.high + 1


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1.2万余人次", 12_000, 12_999),
        ("500人次以上", 500, 599),
        ("超1.2万人次", 12_000, 12_999),
        ("12，345 人次", 12_345, 12_345),
        ("两万三千人次", 23_000, 23_000),
        ("五百余人次", 500, 599),
        ("3千人次", 2_500, 3_499),
        ("13场（次）", 13, 13),
    ],
)
def test_as_people_write(text, low, high):
    found = only(text)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    ["2025年", "第5场", "5月12日", "1万2千人次", "1.2.3人次", "万万人次", "一一百人次", "十"],
)
def test_what_is_no_quantity(text):
    assert list(quantities(text)) == []
