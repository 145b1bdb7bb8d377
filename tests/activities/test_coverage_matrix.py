from datetime import timedelta

from django.urls import reverse

from activities.matrix import CoverageMatrix
from colleges.models import College
from tests import make
from tests.base import PortalTestCase


class Matrix(PortalTestCase):
    def matrix(self, **filters):
        return CoverageMatrix(self.edition, College.objects.active(), **filters)

    def rows(self, **filters):
        matrix = self.matrix(**filters)
        return matrix.rows(matrix.found)

    def planned(self, college):
        rows = {row.college: row for row in self.rows()}
        return [cell.planned for cell in rows[college].cells]

    def test_span_counts_on_each_of_its_days(self):
        first = self.edition.starts_on
        make.activity(college=self.jidian, start_date=first, end_date=first + timedelta(days=2))
        self.assertEqual(self.planned(self.jidian), [1, 1, 1, 0, 0, 0, 0])

    def test_span_from_before_the_week_counts_inside_it(self):
        first = self.edition.starts_on
        make.activity(college=self.jidian, start_date=first - timedelta(days=3), end_date=first)
        self.assertEqual(self.planned(self.jidian), [1, 0, 0, 0, 0, 0, 0])

    def test_cancelled_does_not_count(self):
        make.activity(college=self.jidian, start_date=self.monday).cancel(self.chen, "下雨")
        self.assertEqual(sum(self.planned(self.jidian)), 0)

    def test_other_college_stays_empty(self):
        make.activity(college=self.jidian, start_date=self.monday)
        self.assertEqual(sum(self.planned(self.caijing)), 0)

    def test_cell_is_solid_once_filed_and_outlined_when_changed(self):
        activity = make.activity(college=self.jidian, start_date=self.monday)
        cell = lambda: self.rows()[0].cells[1]  # noqa: E731 - asked three times
        self.assertFalse(cell().is_filed)
        make.filed(self.filing)
        self.assertTrue(cell().is_filed)
        activity.refresh_from_db()
        activity.title = "改了名"
        activity.revise(self.chen, [], base_version=activity.version)
        self.assertFalse(cell().is_filed)

    def test_numbers(self):
        for day in self.edition.dates:
            make.activity(college=self.jidian, start_date=day)
        expected = {"complete": 1, "with_gaps": 1, "gaps": 7, "percent": 50}
        self.assertEqual(self.matrix().numbers, expected)

    def test_who_is_excused_has_no_gaps_and_is_in_no_number(self):
        make.activity(college=self.caijing, start_date=self.monday)
        for day in self.edition.dates:
            make.activity(college=self.jidian, start_date=day)
        matrix = self.matrix(excused={self.caijing.pk})
        expected = {"complete": 1, "with_gaps": 0, "gaps": 0, "percent": 100}
        self.assertEqual(matrix.numbers, expected)
        self.assertEqual(sum(day["gaps"] for day in matrix.days), 0)
        self.assertEqual([row.gaps for row in matrix.rows(matrix.found)], [0, 0])
        # What it holds all the same is held at the school.
        self.assertEqual([day["planned"] for day in matrix.days], [1, 2, 1, 1, 1, 1, 1])
        self.assertEqual(self.matrix(gap="any", excused={self.caijing.pk}).found, [])

    def test_days_say_how_many_colleges_miss_them(self):
        make.activity(college=self.jidian, start_date=self.monday)
        self.assertEqual([day["gaps"] for day in self.matrix().days], [2, 1, 2, 2, 2, 2, 2])

    def test_filter_by_the_day_that_is_missing(self):
        make.activity(college=self.jidian, start_date=self.monday)
        rows = self.rows(gap=self.monday.isoformat())
        self.assertEqual([row.college for row in rows], [self.caijing])

    def test_filter_by_any_gap(self):
        for day in self.edition.dates:
            make.activity(college=self.jidian, start_date=day)
        self.assertEqual([row.college for row in self.rows(gap="any")], [self.caijing])

    def test_filter_by_name(self):
        rows = self.rows(words="财经")
        self.assertEqual([row.college for row in rows], [self.caijing])

    def test_no_colleges_at_all(self):
        matrix = CoverageMatrix(self.edition, College.objects.none())
        self.assertEqual((matrix.numbers["percent"], matrix.days[0]["planned"]), (0, 0))


class CoveragePage(PortalTestCase):
    def get(self, user, query="", **headers):
        self.sign_in(user)
        return self.client.get(reverse("coverage", args=[self.edition.code]) + query, **headers)

    def test_office_sees_every_college(self):
        response = self.get(self.zhou)
        self.assertContains(response, "机电学院")
        self.assertContains(response, "财经学院")

    def test_college_sees_its_own_row_alone(self):
        response = self.get(self.chen)
        self.assertContains(response, "机电学院")
        self.assertNotContains(response, "财经学院")

    def test_a_date_stays_on_one_line(self):
        heading = '<span class="nowrap">5月12日（周一）</span>'
        self.assertContains(self.get(self.zhou), heading, count=1)

    def test_gap_is_a_word_not_only_a_colour(self):
        self.assertContains(self.get(self.chen), "没有活动")

    def test_cell_leads_to_the_day(self):
        address = f"?college={self.jidian.pk}#day-{self.monday.isoformat()}"
        self.assertContains(self.get(self.zhou), address)

    def test_who_is_excused_is_told_so(self):
        self.filing.excuse(self.zhou, self.now, "本届不参加")
        for user, with_gaps in ((self.zhou, 1), (self.chen, 0)):
            page = self.get(user)
            self.assertContains(page, '<span class="soft">无需报送</span>', count=1)
            self.assertContains(page, "is-excused", count=7)
            self.assertEqual(page.context["matrix"].numbers["with_gaps"], with_gaps)

    def test_live_part_has_no_frame(self):
        response = self.get(self.zhou, headers={"HX-Request": "true"})
        self.assertTemplateNotUsed(response, "base.html")

    def test_nonsense_in_the_address_is_harmless(self):
        response = self.get(self.zhou, "?gap=²025&page=x&q=%27")
        self.assertEqual(response.status_code, 200)

    def test_more_colleges_cost_the_same(self):
        self.sign_in(self.zhou)
        address = reverse("coverage", args=[self.edition.code])
        self.assertCostStaysFlat(address, lambda: College.objects.named(["甲", "乙"]))
