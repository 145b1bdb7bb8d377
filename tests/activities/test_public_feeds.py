"""What others take from the public site: frames, search engines, calendars."""

import json
import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from django.test import override_settings
from django.urls import reverse

from activities.models import Activity, Edition
from activities.public.charts import bars
from activities.public.numbers import Share, counted
from tests import make

from .test_public_pages import PublicTestCase

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def facts_of(response):
    """The JSON-LD of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response, re.DOTALL)
    return json.loads(found[1])


class Embedded(PublicTestCase):
    def test_it_alone_may_be_framed_by_whom_the_setting_names(self):
        response = self.stranger.get(reverse("public_embed"))
        self.assertNotIn("X-Frame-Options", response.headers)
        self.assertIn("frame-ancestors 'none'", response.headers["Content-Security-Policy"])
        other = self.stranger.get(self.at("public_home"))
        self.assertEqual(other.headers["X-Frame-Options"], "DENY")

    @override_settings(EMBED_ANCESTORS=["https://www.example.edu.cn", "https://*.example.org"])
    def test_those_whom_the_setting_names_may_and_in_no_other_page(self):
        policy = self.stranger.get(reverse("public_embed")).headers["Content-Security-Policy"]
        self.assertIn("frame-ancestors https://www.example.edu.cn https://*.example.org", policy)
        for path in (self.at("public_programme"), "/embed/nothing/", "/accounts/login/"):
            answer = self.stranger.get(path)
            self.assertIn("frame-ancestors 'none'", answer.headers["Content-Security-Policy"])
            self.assertEqual(answer.headers["X-Frame-Options"], "DENY")

    def test_it_lists_what_is_still_to_come_of_one_college(self):
        make.activity(college=self.jidian, title="昨天的", start_date=self.edition.dates[0])
        make.filed(self.filing)
        address = reverse("public_embed")
        said = self.stranger.get(f"{address}?college={self.jidian.pk}").content.decode()
        self.assertIn("焊接体验课", said)
        self.assertNotIn("昨天的", said)
        self.assertContains(self.stranger.get(f"{address}?college={self.caijing.pk}"), "没有接下来")

    def test_without_an_open_edition_it_is_not_there(self):
        Edition.objects.update(opened_at=None)
        self.assertEqual(self.stranger.get(reverse("public_embed")).status_code, 404)


class Sitemap(PublicTestCase):
    def test_it_lists_public_pages_at_the_address_of_the_site(self):
        draft = make.activity(college=self.jidian)
        body = self.stranger.get(reverse("public_sitemap"), headers={"host": "127.0.0.1"}).content
        found = [one.text for one in ElementTree.fromstring(body).iter(LOC)]  # noqa: S314 - ours
        paths = [re.sub(r"https?://[^/]+", "", address) for address in found]
        self.assertIn(self.at("public_activity", self.open.pk), paths)
        self.assertIn(self.at("public_home"), paths)
        self.assertIn(self.at("public_college", self.jidian.pk), paths)
        self.assertNotIn(self.at("public_college", self.caijing.pk), paths)
        self.assertNotIn(self.at("public_activity", draft.pk), paths)

    def test_robots_find_it_and_leave_the_rest_alone(self):
        told = self.stranger.get(reverse("robots")).content.decode()
        self.assertIn("/sitemap.xml", told)
        self.assertIn("Disallow: /\n", told)

    def test_robots_may_fetch_the_picture_that_pages_name_as_theirs(self):
        robots = RobotFileParser()
        robots.parse(self.stranger.get(reverse("robots")).content.decode().splitlines())
        for page in (self.at("public_home"), self.at("public_activity", self.open.pk)):
            said = self.stranger.get(page).content.decode()
            picture = re.search(r'property="og:image" content="([^"]+)"', said)[1]
            self.assertTrue(robots.can_fetch("Baiduspider", picture), picture)
        self.assertFalse(robots.can_fetch("Baiduspider", "/editions/2025/posters/"))


class StructuredData(PublicTestCase):
    def test_an_activity_is_an_event(self):
        facts = facts_of(self.said("public_activity", self.open.pk))
        self.assertEqual(facts["startDate"], "2025-05-12T09:00:00+08:00")
        self.assertEqual(facts["location"][0]["name"], "实训楼 101")
        self.assertEqual(facts["eventStatus"], "https://schema.org/EventScheduled")

    def test_cancelled_it_says_so(self):
        self.open.cancel(self.chen, "下雨")
        facts = facts_of(self.said("public_activity", self.open.pk))
        self.assertEqual(facts["eventStatus"], "https://schema.org/EventCancelled")

    def test_hostile_words_stay_inside_and_numbers_are_masked(self):
        Activity.objects.update(title="</script><script>alert(1)", summary="电话13800001234")
        said = self.said("public_activity", self.open.pk)
        self.assertEqual(facts_of(said)["name"], "</script><script>alert(1)")
        self.assertNotIn("<script>alert", said)
        self.assertNotIn("13800001234", said)

    @override_settings(SITE_URL="https://week.example.edu.cn")
    def test_addresses_are_those_of_the_site(self):
        said = self.said("public_home")
        self.assertIn('<link rel="canonical" href="https://week.example.edu.cn/w/2025/">', said)
        self.assertIn('property="og:title" content="一技在手，一生无忧"', said)
        self.assertEqual(facts_of(said)["url"], "https://week.example.edu.cn/w/2025/")


class Numbers(PublicTestCase):
    def test_what_is_public_is_counted_by_day_kind_and_audience(self):
        span = {"start_date": self.edition.dates[1], "end_date": self.edition.dates[2]}
        make.activity(college=self.jidian, audiences=["public"], **span)
        make.filed(self.filing)
        make.activity(college=self.jidian, title="没报送的")
        numbers = counted(self.edition)
        self.assertEqual(list(numbers.by_day.values()), [0, 2, 1, 0, 0, 0, 0])
        self.assertEqual([(one.name, one.count) for one in numbers.by_kind], [("校园开放", 2)])
        told = {one.name: one.count for one in numbers.by_audience}
        self.assertEqual(told, {"社会公众": 2, "中小学生": 1})

    def test_an_outing_nobody_approved_is_not(self):
        leaving = make.activity(college=self.jidian, is_outing=True)
        Activity.objects.filter(pk=leaving.pk).update(filed_version=1)
        self.assertEqual(counted(self.edition).total, 1)

    def test_an_unknown_number_of_people_is_missing_and_not_nought(self):
        make.activity(college=self.jidian, expected_internal=None)
        make.filed(self.filing)
        self.assertIn("另有 1 项活动没有填写预计人数", self.said("public_numbers"))

    def test_bars_are_as_long_as_their_numbers(self):
        rows = bars([Share("甲", 4), Share("乙", 1), Share("丙", 0)])["rows"]
        long = [row["long"] for row in rows]
        self.assertEqual(long, [312, 78, 0])

    def test_without_activities_there_is_a_sentence(self):
        self.open.cancel(self.chen, "下雨")
        self.assertIn("活动公布之后", self.said("public_numbers"))


class WrongAddresses(PublicTestCase):
    def test_they_are_answered_in_the_frame_of_the_public_side(self):
        for path in ("/w/2025/nothing/", "/w/1999/", self.at("public_activity", 999)):
            response = self.stranger.get(path)
            self.assertContains(response, "回到活动周首页", status_code=404)
            self.assertFalse(response.cookies)
            self.assertContains(response, self.at("public_news"), status_code=404)

    def test_in_a_frame_they_bring_no_navigation(self):
        response = self.stranger.get("/embed/nothing/")
        self.assertNotContains(response, self.at("public_news"), status_code=404)

    def test_while_no_edition_is_open_they_are_answered_too(self):
        Edition.objects.update(opened_at=None)
        self.assertContains(self.stranger.get("/w/2025/"), "没有找到", status_code=404)


class WaysIn(PublicTestCase):
    def test_people_inside_find_the_public_side(self):
        for user in (self.zhou, self.chen):
            self.sign_in(user)
            page = self.client.get(reverse("edition_about", args=["2025"]))
            self.assertContains(page, self.at("public_home"))
