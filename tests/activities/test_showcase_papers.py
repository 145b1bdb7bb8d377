"""The papers of the showcase as people get them: who may, what they are called, what they say."""

import re
from urllib.parse import unquote

import pypdfium2
from django.urls import reverse

from activities.models import SitePlan
from tests import make
from tests.base import PortalTestCase


class Papers(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.site = cls.edition.showcase.site
        cls.booth = make.booth(cls.site, "A01", college=cls.jidian)

    def said(self, name, *args, **query):
        """The words of the PDF, without blanks."""
        response = self.client.get(reverse(name, args=args), query)
        self.assertEqual(response.status_code, 200)
        with pypdfium2.PdfDocument(b"".join(response)) as document:
            words = [page.get_textpage().get_text_range() for page in document]
        return re.sub(r"[\s\u200b\ufffe]", "", "".join(words))


class ReleasePdf(Papers):
    def setUp(self):
        self.release = make.release(self.site, by=self.zhou)
        self.url = reverse("release_pdf", args=[self.release.pk])

    def test_college_takes_the_released_plan_home(self):
        make.booth(self.site, "B09", college=self.caijing)
        self.sign_in(self.chen)
        said = self.said("release_pdf", self.release.pk)
        self.assertIn("A01机电学院", said)
        self.assertIn(f"第1版2025年5月12日（周一）10:00发布内容码{self.release.sha256[:12]}", said)
        self.assertNotIn("B09", said)

    def test_same_release_is_the_same_file_tomorrow_and_for_everybody(self):
        self.sign_in(self.chen)
        first = b"".join(self.client.get(self.url))
        self.booth.delete()
        make.booth_need(self.jidian, theme="换了主题")
        with self.clock_at("2025-05-13T09:00"):
            self.sign_in(self.zhou)
            self.assertEqual(b"".join(self.client.get(self.url)), first)

    def test_it_is_called_what_it_is(self):
        self.sign_in(self.chen)
        for query, name in [
            ("", "附件3_2025年职教周集中展示各学院位置分布图_第1版_A4.pdf"),
            ("?paper=A3", "附件3_2025年职教周集中展示各学院位置分布图_第1版_A3.pdf"),
        ]:
            disposition = self.client.get(self.url + query).headers["Content-Disposition"]
            self.assertIn("attachment", disposition)
            self.assertIn(name, unquote(disposition))
        self.assertEqual(self.client.get(f"{self.url}?paper=b5").status_code, 404)

    def test_earlier_ones_and_those_for_rain_are_the_offices(self):
        hall = SitePlan.objects.create(edition=self.edition, name="体育馆")
        make.booth(hall, "H01", college=self.jidian)
        rain = make.release(hall, by=self.zhou)
        make.booth(self.site, "A02")
        make.release(self.site, by=self.zhou)
        for name in ("release_pdf", "release_png"):
            for release in (self.release, rain):
                for user, status in [(self.chen, 403), (self.wei, 403), (self.zhou, 200)]:
                    with self.subTest(name, user=user.username, release=release):
                        self.sign_in(user)
                        answer = self.client.get(reverse(name, args=[release.pk]))
                        self.assertEqual(answer.status_code, status)

    def test_picture_is_one(self):
        self.sign_in(self.lin)
        answer = self.client.get(reverse("release_png", args=[self.release.pk]))
        self.assertEqual(answer.headers["Content-Type"], "image/png")
        self.assertTrue(b"".join(answer).startswith(b"\x89PNG"))


class PlanPreview(Papers):
    def test_shows_the_draft_and_says_so(self):
        self.sign_in(self.zhou)
        said = self.said("plan_preview", self.site.pk)
        self.assertIn("A01机电学院", said)
        self.assertIn("草稿，未发布", said)

    def test_is_the_offices_alone(self):
        url = reverse("plan_preview", args=[self.site.pk])
        for user, status in [(self.chen, 403), (self.chu, 403), (self.zhou, 200)]:
            self.sign_in(user)
            self.assertEqual(self.client.get(url).status_code, status)


class BoothCards(Papers):
    def test_card_of_every_booth_with_its_college(self):
        make.booth(self.site, "B02", college=self.caijing)
        make.booth(self.site, "B03")
        make.release(self.site, by=self.zhou)
        self.sign_in(self.zhou)
        said = self.said("booth_cards", "2025", paper="a5")
        self.assertIn("A01", said)
        self.assertIn("B02", said)
        self.assertNotIn("B03", said)

    def test_booth_that_was_deleted_since_has_no_code(self):
        make.release(self.site, by=self.zhou)
        self.booth.delete()
        self.sign_in(self.zhou)
        self.assertIn("请教务处重新发布后再打印", self.said("booth_cards", "2025"))

    def test_without_a_release_the_office_reads_what_to_do_first(self):
        self.sign_in(self.zhou)
        answer = self.client.get(reverse("booth_cards", args=["2025"]), follow=True)
        self.assertRefused(answer, "请先安排展位、发布")


class EditionAbout(Papers):
    def test_released_plan_is_a_download_beside_the_files(self):
        make.document(edition=self.edition, by=self.zhou, kind="annex_3", name="旧分布图.pdf")
        self.sign_in(self.lin)
        about = reverse("edition_about", args=["2025"])
        self.assertNotContains(self.client.get(about), "网上的展位图")
        release = make.release(self.site, by=self.zhou)
        page = self.client.get(about)
        for text in (reverse("release_pdf", args=[release.pk]), "网上的展位图", "旧分布图.pdf"):
            self.assertContains(page, text)

    def test_it_costs_twelve_queries_at_most(self):
        make.release(self.site, by=self.zhou)
        self.sign_in(self.lin)
        about = reverse("edition_about", args=["2025"])
        self.client.get(about)
        self.assertLessEqual(len(self.queries_of(about)), 12)
