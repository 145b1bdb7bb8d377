"""The pure side of the work lists: facts, power by hour, crowds, clashing shoots."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from reports.work_sources import told_apart
from reports.worklists import clashes, power
from reports.worklists.crowds import LICENCE, MANY, Crowd, alarm
from reports.worklists.items import Item, changed, pieces, total
from reports.worklists.offices import OFFICES, Booth, Setting

DAY = date(2025, 5, 14)
SETTING = Setting(DAY, time(9, 30), time(17), "东区科技广场")
NEED = {
    **{
        "theme": "匠心",
        "exhibits": "机械臂",
        "leader_name": "赵老师",
        "leader_phone": "13800000001",
    },
    **{"power_kw": None, "power_from": None, "power_until": None, "power_use": "", "sockets": None},
    **{"network": "none", "tables": None, "chairs": None, "tents": None, "boards": None},
    **{"screens": None, "computers": None, "is_noisy": False, "needs_water": False},
    **{"has_hazard": False, "hazard_measures": "", "shifts": []},
}


def booth(number=1, box="1号箱", **need):
    return Booth(number, f"学院{number}", f"A{number:02}", box, NEED | need)


def item(number=1, place="实训楼", begins="09:00", ends="11:00", first=DAY, last=DAY):
    hours = {"begins": time.fromisoformat(begins), "ends": time.fromisoformat(ends)}
    return Item("activity", number, "焊接", "机电", first, last, **hours, place=place, wants=())


class TestItems:
    def test_the_digest_follows_what_is_asked_and_not_the_phone(self):
        one = replace(item(), wants=(("用电", "2 kW"),), phone="13800000001")
        assert replace(one, phone="13800000009").digest == one.digest
        assert replace(one, wants=(("用电", "3 kW"),)).digest != one.digest
        assert replace(one, ends=time(12)).digest != one.digest
        assert replace(one, leader="孙老师").digest != one.digest

    def test_what_changed_is_told_before_and_after(self):
        before, after = {"地点": "一楼", "备注": "雨天"}, {"地点": "二楼", "人数": "3 人"}
        told = [("地点", "一楼", "二楼"), ("备注", "雨天", "-"), ("人数", "-", "3 人")]
        assert changed(before, after) == told

    def test_nothing_known_is_not_zero(self):
        assert (total([None, None]), total([None, 3]), total([0])) == (None, 3, 0)
        assert pieces((("桌", 2, "张"), ("椅", None, "把"), ("帐篷", 0, "顶"))) == "桌 2 张"


class TestBooths:
    def wants(self, code, **need):
        found = OFFICES[code].booth(booth(**need), SETTING)
        return dict(found.wants) if found else None

    def test_each_office_reads_what_concerns_it(self):
        need = {"power_kw": Decimal("2.5"), "sockets": 3, "tables": 2, "screens": 1}
        need |= {"network": "wired", "has_hazard": True, "hazard_measures": "灭火毯两块"}
        need |= {"shifts": [{"from": "09:30", "until": "13:00", "people": "张老师"}]}
        power_line = "2.5 kW，插座 3 个，接1号箱"
        assert self.wants("logistics", **need) == {"用电": power_line, "桌椅帐篷展板": "桌 2 张"}
        assert self.wants("it", **need) == {"网络": "有线", "设备": "显示屏 1 台"}
        posts = {"值守": "09:30–13:00 张老师", "危险源与措施": "灭火毯两块"}
        assert self.wants("security", **need) == posts
        assert self.wants("student", **need) == {"值守": "09:30–13:00 张老师"}
        assert self.wants("media", **need) == {"拍摄": "展位", "展示项目": "机械臂"}

    def test_a_booth_that_asks_nothing_is_no_item(self):
        for code in ("logistics", "it", "security", "student"):
            assert self.wants(code) is None

    def test_a_hazard_without_measures_is_said(self):
        assert self.wants("security", has_hazard=True)["危险源与措施"] == "没有写防护措施"

    def test_sockets_without_a_load_are_said(self):
        assert self.wants("logistics", sockets=2)["用电"].startswith("负荷没有填写")


def test_boxes_of_one_name_are_told_apart():
    names = ["配电箱", "1号", "配电箱", "配电箱 1"]
    assert told_apart(names) == ["配电箱 2", "1号", "配电箱 3", "配电箱 1"]
    assert told_apart(["配电箱"]) == ["配电箱"]


class TestPower:
    def loads(self, *booths, capacity=5):
        boxes = [power.Box("1号箱", None if capacity is None else Decimal(capacity))]
        return power.loads(booths, boxes, SETTING)

    def test_hours_add_up_against_the_capacity(self):
        morning = {"power_from": time(10), "power_until": time(12)}
        line = self.loads(
            booth(1, power_kw=Decimal(3), **morning),
            booth(2, power_kw=Decimal("2.5"), power_from=time(11, 30), power_until=time(14)),
        )[0]
        found = [(hour.starts, hour.kw, hour.is_over) for hour in line.hours]
        assert found == [
            (10, Decimal(3), False),
            (11, Decimal("5.5"), True),
            (12, Decimal("2.5"), False),
            (13, Decimal("2.5"), False),
        ]
        assert (line.peak, line.is_over) == (Decimal("5.5"), True)

    def test_just_at_the_capacity_is_not_over(self):
        assert not self.loads(booth(power_kw=Decimal(5)))[0].is_over

    def test_without_hours_it_draws_all_day(self):
        hours = self.loads(booth(power_kw=Decimal(1)))[0].hours
        assert [hour.starts for hour in hours] == list(range(9, 17))

    def test_what_hangs_on_no_box_stands_on_a_line_of_its_own(self):
        line = self.loads(booth(box="", power_kw=Decimal(9)))[-1]
        assert (line.box.name, line.peak, line.is_over) == ("还没有接配电箱", Decimal(9), False)

    def test_who_gave_no_number_is_named(self):
        assert self.loads(booth(sockets=2))[0].unknown == ("A01",)

    def test_who_said_nothing_at_all_is_named_at_its_box(self):
        boxes = [power.Box("1号箱", Decimal(5)), power.Box("2号箱", Decimal(5))]
        lines = power.loads([booth(sockets=2)], boxes, SETTING, [("A02", "1号箱")])
        assert [line.unknown for line in lines] == [("A01", "A02"), ()]

    def test_without_a_capacity_nothing_is_over(self):
        line = self.loads(booth(power_kw=Decimal(99)), capacity=None)[0]
        assert (line.is_over, line.capacity) == (False, "-")

    def test_nothing_drawn_has_hours_all_the_same(self):
        assert [hour.kw for hour in self.loads()[0].hours] == [Decimal(0)] * 8


class TestCrowds:
    @pytest.mark.parametrize(
        ("people", "told"),
        [(None, ""), (500, ""), (501, MANY), (999, MANY), (1000, LICENCE)],
    )
    def test_from_where_on_a_crowd_is_marked(self, people, told):
        assert alarm(people) == told

    def test_nobody_said_is_not_zero(self):
        assert Crowd(DAY, None, None).total is None
        assert Crowd(DAY, None, 30).total == 30


class TestShoots:
    def others(self, one, *rest):
        return clashes.Shoots([one, *rest]).others(one)

    def test_two_places_at_once_clash(self):
        assert self.others(item(), item(2, "图书馆", "10:00", "12:00")) == ["图书馆"]

    def test_one_after_the_other_does_not(self):
        assert self.others(item(), item(2, "图书馆", "11:00", "12:00")) == []

    def test_the_same_place_does_not(self):
        assert self.others(item(), item(2)) == []

    def test_another_day_does_not(self):
        assert self.others(item(), item(2, "图书馆", first=date(2025, 5, 15))) == []

    def test_spans_clash_on_the_day_they_share(self):
        span = item(2, "图书馆", first=date(2025, 5, 12), last=DAY)
        assert self.others(item(), span) == ["图书馆"]

    def test_booths_are_one_place(self):
        booths = [OFFICES["media"].booth(booth(number), SETTING) for number in (1, 2)]
        assert self.others(*booths) == []
        assert self.others(item(begins="10:00"), *booths) == ["东区科技广场"]

    def test_the_plan_by_hour(self):
        slots = clashes.by_hour([item(), item(2, "图书馆", "10:00", "12:00")], DAY)
        found = [(slot.starts, slot.clashes) for slot in slots]
        assert found == [(9, False), (10, True), (11, False)]

    def test_many_places_are_cut(self):
        assert clashes.told(["一", "二", "三", "四"]) == "同时还要在一、二、三 等 4 处拍摄"
