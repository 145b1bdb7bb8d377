"""The plan for everybody: the last release, no sign-in, no cookie, no person."""

import uuid
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse

from activities.models import Edition, SitePlan
from colleges.models import Role
from tests import make
from tests.base import PortalTestCase


class ShowcasePlan(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.showcase = cls.edition.showcase
        cls.site = cls.showcase.site
        make.power_box(cls.site)
        cls.booth = make.booth(cls.site, "A01", college=cls.jidian)
        cls.url = reverse("showcase_plan", args=[cls.edition.code])

    def page(self):
        return self.client.get(self.url)

    def said(self):
        return self.page().content.decode()

    def test_before_the_first_release_it_says_so_and_nothing_else(self):
        said = self.said()
        self.assertIn("展位图正在安排", said)
        self.assertNotIn("机电学院", said)

    def test_it_shows_the_release_and_nothing_of_the_draft(self):
        make.booth_need(self.jidian, theme="智能制造与匠心")
        make.release(self.site)
        make.booth(self.site, "B09", x=30, college=self.caijing)
        said = self.said()
        for word in ("A01", "机电学院", "智能制造与匠心", "5月14日（周三）", "09:30–17:00"):
            self.assertIn(word, said)
        self.assertIn("2025年职教周集中展示各学院位置分布图", said)
        for word in ("B09", "财经学院"):
            self.assertNotIn(word, said)

    def test_only_the_last_release_counts(self):
        make.release(self.site)
        self.site.booths.update(college=self.caijing)
        make.release(self.site)
        said = self.said()
        self.assertIn("第 2 版", said)
        self.assertIn("财经学院", said)
        self.assertNotIn("机电学院", said)

    def test_a_plan_that_is_not_in_force_stays_hidden(self):
        hall = SitePlan.objects.create(edition=self.edition, name="体育馆")
        make.booth(hall, "H01", college=self.caijing)
        make.release(hall)
        self.assertNotIn("H01", self.said())

    def test_it_names_nobody_and_no_phone(self):
        make.booth_need(self.jidian, leader_name="赵老师", leader_phone="13800000001")
        officer = make.person("司马发布", Role.OFFICE)
        make.release(self.site, by=officer)
        for word in ("赵老师", "1380", "司马发布"):
            self.assertNotIn(word, self.said())

    def test_weather_stands_at_the_top(self):
        make.release(self.site)
        self.showcase.told = "因大风改到体育馆，时间不变。"
        self.showcase.save()
        said = self.said()
        self.assertLess(said.index("因大风改到体育馆"), said.index("<h1"))

    def test_cancelled_there_is_no_plan_to_follow(self):
        make.release(self.site)
        self.showcase.is_cancelled = True
        self.showcase.save()
        said = self.said()
        self.assertIn("集中展示已取消", said)
        self.assertNotIn("A01", said)
        self.assertNotIn("5月14日", said)

    def test_hostile_words_are_words(self):
        self.site.booths.update(code="<b>&'\"")
        make.booth_need(self.jidian, theme="</table><script>alert(1)</script>")
        make.release(self.site)
        said = self.said()
        self.assertNotIn("<script>alert", said)
        self.assertNotIn("<b>&", said)

    def test_an_edition_being_prepared_is_not_there(self):
        Edition.objects.update(opened_at=None)
        self.assertEqual(self.page().status_code, 404)

    def test_it_may_be_kept_and_sets_no_cookie(self):
        make.release(self.site)
        self.sign_in(self.zhou)
        for client in (Client(), self.client):
            response = client.get(self.url)
            self.assertEqual(response.headers["Cache-Control"], "public, max-age=30")
            self.assertFalse(response.cookies)
            self.assertNotIn("Cookie", response.headers.get("Vary", ""))
            self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])

    def test_everybody_gets_the_same_bytes_and_an_unchanged_page_no_second_time(self):
        make.release(self.site)
        first = Client().get(self.url)
        self.sign_in(self.zhou)
        self.assertEqual(self.page().content, first.content)
        again = self.client.get(self.url, headers={"If-None-Match": first.headers["ETag"]})
        self.assertEqual(again.status_code, 304)
        self.showcase.told = "推迟一小时。"
        self.showcase.save()
        again = self.client.get(self.url, headers={"If-None-Match": first.headers["ETag"]})
        self.assertEqual(again.status_code, 200)

    def test_it_costs_few_queries_however_many_booths(self):
        make.release(self.site)
        self.assertLessEqual(len(self.queries_of(self.url)), 4)

        def grow():
            for n in range(30):
                make.booth(self.site, f"C{n:02}", x=n)
            make.release(self.site)

        self.assertCostStaysFlat(self.url, grow)


class PlanBackdrop(PortalTestCase):
    def setUp(self):
        self.site = self.edition.showcase.site
        self.url = reverse("plan_backdrop", args=[self.edition.code])
        make.booth(self.site)
        self.draw(b"\xff\xd8 first")

    def draw(self, content):
        path = Path(settings.TEMP_DIR) / str(uuid.uuid4())
        path.write_bytes(content)
        with self.captureOnCommitCallbacks(execute=True):
            self.site.set_picture(path, self.zhou)

    def test_draft_is_not_shown(self):
        self.assertEqual(self.client.get(self.url).status_code, 404)

    def test_shown_is_the_picture_of_the_release_not_of_the_draft(self):
        make.release(self.site)
        answer = self.client.get(self.url)
        self.assertEqual(b"".join(answer), b"\xff\xd8 first")
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertFalse(answer.cookies)
        page = self.client.get(reverse("showcase_plan", args=[self.edition.code]))
        self.assertContains(page, f'href="{self.url}?')

    def test_a_newer_draft_changes_nothing_for_the_public(self):
        make.release(self.site)
        self.draw(b"\xff\xd8 second")
        answer = self.client.get(self.url)
        self.assertEqual(b"".join(answer), b"\xff\xd8 first")

    def test_without_a_picture_there_is_nothing(self):
        self.site.set_picture(None, self.zhou)
        make.release(self.site)
        self.assertEqual(self.client.get(self.url).status_code, 404)
