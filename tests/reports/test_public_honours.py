"""公示, winners and the check of a certificate, as strangers see them: no cookie, no oracle."""

from django.conf import settings
from django.core.cache import caches
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from activities.models import Edition
from reports.honours.guesses import MOST_A_MINUTE

from .. import honours
from ..base import PortalTestCase

NOBODY = "2025-01-0000-0000-00"
KEEPING = {"pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


class Strangers(PortalTestCase):
    def setUp(self):
        self.client = Client()

    def get(self, name, *args, **query):
        return self.client.get(reverse(name, args=args), query)

    def check(self, serial):
        return self.get("certificate_check", serial)


class TheAnnouncement(Strangers):
    def page(self):
        return self.get("public_announcement", self.edition.code)

    def test_is_there_only_while_the_verbs_say_so(self):
        one = honours.draft(self.edition, self.jidian)
        self.assertEqual(404, self.page().status_code)
        one.publish(self.zhou, timezone.now())
        self.assertContains(self.page(), "机电学院")
        one.take_down(self.zhou, timezone.now(), "异议成立")
        self.assertEqual(404, self.page().status_code)

    def test_says_for_how_long_and_how_to_object(self):
        honours.published(self.edition, self.jidian)
        page = self.page()
        self.assertContains(page, "2025年5月13日（周二）至5月19日（周一），共 5 个工作日")
        self.assertContains(page, honours.CONTACT)
        self.assertContains(page, "以书面形式署名向教务处反映")

    def test_says_that_its_days_are_over(self):
        one = honours.published(self.edition, self.jidian)
        self.assertContains(self.page(), "公示到 5月19日")
        with self.clock_at("2025-05-20T00:00"):
            self.assertTrue(one.is_over())
            self.assertContains(self.page(), "公示期已满，等待公布结果")

    def test_names_no_person(self):
        one = honours.published(self.edition, self.jidian, by=self.zhou)
        honours.objection(one, self.caijing, text="财经学院的理由")
        page = self.page()
        for word in ("周", "林", "财经学院"):
            self.assertNotIn(word, page.content.decode().replace("活动周", "").replace("（周", ""))

    def test_sets_no_cookie_and_may_be_kept(self):
        honours.published(self.edition, self.jidian)
        page = self.page()
        self.assertFalse(page.cookies)
        self.assertIn("public", page["Cache-Control"])

    def test_stays_as_a_record(self):
        honours.ended(self.edition, self.jidian)
        self.assertContains(self.page(), "公示已经结束")


class Winners(Strangers):
    def page(self):
        return self.get("public_honours", self.edition.code)

    def test_are_named_when_the_announcement_is_over(self):
        one = honours.published(self.edition, self.jidian)
        self.assertEqual(404, self.page().status_code)
        one.end(self.zhou, one.closes_at)
        page = self.page()
        college = reverse("public_college", args=[self.edition.code, self.jidian.pk])
        self.assertContains(page, f'<a href="{college}">机电学院</a>', html=True)
        self.assertFalse(page.cookies)

    def test_whose_award_was_cancelled_is_named_no_longer(self):
        one, _ = honours.certificates(self.edition, self.jidian, self.caijing)
        one.revoke(self.zhou, timezone.now(), "cancelled", "数据造假")
        front = self.get("public_home", self.edition.code)
        for page in (self.page(), front):
            college = reverse("public_college", args=[self.edition.code, self.jidian.pk])
            self.assertNotContains(page, f'<a href="{college}">机电学院</a>', html=True)
            self.assertContains(page, "财经学院")

    def test_of_an_edition_in_preparation_are_not(self):
        honours.ended(self.edition, self.jidian)
        Edition.objects.update(opened_at=None)
        self.assertEqual(404, self.page().status_code)

    def test_take_few_queries(self):
        honours.ended(self.edition, self.jidian, self.caijing)
        self.page()
        address = reverse("public_honours", args=[self.edition.code])
        self.assertLessEqual(len(self.queries_of(address)), 12)


class WinnersOfAllEditions(Strangers):
    def page(self):
        return self.get("public_winners")

    def test_are_none_before_a_result_stands(self):
        honours.published(self.edition, self.jidian)
        page = self.page()
        self.assertContains(page, "还没有公布过获奖单位")
        self.assertNotContains(page, "机电学院")

    def test_are_named_with_the_way_to_their_edition(self):
        honours.ended(self.edition, self.jidian)
        page = self.page()
        self.assertContains(page, reverse("public_honours", args=[self.edition.code]))
        self.assertContains(page, "机电学院")
        self.assertFalse(page.cookies)

    def test_whose_award_was_cancelled_is_left_out(self):
        one, _ = honours.certificates(self.edition, self.jidian, self.caijing)
        one.revoke(self.zhou, timezone.now(), "cancelled", "数据造假")
        self.assertNotContains(self.page(), "机电学院")
        self.assertContains(self.page(), "财经学院")

    def test_of_an_edition_in_preparation_are_left_out(self):
        honours.ended(self.edition, self.jidian)
        Edition.objects.update(opened_at=None)
        self.assertNotContains(self.page(), "机电学院")

    def test_are_a_link_in_the_foot_of_every_public_page(self):
        link = f'href="{reverse("public_winners")}"'
        for page in (self.get("public_news", self.edition.code), self.get("certificate_find")):
            self.assertContains(page, link)


class ACheck(Strangers):
    def setUp(self):
        super().setUp()
        self.one = honours.certificates(self.edition, self.jidian)[0]
        self.enterContext(self.clock_at("2025-06-11T10:00"))

    def test_shows_what_stands_on_the_paper(self):
        page = self.check(self.one.serial)
        for fact in (
            "真实有效", "机电学院", "优秀组织奖", "2025年职业教育活动周", "2025年5月20日",
            self.one.serial, self.one.school,
        ):  # fmt: skip
            self.assertContains(page, fact)
        self.assertFalse(page.cookies)

    def test_shows_no_person_and_no_inner_reason(self):
        self.one.revoke(self.zhou, timezone.now(), "corrected", "林老师填错了名称")
        page = self.check(self.one.serial)
        self.assertContains(page, "作废：内容有误。")
        self.assertNotContains(page, "林老师")
        self.assertNotContains(page, "<strong>真实有效")

    def test_before_its_date_says_so(self):
        with self.clock_at("2025-05-19T23:59"):
            page = self.check(self.one.serial)
            self.assertContains(page, "<strong>尚未生效</strong>")
            self.assertContains(page, "证书日期是 2025年5月20日，还没有到")
            self.assertNotContains(page, "<strong>真实有效")
        with self.clock_at("2025-05-20T00:00"):
            self.assertContains(self.check(self.one.serial), "真实有效")

    def test_tells_the_truth_at_once(self):
        self.assertContains(page := self.check(self.one.serial), "真实有效")
        self.assertIn("no-store", page["Cache-Control"])
        self.one.revoke(self.zhou, timezone.now(), "replaced", "以为遗失")
        self.assertContains(self.check(self.one.serial), "<strong>已作废")
        self.one.restore(self.zhou, timezone.now(), "原件已找到")
        page = self.check(self.one.serial)
        self.assertContains(page, "<strong>真实有效")
        self.assertContains(page, "此前曾误作废，2025年6月11日已恢复")
        self.assertNotContains(page, "原件")

    def test_says_that_there_is_another_only_once_there_is(self):
        self.one.revoke(self.zhou, timezone.now(), "replaced", "遗失")
        self.assertContains(self.check(self.one.serial), "作废：遗失或损坏。")
        honours.job(self.one.award).run()
        self.assertContains(self.check(self.one.serial), "作废：遗失或损坏，已重新颁发。")

    def test_finds_what_was_carelessly_typed(self):
        serial, wide = self.one.serial, str.maketrans("0123456789", "０１２３４５６７８９")
        typed = (
            serial.lower().replace("-", "－", 1) + " ",
            serial.translate(wide).replace("-", "——"),
            serial.replace("-", " "),
            serial.replace("-", ""),
            serial.lower().replace("-", " – "),
        )
        for text in typed:
            with self.subTest(text):
                response = self.get("certificate_find", serial=text)
                self.assertRedirects(response, reverse("certificate_check", args=[serial]))
                self.assertContains(self.check(text), "真实有效")

    def test_finds_the_hundredth_without_dashes(self):
        type(self.one).objects.update(serial="2025-100-7K3M-9Q2T-XW")
        response = self.get("certificate_find", serial="20251007k3m9q2txw")
        self.assertContains(self.client.get(response["Location"]), "真实有效")

    def test_finds_that_of_an_edition_with_an_underscore(self):
        serial = "spring_2025-01-7K3M-9Q2T-XW"
        type(self.one).objects.update(serial=serial)
        for text in (serial, serial.replace("_", "＿"), serial.replace("_", "-")):
            with self.subTest(text):
                self.assertContains(self.check(text), "真实有效")
        response = self.get("certificate_find", serial=serial)
        self.assertContains(self.client.get(response["Location"]), "真实有效")

    def test_of_what_no_address_can_hold_is_no_number(self):
        for typed in ("a/b-1-AAAA-AAAA-AA", "届-1-AAAA-AAAA-AA", "?-1-AAAA-AAAA-AA"):
            with self.subTest(typed):
                response = self.get("certificate_find", serial=typed)
                self.assertRedirects(
                    response, reverse("certificate_check", args=["unknown"]), target_status_code=404
                )

    def test_of_an_unknown_and_of_a_garbled_number_say_the_same(self):
        unknown, garbled = self.check(NOBODY), self.check("nothing")
        self.assertEqual([404, 404], [unknown.status_code, garbled.status_code])
        self.assertEqual(unknown.content, garbled.content)
        self.assertFalse(unknown.cookies)

    def test_works_while_the_edition_is_closed_to_the_public(self):
        Edition.objects.update(opened_at=None)
        self.assertContains(self.check(self.one.serial), "真实有效")

    def test_asks_for_the_number(self):
        self.assertContains(self.get("certificate_find"), "证书编号")

    def test_takes_few_queries(self):
        address = reverse("certificate_check", args=[self.one.serial])
        self.assertLessEqual(len(self.queries_of(address)), 8)


@override_settings(CACHES=settings.CACHES | KEEPING)
class Guessing(Strangers):
    def setUp(self):
        super().setUp()
        self.one = honours.certificates(self.edition, self.jidian)[0]
        caches["pages"].clear()

    def guess(self, times):
        return {self.check(NOBODY).status_code for _ in range(times)}

    def test_too_often_is_told_nothing_more_for_a_minute(self):
        with self.clock_at("2025-06-01T10:00:00"):
            self.assertEqual({404}, self.guess(MOST_A_MINUTE))
            refused = [self.check(serial) for serial in (NOBODY, self.one.serial)]
            self.assertEqual([429, 429], [page.status_code for page in refused])
            self.assertEqual(refused[0].content, refused[1].content)
        with self.clock_at("2025-06-01T10:01:01"):
            self.assertEqual(200, self.check(self.one.serial).status_code)

    def test_is_not_what_people_do_who_scan_real_codes(self):
        """Each address is another one for the cache, so that every check is really made."""
        with self.clock_at("2025-06-01T10:00:00"):
            found = {self.check(self.one.serial + " " * n).status_code for n in range(40)}
        self.assertEqual({200}, found)

    def test_of_one_address_is_not_anothers_fault(self):
        with self.clock_at("2025-06-01T10:00:00"):
            self.guess(MOST_A_MINUTE + 1)
            other = Client(REMOTE_ADDR="10.0.0.9")
            address = reverse("certificate_check", args=[self.one.serial])
            self.assertEqual(200, other.get(address).status_code)
