"""The form of a booth need: what people type, what is refused and how it is said."""

from datetime import time
from decimal import Decimal

from activities.forms.booth_need import FORM_FIELDS, BoothNeedForm
from activities.models import BoothNeed
from tests.base import PortalTestCase

TYPED = {
    "base_version": "0",
    "theme": "智能制造与匠心",
    "exhibits": "机械臂写字",
    "leader_name": "赵老师",
    "leader_phone": "13800000001",
}


class Typing(PortalTestCase):
    def form(self, **typed):
        need = BoothNeed(edition=self.edition, college=self.jidian, version=0)
        return BoothNeedForm(TYPED | typed, instance=need)

    def cleaned(self, **typed):
        form = self.form(**typed)
        self.assertEqual(form.errors, {})
        return form.cleaned_data

    def assertSays(self, name, sentence, **typed):
        form = self.form(**typed)
        told = "".join(form.errors.get(name, []))
        with self.subTest(typed=typed):
            self.assertIn(sentence, told, form.errors)

    def test_four_fields_are_enough(self):
        cleaned = self.cleaned()
        self.assertEqual((cleaned["power_kw"], cleaned["network"]), (None, "none"))
        self.assertEqual(cleaned["shifts"], [])
        for name in ("theme", "exhibits", "leader_name", "leader_phone"):
            self.assertSays(name, "请填写", **{name: " "})

    def test_numbers_as_people_type_them(self):
        for text, number in [
            ("１２", 12), ("12张", 12), ("1,2", 12), (" 12 ", 12), ("0", 0),
            ("", None), ("-", None), ("－", None), ("不知道", None),
        ]:  # fmt: skip
            with self.subTest(text):
                self.assertEqual(self.cleaned(tables=text)["tables"], number)
        for text in ("２.５", "2.5kW", "2.5 千瓦"):
            with self.subTest(text):
                self.assertEqual(self.cleaned(power_kw=text)["power_kw"], Decimal("2.5"))

    def test_numbers_that_are_none(self):
        for text, sentence in [
            ("-1", "不能小于 0"), ("2.5", "请填整数"), ("三", "请填整数"), ("1e9", "请填整数"),
            ("201", "最多填 200"), ("9" * 30, "最多填 200"), ("9" * 5000, "请填整数"),
        ]:  # fmt: skip
            self.assertSays("tables", sentence, tables=text)
        for text, sentence in [
            ("-1", "不能小于 0"), ("nan", "请填数字"), ("inf", "请填数字"), ("1e999", "最多填 100"),
            ("100.01", "最多填 100"), ("2.555", "最多 2 位小数"), ("很大", "请填数字"),
        ]:  # fmt: skip
            self.assertSays("power_kw", sentence, uses_power="True", power_kw=text)

    def test_power_that_is_used_has_a_load(self):
        self.assertSays("power_kw", "用电请填负荷", uses_power="True")
        self.assertSays("power_kw", "用电请填负荷", uses_power="True", power_kw="0")
        self.assertSays("power_until", "晚于开始", power_kw="2", power_from="10:00",
                        power_until="09:00")  # fmt: skip
        self.assertSays("power_from", "请写成 09:30", power_kw="2", power_from="25:00")

    def test_no_power_keeps_nothing_about_it(self):
        typed = {"power_kw": "2", "power_from": "09:30", "sockets": "3", "power_use": "大屏"}
        cleaned = self.cleaned(uses_power="False", **typed)
        self.assertEqual(cleaned["power_kw"], 0)
        self.assertEqual((cleaned["power_from"], cleaned["sockets"]), (None, None))
        self.assertIsNone(self.cleaned(power_from="09:30")["power_kw"])

    def test_a_hazard_needs_its_measures(self):
        self.assertSays("hazard_measures", "怎样防护", has_hazard="True")
        self.cleaned(has_hazard="True", hazard_measures="灭火毯，专人看护")

    def test_shifts_come_in_order_and_empty_rows_are_none(self):
        shifts = self.cleaned(
            shift_2_from="09:30", shift_2_until="13:00", shift_2_people="赵老师",
            shift_4_from="08:00", shift_4_until="09:30", shift_4_people="",
        )["shifts"]  # fmt: skip
        self.assertEqual(shifts, [
            {"from": "08:00", "until": "09:30", "people": ""},
            {"from": "09:30", "until": "13:00", "people": "赵老师"},
        ])  # fmt: skip

    def test_shifts_that_cannot_be(self):
        row = {"shift_1_from": "09:30", "shift_1_until": "13:00", "shift_1_people": "赵老师"}
        for name, sentence, typed in [
            ("shift_1_from", "几点开始", {"shift_1_from": ""}),
            ("shift_1_until", "到几点", {"shift_1_until": ""}),
            ("shift_1_until", "晚于开始", {"shift_1_until": "09:30"}),
            ("shift_1_from", "早于布展开始 10:00", {"setup_from": "10:00"}),
            ("shift_1_until", "晚于撤展结束 12:00", {"clear_until": "12:00"}),
            ("shift_1_until", "请写成 09:30", {"shift_1_until": "下午"}),
        ]:
            self.assertSays(name, sentence, **row | typed)
        self.assertSays("clear_until", "晚于布展", setup_from="18:00", clear_until="08:00")

    def test_a_line_break_stays_out_of_one_line(self):
        self.assertEqual(self.cleaned(theme="智能\u2028制造")["theme"], "智能 制造")

    def test_what_is_too_long_is_said_with_its_limit(self):
        self.assertSays("theme", "最多 60 字", theme="字" * 61)
        self.assertSays("rain_plan", "最多 300 字", rain_plan="字" * 301)

    def test_every_field_that_is_shown_is_kept_in_a_draft(self):
        self.assertEqual({*self.form().fields}, FORM_FIELDS)

    def test_what_was_stored_comes_back_into_the_form(self):
        need = BoothNeed(
            edition=self.edition, college=self.jidian, version=3, power_kw=2,
            shifts=[{"from": "09:30", "until": "13:00", "people": "赵老师"}],
        )  # fmt: skip
        form = BoothNeedForm(instance=need)
        self.assertEqual(form["base_version"].value(), 3)
        self.assertEqual(form["uses_power"].value(), True)
        self.assertEqual(str(form["shift_1_from"].value()), "09:30")
        shown, folded = form.shift_rows()
        self.assertEqual((len(shown), len(folded)), (2, 6))

    def test_power_hours_as_times(self):
        cleaned = self.cleaned(power_kw="2", power_from="09:30", power_until="17:00")
        self.assertEqual((cleaned["power_from"], cleaned["power_until"]), (time(9, 30), time(17)))
