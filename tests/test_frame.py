"""The frame of every page: edition, hat, navigation, nearest deadline, and what it costs."""

from pathlib import Path

from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import ResolverMatch, reverse

from activities.models import Edition, Showcase
from colleges.models import Department, Role
from reports.models import Filing
from vocweek.context import Frame

from . import make
from .base import PortalTestCase, at


class FrameTest(PortalTestCase):
    def frame(self, user, page="programme", code=None, **session):
        request = RequestFactory().get("/")
        request.user, request.session = user, session
        kwargs = {"code": code} if code else {}
        request.resolver_match = ResolverMatch(lambda: None, (), kwargs, page)
        return Frame(request)

    def names(self, user):
        return [entry.name for entry in self.frame(user).nav]

    def active(self, user, page):
        return [entry.name for entry in self.frame(user, page).nav if entry.is_active]


class Navigation(FrameTest):
    def test_it_has_the_entries_of_the_hat(self):
        college = ["工作台", "活动周", "附件1", "外出", "集中展示", "宣传", "活动一览"]
        office = ["看板", "延期与变更", "外出审批", "集中展示", "宣传", "学院", "届次设置"]
        leader = ["看板", "现在谁在外面", "集中展示", "延期与变更", "宣传", "活动一览"]
        leader += ["通知与下载"]
        guard = ["保障清单", "现在谁在外面", "外出", "本部门活动", "集中展示"]
        guard += ["活动一览", "通知与下载"]
        for user, names in [
            (self.chen, college),
            (self.sun, college),
            (self.zhou, office),
            (self.zheng, ["设置", "人员", "学院", "看板", "集中展示"]),
            (self.feng, ["审计记录", "活动一览", "集中展示", "通知与下载"]),
            (self.chu, leader),
            (self.wei, guard),
            (self.jiang, ["评奖评分", "集中展示", "活动一览", "通知与下载"]),
        ]:
            with self.subTest(user.username):
                self.assertEqual(self.names(user), names)

    def test_a_supporting_office_begins_with_its_work_list(self):
        for code, names in [
            ("media", ["保障清单", "宣传"]),
            ("logistics", ["保障清单", "本部门活动"]),
            ("office", ["本部门活动", "外出"]),
        ]:
            office = Department.objects.get(code=code)
            user = make.person("某", Role.DEPARTMENT, department=office)
            with self.subTest(code):
                self.assertEqual(self.names(user)[:2], names)

    def test_departments_land_where_their_work_begins(self):
        for code, page in [
            ("security", "outing_board"),
            ("logistics", "work_list"),
            ("office", "programme"),
        ]:
            office = Department.objects.get(code=code)
            self.sign_in(make.person("某", Role.DEPARTMENT, department=office))
            with self.subTest(code):
                answer = self.client.get(reverse("home"))
                self.assertEqual(answer.url, reverse(page, args=["2025"]))

    def test_it_leads_a_college_to_its_own_form(self):
        urls = {entry.name: entry.url for entry in self.frame(self.chen).nav}
        self.assertEqual(urls["附件1"], self.filing.get_absolute_url())

    def test_it_leads_to_the_desk_while_no_form_is_expected(self):
        Filing.objects.all().delete()
        urls = {entry.name: entry.url for entry in self.frame(self.chen).nav}
        self.assertEqual(urls["附件1"], reverse("desk", args=["2025"]))

    def test_it_marks_the_entry_of_the_open_page(self):
        self.assertEqual(self.active(self.chen, "activity_edit"), ["活动周"])
        self.assertEqual(self.active(self.jiang, "showcase"), ["集中展示"])

    def test_what_gave_way_stays_in_reach(self):
        """学院信息 for a college, 活动一览 for the office."""
        self.sign_in(self.chen)
        page = self.client.get(reverse("desk", args=["2025"]))
        self.assertContains(page, reverse("college_profile", args=["2025"]))
        self.sign_in(self.zhou)
        page = self.client.get(reverse("board", args=["2025"]))
        self.assertContains(page, reverse("programme", args=["2025"]))
        self.assertEqual(self.active(self.zhou, "programme"), ["看板"])

    def test_it_is_short_before_an_edition_is_loaded(self):
        Filing.objects.all().delete()
        Showcase.objects.all().delete()
        Edition.objects.all().delete()
        self.assertEqual(self.names(self.zheng), ["设置", "人员", "学院"])


class Hats(FrameTest):
    def test_the_chosen_hat_is_worn_while_it_is_in_force(self):
        judge = make.hat(self.chen, Role.JUDGE)
        self.assertEqual(self.frame(self.chen, hat=judge.pk).hat, judge)
        self.assertEqual(self.frame(self.chen, hat=0).hat.role, Role.COLLEGE_STAFF)


class Editions(FrameTest):
    def setUp(self):
        self.later = Edition.objects.load("2025", starts_on=at("2026-05-10T00:00").date())

    def test_the_one_in_the_address_wins(self):
        self.assertEqual(self.frame(self.chen, code="2025").edition, self.edition)
        self.assertEqual(self.frame(self.chen).edition, self.later)

    def test_a_view_may_name_it(self):
        frame = self.frame(self.chen)
        frame.request.frame_edition = self.edition
        self.assertEqual(frame.edition, self.edition)

    def test_the_switch_stays_on_the_page_or_lands_on_the_first_one(self):
        stays = dict(self.frame(self.chen, "week", code="2025").switch)
        self.assertEqual(stays[self.later], reverse("week", args=["2026"]))
        lands = dict(self.frame(self.chen, "audit_list").switch)
        self.assertEqual(lands[self.later], reverse("desk", args=["2026"]))


