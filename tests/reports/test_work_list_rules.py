"""Work lists against the database: what stands on them, who says what, what changes since."""

from datetime import time
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Activity, BoothNeed
from colleges.models import AuditEntry, Department, Notice, Role
from colleges.rules import BrokenRule, WrongState
from reports.models import WorkMark
from tests import make
from tests.base import PortalTestCase


class WorkLists(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.cang = cls.office("仓", "logistics")
        cls.shu = cls.office("舒", "it")
        cls.wen = cls.office("文", "media")
        cls.wu_chun = cls.office("伍", "student")
        cls.site = cls.edition.showcase.site

    @staticmethod
    def office(name, code):
        return make.person(name, Role.DEPARTMENT, department=Department.objects.get(code=code))

    def announced(self, college=None, **facts):
        """An activity that everybody may read."""
        one = make.activity(college=college or self.jidian, **facts)
        Activity.objects.filter(pk=one.pk).update(filed_version=one.version)
        return one

    def titles(self, user, day=None):
        return [item.title for item in make.work(user, day=day).items]

    def row(self, user, thing):
        key = make.work_item(user, thing).key
        return next(row for row in make.work(user).rows if row.key == key)

    def state(self, user, thing):
        return self.row(user, thing).state.code

    def confirmed(self, user, thing):
        mark = make.work_mark(user, thing)
        mark.confirm(make.work_item(user, thing), user, self.now)
        return mark


class WhatStandsThere(WorkLists):
    def test_each_office_has_the_activities_that_need_it(self):
        for need, user in [
            ("power", self.cang),
            ("furniture", self.cang),
            ("venue", self.cang),
            ("devices", self.shu),
            ("security", self.wei),
            ("filming", self.wen),
        ]:
            title = f"需要{need}"
            self.announced(title=title, needs=[need])
            with self.subTest(need):
                self.assertIn(title, self.titles(user))
        self.assertEqual(self.titles(self.shu), ["需要devices"])
        self.assertEqual(len(self.titles(self.cang)), 3)

    def test_social_service_is_of_the_student_office(self):
        self.announced(title="家电维修", category=make.category("social_service"))
        self.announced(title="开放日")
        self.assertEqual(self.titles(self.wu_chun), ["家电维修"])

    def test_guards_look_at_crowds_without_being_asked(self):
        self.announced(title="招聘会", expected_internal=300, expected_external=201)
        self.announced(title="讲座", expected_internal=500, expected_external=None)
        found = make.work(self.wei).items
        self.assertEqual([(one.title, one.alarms) for one in found], [("招聘会", ("超过 500 人",))])

    def test_what_is_not_announced_cancelled_or_not_approved_does_not_count(self):
        make.activity(college=self.jidian, title="没报送", needs=["power"])
        cancelled = self.announced(title="取消", needs=["power"])
        cancelled.cancel(self.chen, "下雨")
        self.announced(title="未审批", needs=["power"], is_outing=True)
        self.assertEqual(self.titles(self.cang), [])

    def test_of_a_day_there_is_what_covers_it(self):
        days = self.edition.dates
        self.announced(title="三天", needs=["power"], start_date=days[1], end_date=days[3])
        self.announced(title="周五", needs=["power"], start_date=days[5])
        self.assertEqual(self.titles(self.cang, days[2]), ["三天"])
        self.assertEqual(self.titles(self.cang, days[5]), ["周五"])
        self.assertEqual(self.titles(self.cang), ["三天", "周五"])

    def test_a_booth_stands_where_the_released_plan_has_it(self):
        make.booth_need(self.jidian)
        box = make.power_box(self.site)
        booth = make.booth(self.site, "A01", college=self.jidian, supply=box)
        self.assertIn("展位待定", make.work_item(self.cang, self.jidian).place)
        make.release(self.site, by=self.zhou)
        item = make.work_item(self.cang, self.jidian)
        self.assertEqual(item.place, "东区科技广场 展位 A01")
        self.assertIn("接1号配电箱", dict(item.wants)["用电"])
        booth.code = "Z99"
        booth.save()
        self.assertEqual(make.work_item(self.cang, self.jidian).place, "东区科技广场 展位 A01")

    def test_booths_stand_on_their_day_alone_and_not_when_it_is_off(self):
        make.booth_need(self.jidian)
        days = self.edition.dates
        self.assertEqual(len(self.titles(self.cang, self.edition.showcase_on)), 1)
        self.assertEqual(self.titles(self.cang, days[0]), [])
        type(self.edition.showcase).objects.update(is_cancelled=True)
        self.assertEqual(self.titles(self.cang), [])
        self.assertEqual(make.work(self.cang).loads, [])

    def test_the_weather_moves_booths_with_the_edition(self):
        make.booth_need(self.jidian)
        type(self.edition).objects.update(
            showcase_on=self.edition.dates[4], showcase_place="体育馆"
        )
        item = make.work_item(self.cang, self.jidian)
        self.assertEqual((item.first, item.place), (self.edition.dates[4], "体育馆 展位待定"))

    def test_helpers_of_the_service_desk_follow_the_plan(self):
        place = {"x": 1, "y": 1, "width": 2, "depth": 2}
        self.site.fixtures.create(kind="service_desk", label="总服务台", **place)
        self.assertEqual(self.titles(self.wu_chun), [])
        make.booth(self.site, "A01", college=self.jidian)
        make.release(self.site, by=self.zhou)
        self.assertEqual(self.titles(self.wu_chun), ["总服务台"])

    def test_power_adds_up_by_box(self):
        make.booth_need(self.jidian, power_kw=Decimal(15))
        make.booth_need(self.caijing, power_kw=Decimal(6), power_from=time(16))
        box = make.power_box(self.site)
        make.booth(self.site, "A01", college=self.jidian, supply=box)
        make.booth(self.site, "A02", college=self.caijing, supply=box)
        make.release(self.site, by=self.zhou)
        load = make.work(self.cang).loads[0]
        over = [hour.starts for hour in load.hours if hour.is_over]
        self.assertEqual((load.peak, over), (Decimal(21), [16]))

    def test_sums_say_how_many_booths_nobody_spoke_for(self):
        make.booth_need(self.jidian)
        box = make.power_box(self.site)
        make.booth(self.site, "A01", college=self.jidian, supply=box)
        make.booth(self.site, "A02", college=self.caijing, supply=box)
        make.release(self.site, by=self.zhou)
        view = make.work(self.cang)
        self.assertEqual(view.loads[0].unknown, ("A02",))
        self.assertEqual(view.totals[0], ("桌", 2, "张", 1))

    def test_crowds_add_up_by_day(self):
        days = self.edition.dates
        spans = {"start_date": days[1], "end_date": days[2]}
        self.announced(expected_internal=400, expected_external=100, **spans)
        self.announced(expected_internal=None, expected_external=600, start_date=days[2])
        found = [crowd.total for crowd in make.work(self.wei).crowds]
        self.assertEqual(found[1:4], [500, 1100, None])


class WhatIsSaid(WorkLists):
    def setUp(self):
        self.one = self.announced(title="焊接展示", needs=["power"])

    def revise(self, **facts):
        one = Activity.objects.get(pk=self.one.pk)
        for name, value in facts.items():
            setattr(one, name, value)
        one.revise(self.chen, [], base_version=one.version)

    def test_it_waits_until_somebody_confirms(self):
        self.assertEqual(self.state(self.cang, self.one), "waiting")
        mark = self.confirmed(self.cang, self.one)
        self.assertEqual(self.state(self.cang, self.one), "confirmed")
        self.assertEqual((mark.acted_by, mark.acted_at), (self.cang, self.now))
        self.assertTrue(AuditEntry.objects.filter(verb="确认", actor=self.cang).exists())

    def test_the_second_to_confirm_reads_who_was_faster(self):
        self.confirmed(self.cang, self.one)
        with self.assertRaisesMessage(WrongState, "已由仓于5月12日（周一）10:00标为“已确认”"):
            self.confirmed(self.cang, self.one)

    def test_offices_confirm_apart(self):
        both = self.announced(title="直播", needs=["power", "devices"])
        self.confirmed(self.cang, both)
        self.assertEqual(self.state(self.shu, both), "waiting")

    def test_a_change_is_shown_and_confirmed_anew(self):
        self.confirmed(self.cang, self.one)
        self.revise(venue="图书馆报告厅")
        row = self.row(self.cang, self.one)
        told = [("地点", "实训楼 101", "图书馆报告厅")]
        self.assertEqual((row.state.code, row.changes), ("changed", told))
        self.confirmed(self.cang, self.one)
        self.assertEqual(self.state(self.cang, self.one), "confirmed")

    def test_done_and_changed_since_is_changed(self):
        make.work_mark(self.cang, self.one).finish(
            make.work_item(self.cang, self.one), self.cang, self.now
        )
        self.assertEqual(self.state(self.cang, self.one), "done")
        self.revise(start_time=time(8))
        self.assertEqual(self.state(self.cang, self.one), "changed")

    def test_what_does_not_concern_the_office_changes_nothing(self):
        self.confirmed(self.cang, self.one)
        self.revise(summary="改了介绍", leader_phone="13800000008")
        self.assertEqual(self.state(self.cang, self.one), "confirmed")

    def test_what_is_cancelled_stays_as_cancelled(self):
        self.confirmed(self.cang, self.one)
        Activity.objects.get(pk=self.one.pk).cancel(self.chen, "下雨")
        for day in (None, self.one.start_date, self.edition.dates[5]):
            row = make.work(self.cang, day=day).rows[-1]
            self.assertEqual((row.state.code, row.title), ("gone", "焊接展示"))
        self.assertEqual(row.facts["地点"], "实训楼 101")

    def test_moved_to_another_day_is_not_cancelled(self):
        self.confirmed(self.cang, self.one)
        day, other = self.one.start_date, self.edition.dates[5]
        self.revise(start_date=other, end_date=other)
        self.assertEqual(make.work(self.cang, day=day).rows, [])
        self.assertEqual(
            [row.state.code for row in make.work(self.cang, day=other).rows], ["changed"]
        )

    def test_a_booth_of_a_called_off_showcase_is_cancelled(self):
        make.booth_need(self.jidian)
        self.confirmed(self.cang, self.jidian)
        self.assertEqual(len(make.work(self.cang, day=self.edition.dates[0]).rows), 0)
        type(self.edition.showcase).objects.update(is_cancelled=True)
        states = [row.state.code for row in make.work(self.cang).rows]
        self.assertEqual(states, ["waiting", "gone"])


class Questions(WorkLists):
    def setUp(self):
        self.one = self.announced(title="焊接展示", needs=["power"])

    def ask(self, text="要几个插座？"):
        return make.work_question(self.cang, self.one, text)

    def test_the_college_is_told_and_answers_and_the_office_is_told(self):
        mark = self.ask()
        told = Notice.objects.get(user=self.chen, object_id=str(mark.pk))
        self.assertEqual((told.title, told.body), ("后勤处问：“焊接展示”", "要几个插座？"))
        self.assertEqual(told.url, reverse("work_question_list", args=["2025"]))
        self.assertEqual(self.state(self.cang, self.one), "asked")
        mark.answer(self.chen, self.now, "四个，自带线盘。")
        row = self.row(self.cang, self.one)
        self.assertEqual((row.state.code, row.was_answered), ("waiting", True))
        told = Notice.objects.get(user=self.cang, object_id=str(mark.pk))
        self.assertEqual(
            (told.title, told.url), ("机电学院已答复：“焊接展示”", mark.get_absolute_url())
        )
        talk = [(one.word, one.by, one.text) for one in mark.remarks.all()]
        asked = ("提问", self.cang, "要几个插座？")
        self.assertEqual(talk, [asked, ("答复", self.chen, "四个，自带线盘。")])

    def test_nobody_else_is_told(self):
        self.ask()
        self.assertFalse(Notice.objects.filter(user=self.lin).exists())

    def test_a_department_answers_for_what_it_organises(self):
        one = make.activity(department=self.security, title="消防演练", needs=["power"])
        mark = make.work_question(self.cang, one)
        self.assertTrue(Notice.objects.filter(user=self.wei).exists())
        mark.answer(self.wei, self.now, "自备发电机。")
        self.assertEqual(self.state(self.cang, one), "waiting")

    def test_an_empty_question_or_answer_is_refused(self):
        with self.assertRaisesMessage(BrokenRule, "提问要写明想问什么"):
            self.ask("  ")
        with self.assertRaisesMessage(BrokenRule, "答复还空着"):
            self.ask().answer(self.chen, self.now, "")
        with self.assertRaisesMessage(BrokenRule, "最多写 300 字"):
            self.ask("问" * 301)

    def test_a_second_answer_is_refused(self):
        mark = self.ask()
        again = WorkMark.objects.get(pk=mark.pk)
        mark.answer(self.chen, self.now, "四个。")
        with self.assertRaisesMessage(WrongState, "疑问已经了结"):
            again.answer(self.sun, self.now, "五个。")
        self.assertEqual(mark.remarks.count(), 2)

    def test_it_is_not_done_while_it_waits_for_an_answer(self):
        mark = self.ask()
        with self.assertRaisesMessage(BrokenRule, "有疑问，还没有答复"):
            mark.finish(make.work_item(self.cang, self.one), self.cang, self.now)
        mark.confirm(make.work_item(self.cang, self.one), self.cang, self.now)
        self.assertEqual(self.state(self.cang, self.one), "confirmed")

    def test_what_the_office_placed_itself_is_asked_of_nobody(self):
        place = {"x": 1, "y": 1, "width": 2, "depth": 2}
        self.site.fixtures.create(kind="service_desk", **place)
        make.booth(self.site, "A01", college=self.jidian)
        make.release(self.site, by=self.zhou)
        item = make.work(self.wu_chun).items[0]
        view = make.work(self.wu_chun)
        mark = WorkMark.objects.for_item(view.edition, view.department, item)
        with self.assertRaisesMessage(BrokenRule, "由教务处安排"):
            mark.ask(item, self.wu_chun, self.now, "几个人？")


class Cost(WorkLists):
    def test_a_day_reads_the_activities_of_the_day_alone(self):
        days = self.edition.dates
        for day in days:
            self.announced(needs=["power"], start_date=day)
        view = make.work(self.cang, day=days[2])
        with CaptureQueriesContext(connection) as queries:
            found = view.sources.activity_items(view.day)
        self.assertEqual((len(found), len(queries)), (1, 1))

    def test_a_need_that_is_part_of_a_word_is_not_taken_for_it(self):
        one = self.announced(needs=["power"])
        Activity.objects.filter(pk=one.pk).update(needs=["powerful"])
        self.assertEqual(self.titles(self.cang), [])

    def test_one_mark_an_item(self):
        one = self.announced(needs=["power"])
        self.assertEqual(make.work_mark(self.cang, one), make.work_mark(self.cang, one))
        self.assertEqual(BoothNeed.objects.count(), 0)
