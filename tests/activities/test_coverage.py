from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from activities.coverage import by_day, gaps

WEEK = [date(2025, 5, 11) + timedelta(days=n) for n in range(7)]


@dataclass(frozen=True)
class Planned:
    start_date: date
    end_date: date
    is_cancelled: bool = False
    waits: bool = False

    def is_held_up_on(self, day):
        return self.waits


def planned(first, last=None, **facts):
    return Planned(WEEK[first], WEEK[first if last is None else last], **facts)


some_days = st.tuples(st.integers(-3, 9), st.integers(0, 5), st.booleans()).map(
    lambda drawn: Planned(
        WEEK[0] + timedelta(days=drawn[0]),
        WEEK[0] + timedelta(days=drawn[0] + drawn[1]),
        drawn[2],
    )
)


class TestCoverage:
    def test_an_empty_week_is_all_gaps(self):
        assert gaps(WEEK, []) == WEEK

    def test_a_span_covers_each_of_its_days(self):
        assert gaps(WEEK, [planned(1, 4)]) == [WEEK[0], WEEK[5], WEEK[6]]

    def test_a_cancelled_one_covers_nothing(self):
        assert gaps(WEEK, [planned(0, 6, is_cancelled=True)]) == WEEK

    def test_two_on_a_day_are_both_named(self):
        one, other = planned(2), planned(1, 3)
        assert by_day(WEEK, [one, other])[WEEK[2]] == [one, other]

    def test_a_span_that_begins_before_the_week_counts_from_its_first_day(self):
        early = Planned(WEEK[0] - timedelta(days=2), WEEK[0])
        assert gaps(WEEK, [early]) == WEEK[1:]

    @given(st.lists(some_days, max_size=8))
    def test_a_day_is_a_gap_exactly_when_nothing_is_held_on_it(self, drawn):
        held = {
            one.start_date + timedelta(days=n)
            for one in drawn
            if not one.is_cancelled
            for n in range((one.end_date - one.start_date).days + 1)
        }
        assert gaps(WEEK, drawn) == [day for day in WEEK if day not in held]

    @given(st.lists(some_days, max_size=8), some_days)
    def test_one_more_activity_never_opens_a_gap(self, drawn, more):
        assert set(gaps(WEEK, [*drawn, more])) <= set(gaps(WEEK, drawn))