class Chip(FrameTest):
    def test_a_college_sees_its_nearest_owed_form(self):
        deadline = self.frame(self.chen).deadline
        self.assertEqual((deadline.name, deadline.due_at), ("附件1", at("2025-05-12T18:00")))
        self.assertEqual(deadline.url, self.filing.get_absolute_url())

    def test_late_or_closed_it_stays_for_who_still_owes(self):
        for moment, closed in [("2025-05-12T20:00", False), ("2025-05-18T00:00", True)]:
            with self.subTest(moment), self.clock_at(moment):
                for user in (self.chen, self.zhou, self.chu):
                    deadline = self.frame(user).deadline
                    self.assertEqual((deadline.name, deadline.is_closed), ("附件1", closed))

    def test_it_goes_for_who_owes_nothing(self):
        make.filed(self.filing)
        for moment in ("2025-05-12T20:00", "2025-05-18T00:00"):
            with self.subTest(moment), self.clock_at(moment):
                self.assertIsNone(self.frame(self.chen).deadline)

    def test_a_line_ahead_goes_before_one_that_has_passed(self):
        later = Edition.objects.load("2025", starts_on=at("2026-05-10T00:00").date())
        make.collects_info_form_alone(later)
        Filing.objects.expect(later)
        with self.clock_at("2025-06-01T00:00"):
            for user in (self.chen, self.zhou):
                self.assertEqual(self.frame(user, code="2026").deadline.due_at.year, 2026)
                self.assertEqual(self.frame(user).deadline.due_at.year, 2026)

    def test_pages_of_a_past_edition_say_that_it_is_over(self):
        later = Edition.objects.load("2025", starts_on=at("2026-05-10T00:00").date())
        make.collects_info_form_alone(later)
        Filing.objects.expect(later)
        make.filed(self.filing)
        with self.clock_at("2025-06-01T00:00"):
            for user, page in ((self.chen, "week"), (self.zhou, "board")):
                deadline = self.frame(user, code="2025").deadline
                told = (deadline.name, deadline.due_at, deadline.url)
                self.assertEqual(told, ("2025 届", None, reverse(page, args=["2025"])))
        self.sign_in(self.chen)
        with self.clock_at("2025-06-01T00:00"):
            self.sign_in(self.chen)
            page = self.client.get(reverse("week", args=["2025"]))
        self.assertContains(page, '<b>2025 届</b> <span class="left">已结束</span>')

    def test_what_an_old_edition_still_owes_is_told_there_alone(self):
        later = Edition.objects.load("2025", starts_on=at("2026-05-10T00:00").date())
        make.collects_info_form_alone(later)
        Filing.objects.expect(later)
        make.filed(Filing.objects.get(edition=later, college=self.jidian))
        with self.clock_at("2026-06-01T00:00"):
            self.assertIsNone(self.frame(self.chen).deadline)
            self.assertTrue(self.frame(self.chen, code="2025").deadline.is_closed)

    def test_closed_is_a_word_not_a_countdown(self):
        self.sign_in(self.chen)
        with self.clock_at("2025-05-18T00:00"):
            self.sign_in(self.chen)
            page = self.client.get(reverse("week", args=["2025"]))
        self.assertContains(page, '<span class="left is-overdue">已关闭</span>')

    def test_the_office_goes_to_its_board(self):
        self.assertEqual(self.frame(self.zhou).deadline.url, reverse("board", args=["2025"]))

    def test_it_is_red_when_over_and_orange_in_the_last_six_hours(self):
        template = Template("{% load portal %}{% left due now %}")
        for now, told in [
            ("2025-05-11T18:00", ("left ", "还剩 1 天")),
            ("2025-05-12T12:48", ("is-soon", "还剩 5 小时 12 分")),
            ("2025-05-12T20:00", ("is-overdue", "已逾期 2 小时")),
        ]:
            html = template.render(Context({"due": at("2025-05-12T18:00"), "now": at(now)}))
            with self.subTest(now):
                self.assertTrue(all(word in html for word in told), html)


class Cost(FrameTest):
    def test_the_whole_frame_takes_three_queries(self):
        with self.assertNumQueries(3):
            frame = self.frame(self.chen)
            self.assertTrue(frame.switch and frame.nav and frame.deadline and frame.hat)

    def test_a_stranger_costs_none(self):
        self.client.logout()
        with self.assertNumQueries(0):
            self.client.get(reverse("account_reset_password"))


class Pages(PortalTestCase):
    def test_the_error_page_needs_neither_request_nor_database(self):
        with self.assertNumQueries(0):
            html = render_to_string("500.html", {"request_id": "abc-123"})
        self.assertIn("abc-123", html)

    def test_every_icon_of_the_list_is_drawn(self):
        folder = Path(settings.BASE_DIR) / "static" / "img"
        drawn = (folder / "icons.svg").read_text(encoding="utf-8")
        names = (folder / "icons.txt").read_text(encoding="utf-8").split()
        self.assertEqual([name for name in names if f'"tabler-{name}"' not in drawn], [])

    def test_the_title_is_the_heading(self):
        self.assertContains(self.client.get(reverse("account_login")), "<h1>登录</h1>", html=True)
