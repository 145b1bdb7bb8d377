"""工作日 and 证书编号: plain functions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.honours.serials import SIGNS, as_printed, new_serial
from reports.honours.working_days import last_day, working_days

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
FRIDAY, MONDAY = date(2025, 6, 6), date(2025, 6, 9)


@given(DAYS, st.integers(1, 10))
def test_the_last_day_ends_the_count_and_no_earlier_day_does(first, count):
    last = last_day(first, count)
    assert working_days(first, last) == count
    assert last.weekday() < 5
    assert working_days(first, last.replace() - (MONDAY - date(2025, 6, 8))) == count - 1


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (FRIDAY, FRIDAY, 1),
        (FRIDAY, MONDAY, 2),
        (date(2025, 6, 7), date(2025, 6, 8), 0),
        (MONDAY, FRIDAY, 0),
        (date(2025, 6, 3), MONDAY, 5),
    ],
)
def test_weekends_do_not_count(first, last, count):
    assert working_days(first, last) == count


def test_a_serial_names_its_edition_and_number():
    assert new_serial("2025", 3).startswith("2025-03-")
    assert len({new_serial("2025", 3) for _ in range(500)}) == 500


@given(st.text(SIGNS, min_size=10, max_size=10), st.integers(1, 120))
def test_what_is_printed_is_read_as_it_stands(check, number):
    serial = f"2025-{number:02d}-{check[:4]}-{check[4:8]}-{check[8:]}"
    assert as_printed(serial) == serial


@pytest.mark.parametrize(
    "typed",
    [
        "2025-01-7k3m-9q2t-xw",
        " 2025－01－7K3M－9Q2T－XW ",
        "2025-01-7K3M -9Q2T- XW",
        "2025-1-7K3M-9Q2T-XW",
        "2025017K3M9Q2TXW",
        "2025 01 7K3M 9Q2T XW",
        "２０２５－０１－７Ｋ３Ｍ－９Ｑ２Ｔ－ＸＷ",
        "2025—01—7k3m—9q2t—xw",
        "2025–01 7k3m9q2t-xw",
        "2025-O1-7K3M-9Q2T-XW",
    ],
)
def test_carelessly_typed_it_is_found(typed):
    assert as_printed(typed) == "2025-01-7K3M-9Q2T-XW"


def test_letters_that_look_like_numbers_are_taken_for_them():
    assert as_printed("2025-01-OI1L-0000-00") == "2025-01-0111-0000-00"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "2025",
        "01-7K3M-9Q2T",
        "2025-xx-7K3M-9Q2T-XW",
        "Ü" * 999,
        "2025-01-7K3M-9Q2T-X*",
    ],
)
def test_what_is_no_serial_finds_nothing(typed):
    assert as_printed(typed) == ""
