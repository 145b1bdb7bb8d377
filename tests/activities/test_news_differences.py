"""Two texts side by side: what was added, removed, kept."""

import time

from hypothesis import given
from hypothesis import strategies as st

from activities.newsroom.differences import ADDED, KEPT, REMOVED, Piece, pieces


def test_a_word_that_changed_inside_a_paragraph():
    assert pieces("四十名学生。\n完", "五十名学生。\n完") == [
        Piece(REMOVED, "四"),
        Piece(ADDED, "五"),
        Piece(KEPT, "十名学生。\n完"),
    ]


def test_a_paragraph_more():
    assert pieces("甲\n", "甲\n乙\n") == [Piece(KEPT, "甲\n"), Piece(ADDED, "乙\n")]


@given(st.text("甲乙\n", max_size=60), st.text("甲乙\n", max_size=60))
def test_the_pieces_are_the_two_texts(before, after):
    found = pieces(before, after)
    assert "".join(one.text for one in found if one.kind != ADDED) == before
    assert "".join(one.text for one in found if one.kind != REMOVED) == after


def test_long_texts_of_one_character_are_compared_at_once():
    begun = time.process_time()
    pieces("a\n" * 10_000, "a\n" * 9_999 + "b")
    pieces("ab" * 10_000, "ba" * 10_000)
    assert time.process_time() - begun < 3
