from datetime import date, time

from activities.models import Activity, BackupPlan, BoothNeed, Edition, Showcase, WeatherSwitch
from activities.showcase.switching import UndoConflict, move, switch, undo
from activities.showcase.weather import Preview
from colleges.models import Notice, NoticeKind
from colleges.models.audit import canonical
from colleges.rules import BrokenRule, WrongState
from tests import make
from tests.base import PortalTestCase


class WithBackup(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.hall = cls.edition.site_plans.create(name="体育馆")
        make.booth(cls.hall, "B01")
        cls.exhibition = cls.planned("集中展示", category="exhibition")
        cls.other = cls.planned("焊接体验", category="campus_open")
        cls.need = make.booth_need(
            cls.jidian, shifts=[{"from": "09:30", "until": "13:00", "people": "张老师"}]
        )
        cls.backup = cls.edition.backup_plans.create(
            name="雨天方案",
            day=date(2025, 5, 15),
            opens_at=time(10, 30),
            closes_at=time(18, 0),
            place="体育馆",
            site=cls.hall,
            what_to_do="展板请用防水袋。",
        )

    @classmethod
    def planned(cls, title, *, category):
        hours = {"start_time": cls.edition.showcase_from, "end_time": cls.edition.showcase_until}
        return make.activity(
            college=cls.jidian,
            title=title,
            category=make.category(category, cls.edition),
            start_date=cls.edition.showcase_on,
            venue=f"{cls.edition.showcase_place} A01",
            **hours,
        )

    def showcase(self):
        return Showcase.objects.for_page().get(edition=self.edition)

    def preview(self, backup=None):
        backup = BackupPlan.objects.get(pk=(backup or self.backup).pk)
        return Preview(self.showcase(), backup)

    def switch(self, backup=None, **overrides):
        seen = self.preview(backup)
        facts = {"reason": "暴雨橙色预警", "seen": seen.seen} | overrides
        return switch(seen.showcase, seen.backup, self.zhou, self.now, **facts)

    def state(self):
        """Everything that a switch may move, in one spelling."""
        models = (Edition, Showcase, Activity, BoothNeed)
        rows = [list(model.objects.order_by("pk").values()) for model in models]
        counters = {"version", "updated_at", "filed_version", "updated_by_id"}
        return canonical(
            [{k: v for k, v in row.items() if k not in counters} for rows in rows for row in rows]
        )


class Switching(WithBackup):
    def test_day_hours_place_and_plan_move(self):
        self.switch()
        edition = Edition.objects.get(pk=self.edition.pk)
        self.assertEqual(edition.showcase_on, date(2025, 5, 15))
        self.assertEqual((edition.showcase_from, edition.showcase_until), (time(10, 30), time(18)))
        self.assertEqual(edition.showcase_place, "体育馆")
        self.assertEqual(self.showcase().site, self.hall)

    def test_the_exhibitions_move_along_and_nothing_else_of_that_day(self):
        self.switch()
        moved = Activity.objects.get(pk=self.exhibition.pk)
        self.assertEqual((moved.start_date, moved.start_time), (date(2025, 5, 15), time(10, 30)))
        self.assertEqual((moved.end_time, moved.venue), (time(18), "体育馆"))
        self.assertEqual(Activity.objects.get(pk=self.other.pk).start_date, date(2025, 5, 14))

    def test_who_stays_to_the_end_stays_to_the_new_end(self):
        BackupPlan.objects.filter(pk=self.backup.pk).update(closes_at=time(16))
        self.switch()
        self.assertEqual(Activity.objects.get(pk=self.exhibition.pk).end_time, time(16))

    def test_duty_shifts_and_power_keep_their_distance_to_the_opening(self):
        self.switch()
        need = BoothNeed.objects.get(pk=self.need.pk)
        self.assertEqual((need.shifts[0]["from"], need.shifts[0]["until"]), ("10:30", "14:00"))
        self.assertEqual(need.power_from, time(10, 30))

    def test_everybody_concerned_is_told_once_what_to_do(self):
        self.switch()
        for user, expected in [(self.chen, 1), (self.wei, 1), (self.jiang, 1), (self.feng, 0)]:
            with self.subTest(user=user):
                told = Notice.objects.filter(user=user, key__startswith="weather:")
                self.assertEqual(told.count(), expected)
        body = Notice.objects.filter(user=self.lin, key__startswith="weather:").get().body
        self.assertIn("因暴雨橙色预警，集中展示改为5月15日（周四）10:30–18:00，地点体育馆", body)
        self.assertIn("展板请用防水袋", body)

    def test_pressed_twice_it_has_one_effect(self):
        self.switch()
        before = self.state()
        with self.assertRaisesMessage(WrongState, "已经切换过了"):
            self.switch()
        self.assertEqual((self.state(), WeatherSwitch.objects.count()), (before, 1))

    def test_what_was_shown_is_what_is_done(self):
        seen = self.preview().seen
        Activity.objects.filter(pk=self.exhibition.pk).update(venue="教学楼")
        before = self.state()
        with self.assertRaisesMessage(BrokenRule, "要移动的内容刚刚有变化"):
            self.switch(seen=seen)
        self.assertEqual(self.state(), before)

    def test_an_older_sight_of_the_hours_switches_nothing(self):
        hours = {"opens_at": self.edition.showcase_from, "closes_at": self.edition.showcase_until}
        BackupPlan.objects.filter(pk=self.backup.pk).update(**hours)
        seen = self.preview()
        Edition.objects.filter(pk=self.edition.pk).update(showcase_from=time(8))
        facts = {"reason": "暴雨", "seen": seen.seen}
        with self.assertRaisesMessage(BrokenRule, "要移动的内容刚刚有变化"):
            switch(seen.showcase, seen.backup, self.zhou, self.now, **facts)

    def test_a_reason_is_asked(self):
        with self.assertRaisesMessage(BrokenRule, "请写明原因"):
            self.switch(reason="  ")

    def test_an_outing_does_not_move_by_itself(self):
        Activity.objects.filter(pk=self.exhibition.pk).update(is_outing=True)
        self.assertIn("已标为外出", "".join(self.preview().cannot))
        self.switch()
        self.assertEqual(Activity.objects.get(pk=self.exhibition.pk).start_date, date(2025, 5, 14))

    def test_a_twin_on_the_new_day_does_not_move(self):
        twin = self.planned("集中展示二", category="exhibition")
        Activity.objects.filter(pk=twin.pk).update(
            title="集中展示", start_date=date(2025, 5, 15), end_date=date(2025, 5, 15)
        )
        self.assertIn("已有同名活动", "".join(self.preview().cannot))
        self.switch()

    def test_an_exhibition_of_several_days_is_told_and_stays(self):
        Activity.objects.filter(pk=self.exhibition.pk).update(end_date=date(2025, 5, 16))
        self.assertIn("跨了几天", "".join(self.preview().cannot))
        self.switch()
        self.assertEqual(Activity.objects.get(pk=self.exhibition.pk).start_date, date(2025, 5, 14))

    def test_times_that_would_run_past_midnight_are_told_and_stay(self):
        BoothNeed.objects.filter(pk=self.need.pk).update(clear_until=time(23, 30))
        told = "机电学院的用电与值守时间：按新的时间放不下，请学院自己改。"
        self.assertIn(told, self.preview().cannot)
        self.switch()
        need = BoothNeed.objects.get(pk=self.need.pk)
        self.assertEqual((need.power_from, need.clear_until), (time(9, 30), time(23, 30)))

    def test_the_longest_words_are_told_whole(self):
        place, words = "地" * 60, "做" * 300
        BackupPlan.objects.filter(pk=self.backup.pk).update(place=place, what_to_do=words)
        self.switch(reason="雨" * 100)
        self.assertTrue(self.showcase().told.endswith(f"地点{place}。{words}"))

    def test_the_plan_left_behind_is_kept_for_the_way_back(self):
        left = self.edition.showcase.site
        self.switch()
        with self.assertRaisesMessage(BrokenRule, "撤销天气调整时还要回到"):
            left.remove(self.zhou)

    def test_a_plan_that_nobody_released_is_told(self):
        self.assertIn("“体育馆”还没有发布展位图", "".join(self.preview().cannot))


class CallingOff(WithBackup):
    def setUp(self):
        self.off = self.edition.backup_plans.create(name="取消", calls_off=True)

    def test_the_exhibitions_are_cancelled_with_the_reason(self):
        self.switch(self.off)
        found = Activity.objects.get(pk=self.exhibition.pk)
        self.assertTrue(found.is_cancelled)
        self.assertEqual(found.cancel_reason, "暴雨橙色预警")
        self.assertTrue(self.showcase().is_cancelled)

    def test_undone_they_are_planned_again(self):
        before = self.state()
        undo(self.switch(self.off), self.zhou, self.now)
        self.assertEqual(self.state(), before)

    def test_undone_beside_a_new_one_of_that_name_the_old_stays_cancelled(self):
        made = self.switch(self.off)
        self.planned("集中展示", category="exhibition")
        with self.assertRaises(UndoConflict):
            undo(made, self.zhou, self.now)
        undo(made, self.zhou, self.now, keep_edited=True)
        self.assertTrue(Activity.objects.get(pk=self.exhibition.pk).is_cancelled)
        self.assertFalse(self.showcase().is_cancelled)


class Undoing(WithBackup):
    def test_the_earlier_state_is_back_to_the_byte(self):
        before = self.state()
        undo(self.switch(), self.zhou, self.now)
        self.assertEqual(self.state(), before)

    def test_what_stood_as_filed_does_so_again(self):
        make.filed(self.filing)
        made = self.switch()
        self.assertTrue(Activity.objects.get(pk=self.exhibition.pk).changed_since_filed)
        undo(made, self.zhou, self.now)
        self.assertFalse(Activity.objects.get(pk=self.exhibition.pk).changed_since_filed)

    def test_what_was_filed_anew_since_has_changed_again(self):
        make.filed(self.filing)
        made = self.switch()
        make.filed(self.filing, reason="天气调整")
        undo(made, self.zhou, self.now)
        self.assertTrue(Activity.objects.get(pk=self.exhibition.pk).changed_since_filed)

    def test_what_somebody_edited_since_is_shown_first(self):
        made = self.switch()
        Activity.objects.filter(pk=self.exhibition.pk).update(venue="体育馆二楼")
        before = self.state()
        with self.assertRaises(UndoConflict) as caught:
            undo(made, self.zhou, self.now)
        self.assertEqual(
            caught.exception.conflicts[0].rows, (("活动地点", "体育馆", "体育馆二楼"),)
        )
        self.assertEqual(self.state(), before)

    def test_the_edited_one_stays_when_they_say_so_and_the_rest_goes_back(self):
        made = self.switch()
        Activity.objects.filter(pk=self.exhibition.pk).update(venue="体育馆二楼")
        undo(made, self.zhou, self.now, keep_edited=True)
        self.assertEqual(Activity.objects.get(pk=self.exhibition.pk).venue, "体育馆二楼")
        self.assertEqual(Edition.objects.get(pk=self.edition.pk).showcase_on, date(2025, 5, 14))

    def twin(self):
        """The name that the exhibition had is given to another one on its former day."""
        self.planned("集中展示", category="exhibition")

    def test_a_name_given_away_on_the_former_day_is_shown_first(self):
        made = self.switch()
        self.twin()
        with self.assertRaises(UndoConflict) as caught:
            undo(made, self.zhou, self.now)
        told = ("活动名称", "集中展示", "5月14日（周三）另有一项同名活动")
        self.assertEqual(caught.exception.conflicts[0].rows, (told,))

    def test_who_lost_the_name_stays_and_the_rest_goes_back(self):
        made = self.switch()
        self.twin()
        undo(made, self.zhou, self.now, keep_edited=True)
        self.assertEqual(Activity.objects.get(pk=self.exhibition.pk).start_date, date(2025, 5, 15))
        self.assertEqual(Edition.objects.get(pk=self.edition.pk).showcase_on, date(2025, 5, 14))

    def test_a_name_given_away_at_this_very_moment_is_a_sentence(self):
        made = self.switch()
        row = next(row for row in made.moved if row["kind"] == "activity")
        self.twin()
        with self.assertRaisesMessage(WrongState, "那天刚刚有了同名活动"):
            move(row, row["after"], row["before"], self.zhou, "")

    def test_of_two_things_of_one_name_only_the_edited_one_stays(self):
        other = make.activity(
            college=self.caijing,
            title="集中展示",
            category=make.category("exhibition", self.edition),
            start_date=self.edition.showcase_on,
        )
        made = self.switch()
        for row in made.moved:
            row["name"] = "同一个名字"
        Activity.objects.filter(pk=self.exhibition.pk).update(venue="体育馆二楼")
        undo(made, self.zhou, self.now, keep_edited=True)
        self.assertEqual(Activity.objects.get(pk=other.pk).start_date, date(2025, 5, 14))

    def test_who_was_told_gets_a_correction(self):
        undo(self.switch(), self.zhou, self.now)
        told = Notice.objects.get(user=self.chen, kind=NoticeKind.CORRECTION)
        self.assertIn("恢复为5月14日（周三）09:30–17:00", told.body)

    def test_twice_is_refused(self):
        made = self.switch()
        undo(made, self.zhou, self.now)
        with self.assertRaisesMessage(WrongState, "不用再撤销一次"):
            undo(made, self.wu, self.now)

    def test_after_it_another_plan_may_be_switched_to(self):
        undo(self.switch(), self.zhou, self.now)
        self.switch()
        self.assertEqual(WeatherSwitch.objects.standing().count(), 1)
