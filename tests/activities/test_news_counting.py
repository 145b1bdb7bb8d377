"""What of the push ledger counts, and when two addresses are one report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.newsroom.counting import RANKS, Level, added_up, counted
from activities.newsroom.links import link_key


def test_a_story_counts_once_at_its_highest_level():
    rows = [(1, 7, "school"), (1, 7, "province"), (1, 7, "city"), (1, 8, "school")]
    assert counted(rows) == {1: {"school": 1, "city": 0, "province": 1, "national": 0}}


def test_units_apart_and_departments_under_none():
    found = counted([(1, 7, "city"), (2, 8, "city"), (None, 9, "national")])
    assert [(unit, levels["city"], levels["national"]) for unit, levels in found.items()] == [
        (1, 1, 0), (2, 1, 0), (None, 0, 1),
    ]  # fmt: skip
    assert added_up(found) == {"school": 0, "city": 2, "province": 0, "national": 1}


ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 5), st.sampled_from(list(Level))), max_size=30
)


@given(ROWS)
def test_as_many_as_there_are_stories_whatever_the_order(rows):
    found = counted(rows)
    assert sum(sum(levels.values()) for levels in found.values()) == len(
        {(unit, story) for unit, story, _ in rows}
    )
    assert found == counted(sorted(rows, key=lambda row: RANKS[row[2]]))


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/a/1.html",
        "https://www.news.example/a/1.html",
        "https://m.news.example/a/1.html?from=singlemessage&isappinstalled=0",
        "https://NEWS.example/a/1.html?utm_source=wx#top",
        "https://news.example:443/a/1.html/",
    ],
)
def test_one_report_under_several_addresses(other):
    assert link_key(other) == link_key("https://news.example/a/1.html")


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/a/2.html",
        "https://news.example/a/1.html?id=2",
        "https://other.example/a/1.html",
        "https://news.example:8080/a/1.html",
    ],
)
def test_two_reports(other):
    assert link_key(other) != link_key("https://news.example/a/1.html")


def test_parameters_in_any_order_and_no_address():
    assert link_key("https://a.cn/?b=1&a=2") == link_key("https://a.cn/?a=2&b=1")
    assert link_key("") == ""
