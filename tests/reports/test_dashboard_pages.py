"""数据统计: figures with their denominators, charts with their tables, two editions."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import python_calamine
from django.core.cache import caches
from django.urls import reverse

from activities.models import CollegeProfile, Edition
from colleges.models import AuditEntry, College
from reports.models import StatisticsEntry
from tests import make
from tests.base import PortalTestCase


class Dashboards(PortalTestCase):
    def setUp(self):
        tags = self.edition.tag_set.all()
        sunday, monday = self.edition.dates[:2]
        self.first = make.activity(college=self.jidian, start_date=sunday, tags=tags[:2])
        make.result(self.first, students=90, teachers=None, session_count=2)
        other = make.activity(college=self.caijing, start_date=monday, mode="online", tags=tags[:1])
        make.result(other, students=10, residents=0, online_views=700)
        unknown = make.activity(college=self.caijing, start_date=monday, title="没有数人头的一项")
        days = [day.isoformat() for day in self.edition.dates[1:3]]
        make.result(unknown, students=None, dates_held=days)
        self.sign_in(self.chu)

    def address(self, name="dashboard", edition="2025", **query):
        words = "&".join(f"{key}={value}" for key, value in query.items())
        return reverse(name, args=[edition]) + (words and f"?{words}")

    def board(self, **query):
        return self.client.get(self.address(**query)).context["dashboard"]

    def tiles(self, **query):
        return {tile.name: (tile.text, tile.note) for tile in self.board(**query).tiles}

    def rows(self, code, **query):
        return next(dict(one.rows) for one in self.board(**query).charts if one.code == code)

    def states(self, college, students, counts, taught=None):
        facts = {"edition": self.edition, "college": college, "updated_by": self.zhou}
        StatisticsEntry.objects.create(**facts, stated={"D1": students})
        CollegeProfile.objects.set_headcounts(self.edition, {college: counts}, by=self.zhou)


class Figures(Dashboards):
    def test_unknown_visits_are_said_and_not_nought(self):
        tiles = self.tiles()
        self.assertEqual(tiles["参与人次"], ("100", "1 项未填，没有计入"))
        self.assertEqual([tiles[name][0] for name in ("举办活动", "总场次")], ["3", "4"])
        self.assertEqual(self.rows("audience")["教职工"], ["-", "3"])
        self.assertEqual(self.rows("audience")["社区居民、社会公众"], ["0", "2"])

    def test_a_rate_stands_with_its_denominator(self):
        self.assertEqual(self.tiles()["学生参与率"], ("-", "无法计算：缺少在校生数"))
        self.states(self.jidian, 81, (200, 20))
        text, note = self.tiles()["学生参与率"]
        self.assertEqual(text, "40.5")
        self.assertEqual(note, "参与学生数 81 人 ÷ 在校生数 200 人；不含 1 个单位：缺少人数")
        rates = self.rows("rate")
        self.assertEqual(rates["机电学院"][:3], ["81", "200", "40.5"])
        self.assertEqual(rates["财经学院"][:3], ["-", "-", "无法计算：缺少在校生数"])

    def test_a_tag_does_not_double_the_total(self):
        rows = self.rows("tag")
        self.assertEqual([row[0] for row in rows.values()][:3], ["2", "1", "0"])
        self.assertContains(self.client.get(self.address()), "加起来不是总数；举办的活动共 3 项")

    def test_several_days_count_each_and_their_visits_none(self):
        rows = list(self.rows("day").items())
        self.assertEqual([row[0] for _, row in rows[:3]], ["1", "2", "1"])
        self.assertEqual(rows[1][1][2], "10")
        self.assertEqual(rows[-1], ("跨几天的活动", ["1", "1", "-", "1"]))

    def test_what_nothing_was_booked_of(self):
        College.objects.named(["艺术学院"])
        self.assertEqual(self.rows("college")["艺术学院"], ["-", "-", "-", "-"])

    def test_forms_and_kinds(self):
        self.assertEqual(self.rows("mode")["线上"], ["1", "1", "10", "0"])
        ((_, numbers),) = self.rows("kind").items()
        self.assertEqual(numbers, ["3", "4", "100", "1"])

    def test_a_department_counts_for_the_school_and_has_no_rate(self):
        make.result(make.activity(department=self.security), students=None, teachers=7)
        self.assertEqual(self.tiles()["参与人次"][0], "107")
        self.assertEqual(self.rows("college")["保卫处"], ["1", "1", "7", "0"])
        self.sign_in(self.wei)
        self.assertEqual(self.tiles()["参与人次"][0], "7")
        self.assertNotIn("学生参与率", self.tiles())

    def test_a_college_sees_its_own_alone(self):
        self.sign_in(self.chen)
        self.assertEqual(self.tiles()["参与人次"][0], "90")
        codes = [chart.code for chart in self.board().charts]
        self.assertNotIn("college", codes)
        self.assertEqual(self.client.get(self.address(college=self.caijing.pk)).status_code, 404)

    def test_nothing_booked_leads_to_the_results(self):
        self.sign_in(self.sun)
        self.first.result.delete()
        caches["figures"].clear()
        page = self.client.get(self.address())
        self.assertContains(page, "还没有活动结果")
        self.assertNotContains(page, "chart-canvas")


class NotFiledYet(Dashboards):
    TOLD = "按现在登记的数据，含还没有报送附件2的 2 个学院。"

    def setUp(self):
        super().setUp()
        make.collects(self.edition, self.jidian, "statistics_form")

    def test_the_school_says_so_on_the_screen_and_on_its_sheet(self):
        for name in ("dashboard", "bulletin", "summary_board"):
            with self.subTest(name):
                self.assertContains(self.client.get(self.address(name)), self.TOLD)

    def test_a_college_reads_its_own_numbers_without_it(self):
        self.sign_in(self.chen)
        self.assertNotContains(self.client.get(self.address()), "还没有报送附件2")

    def test_what_goes_by_mail_is_not_waited_for(self):
        make.collects_info_form_alone(self.edition)
        self.assertNotContains(self.client.get(self.address()), "还没有报送附件2")


class TwoEditions(Dashboards):
    def change(self, name):
        return next(one for one in self.board(edition="2026").changes if one.name == name)

    def setUp(self):
        super().setUp()
        next_week = self.edition.dates[-1] + timedelta(days=1)
        self.newer = Edition.objects.load("2025", starts_on=next_week, code="2026")

    def test_the_first_edition_has_none_to_compare_with(self):
        self.assertContains(self.client.get(self.address()), "系统里没有更早的一届")

    def test_an_edition_that_booked_nothing_is_unknown(self):
        found = self.change("学生参与")
        self.assertEqual((found.before, found.now, found.change), ("100", "-", "-"))

    def test_numbers_and_shares(self):
        one = make.activity(edition=self.newer, college=self.jidian)
        make.result(one, students=150)
        found = self.change("学生参与")
        self.assertEqual((found.before, found.now, found.change), ("100", "150", "+50（+50.0%）"))
        self.assertEqual(self.change("举办活动").change, "-2（-66.7%）")


class Files(Dashboards):
    def sheets(self, **query):
        response = self.client.get(self.address("dashboard_export", **query))
        file = BytesIO(b"".join(response.streaming_content))
        return python_calamine.CalamineWorkbook.from_filelike(file)

    def test_every_table_as_the_page_has_it(self):
        book, charts = self.sheets(), self.board().charts
        self.assertEqual(book.sheet_names, [chart.title for chart in charts])
        for chart in charts:
            lines = book.get_sheet_by_name(chart.title).to_python()[2:]
            shown = [[name, *cells] for name, cells in chart.rows]
            told = [[f"{c:,g}" if isinstance(c, float) else c for c in line] for line in lines]
            with self.subTest(chart=chart.title):
                self.assertEqual(told, shown)
        self.assertTrue(AuditEntry.objects.filter(verb="导出数据统计", note="全校").exists())

    def test_one_of_them(self):
        self.assertEqual(self.sheets(chart="kind").sheet_names, ["按活动类别"])
        sent = self.client.get(self.address("dashboard_export", chart="kind"))
        self.assertIn(quote("数据统计_按活动类别_全校_"), sent.headers["Content-Disposition"])
        address = self.address("dashboard_export", chart="nothing")
        self.assertEqual(self.client.get(address).status_code, 404)


class Cost(Dashboards):
    def cost(self):
        self.client.get(self.address())
        caches["figures"].clear()
        return len(self.queries_of(self.address()))

    def test_at_most_twelve_queries_however_many_colleges(self):
        Edition.objects.load("2025", starts_on=self.monday - timedelta(days=29), code="2024")
        before = self.cost()
        for name in ("艺术学院", "护理学院", "农学院"):
            College.objects.named([name])
            college = College.objects.get(name=name)
            make.person(name, "college_staff", college=college)
            make.result(make.activity(college=college), students=3)
        self.assertEqual(self.cost(), before)
        self.assertLessEqual(before, 12)
