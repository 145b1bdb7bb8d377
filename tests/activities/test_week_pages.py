"""The seven days of a college: themes, gaps, spans, warnings."""

from datetime import timedelta

from django.urls import reverse

from tests import make
from tests.base import PortalTestCase


class Week(PortalTestCase):
    def setUp(self):
        self.sign_in(self.chen)
        self.days = self.edition.dates

    def make(self, day=1, **facts):
        return make.activity(college=self.jidian, start_date=self.days[day], **facts)

    def response(self, query=""):
        return self.client.get(reverse("week", args=["2025"]) + query)

    def html(self, query=""):
        return self.response(query).content.decode()

    def titles(self):
        tiles = self.response().context["days"]
        return [[activity.title for activity in tile["activities"]] for tile in tiles]

    def counts(self):
        return [tile["count"] for tile in self.response().context["days"]]

    def test_every_day_has_its_date_and_theme(self):
        html = self.html()
        for day in self.edition.theme_days.all():
            with self.subTest(day=day.date):
                self.assertIn(f'<p class="day-theme">{day.name}</p>', html)
        self.assertEqual(html.count('class="day-tile'), 7)

    def test_the_showcase_day_alone_is_marked_with_its_hours(self):
        self.assertEqual(self.html().count("集中展示 09:30–17:00"), 1)

    def test_an_empty_week_is_seven_gaps(self):
        html = self.html()
        self.assertIn("通知要求“天天有活动”，还有 7 天没有安排", html)
        self.assertEqual(html.count("当天没有活动"), 7)

    def test_a_span_stands_on_each_of_its_days(self):
        self.make(2, end_date=self.days[4], title="三天展")
        self.assertEqual(self.counts(), [0, 0, 1, 1, 1, 0, 0])
        self.assertEqual(self.titles()[2:5], [["三天展"]] * 3)

    def test_the_gaps_are_named(self):
        self.make(0, end_date=self.days[4])
        sentence = "还有 2 天没有安排：5月16日（周五）、5月17日（周六）。不影响报送。"
        self.assertIn(sentence, self.html())

    def test_a_day_with_an_outing_that_waits_is_told_apart_and_leads_there(self):
        self.make(0, end_date=self.days[4])
        activity = make.outing_activity(college=self.jidian, start_date=self.days[5])
        outing = make.outing(activity=activity, college=self.jidian)
        make.outing(activity=activity, college=self.jidian).cancel(self.chen, "不去了")
        html = self.html()
        self.assertIn("还有 1 天没有安排：5月17日（周六）。", html)
        self.assertIn(
            "5月16日（周五）有 1 项外出待审批，通过后才算有安排："
            f'<a href="{outing.get_absolute_url()}">{activity.title}</a>（草稿）。不影响报送。',
            html,
        )
        tile = html[html.index('id="day-2025-05-16"') : html.index('id="day-2025-05-17"')]
        self.assertIn("1 项外出待审批，通过后才算有安排", tile)
        self.assertNotIn("当天没有活动", tile)

    def test_a_full_week_has_no_complaint(self):
        self.make(0, end_date=self.days[6])
        self.assertNotIn("天天有活动", self.html())

    def test_a_cancelled_one_is_shown_and_not_counted(self):
        self.make(1, title="取消的").cancel(self.chen, "暴雨")
        response = self.response()
        self.assertContains(response, "已取消")
        self.assertEqual(self.titles()[1], ["取消的"])
        self.assertEqual((self.counts()[1], response.context["planned_count"]), (0, 0))

    def test_outside_the_week_it_is_listed_apart(self):
        self.make(6, title="延后的")
        late = make.activity(
            college=self.jidian, title="周后的", start_date=self.days[6] + timedelta(days=1)
        )
        self.assertEqual(self.response().context["outside"], [late])
        self.assertIn("周外活动：日期不在活动周（", self.html())

    def test_a_span_that_reaches_into_the_week_is_not_outside(self):
        make.activity(
            college=self.jidian,
            start_date=self.days[0] - timedelta(days=3),
            end_date=self.days[0],
        )
        response = self.response()
        self.assertEqual((response.context["outside"], self.counts()[0]), ([], 1))

    def test_warnings_stand_below_with_their_activity(self):
        self.make(title="大展", expected_external=1000)
        self.make(category=make.category("alumni_return_craftsman"), open_to_public=False)
        html = self.html()
        self.assertIn("可能属于大型群众性活动", html)
        self.assertIn("通知要求“工匠进校园”面向公众开放", html)
        self.assertIn("请再看一眼（不影响报送）", html)

    def test_without_anything_to_think_of_there_is_no_such_list(self):
        self.make(expected_external=999)
        self.assertNotIn("请再看一眼", self.html())

    def test_how_an_entry_stands_to_the_filed_form(self):
        filed = self.make(1, title="报过的")
        make.filed(self.filing)
        self.make(2, title="没报的")
        filed.refresh_from_db()
        tiles = self.response().context["days"]
        marks = [one.filing_mark.name for tile in tiles for one in tile["activities"]]
        self.assertEqual(marks, ["已报送", "未报送"])

    def test_drafts_of_colleagues_are_listed_by_name(self):
        make.draft(owner=self.sun, college=self.jidian)
        make.draft(owner=self.lin, college=self.caijing, data={"title": ["财经的"]})
        html = self.html()
        self.assertIn("孙 5月12日（周一）10:00保存", html)
        self.assertNotIn("财经的", html)

    def test_the_other_colleges_activities_are_not_here(self):
        make.activity(college=self.caijing, title="财经的")
        self.assertNotIn("财经的", self.html())

    def test_the_other_college_is_not_found(self):
        for college in [self.caijing.pk, "²", "x", "0"]:
            with self.subTest(college=college):
                self.assertEqual(self.response(f"?college={college}").status_code, 404)

    def test_the_office_reads_a_named_college_and_changes_nothing(self):
        make.activity(college=self.caijing, title="财经的")
        self.sign_in(self.zhou)
        html = self.html(f"?college={self.caijing.pk}")
        self.assertIn("财经的", html)
        self.assertNotIn(reverse("activity_new", args=["2025"]), html)

    def test_the_lead_may_write_here_too(self):
        self.sign_in(self.sun)
        self.assertIn(f"?college={self.jidian.pk}&amp;date=2025-05-14", self.html())

    def test_markup_in_a_title_is_escaped(self):
        self.make(title="<script>x")
        self.assertNotIn("<script>x", self.html())

    def test_no_phone_stands_here(self):
        self.make()
        self.assertNotIn("13800000001", self.html())

    def test_an_edition_that_is_not_there(self):
        self.assertEqual(self.client.get(reverse("week", args=["1999"])).status_code, 404)
