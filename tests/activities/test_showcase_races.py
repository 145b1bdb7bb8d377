"""Two people on one plan or one switch at the same moment, on the database itself."""

from contextlib import suppress

import pytest
from django.utils import timezone

from activities.models import (
    Activity,
    Booth,
    BoothArrival,
    EditConflict,
    Edition,
    Lot,
    PlanConflict,
    Showcase,
    SitePlan,
    WeatherSwitch,
)
from activities.showcase.placing import draw_lot
from activities.showcase.switching import switch, undo
from activities.showcase.weather import Preview
from colleges.models import Notice
from tests import make

from .test_outing_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def site(cast):
    site = cast.edition.showcase.site
    for code in ("A01", "A02"):
        make.booth(site, code)
    return site


def booth(code):
    """As a page opened before knows it."""
    return Booth.objects.select_related("college", "site__edition__showcase").get(code=code)


def standing():
    return dict(Booth.objects.placed().values_list("code", "college__name"))


def give(code, college, by):
    seen = booth(code)
    return lambda: seen.give(college, by, "手工安排")


def test_of_two_colleges_put_on_one_booth_one_stands_there(cast, site):
    for _ in range(ROUNDS):
        acts = [give("A01", cast.jidian, cast.zhou), give("A01", cast.caijing, cast.wu)]
        [refused] = at_once(*acts)
        assert refused.startswith(f"展位 A01刚刚安排给了{standing()['A01']}")
        booth("A01").clear(cast.zhou)


def test_one_college_put_on_two_booths_stands_on_one(cast, site):
    for _ in range(ROUNDS):
        acts = [give("A01", cast.jidian, cast.zhou), give("A02", cast.jidian, cast.wu)]
        [refused] = at_once(*acts)
        [where] = standing()
        assert refused.startswith(f"机电学院刚刚安排在 {where}")
        booth(where).clear(cast.zhou)


def test_swapped_and_cleared_at_once_nobody_is_lost(cast, site):
    for _ in range(ROUNDS):
        booth("A01").give(cast.jidian, cast.zhou, "手工安排")
        booth("A02").give(cast.caijing, cast.zhou, "手工安排")
        first, second, third = booth("A01"), booth("A02"), booth("A02")
        refused = at_once(
            lambda one=first, other=second: one.swap(other, cast.zhou, "商定"),
            lambda one=third: one.clear(cast.wu),
        )
        assert len(refused) == 1
        assert standing() in ({"A01": "财经学院", "A02": "机电学院"}, {"A01": "机电学院"})
        Booth.objects.update(college=None, is_pinned=False)


def test_lots_drawn_by_two_at_once_are_drawn_once(cast, site):
    site.refresh_from_db()

    def draw():
        from_page = SitePlan.objects.get(pk=site.pk)
        try:
            draw_lot(from_page, cast.zhou, timezone.now(), base_version=site.version)
        except PlanConflict as conflict:
            slower.append(conflict)

    slower = []
    at_once(draw, draw)
    assert (len(slower), Lot.objects.count()) == (1, 1)


def pressed(backup, by):
    """The switch as a page opened before would make it."""
    showcase = Showcase.objects.for_page().get(edition=backup.edition)
    backup = type(backup).objects.select_related("edition", "site").get(pk=backup.pk)
    seen = Preview(showcase, backup).seen
    facts = {"reason": "暴雨橙色预警", "seen": seen}
    return lambda: switch(showcase, backup, by, timezone.now(), **facts)


def test_the_switch_pressed_by_two_at_once_has_one_effect(cast):
    backup = make.backup_plan(cast.edition)
    refused = at_once(pressed(backup, cast.zhou), pressed(backup, cast.wu))
    assert len(refused) == 1 and "已经切换过了" in refused[0]
    made = WeatherSwitch.objects.get()
    assert Edition.objects.get().showcase_on == backup.day
    told = Notice.objects.filter(user=cast.chen, key=f"weather:{made.pk}")
    assert told.count() == 1


def test_undone_by_two_at_once_it_is_corrected_once(cast):
    made = make.weather_switch(make.backup_plan(cast.edition), by=cast.zhou)
    twice = [WeatherSwitch.objects.get(pk=made.pk) for _ in range(2)]
    refused = at_once(*[lambda one=one: undo(one, cast.wu, timezone.now()) for one in twice])
    assert len(refused) == 1 and "不用再撤销一次" in refused[0]
    assert Edition.objects.get().showcase_on == cast.edition.showcase_on
    assert Notice.objects.filter(user=cast.chen, kind="correction").count() == 1


def test_switched_while_a_college_is_being_placed_both_happen(cast, site):
    backup = make.backup_plan(cast.edition)
    refused = at_once(pressed(backup, cast.zhou), give("A01", cast.jidian, cast.wu))
    assert refused == []
    assert standing() == {"A01": "机电学院"}
    assert WeatherSwitch.objects.standing().count() == 1


def test_switched_while_an_exhibition_is_edited_nothing_is_half_moved(cast):
    exhibition = make.activity(
        college=cast.jidian,
        category=make.category("exhibition", cast.edition),
        start_date=cast.edition.showcase_on,
        title="集中展示",
    )
    backup = make.backup_plan(cast.edition)
    refused = at_once(pressed(backup, cast.zhou), edited(exhibition, cast.chen))
    moved = Activity.objects.get(pk=exhibition.pk)
    switched = WeatherSwitch.objects.exists()
    assert (moved.start_date == backup.day) == switched
    assert (Edition.objects.get().showcase_on == backup.day) == switched
    assert switched or "刚刚有" in refused[0]


def edited(activity, by):
    """Saved from a form that was opened before; whoever was faster is shown beside it."""
    from_form = Activity.objects.get(pk=activity.pk)
    from_form.title = "集中展示（改）"

    def save():
        with suppress(EditConflict):
            from_form.revise(by, [], base_version=from_form.version)

    return save


def test_a_booth_checked_in_by_two_at_once_is_booked_once(cast):
    def book(by):
        now = timezone.now()
        return lambda: BoothArrival.objects.book(cast.edition, cast.jidian, by, now)

    refused = at_once(book(cast.chen), book(cast.sun))
    assert len(refused) == 1 and "不用再签" in refused[0]
    assert BoothArrival.objects.count() == 1
