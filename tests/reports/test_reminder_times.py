"""When to remind: the pure rules."""

from datetime import UTC, datetime, timedelta

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from reports.reminders import firing, next_firing, offset_in_words

DUE = datetime(2025, 5, 12, 10, tzinfo=UTC)
OFFSETS = (-1440, -360, -60, 0, 720)


def after(minutes):
    return DUE + timedelta(minutes=minutes)


class Firing(SimpleTestCase):
    def fires(self, minutes, fired=(), **overrides):
        return firing(DUE, OFFSETS, fired, after(minutes), **overrides)

    def test_nothing_before_the_first(self):
        self.assertIsNone(self.fires(-1441))

    def test_each_at_its_minute(self):
        for place, offset in enumerate(OFFSETS):
            with self.subTest(offset):
                self.assertEqual(self.fires(offset, OFFSETS[:place]), offset)

    def test_once(self):
        self.assertIsNone(self.fires(-359, [-360]))

    def test_late_ones_are_merged_into_the_newest(self):
        self.assertEqual(self.fires(5), 0)
        self.assertIsNone(self.fires(6, [0]))

    def test_the_last_one_is_sent_late(self):
        self.assertEqual(self.fires(720 + 23 * 60, [0]), 720)

    def test_but_not_a_year_later(self):
        self.assertIsNone(self.fires(365 * 1440))

    def test_as_long_as_the_door_is_open(self):
        self.assertEqual(self.fires(5000, closes_at=after(6000)), 720)
        self.assertIsNone(self.fires(6000, closes_at=after(6000)))

    def test_no_offsets_no_reminders(self):
        self.assertIsNone(firing(DUE, (), (), after(0)))

    def test_what_had_passed_when_the_lines_were_set_stays_silent(self):
        self.assertIsNone(self.fires(-350, since=after(-355)))
        self.assertEqual(self.fires(-60, since=after(-355)), -60)

    def test_set_at_its_very_instant_it_has_passed(self):
        self.assertIsNone(self.fires(-359, since=after(-360)))
        self.assertEqual(self.fires(-359, since=after(-361)), -360)

    @given(st.lists(st.integers(-2000, 2000), max_size=40), st.permutations(OFFSETS))
    def test_any_clock(self, minutes, offsets):
        """Ticks at any instants, backwards too: each offset once, none before its time."""
        fired = []
        for minute in minutes:
            offset = firing(DUE, offsets, fired, after(minute))
            if offset is not None:
                self.assertNotIn(offset, fired)
                self.assertLessEqual(offset, minute)
                fired.append(offset)
            reached = [one for one in OFFSETS if one <= minute]
            if reached:
                self.assertIn(max(reached), fired)


class Words(SimpleTestCase):
    def test_offsets(self):
        told = [offset_in_words(offset) for offset in (-1440, -90, 0, 720)]
        wanted = ["截止前 24 小时", "截止前 1 小时 30 分钟", "截止时", "截止后 12 小时"]
        self.assertEqual(told, wanted)

    def test_the_next_one(self):
        self.assertEqual(next_firing(DUE, OFFSETS, after(-100)), after(-60))
        self.assertIsNone(next_firing(DUE, OFFSETS, after(720)))
