"""展位需求: how it is kept, what it warns of, what an activity says of it already."""

from datetime import time
from decimal import Decimal

from activities.booth_facts import specials, told, told_groups, unwatched, warnings_of
from activities.models import BoothNeed, BoothNeedDraft, NeedConflict
from activities.showcase.prefill import halves, prefilled, source_of
from colleges.models import AuditEntry
from tests import make
from tests.base import PortalTestCase

OPENS, CLOSES = time(9, 30), time(17)


def shift(begins, ends, people="赵老师"):
    return {"from": begins, "until": ends, "people": people}


def stored(need):
    return BoothNeed.objects.get(pk=need.pk)


class Keeping(PortalTestCase):
    def setUp(self):
        self.need = make.booth_need(self.jidian)

    def test_a_change_counts_a_version_and_is_told_fact_by_fact(self):
        self.need.power_kw = Decimal("3.5")
        self.assertTrue(self.need.keep(self.sun, self.now, base_version=1))
        entry = AuditEntry.objects.about(self.need).order_by("-pk").first()
        self.assertEqual((entry.verb, entry.actor), ("修改展位需求", self.sun))
        self.assertEqual(entry.payload, {"before": {"power_kw": "2"}, "after": {"power_kw": "3.5"}})
        self.assertEqual(stored(self.need).version, 2)

    def test_saving_it_as_it_stands_changes_nothing(self):
        again = stored(self.need)
        self.assertFalse(again.keep(self.sun, self.now, base_version=1))
        self.assertEqual((stored(again).version, stored(again).updated_by), (1, self.chen))

    def test_of_two_who_save_on_the_same_version_the_second_is_shown_the_first(self):
        mine, theirs = stored(self.need), stored(self.need)
        theirs.tables = 9
        theirs.keep(self.sun, self.now, base_version=1)
        mine.tables = 5
        with self.assertRaises(NeedConflict) as conflict:
            mine.keep(self.chen, self.now, base_version=1)
        self.assertEqual((conflict.exception.need.tables, stored(mine).tables), (9, 9))

    def test_of_two_who_begin_at_once_the_second_is_shown_the_first(self):
        late = BoothNeed(edition=self.edition, college=self.jidian, theme="迟到的")
        with self.assertRaises(NeedConflict):
            late.keep(self.sun, self.now, base_version=0)
        self.assertEqual(BoothNeed.objects.get(college=self.jidian).theme, self.need.theme)

    def test_the_database_meets_the_second_who_was_past_the_question(self):
        late = BoothNeed(edition=self.edition, college=self.jidian, theme="迟到的")
        late.updated_by, late.version = self.sun, 1
        with self.assertRaises(NeedConflict):
            late.store(is_new=True)

    def test_a_draft_of_an_older_version_is_not_brought_back(self):
        data = {"base_version": ["1"], "theme": ["写了一半"]}
        keep = BoothNeedDraft.objects.keep
        self.assertIsNotNone(keep(self.edition, self.jidian, self.chen, data))
        self.need.tables = 7
        self.need.keep(self.sun, self.now, base_version=1)
        self.assertIsNone(keep(self.edition, self.jidian, self.chen, data | {"theme": ["又写"]}))
        self.assertEqual(BoothNeedDraft.objects.get().data["theme"], ["写了一半"])

    def test_who_sees_it_and_its_phone(self):
        table = [
            (self.chen, True, True), (self.sun, True, True), (self.lin, False, False),
            (self.zhou, True, True), (self.chu, True, False), (self.zheng, True, False),
            (self.wei, False, False), (self.jiang, False, False), (self.feng, False, False),
        ]  # fmt: skip
        for user, sees, sees_phone in table:
            with self.subTest(user.name):
                self.assertEqual(BoothNeed.objects.visible_to(user).exists(), sees)
                self.assertEqual(self.need.shows_phone_to(user), sees_phone)


