from datetime import UTC, date, datetime, timedelta

from django.test import SimpleTestCase

from colleges.dates import day, deadline, time_left, when
from tests.base import at


class DatesAsPeopleSayThem(SimpleTestCase):
    def test_a_day_has_its_weekday(self):
        self.assertEqual(day(date(2025, 5, 11)), "5月11日（周日）")

    def test_the_day_of_an_instant_is_that_of_shanghai(self):
        self.assertEqual(day(datetime(2025, 5, 11, 23, 50, tzinfo=UTC)), "5月12日（周一）")

    def test_an_instant_is_told_in_shanghai(self):
        self.assertEqual(when(datetime(2025, 5, 12, 10, 0, tzinfo=UTC)), "5月12日（周一）18:00")

    def test_late_evening_utc_is_the_next_day_here(self):
        self.assertEqual(when(datetime(2025, 5, 11, 16, 30, tzinfo=UTC)), "5月12日（周一）00:30")

    def test_a_deadline_at_midnight_ends_the_day_before(self):
        self.assertEqual(deadline(at("2025-05-22T00:00")), "5月21日（周三）24:00")

    def test_a_deadline_in_the_day_is_as_it_is(self):
        self.assertEqual(deadline(at("2025-05-12T18:00")), "5月12日（周一）18:00")


class TimeLeft(SimpleTestCase):
    due = at("2025-05-12T18:00")

    def left(self, **before):
        return time_left(self.due, self.due - timedelta(**before))

    def test_to_the_minute(self):
        self.assertEqual(self.left(days=2, hours=3, minutes=4, seconds=5), "2 天 3 小时 4 分")

    def test_what_is_zero_is_not_said(self):
        self.assertEqual(self.left(days=1), "1 天")
        self.assertEqual(self.left(hours=5, minutes=12), "5 小时 12 分")

    def test_the_last_minute(self):
        self.assertEqual(self.left(seconds=59), "不到 1 分")
        self.assertEqual(self.left(seconds=60), "1 分")

    def test_over_it_tells_how_long_since(self):
        self.assertEqual(self.left(hours=-2), "2 小时")
