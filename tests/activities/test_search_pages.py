import re
from html import unescape

from django.urls import reverse

from colleges.models import Role
from tests import make, newsroom
from tests.base import PortalTestCase

HOSTILE = ["%", "_", "' OR 1=1 --", "<script>alert(1)</script>", "甲" * 3000, "\\", '"*']


class SearchTestCase(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.mine = make.activity(college=cls.jidian, title="焊接体验", leader_phone="13800000001")
        cls.theirs = make.activity(college=cls.caijing, title="点钞体验")

    def found(self, user, q, **more):
        """{group: what stands there} for `user`."""
        self.sign_in(user)
        page = self.client.get(reverse("search"), {"q": q} | more)
        self.assertEqual(page.status_code, 200)
        return {code: [str(row) for row in rows] for code, _, rows, _ in page.context["groups"]}


class Scope(SearchTestCase):
    def test_a_college_finds_its_own_alone(self):
        expected = {"activities": ["“焊接体验”"]}
        expected |= {"outings": [], "news": [], "colleges": [], "people": []}
        self.assertEqual(self.found(self.chen, "体验"), expected)
        self.assertEqual(self.found(self.chen, "点钞")["activities"], [])
        self.assertEqual(self.found(self.chen, "学院")["colleges"], ["机电学院"])
        self.assertEqual(set(self.found(self.chen, "学院")["people"]), {"陈", "孙"})
        self.assertEqual(self.found(self.chen, "林")["people"], [])

    def test_the_office_finds_everything(self):
        self.assertEqual(len(self.found(self.zhou, "体验")["activities"]), 2)
        self.assertEqual(len(self.found(self.zhou, "学院")["colleges"]), 2)
        self.assertEqual(self.found(self.zhou, "林")["people"], ["林"])

    def test_an_outing_by_title_place_and_number_for_whom_it_concerns(self):
        outing = make.approved_outing(college=self.jidian, destination="清溪社区")
        words = ("家电维修", "清溪", outing.serial)
        for user, finds in [(self.chen, 1), (self.zhou, 1), (self.wei, 1), (self.lin, 0)]:
            for q in words:
                with self.subTest(user=user.name, q=q):
                    self.assertEqual(len(self.found(user, q)["outings"]), finds)
        page = self.client.get(reverse("search"), {"q": "清溪", "in": "outings"})
        self.assertNotContains(page, outing.get_absolute_url())

    def test_a_leader_finds_activities_and_nobody(self):
        found = self.found(self.chu, "学院")
        self.assertEqual((len(found["activities"]), found["people"]), (2, []))

    def test_before_anything_is_filed_the_others_find_nothing(self):
        for user in (self.feng, self.wei, self.jiang):
            for q in ("体验", "学院", "陈"):
                with self.subTest(user=user.name, q=q):
                    self.assertFalse(any(self.found(user, q).values()))

    def test_what_is_filed_everybody_finds_as_the_programme_shows_it(self):
        make.filed(self.other_filing)
        for user in (self.chen, self.feng, self.wei, self.jiang):
            with self.subTest(user.name):
                self.assertEqual(self.found(user, "点钞")["activities"], ["“点钞体验”"])
                page = self.client.get(reverse("search"), {"q": "点钞"})
                self.assertNotContains(page, self.theirs.get_absolute_url())
                self.assertNotContains(page, self.theirs.leader_name)
        (link,) = re.findall(r'href="([^"]*#activity-\d+)"', page.content.decode())
        page = self.client.get(unescape(link).split("#")[0])
        self.assertContains(page, f'id="{link.split("#")[1]}"')
        self.assertEqual(len(page.context["page"].object_list), 1)

    def test_who_may_open_it_is_led_to_its_own_page(self):
        make.filed(self.other_filing)
        for user in (self.lin, self.zhou, self.chu):
            self.sign_in(user)
            page = self.client.get(reverse("search"), {"q": "点钞"})
            self.assertContains(page, self.theirs.get_absolute_url())

    def test_words_that_the_programme_does_not_show_find_nothing_there(self):
        make.filed(self.other_filing)
        for words in (self.theirs.leader_name, self.theirs.summary[:6]):
            self.assertEqual(self.found(self.wei, words)["activities"], [])
            self.assertEqual(self.found(self.lin, words)["activities"], ["“点钞体验”"])

    def test_what_was_cancelled_is_the_colleges_own_again(self):
        make.filed(self.other_filing)
        self.theirs.cancel(self.lin, "暴雨")
        self.assertEqual(self.found(self.wei, "点钞")["activities"], [])
        self.assertEqual(self.found(self.lin, "点钞")["activities"], ["“点钞体验”"])

    def test_one_group_alone_keeps_the_scope(self):
        for group in ("activities", "colleges", "people"):
            rows = self.found(self.lin, "学院", **{"in": group})[group]
            self.assertNotIn("机电学院", rows)
            self.assertNotIn("陈", rows)
            self.assertNotIn("“焊接体验”", rows)

    def test_people_who_left_are_found_by_the_administrator_alone(self):
        gone = make.person("钱多", Role.COLLEGE_STAFF, college=self.jidian, is_active=False)
        self.assertEqual(self.found(self.zheng, "钱多")["people"], [gone.name])
        self.assertEqual(self.found(self.zhou, "钱多")["people"], [])


class Words(SearchTestCase):
    def test_every_word_must_be_found_in_some_field(self):
        self.assertEqual(self.found(self.zhou, "机电 焊接")["activities"], ["“焊接体验”"])
        self.assertEqual(self.found(self.zhou, "财经 焊接体验")["activities"], [])

    def test_a_phone_number_finds_nobody_and_is_not_shown(self):
        self.assertFalse(any(self.found(self.chen, "13800000001").values()))
        page = self.client.get(reverse("search"), {"q": "焊接"})
        self.assertNotContains(page, "13800000001")

    def test_nothing_asked_nothing_found(self):
        self.assertFalse(any(self.found(self.zhou, "   ").values()))

    def test_hostile_words_are_harmless(self):
        for words in HOSTILE:
            for group in ("", "activities", "people", "nonsense"):
                with self.subTest(words=words[:12], group=group):
                    self.assertFalse(any(self.found(self.zhou, words, **{"in": group}).values()))

    def test_markup_is_escaped(self):
        self.sign_in(self.zhou)
        page = self.client.get(reverse("search"), {"q": "<script>alert(1)</script>"})
        self.assertNotContains(page, "<script>alert")

    def test_more_than_five_are_a_link_and_pages(self):
        for number in range(25):
            make.activity(college=self.jidian, title=f"多次{number:02d}")
        self.sign_in(self.zhou)
        page = self.client.get(reverse("search"), {"q": "多次"})
        self.assertContains(page, "查看全部活动结果")
        second = {"q": "多次", "in": "activities", "page": "2"}
        self.assertEqual(len(self.client.get(reverse("search"), second).context["page"]), 5)

    def test_an_edition_that_is_being_prepared_stays_with_the_office(self):
        self.edition.opened_at = None
        self.edition.save()
        for user, expected in [(self.chu, 0), (self.chen, 0), (self.zhou, 1)]:
            with self.subTest(user.name):
                self.assertEqual(len(self.found(user, "焊接体验")["activities"]), expected)


class News(SearchTestCase):
    def test_what_one_may_read_by_title_author_and_unit(self):
        text = newsroom.news_item(college=self.jidian)
        self.assertEqual(self.found(self.chen, "焊花")["news"], ["“焊花里的职业梦”"])
        self.assertEqual(self.found(self.lin, "焊花")["news"], [])
        newsroom.published(text)
        self.assertEqual(self.found(self.lin, "机电 赵同学")["news"], ["“焊花里的职业梦”"])
