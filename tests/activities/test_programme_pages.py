"""活动一览: what is filed and planned, for everybody inside the school."""

from urllib.parse import urlencode

from django.urls import reverse

from activities.models import Activity
from colleges.models import College
from tests import make
from tests.base import PortalTestCase


class Programme(PortalTestCase):
    def test_filters_are_folded_until_one_is_set(self):
        self.sign_in(self.chen)
        address = reverse("programme", args=[self.edition.code])
        for query, mark in [
            ("", '<details class="fold fold-phone">'),
            ("?q=x", 'fold-phone" open>'),
        ]:
            with self.subTest(query):
                self.assertIn(mark, self.client.get(address + query).content.decode())

    def setUp(self):
        self.sign_in(self.wei)
        self.url = reverse("programme", args=["2025"])
        day = self.edition.dates
        self.first = make.activity(
            college=self.jidian, title="焊接展", start_date=day[0], end_date=day[2], venue="东区"
        )
        self.second = make.activity(
            college=self.caijing,
            title="记账课",
            start_date=day[3],
            open_to_public=False,
            category=make.category("social_service"),
        )
        make.filed(self.filing)
        make.filed(self.other_filing)

    def html(self, **query):
        return self.client.get(f"{self.url}?{urlencode(query)}").content.decode()

    def titles(self, **query):
        page = self.client.get(f"{self.url}?{urlencode(query)}").context["page"]
        return [activity.title for activity in page]

    def test_what_is_filed_stands_in_order(self):
        self.assertEqual(self.titles(), ["焊接展", "记账课"])

    def test_what_is_not_filed_yet_does_not(self):
        make.activity(college=self.jidian, title="还在写")
        self.assertEqual(self.titles(), ["焊接展", "记账课"])

    def test_what_was_cancelled_since_does_not(self):
        self.first.cancel(self.chen, "暴雨")
        self.assertEqual(self.titles(), ["记账课"])

    def test_filters(self):
        table = [({"day": "2025-05-13"}, ["焊接展"]), ({"day": "2025-05-14"}, ["记账课"])]
        table += [({"category": "social_service"}, ["记账课"]), ({"public": "1"}, ["焊接展"])]
        table += [({"college": self.caijing.pk}, ["记账课"]), ({"day": "2025-05-17"}, [])]
        table += [({"college": self.caijing.pk, "public": "1"}, [])]
        for query, expected in table:
            with self.subTest(query=query):
                self.assertEqual(self.titles(**query), expected)

    def test_words_are_sought_in_title_venue_and_college(self):
        for words, expected in [("记账", ["记账课"]), ("东区", ["焊接展"]), (" 财经 ", ["记账课"])]:
            with self.subTest(words=words):
                self.assertEqual(self.titles(q=words), expected)

    def test_percent_and_underscore_are_no_jokers(self):
        self.assertEqual([self.titles(q="%"), self.titles(q="_")], [[], []])

    def test_nonsense_filters_nothing(self):
        table = [{"day": "明天"}, {"category": "x"}, {"college": "²"}, {"college": "9" * 30}]
        for query in [*table, {"page": "x"}, {"page": "99"}, {"day": "2025-02-30"}]:
            with self.subTest(query=query):
                self.assertEqual(self.titles(**query), ["焊接展", "记账课"])

    def test_what_was_chosen_stays_chosen(self):
        html = self.html(day="2025-05-13", q="焊", public="1", category="campus_open")
        self.assertIn('<option value="2025-05-13" selected>', html)
        self.assertIn('<option value="campus_open" selected>', html)
        self.assertIn('name="q" type="search" value="焊"', html)
        self.assertIn('value="1" checked', html)

    def test_more_colleges_than_a_list_can_hold_are_found_by_name(self):
        self.assertIn("财经学院</option>", self.html())
        College.objects.named([f"第{number}学院" for number in range(80)])
        self.assertNotIn("财经学院</option>", self.html())
        self.assertIn("财经学院</option>", self.html(college=self.caijing.pk))
        self.assertEqual(self.titles(q="财经"), ["记账课"])

    def test_nothing_found_is_said(self):
        self.assertIn("没有符合条件的活动", self.html(q="没有的"))
        Activity.objects.update(filed_version=None)
        self.assertIn("还没有活动", self.html())

    def test_no_phone_number_for_anybody(self):
        for user in [self.wei, self.chen, self.zhou, self.chu]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                html = self.html()
                self.assertEqual(("13800000001" in html, "138****" in html), (False, False))

    def test_no_reader_finds_a_leader_by_phone(self):
        self.assertEqual(self.titles(q="13800000001"), [])

    def test_fifty_a_page_and_the_filters_stay(self):
        for number in range(50):
            one = make.activity(college=self.jidian, title=f"展{number}", venue="东区")
            Activity.objects.filter(pk=one.pk).update(filed_version=1)
        self.assertEqual(len(self.titles(q="东区")), 50)
        self.assertEqual(len(self.titles(q="东区", page=2)), 1)
        self.assertIn(f"{urlencode({'q': '东区'})}&amp;page=2", self.html(q="东区"))

    def test_of_another_edition_nothing(self):
        Activity.objects.filter(pk=self.first.pk).update(edition=self.edition_of_next_year())
        self.assertEqual(self.titles(), ["记账课"])

    def edition_of_next_year(self):
        return type(self.edition).objects.load("2025", starts_on=self.monday.replace(2026, 5, 10))

    def test_markup_is_escaped_and_equals_signs_stay(self):
        Activity.objects.filter(pk=self.first.pk).update(title="<script>x", venue="=1+1")
        html = self.html(q="<script>y")
        self.assertNotIn("<script>y", html)
        html = self.html()
        self.assertNotIn("<script>x", html)
        self.assertIn('data-label="地点">=1+1<', html)