class Telling(PortalTestCase):
    def test_numbers_and_what_nobody_knows(self):
        for name, value, words in [
            ("power_kw", Decimal("2.50"), "2.5"),
            ("power_kw", Decimal("20.00"), "20"),
            ("tables", None, "-"),
            ("tables", 0, "0"),
            ("network", "wired", "有线"),
            ("setup_from", time(7, 30), "07:30"),
            ("shifts", [shift("09:30", "13:00", "")], "09:30–13:00 （还没有定人）"),
        ]:
            with self.subTest(name, value=value):
                self.assertEqual(told(name, value), words)

    def test_hours_of_no_power_and_phones_of_strangers_are_left_out(self):
        need = make.booth_need(self.jidian, power_kw=0, has_hazard=True, hazard_measures="灭火毯")
        rows = {row[0]: row[1] for _, rows in told_groups(need, sees_phone=False) for row in rows}
        self.assertNotIn("用电自", rows)
        self.assertEqual((rows["负责人手机"], rows["危险源与防护措施"]), ("138****0001", "灭火毯"))

    def test_what_is_special(self):
        need = BoothNeed(is_noisy=True, has_hazard=True, network="wired")
        self.assertEqual(specials(need), ["明火等危险源", "音响", "有线网络"])


class Warnings(PortalTestCase):
    def warned(self, **facts):
        complete = {
            "power_kw": 2, "power_from": OPENS, "power_until": CLOSES, "rain_plan": "进大厅",
            "shifts": [shift("09:30", "17:00")],
        }  # fmt: skip
        return "".join(warnings_of(BoothNeed(**complete | facts), OPENS, CLOSES))

    def test_each(self):
        self.assertEqual(self.warned(), "")
        for facts, words in [
            ({"power_kw": None}, "没有写用不用电"),
            ({"power_from": None}, "没有写用电时间"),
            ({"rain_plan": ""}, "没有写雨天预案"),
            ({"setup_from": time(10)}, "晚于展示开始 09:30"),
            ({"clear_until": time(16)}, "早于展示结束 17:00"),
            ({"shifts": []}, "09:30–17:00 没有人值守"),
            ({"shifts": [shift("09:30", "17:00", "")]}, "09:30–17:00 没有人值守"),
        ]:
            with self.subTest(words):
                self.assertIn(words, self.warned(**facts))

    def test_gaps_between_shifts(self):
        for shifts, gaps in [
            ([shift("08:00", "18:00")], []),
            ([shift("12:00", "17:00"), shift("09:30", "12:00")], []),
            ([shift("10:00", "12:00"), shift("13:00", "16:00")],
             [("09:30", "10:00"), ("12:00", "13:00"), ("16:00", "17:00")]),
            ([shift("07:00", "08:00")], [("09:30", "17:00")]),
            ([shift("17:30", "18:00")], [("09:30", "17:00")]),
        ]:  # fmt: skip
            found = unwatched(BoothNeed(shifts=shifts), OPENS, CLOSES)
            with self.subTest(shifts=shifts):
                self.assertEqual([(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in found], gaps)


class Prefilling(PortalTestCase):
    def held(self, **overrides):
        day = {"start_date": self.edition.showcase_on}
        return make.activity(college=self.jidian, **day | overrides)

    def test_the_exhibition_of_the_day_comes_first(self):
        self.held(venue=self.edition.showcase_place)
        other_day = {"start_date": self.edition.dates[0]}
        exhibition = make.category("exhibition")
        self.held(category=exhibition, **other_day)
        wanted = self.held(category=exhibition, needs=["power", "devices"], title="机械臂写字")
        self.assertEqual(source_of(self.edition, self.jidian), wanted)
        values = prefilled(self.edition, wanted)
        self.assertEqual(values["theme"], "机械臂写字")
        self.assertEqual((values["uses_power"], values["network"]), (True, "wireless"))
        self.assertEqual(values["leader_phone"], wanted.leader_phone)

    def test_else_what_is_held_at_the_place_that_day(self):
        self.held()
        self.assertIsNone(source_of(self.edition, self.jidian))
        at_place = self.held(venue=f"{self.edition.showcase_place} A 区")
        self.assertEqual(source_of(self.edition, self.jidian), at_place)
        at_place.cancel(self.chen, "停办")
        self.assertIsNone(source_of(self.edition, self.jidian))

    def test_two_halves_to_begin_with(self):
        self.assertEqual([*halves(OPENS, CLOSES).values()],
                         [OPENS, time(13), time(13), CLOSES])  # fmt: skip
        self.assertEqual([*halves(time(9), time(9, 20)).values()], [time(9), time(9, 20)])
