"""简报: one sheet, the same on the screen and as PDF."""

from dataclasses import replace
from datetime import timedelta

import pypdfium2
from django.urls import reverse

from activities.models import CollegeProfile, Edition
from colleges.models import AuditEntry
from reports.bulletin import Bar, Bulletin, SmallChart, small
from reports.chart import Chart, Column
from reports.models import StatisticsEntry
from tests import make
from tests.base import PortalTestCase


class BulletinPages(PortalTestCase):
    def setUp(self):
        tags = self.edition.tag_set.all()[:1]
        sunday, monday = self.edition.dates[:2]
        self.first = make.activity(college=self.jidian, start_date=sunday, tags=tags)
        partners = [make.took_part("示例机电有限公司", "signed")]
        make.result(self.first, students=90, partners=partners, signed_projects=2)
        for title in ("开放日", "体验课"):
            other = make.activity(college=self.caijing, start_date=monday, title=title)
            make.result(other, students=20 if title == "开放日" else None)
        self.sign_in(self.chu)

    def address(self, name="bulletin"):
        return reverse(name, args=["2025"])

    def page(self):
        return self.client.get(self.address())

    def paper(self):
        document = pypdfium2.PdfDocument(self.client.get(self.address("bulletin_pdf")).content)
        return document, document[0].get_textpage().get_text_range()

    def test_the_best_facts_in_words(self):
        facts = self.page().context["bulletin"].facts
        self.assertEqual(facts[:2], ["7 天里有 2 天有活动。", "5月12日（周一）活动最多，2 项。"])
        self.assertIn(f"来人最多的活动是机电学院的“{self.first.title}”，90 人次。", facts)
        self.assertIn("机电学院参与人次最多，90 人次。", facts)
        self.assertIn("1 家企业参与合作，签约项目 2 项。", facts)
        self.assertEqual(facts[-1], "1 项活动没有填人次，没有计入。")

    def test_the_best_rate_stands_with_its_denominator(self):
        facts = {"edition": self.edition, "college": self.jidian, "updated_by": self.chen}
        StatisticsEntry.objects.create(**facts, stated={"D1": 81})
        counts = {self.jidian: (200, 20)}
        CollegeProfile.objects.set_headcounts(self.edition, counts, by=self.zhou)
        told = "机电学院学生参与率最高，40.5%（81 人 ÷ 在校生 200 人）。"
        self.assertContains(self.page(), told)

    def test_the_paper_says_what_the_page_says(self):
        bulletin = self.page().context["bulletin"]
        document, words = self.paper()
        self.assertEqual(len(document), 1)
        plain = "".join(words.split())
        for sentence in [bulletin.title, *bulletin.facts, *(one.text for one in bulletin.tiles)]:
            with self.subTest(sentence):
                self.assertIn("".join(sentence.split()), plain)
        self.assertIn("截至2025年5月12日", plain)
        self.assertTrue(AuditEntry.objects.filter(verb="下载简报", note="全校").exists())

    def test_bars_are_as_long_as_their_numbers(self):
        days = self.page().context["bulletin"].charts[0]
        self.assertEqual([bar.share for bar in days.bars[:3]], [50, 100, 0])

    def test_many_bars_stand_closer(self):
        bars = tuple(Bar(str(number), "1", 50) for number in range(12))
        few, many = SmallChart("", bars[:8]), SmallChart("", bars)
        self.assertEqual((few.height, many.height), (176, 192))
        tops = [top for _, _, top, _, _ in many.drawn]
        self.assertTrue(all(0 <= top <= many.height - 14 for top in tops))

    def test_what_is_left_out_is_said(self):
        names = tuple(f"学院{number}" for number in range(13))
        column = Column("参与", "人次", tuple(range(13)))
        for count, told in [(12, "各学院"), (13, "各学院，前 12 个，共 13 个")]:
            shown = replace(column, cells=column.cells[:count])
            chart = small(Chart("c", "", "", names[:count], (shown,), ()), 0, "各学院")
            self.assertEqual((chart.title, len(chart.bars)), (told, 12))

    def test_against_the_edition_before(self):
        earlier = self.edition.starts_on - timedelta(days=28)
        Edition.objects.load("2025", starts_on=earlier, code="2024")
        changes = {one.name: one for one in self.page().context["bulletin"].changes}
        self.assertEqual(changes["参与总人次"].now, "110")
        self.assertEqual((changes["参与总人次"].before, changes["参与总人次"].change), ("-", "-"))
        self.assertEqual(len(self.paper()[0]), 1)

    def test_the_same_facts_make_the_same_bytes(self):
        with self.clock_at("2025-05-13T08:00"):
            papers = [self.client.get(self.address("bulletin_pdf")).content for _ in range(2)]
        self.assertEqual(*papers)

    def test_nothing_booked_makes_no_paper(self):
        self.sign_in(self.wei)
        self.assertContains(self.page(), "还没有活动结果")
        response = self.client.get(self.address("bulletin_pdf"))
        self.assertRefused(response, "没有可以印的数")

    def test_of_a_college_its_own(self):
        self.sign_in(self.lin)
        bulletin = self.page().context["bulletin"]
        self.assertIsInstance(bulletin, Bulletin)
        self.assertNotIn("机电学院", "".join(bulletin.facts))
        self.assertEqual(bulletin.charts[2].title, "按参加对象（人次）")
