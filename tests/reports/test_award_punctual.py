"""When a form counts as in time: with returns, periods, and once more by hand."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.award.bundle import delays_apart
from reports.award.inputs import Delivery, Entry, Inputs, from_data
from reports.award.punctual import Came, days_late, told
from tests.base import at

DUE = at("2025-05-12T18:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def came(hours, returned=None, within=None):
    """So many hours after the line; returned so many later, wanted again within so many more."""
    first = DUE + hours * HOUR
    back = None if returned is None else first + returned * HOUR
    return Came(first, back, None if within is None else back + within * HOUR)


@pytest.mark.parametrize(
    ("road", "days"),
    [
        ([], None),
        ([came(-8)], 0),
        ([came(0)], 1),
        ([came(24.5)], 2),
        # Sent back it has not come.
        ([came(-8, returned=1)], None),
        # In time at first, and no period was given: whenever it comes again.
        ([came(-8, returned=1), came(300)], 0),
        # Within the period, at its end, and beyond.
        ([came(-8, returned=20, within=24), came(35)], 0),
        ([came(-8, returned=20, within=24), came(36)], 1),
        ([came(-8, returned=20, within=24), came(61)], 2),
        # A period shorter than the line takes nothing away.
        ([came(-48, returned=1, within=2), came(-1)], 0),
        # What was late at first stays late; both delays add up.
        ([came(30, returned=1), came(40)], 2),
        ([came(30, returned=1, within=10), came(42)], 3),
        # A change nobody asked for costs nothing.
        ([came(-8), came(99)], 0),
    ],
)
def test_days_late_follow_from_the_line_and_the_periods(road, days):
    assert days_late(DUE, road) == days


def test_words_name_every_instant():
    road = [came(-8, returned=20, within=24), came(36, returned=2), came(50)]
    assert told(DUE, road) == (
        "5月12日（周一）10:00报送，按时，"
        "5月13日（周二）06:00退回（要求5月14日（周三）06:00前重报），"
        "5月14日（周三）06:00重报，迟 1 天，"
        "5月14日（周三）08:00退回（没有定重报期限），5月14日（周三）20:00重报，不计迟，"
        "共退回 2 次，共迟 1 天"
    )


def test_words_say_what_has_not_come_again():
    assert told(DUE, [came(-8, returned=1)]).endswith("退回（没有定重报期限），没有重新报送")


hours = st.integers(0, 200)


@st.composite
def roads(draw):
    """Filings one after the other, each perhaps sent back, perhaps with a period."""
    at, found = DUE + draw(st.integers(-100, 100)) * HOUR, []
    for _ in range(draw(st.integers(1, 4))):
        returned = draw(st.none() | hours.map(lambda n, at=at: at + n * HOUR))
        within = None if returned is None else draw(st.none() | st.integers(1, 90))
        found.append(Came(at, returned, within and returned + within * HOUR))
        at = (returned or at) + draw(hours) * HOUR + HOUR
    return found


def by_hand(road):
    """Day by day from each line, without our arithmetic."""
    if road[-1].returned_at:
        return None
    lines = [(DUE, road[0].at)]
    lines += [(max(DUE, a.refile_by), b.at) for a, b in pairwise(road) if a.refile_by]
    days = 0
    for line, instant in lines:
        while instant >= line:
            days += 1
            line += DAY
            if instant == line:
                break
    return days


@given(roads())
def test_a_recount_by_hand_comes_to_the_same(road):
    assert days_late(DUE, road) == by_hand(road)


@given(roads())
def test_roads_survive_being_written_down_and_recount_to_the_same(road):
    one = Delivery(
        "《信息表》", days_late(DUE, road), told(DUE, road), due_at=DUE, road=tuple(road)
    )
    inputs = Inputs((Entry("01", "机电学院", deliveries={"info_form": one}),))
    assert from_data(inputs.as_data()) == inputs
    assert delays_apart(inputs.as_data()) == []


def test_a_delay_that_does_not_follow_is_found_and_old_records_are_believed():
    false = Delivery("《信息表》", 0, due_at=DUE, road=(came(30),))
    old = Delivery("《总结报告》", 3)
    entry = Entry("01", "机电学院", deliveries={"info_form": false, "summary_report": old})
    data = Inputs((entry,)).as_data()
    sentence = "机电学院 《信息表》：文件里迟 0 天，按报送时间重算迟 2 天。"
    assert delays_apart(data) == [sentence]
    for delivery in data["colleges"][0]["deliveries"].values():
        del delivery["due_at"], delivery["road"]
    assert delays_apart(data) == []


def test_what_never_came_is_missing_and_what_is_excused_is_not():
    deliveries = {
        "info_form": Delivery("《信息表》", None),
        "summary_report": Delivery("《总结报告》", None, is_required=False),
        "media_package": Delivery("《新闻与影像资料》", 4),
        "statistics_form": Delivery("《情况统计表》", None, is_due=False),
    }
    data = Inputs(
        (Entry("01", "机电学院", deliveries=deliveries), Entry("02", "财经学院"))
    ).as_data()
    told = [(one.lacks, one.awaits) for one in from_data(data).entries]
    assert told == [(["《信息表》"], ["《情况统计表》"]), ([], [])]
