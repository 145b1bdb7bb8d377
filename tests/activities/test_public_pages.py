"""The public site: what strangers read, and what they never do."""

from datetime import time

from django.core.cache import caches
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Edition, EditionDocument, Showcase
from colleges.models import College, Role
from tests import make
from tests.base import PortalTestCase

PAGES = ("public_home", "public_programme", "public_about", "showcase_plan")
KEEPING = {"pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


class PublicTestCase(PortalTestCase):
    def setUp(self):
        self.stranger = Client()
        self.open = make.activity(college=self.jidian, title="焊接体验课", venue="实训楼 101")
        make.filed(self.filing)

    def at(self, name, *args, query=""):
        return reverse(name, args=["2025", *args]) + query

    def said(self, name, *args, query=""):
        response = self.stranger.get(self.at(name, *args, query=query))
        self.assertEqual(response.status_code, 200)
        return response.content.decode()


def grow(name):
    """One more college with four activities, two of them off campus."""
    College.objects.named([name])
    college = College.objects.get(name=name)
    make.person("丁", Role.COLLEGE_STAFF, college=college)
    for number in range(4):
        made = make.activity(college=college, is_outing=number % 2 == 0)
        Activity.objects.filter(pk=made.pk).update(filed_version=1)


class Frame(PublicTestCase):
    def test_pages_set_no_cookie_and_may_be_kept_for_less_than_a_minute(self):
        self.sign_in(self.zhou)
        for name in PAGES:
            for client in (self.stranger, self.client):
                response = client.get(self.at(name))
                with self.subTest(name):
                    self.assertEqual(response.headers["Cache-Control"], "public, max-age=30")
                    self.assertEqual(response.headers["Vary"], "Accept-Encoding")
                    self.assertFalse(response.cookies)

    def test_everybody_gets_the_same_bytes(self):
        self.sign_in(self.zhou)
        for name in PAGES:
            theirs = self.client.get(self.at(name)).content
            self.assertEqual(theirs, self.stranger.get(self.at(name)).content)

    def test_an_unchanged_page_is_not_sent_twice(self):
        first = self.stranger.get(self.at("public_home"))
        etag = {"If-None-Match": first.headers["ETag"]}
        self.assertEqual(self.stranger.get(self.at("public_home"), headers=etag).status_code, 304)
        self.open.cancel(self.chen, "下雨")
        self.assertEqual(self.stranger.get(self.at("public_home"), headers=etag).status_code, 200)

    def test_the_weather_stands_at_the_top_of_every_page(self):
        self.edition.showcase.told = "因大风改到体育馆，时间不变。"
        self.edition.showcase.save()
        for name in PAGES:
            said = self.said(name)
            self.assertLess(said.index("因大风改到体育馆"), said.index("<main"))

    def test_what_is_being_prepared_is_not_there(self):
        Edition.objects.update(opened_at=None)
        for name in PAGES:
            self.assertEqual(self.stranger.get(self.at(name)).status_code, 404)

    @override_settings(ICP_NUMBER="蜀ICP备00000000号", POLICE_NUMBER="川公网安备00000000号")
    def test_the_footer_shows_the_numbers_of_the_site(self):
        for number in ("蜀ICP备00000000号", "川公网安备00000000号"):
            self.assertIn(number, self.said("public_about"))


class Kept(PublicTestCase):
    """A page that is kept costs nothing, and no longer than it says."""

    def setUp(self):
        super().setUp()
        self.enterContext(override_settings(CACHES=KEEPING))
        self.addCleanup(caches["pages"].clear)

    def test_it_asks_the_database_once(self):
        self.said("public_home")
        with self.assertNumQueries(0):
            self.said("public_home")

    def test_words_nobody_knows_find_the_same_copy(self):
        self.said("public_programme")
        with self.assertNumQueries(0):
            self.said("public_programme", query="?utm_source=wechat&from=singlemessage")

    def test_what_one_stranger_adds_to_an_address_no_other_reads(self):
        asked = "?category=campus_open"
        for name, query in [("public_programme", asked), ("public_gallery", "?day=2025-05-12")]:
            with self.subTest(name):
                first = self.said(name, query=f"{query}&openid=oX123&outing=1")
                self.assertNotIn("oX123", first)
                self.assertNotIn("outing=1", first)
                self.assertEqual(self.said(name, query=query), first)
                self.assertIn(query[1:], first)

    def test_nor_what_is_hung_behind_a_value(self):
        long = "2025-05-12" + " " * 60
        self.assertNotIn("oX123", self.said("public_gallery", query=f"?day={long}oX123"))

    def test_pages_of_different_days_are_different(self):
        self.assertIn("焊接体验课", self.said("public_programme", query="?day=2025-05-12"))
        self.assertNotIn("焊接体验课", self.said("public_programme", query="?day=2025-05-13"))

    def test_a_cancelled_activity_is_gone_within_a_minute(self):
        self.assertIn("焊接体验课", self.said("public_programme"))
        self.open.cancel(self.chen, "下雨")
        with self.clock_at("2025-05-12T10:01"):
            self.assertNotIn("焊接体验课", self.said("public_programme"))

    def test_it_is_packed_for_whom_packing_is(self):
        packed = self.stranger.get(
            self.at("public_home"), headers={"Accept-Encoding": "gzip, deflate"}
        )
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertLess(len(packed.content), 30_000)
        self.assertNotIn("Content-Encoding", self.stranger.get(self.at("public_home")).headers)


class Front(PublicTestCase):
    def test_strangers_find_it_at_the_root_and_people_their_desk(self):
        response = self.stranger.get("/")
        self.assertContains(response, "一技在手")
        self.assertEqual(response.headers["Cache-Control"], "no-store, private")
        self.sign_in(self.chen)
        self.assertRedirects(
            self.client.get("/"), "/editions/2025/desk/", fetch_redirect_response=False
        )

    def test_without_an_open_edition_the_root_asks_to_sign_in(self):
        Edition.objects.update(opened_at=None)
        self.assertIn("/accounts/login/", self.stranger.get("/").url)

    def test_it_tells_the_day_and_what_is_still_to_come(self):
        make.activity(college=self.jidian, title="早场", end_time=time(9, 30))
        make.filed(self.filing)
        said = self.said("public_home")
        for words in ("今天是第 2 天", "今日活动", "焊接体验课"):
            self.assertIn(words, said)
        self.assertNotIn("早场", said)

    def test_in_the_evening_tomorrow_comes_first_and_today_is_said_to_be_over(self):
        make.activity(college=self.jidian, title="第二天的", start_date=self.edition.dates[2])
        make.filed(self.filing)
        with self.clock_at("2025-05-12T21:00"):
            said = self.said("public_home")
        self.assertIn("5月13日（周二） · 今天的活动都已结束", said)
        self.assertIn("第二天的", said)
        self.assertNotIn("今日活动", said)

    def test_a_day_without_activities_is_not_said_to_be_over(self):
        make.activity(college=self.jidian, start_date=self.edition.dates[3])
        make.filed(self.filing)
        with self.clock_at("2025-05-13T08:00"):
            said = self.said("public_home")
        self.assertIn("今天没有安排活动", said)

    def test_in_the_last_evening_nothing_is_to_come(self):
        with self.clock_at("2025-05-17T21:00"):
            said = self.said("public_home")
        self.assertIn("本届的活动都已结束", said)
        self.assertNotIn("明日活动", said)

    def test_a_showcase_moved_behind_the_week_is_still_to_come(self):
        Edition.objects.filter(pk=self.edition.pk).update(showcase_on="2025-05-19")
        with self.clock_at("2025-05-17T21:00"):
            said = self.said("public_home")
        self.assertIn("集中展示改在5月19日（周一）举行", said)
        self.assertNotIn("本届的活动都已结束", said)

    def test_until_the_showcase_behind_the_week_it_is_not_over(self):
        Edition.objects.filter(pk=self.edition.pk).update(showcase_on="2025-05-19")
        for moment, told in [
            ("2025-05-18T09:00", "距集中展示还有 1 天"),
            ("2025-05-19T09:00", "今天是集中展示日"),
            ("2025-05-20T00:00", "本届活动周已圆满结束"),
        ]:
            with self.subTest(moment), self.clock_at(moment):
                said = self.said("public_home")
                self.assertIn(told, said)
                self.assertEqual("看集中展示" in said, "圆满结束" not in said)

    def test_a_cancelled_showcase_keeps_no_week_open(self):
        Edition.objects.filter(pk=self.edition.pk).update(showcase_on="2025-05-19")
        Showcase.objects.filter(edition=self.edition).update(is_cancelled=True)
        with self.clock_at("2025-05-18T09:00"):
            self.assertIn("本届活动周已圆满结束", self.said("public_home"))

    def test_what_runs_through_the_night_is_still_to_come(self):
        night = {"start_time": time(20), "end_time": time(2), "end_date": self.edition.dates[2]}
        make.activity(college=self.jidian, title="通宵实训", **night)
        make.filed(self.filing)
        with self.clock_at("2025-05-12T21:00"):
            said = self.said("public_home")
        self.assertIn("今日活动", said)
        self.assertLess(said.index("通宵实训"), said.index("明日活动"))

    def test_before_and_after_the_week(self):
        with self.clock_at("2025-05-09T10:00"):
            self.assertIn("距开幕还有 2 天", self.said("public_home"))
        with self.clock_at("2025-05-18T00:00"):
            said = self.said("public_home")
            self.assertIn("已圆满结束", said)
            self.assertNotIn("今日活动", said)

    def test_numbers_are_plans_and_say_so(self):
        make.activity(college=self.jidian, expected_external=60, open_to_public=False)
        make.filed(self.filing)
        said = self.said("public_home")
        self.assertIn("预计参与", said)
        self.assertRegex(said, r"<b>140</b>人次")
        self.assertRegex(said, r"向社会开放</dt><dd><b>1</b>")

    def test_it_costs_the_same_for_many(self):
        self.assertLessEqual(len(self.queries_of(self.at("public_home"))), 12)
        grow("护理学院")
        self.assertCostStaysFlat(self.at("public_home"), lambda: grow("艺术学院"))


class Programme(PublicTestCase):
    def test_only_what_is_filed_and_may_happen_stands_there(self):
        make.activity(college=self.jidian, title="还没报送的")
        leaving = make.activity(college=self.jidian, title="没批准的外出", is_outing=True)
        Activity.objects.filter(pk=leaving.pk).update(filed_version=1)
        said = self.said("public_programme")
        self.assertIn("焊接体验课", said)
        for title in ("还没报送的", "没批准的外出"):
            self.assertNotIn(title, said)

    def test_filters(self):
        for query, found in [
            ("?day=2025-05-12", True),
            ("?day=2025-05-14", False),
            (f"?college={self.jidian.pk}", True),
            (f"?college={self.caijing.pk}", False),
            ("?category=campus_open", True),
            ("?category=job_fair", False),
            ("?q=实训楼", True),
            ("?q=体育馆", False),
            ("?day=x&college=x&category=x&page=x", True),
        ]:
            with self.subTest(query):
                self.assertEqual("焊接体验课" in self.said("public_programme", query=query), found)

    def test_a_calendar_is_offered_of_what_was_found_and_of_nothing_else(self):
        self.assertIn("全部活动加入日历", self.said("public_programme"))
        said = self.said("public_programme", query="?category=campus_open&page=1")
        self.assertIn('/calendars/2025.ics?category=campus_open"', said)
        self.assertNotIn("加入日历", self.said("public_programme", query="?q=没有这样的"))

    def test_a_day_is_shared_with_an_address_and_a_picture_of_its_own(self):
        said = self.said("public_programme", query="?day=2025-05-12&category=campus_open")
        self.assertIn('/w/2025/programme/?day=2025-05-12"', said)
        self.assertIn('/posters/2025/days/2025-05-12/card/"', said)
        self.assertIn("/posters/2025/week/card/", self.said("public_programme"))
        elsewhere = self.said("public_programme", query="?day=2030-01-01")
        self.assertNotIn("/days/2030-01-01/", elsewhere)

    def test_an_outing_of_two_days_shows_on_the_approved_one(self):
        days = {"start_date": self.edition.dates[2], "end_date": self.edition.dates[3]}
        leaving = make.outing_activity(college=self.caijing, **days)
        Activity.objects.filter(pk=leaving.pk).update(filed_version=1)
        outing = make.agreed(make.asked(make.outing(activity=leaving, by=self.lin)), by=self.he)
        make.agreed(outing, by=self.zhou)
        title = leaving.title
        self.assertIn(title, self.said("public_programme", query="?day=2025-05-13"))
        self.assertNotIn(title, self.said("public_programme", query="?day=2025-05-14"))

    def test_it_costs_few_queries_however_many(self):
        self.assertLessEqual(len(self.queries_of(self.at("public_programme"))), 12)
        self.assertCostStaysFlat(self.at("public_programme"), lambda: grow("艺术学院"))


class OneActivity(PublicTestCase):
    def page(self, activity):
        return self.stranger.get(self.at("public_activity", activity.pk))

    def test_it_tells_when_where_and_for_whom_and_no_person(self):
        said = self.said("public_activity", self.open.pk)
        for words in ("5月12日（周一）", "09:00–11:30", "实训楼 101", "中小学生", "机电学院"):
            self.assertIn(words, said)
        for words in ("赵老师", "1380"):
            self.assertNotIn(words, said)

    def test_a_number_that_somebody_typed_is_masked(self):
        Activity.objects.update(summary="报名请打 13800001234。", title="焊接课 13800001234")
        said = self.said("public_activity", self.open.pk)
        self.assertIn("138****1234", said)
        self.assertNotIn("13800001234", said)

    def test_cancelled_it_says_so_and_leaves_the_programme(self):
        self.open.cancel(self.chen, "设备检修，内部原因")
        said = self.said("public_activity", self.open.pk)
        self.assertIn("这项活动已取消", said)
        self.assertNotIn("内部原因", said)
        self.assertNotIn("焊接体验课", self.said("public_programme"))

    def test_what_strangers_never_saw_is_not_there(self):
        draft = make.activity(college=self.jidian)
        self.assertEqual(self.page(draft).status_code, 404)
        draft.cancel(self.chen, "不办了")
        self.assertEqual(self.page(draft).status_code, 404)
        leaving = make.activity(college=self.jidian, is_outing=True)
        Activity.objects.filter(pk=leaving.pk).update(filed_version=1)
        leaving.cancel(self.chen, "不办了")
        self.assertEqual(self.page(leaving).status_code, 404)

    def test_of_another_edition_it_is_not_there(self):
        Edition.objects.load("2025", starts_on=self.edition.starts_on.replace(year=2026, day=10))
        url = reverse("public_activity", args=["2026", self.open.pk])
        self.assertEqual(self.stranger.get(url).status_code, 404)

    def test_hostile_words_are_words(self):
        Activity.objects.update(title="</title><script>alert(1)</script>", venue='"><b>x')
        said = self.said("public_activity", self.open.pk)
        self.assertNotIn("<script>alert", said)
        self.assertNotIn("<b>x", said)


class EveryPage(PublicTestCase):
    def test_made_anew_it_takes_few_queries(self):
        for name, *args in (
            ("public_activity", self.open.pk),
            ("public_college", self.jidian.pk),
            ("public_gallery",),
            ("public_news",),
            ("public_numbers",),
            ("public_about",),
            ("showcase_plan",),
        ):
            with self.subTest(name):
                self.assertLessEqual(len(self.queries_of(self.at(name, *args))), 12)
        self.assertLessEqual(len(self.queries_of(reverse("public_embed"))), 12)


class OneCollege(PublicTestCase):
    def test_it_lists_its_own_and_links_its_column(self):
        self.jidian.profiles.create(edition=self.edition, website="https://example.edu.cn/week/")
        said = self.said("public_college", self.jidian.pk)
        self.assertIn("焊接体验课", said)
        self.assertIn('href="https://example.edu.cn/week/" rel="noopener nofollow"', said)
        self.assertIn("还没有公布", self.said("public_college", self.caijing.pk))


class About(PublicTestCase):
    def test_it_shows_the_duties(self):
        said = self.said("public_about")
        for words in ("工作领导小组", "保卫处", "职教周期间各项活动安全保障工作"):
            self.assertIn(words, said)

    def test_files_stand_in_the_order_of_the_notice(self):
        kinds = EditionDocument.Kind
        for kind in (kinds.OTHER, kinds.POSTER, kinds.ANNEX_2, kinds.ANNEX_1, kinds.NOTICE):
            facts = {"kind": kind, "name": f"{kind.label}.pdf", "is_public": True}
            make.document(edition=self.edition, by=self.zhou, **facts)
        said = self.said("public_about")
        names = ("通知", "附件1 信息表", "附件2 情况统计表", "官方海报", "其他")
        places = [said.index(f"<span>{name}.pdf <span") for name in names]
        self.assertEqual(places, sorted(places))

    def test_numbers_in_it_are_masked(self):
        Edition.objects.update(leading_group=f"组长电话13800001234，{timezone.localdate()}")
        self.assertNotIn("13800001234", self.said("public_about"))

    def test_names_nobody_has_filled_in_are_left_out(self):
        Edition.objects.update(leading_group="成立领导小组。\n组长：〔院长〕")
        said = self.said("public_about")
        self.assertIn("成立领导小组。", said)
        self.assertNotIn("〔", said)
