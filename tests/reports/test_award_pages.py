"""优秀组织奖 in the browser of 教务处, of judges, and of a college."""

import json
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities.models import BoothScore, CollegeProfile
from colleges.models import AuditEntry, College, Membership, Role
from reports.award.bundle import result_of
from reports.award_closing import close, decide, reread
from reports.award_inputs import LIVE, OWN, Records
from reports.models import (
    Award,
    AwardPlace,
    AwardSheet,
    CommitteeDecision,
    Filing,
    StatisticsEntry,
    Veto,
)

from .. import make
from ..base import PortalTestCase, at

MARKS = {"m-1.5": "8", "m-2.4": "7", "m-3.4.2": "9"}


class AwardPagesTestCase(PortalTestCase):
    def address(self, name, *more):
        return reverse(name, args=[self.edition.code, *more])

    def get(self, name, *more, user=None):
        self.sign_in(user or self.zhou)
        return self.client.get(self.address(name, *more))

    def post(self, name, data=None, *more, user=None):
        self.sign_in(user or self.zhou)
        return self.client.post(self.address(name, *more), data or {})


class TheRubric(AwardPagesTestCase):
    def setUp(self):
        self.post("award_prepare")
        self.award = Award.objects.get()

    def typed(self, **overrides):
        """The form as a browser sends it."""
        form = self.get("award_rubric_edit").context["form"]
        sent = {"version": self.award.version}
        for field in form:
            value = field.value()
            if value not in (None, ""):
                sent[field.name] = value
        return sent | overrides

    def test_is_read_by_everybody_with_its_clauses(self):
        for user in (self.chen, self.jiang, self.chu, self.wei):
            page = self.get("award_rubric", user=user)
            self.assertContains(page, "各学院师生参与职教周人数占比")
            self.assertContains(page, "3.1 学生参与率")

    def test_saved_untouched_stays_as_it_was(self):
        before = self.award.rubric
        self.assertRedirects(
            self.post("award_rubric_edit", self.typed()), self.address("award_rubric")
        )
        self.assertEqual(before, Award.objects.get().rubric)

    def test_takes_other_points_sources_and_rules(self):
        sent = {"i0-points": "5", "i10-source": "judges", "trim_from": "7", "tie_1": "1.4"}
        self.post("award_rubric_edit", self.typed(**sent, tie_2="2.1"))
        rules = Award.objects.get().rules
        changed = rules.criterion("1.1").points, rules.criterion("2.3").parts[0].source
        self.assertEqual((5, "judges"), changed)
        self.assertEqual((7, ("1.4", "2.1")), (rules.trim_from, rules.tie_order))

    def test_keeps_a_sum_that_is_not_100_and_begins_no_scoring_with_it(self):
        self.post("award_rubric_edit", self.typed(**{"i0-points": "5"}))
        self.assertContains(self.get("award_detail"), "现在是 99 分")
        self.assertRefused(self.post("award_start"), "现在是 99 分")

    def test_leaves_an_item_out_and_adds_another(self):
        added = {
            "new-standard": "3",
            "new-name": "校友",
            "new-points": "6",
            "new-source": "figure:E7",
        }
        self.post("award_rubric_edit", self.typed(**added, **{"i0-points": "0"}))
        rules = Award.objects.get().rules
        self.assertEqual("校友", rules.criterion("3.5").name)
        self.assertNotIn("1.1", [one.code for one in rules.criteria])
        self.assertEqual([], rules.faults())

    def test_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(self):
        bad = self.typed(**{"i0-points": "-1", "i3-tier_national": "0", "i0-name": "改了名"})
        answer = self.post("award_rubric_edit", bad)
        self.assertContains(answer, "确保该值大于或等于0", status_code=422)
        self.assertContains(answer, "改了名", status_code=422)

    def test_says_when_levels_do_not_rise(self):
        answer = self.post("award_rubric_edit", self.typed(**{"i3-tier_national": "0"}))
        self.assertContains(answer, "级别越高，一篇的分数要越高", status_code=422)

    def test_of_a_colleague_is_not_overwritten_unseen(self):
        sent = self.typed(**{"i0-points": "5"})
        self.award.revise(self.wu, self.award.rubric | {"trim_from": 9}, base_version=1)
        answer = self.post("award_rubric_edit", sent)
        self.assertContains(answer, "刚刚被同事改过", status_code=409)
        self.assertContains(answer, 'name="version" value="2"', status_code=409)
        self.assertEqual(9, Award.objects.get().rubric["trim_from"])

    def test_cannot_be_edited_once_scoring_has_begun(self):
        self.post("award_start")
        self.assertRefused(self.get("award_rubric_edit"), "细则已冻结")

    def test_trial_writes_nothing(self):
        before = AuditEntry.objects.count()
        self.sign_in(self.zhou)
        page = self.client.get(
            self.address("award_what_if"), {"1.1": "50", "1.2": "x", "3.1": "0.5"}
        )
        self.assertContains(page, "名次的变化")
        self.assertEqual(50, page.context["rubric"].criterion("1.1").points)
        self.assertEqual(5, page.context["rubric"].criterion("1.2").points)
        self.assertEqual(before, AuditEntry.objects.count())
        self.assertEqual(6, Award.objects.get().rules.criterion("1.1").points)

    def test_takes_a_mark_for_full_points_as_high_as_it_says(self):
        self.post("award_rubric_edit", self.typed(**{"i1-scale": "full", "i1-full": "5000"}))
        self.assertEqual(5000, Award.objects.get().rules.parts[1].full)

    def test_trial_leaves_out_who_is_disqualified(self):
        make.filed(self.filing)
        make.veto(self.award, self.jidian, by=self.zhou)
        rows = self.get("award_what_if").context["trial"].rows
        told = {name: (old.rank, new.rank, rise) for name, old, new, rise in rows}
        self.assertEqual({"机电学院": (None, None, 0), "财经学院": (1, 1, 0)}, told)

    def test_trial_says_which_items_nobody_can_have(self):
        page = self.get("award_what_if")
        self.assertContains(page, "没有评委在集中展示日现场打分")


class AJudge(AwardPagesTestCase):
    def setUp(self):
        self.award = make.scoring_award(by=self.zhou)

    def submit(self, college=None, user=None, **overrides):
        college = college or self.jidian
        return self.post("award_sheet", MARKS | overrides, college.pk, user=user or self.jiang)

    def test_goes_from_college_to_college(self):
        self.assertRedirects(self.submit(), self.address("award_sheet", self.caijing.pk))
        self.assertRedirects(self.submit(self.caijing), self.address("award_sheet_list"))
        self.assertEqual(2, AwardSheet.objects.submitted().count())

    def test_is_shown_what_is_missing_and_keeps_the_rest(self):
        answer = self.submit(**{"m-2.4": "", "comment": "展示用心"})
        self.assertContains(answer, "请打分；没有把握的请选“弃权”", status_code=422)
        self.assertContains(answer, "展示用心", status_code=422)
        self.assertFalse(AwardSheet.objects.exists())

    def test_abstains_which_is_not_the_same_as_not_yet(self):
        self.post("award_sheet", {"abstains": "on"}, self.jidian.pk, user=self.jiang)
        page = self.get("award_sheet_list", user=self.jiang)
        self.assertContains(page, "弃权")
        self.assertContains(page, "未评")

    def test_drafts_are_kept_in_the_background_and_count_for_nothing(self):
        answer = self.post("award_sheet_draft", {"m-1.5": "4"}, self.jidian.pk, user=self.jiang)
        self.assertContains(answer, "草稿已保存 10:00")
        self.assertContains(self.get("award_sheet_list", user=self.jiang), "草稿，未提交")
        page = self.get("award_sheet", self.jidian.pk, user=self.jiang)
        self.assertEqual({"1.5": 4}, page.context["sheet"].marks)

    def test_never_comes_near_the_own_college(self):
        make.hat(self.jiang, Role.COLLEGE_STAFF, college=self.jidian)
        self.assertContains(self.get("award_sheet_list", user=self.jiang), "本学院，不评")
        for name in ("award_sheet", "award_sheet_draft"):
            answer = self.post(name, MARKS, self.jidian.pk, user=self.jiang)
            self.assertRefused(answer, "您在机电学院任职，不给本学院评分")
        self.assertFalse(AwardSheet.objects.exists())

    def test_sees_no_other_judge(self):
        other = make.person("沈", Role.JUDGE)
        make.award_sheet(self.award, other, self.jidian, comment="别人的评语")
        page = self.get("award_sheet", self.jidian.pk, user=self.jiang)
        self.assertNotContains(page, "别人的评语")
        self.assertEqual({}, page.context["sheet"].marks)

    def test_office_sees_progress_and_no_points_before_the_end(self):
        self.submit(comment="只给教务处看的评语")
        page = self.get("award_detail")
        self.assertContains(page, "1 / 2")
        self.assertNotContains(page, "离散")
        self.assertNotContains(page, "只给教务处看的评语")

    def test_may_not_come_late(self):
        close(self.award, self.zhou, timezone.now(), anyway=True)
        self.assertRefused(self.submit(), "现在是“评分结束”")


class Closing(AwardPagesTestCase):
    def setUp(self):
        self.award = make.scoring_award(by=self.zhou)

    def test_waits_for_who_is_behind_unless_told_not_to(self):
        self.assertRefused(self.post("award_close"), "还有 2 张评分表没有提交")
        self.post("award_close", {"anyway": "1"})
        self.assertEqual("closed", Award.objects.get().status)

    def test_freezes_every_input(self):
        make.award_sheet(self.award, self.jiang, self.jidian)
        self.post("award_close", {"anyway": "1"})
        before = Award.objects.get().inputs
        CollegeProfile.objects.create(
            edition=self.edition, college=self.jidian, enrolled_students=1, staff_total=1
        )
        self.award.refresh_from_db()
        self.assertEqual(before, self.award.inputs)
        self.assertEqual(2, AwardPlace.objects.count())

    def test_voids_what_a_judge_wrote_of_a_college_they_moved_to(self):
        make.award_sheet(self.award, self.jiang, self.jidian)
        later = timezone.now() + timedelta(hours=1)
        Membership.objects.create(
            user=self.jiang, role=Role.COLLEGE_STAFF, college=self.jidian, valid_from=later
        )
        with self.clock_at("2025-05-12T12:00"):
            self.assertContains(self.get("award_sheet_list", user=self.jiang), "打过的分不计入")
            close(self.award, self.zhou, timezone.now(), anyway=True)
        self.assertEqual(OWN, AwardSheet.objects.get().void_reason)
        sheets = Award.objects.get().inputs["colleges"][0]["sheets"]
        self.assertEqual([OWN], [one["void"] for one in sheets])
        self.assertTrue(AuditEntry.objects.filter(verb="评分作废").exists())
        part = AwardPlace.objects.get(college=self.jidian).breakdown[4]["parts"][0]
        self.assertEqual(("0.00", False), (part["points"], part["is_known"]))

    def test_knows_judges_by_numbers_alone(self):
        make.award_sheet(self.award, self.jiang, self.jidian)
        close(self.award, self.zhou, timezone.now(), anyway=True)
        text = json.dumps(Award.objects.get().inputs, ensure_ascii=False)
        self.assertIn("评委1", text)
        self.assertNotIn("蒋", text)

    def test_then_tells_who_was_mild_and_who_was_even(self):
        make.award_sheet(self.award, self.jiang, self.jidian)
        marks = {"1.5": 10, "2.4": 4, "3.4.2": 10}
        other = make.person("沈", Role.JUDGE, username="shen2")
        make.award_sheet(self.award, other, self.jidian, marks=marks)
        close(self.award, self.zhou, timezone.now(), anyway=True)
        rows = self.get("award_detail").context["page"].judging.rows
        told = {row.judge.username: (str(row.mean), str(row.spread), row.span) for row in rows}
        self.assertEqual({"jiang": ("7.0", "0.0", "7–7"), "shen2": ("8.0", "2.8", "4–10")}, told)


class TheRecords(AwardPagesTestCase):
    """What the inputs are made of."""

    def entry(self, college=None):
        award = Award.objects.of(self.edition) or make.award(by=self.zhou)
        entries = Records(award, timezone.now()).inputs().entries
        return next(one for one in entries if one.code == (college or self.jidian).code)

    def test_say_when_a_form_came(self):
        make.filed(self.filing)
        self.assertEqual(0, self.entry().deliveries["info_form"].days_late)
        self.assertIsNone(self.entry(self.caijing).deliveries["info_form"].days_late)
        late = self.entry(self.caijing).deliveries["info_form"]
        self.assertEqual((False, "未到时限（5月12日（周一）18:00）"), (late.is_due, late.told))
        with self.clock_at("2025-05-12T18:00"):
            late = self.entry(self.caijing).deliveries["info_form"]
        self.assertEqual((True, "没有报送"), (late.is_due, late.told))

    def test_count_days_late_from_the_line(self):
        for clock, days in (("12T18:00", 1), ("13T17:59", 1), ("13T18:01", 2)):
            with self.subTest(clock), self.clock_at(f"2025-05-{clock}"):
                revision = make.filed(self.filing, reason="院长出差")
                self.assertEqual(days, self.entry().deliveries["info_form"].days_late)
                self.take_away(revision)

    def send_back(self, clock, refile_by=None):
        make.sent_back(self.filing, self.zhou, at(clock), "缺地点", refile_by=refile_by)

    def filed_again(self, clock):
        """The 信息表, filed in time and sent back with a period until 12:00 on the 14th."""
        make.filed(self.filing)
        self.send_back("2025-05-13T09:00", at("2025-05-14T12:00"))
        self.assertIsNone(self.entry().deliveries["info_form"].days_late)
        with self.clock_at(clock):
            make.filed(self.filing, reason="补地点")
        return self.entry().deliveries["info_form"]

    def test_hold_a_return_and_its_period(self):
        one = self.filed_again("2025-05-14T11:59")
        self.assertEqual(0, one.days_late)
        self.assertIn("退回（要求5月14日（周三）12:00前重报），5月14日（周三）11:59重报", one.told)

    def test_count_days_late_from_the_end_of_the_period(self):
        self.assertEqual(1, self.filed_again("2025-05-14T12:00").days_late)

    def test_leave_what_came_in_time_in_time_though_it_was_sent_back(self):
        make.filed(self.filing)
        self.send_back("2025-05-12T11:00")
        with self.clock_at("2025-05-17T10:00"):
            make.filed(self.filing, reason="补地点")
            self.assertEqual(0, self.entry().deliveries["info_form"].days_late)

    def take_away(self, revision):
        self.filing.refresh_from_db()
        type(self.filing).objects.filter(pk=self.filing.pk).update(revision=None)
        revision.delete()
        self.filing.refresh_from_db()

    def test_ask_nothing_of_who_is_excused(self):
        self.filing.excuse(self.zhou, self.now, "本届无活动")
        self.assertFalse(self.entry().deliveries["info_form"].is_required)

    def test_take_the_figures_as_they_stand_and_say_so(self):
        CollegeProfile.objects.create(
            edition=self.edition, college=self.jidian, enrolled_students=1000, staff_total=50
        )
        entry = self.entry()
        self.assertEqual(LIVE, entry.figures["D11"].source)
        self.assertEqual("无法计算：缺少参与学生数", entry.figures["D11"].why)
        self.assertEqual(1000, entry.sizes["enrolled_students"])

    def test_hold_what_judges_saw_on_the_plaza(self):
        BoothScore.objects.create(
            edition=self.edition, judge=self.jiang, college=self.jidian, points={"theme": 9}
        )
        self.assertEqual([9], self.entry().booth_totals)

    def test_cost_the_same_for_more_of_everything(self):
        award = make.award(by=self.zhou)
        points = {"points": {"theme": 9}, "edition": self.edition, "judge": self.jiang}
        BoothScore.objects.create(college=self.jidian, **points)
        with CaptureQueriesContext(connection) as before:
            Records(award, timezone.now()).inputs()
        make.filed(self.filing)
        make.filed(self.other_filing)
        College.objects.create(code="03", name="艺术学院", position=3)
        BoothScore.objects.create(college=self.caijing, **points)
        with CaptureQueriesContext(connection) as after:
            Records(award, timezone.now()).inputs()
        self.assertEqual(len(before), len(after))


class WhatIsMissing(AwardPagesTestCase):
    def setUp(self):
        make.filed(self.filing)
        self.award = make.scoring_award(by=self.zhou)
        self.enterContext(self.clock_at("2025-05-16T10:00"))

    def test_is_told_while_judges_score(self):
        page = self.get("award_detail")
        owing = [(one.name, one.lacks) for one in page.context["page"].owing]
        self.assertEqual([("财经学院", ["《信息表》"])], owing)
        self.assertContains(page, "<li>财经学院：《信息表》</li>")

    def test_is_told_of_who_would_win_and_asked_about_before_it_is_confirmed(self):
        close(self.award, self.zhou, timezone.now(), anyway=True)
        page = self.get("award_detail")
        self.assertContains(page, "<li>财经学院：数据冻结时没有报送《信息表》</li>")
        self.assertContains(page, "注意：财经学院没有报送《信息表》。")
        self.assertContains(page, "缺材料", 1)

    def test_is_what_was_missing_when_the_records_were_frozen(self):
        close(self.award, self.zhou, timezone.now(), anyway=True)
        make.filed(self.other_filing, reason="院长出差")
        self.assertEqual(1, len(self.get("award_detail").context["page"].winners_lacking))
        reread(self.award, self.zhou, timezone.now(), "财经学院补交")
        self.assertEqual([], self.get("award_detail").context["page"].winners_lacking)


class BeforeItIsOver(AwardPagesTestCase):
    WEEK = "活动周还没有结束（5月17日（周六）结束）"
    LINES = "1 项材料的报送时限还没到（最晚 5月12日（周一）18:00）"

    def assertWarned(self, *sentences):
        """In the page, and in the dialog of the button."""
        page = self.get("award_detail")
        for sentence in sentences:
            self.assertContains(page, f"<strong>{sentence}</strong>")
            self.assertRegex(page.content.decode(), f'data-confirm="[^"]*{sentence}。')

    def test_every_step_says_so_and_goes_on(self):
        make.award(by=self.zhou)
        self.assertWarned(self.WEEK, self.LINES)
        self.post("award_start")
        self.assertWarned(self.WEEK, self.LINES)
        self.post("award_close", {"anyway": "1"})
        with self.clock_at("2025-05-25T10:00"):
            self.assertWarned(f"数据冻结时{self.WEEK}", f"数据冻结时{self.LINES}")

    def test_what_may_still_come_is_not_called_missing(self):
        make.filed(self.filing)
        make.scoring_award(by=self.zhou)
        self.assertEqual([], self.get("award_detail").context["page"].owing)
        self.post("award_close", {"anyway": "1"})
        page = self.get("award_detail")
        self.assertContains(page, "数据冻结时《信息表》未到时限", 2)
        self.assertNotContains(page, "没有报送")

    def test_nothing_is_said_afterwards(self):
        with self.clock_at("2025-05-18T00:00"):
            make.scoring_award(by=self.zhou)
            self.assertEqual([], self.get("award_detail").context["page"].early)


class ANumberThatCannotBe(AwardPagesTestCase):
    """机电学院 claims more students than came, and has not filed 附件2; 财经学院 is excused."""

    FAULT = "参与学生数（去重）（541 人）多于学生参与（501 人次），请核对。"
    LIVE = "数来自实时数据，附件2还没有报送"

    def setUp(self):
        make.result(make.activity(college=self.jidian), students=501)
        facts = {"edition": self.edition, "college": self.jidian}
        CollegeProfile.objects.create(**facts, enrolled_students=1000, staff_total=50)
        StatisticsEntry.objects.create(**facts, stated={"D1": 541}, updated_by=self.chen)
        self.owed = make.collects(self.edition, self.jidian, "statistics_form")
        other = Filing.objects.get(college=self.caijing, requirement=self.owed.requirement)
        other.excuse(self.zhou, self.now, "本届无活动")
        self.award = make.scoring_award(by=self.zhou)

    def told(self):
        return f"机电学院：{self.LIVE}；统计表对不上：{self.FAULT}"

    def test_is_told_before_the_end(self):
        page = self.get("award_detail")
        self.assertContains(page, f"<li>{self.told()}</li>")
        self.assertContains(page, f"机电学院：{self.LIVE}。机电学院：统计表对不上：{self.FAULT}")

    def test_is_told_in_the_ranking_and_before_winners_are_named(self):
        close(self.award, self.zhou, timezone.now(), anyway=True)
        page = self.get("award_detail")
        self.assertContains(page, f"<li>{self.told()}</li>")
        self.assertContains(page, "数待核实", 1)
        self.assertRegex(page.content.decode(), f'确定获奖单位：[^"]*{self.LIVE}。[^"]*541 人')

    def test_is_told_beside_its_points_which_stay(self):
        close(self.award, self.zhou, timezone.now(), anyway=True)
        place = AwardPlace.objects.get(college=self.jidian)
        page = self.client.get(self.signed(place))
        self.assertContains(page, "这个数来自实时数据，附件2还没有报送")
        self.assertContains(page, f"统计表对不上：{self.FAULT}")
        rows = {
            one["code"]: one
            for _, _, _, own in page.context["breakdown"].standards
            for row in own
            for one in row["parts"]
        }
        self.assertEqual((True, True, "10.00"), self.marks(rows["3.1"]))
        self.assertEqual((True, False, "0.00"), self.marks(rows["3.2"]))
        self.assertFalse(rows["2.2.4"]["is_live"])

    def signed(self, place):
        self.sign_in(self.zhou)
        return reverse("award_place", args=[place.pk])

    def marks(self, part):
        return part["is_live"], part["is_wrong"], part["points"]

    def test_is_nobody_elses_doubt(self):
        close(self.award, self.zhou, timezone.now(), anyway=True)
        entries = self.get("award_detail").context["page"].entries
        self.assertEqual([], entries["02"].doubts)
        self.assertEqual("附件2无需报送", entries["02"].unfiled)

    def test_is_no_highlight_of_the_bulletin(self):
        page = self.get("bulletin")
        self.assertNotContains(page, "学生参与率最高")
        StatisticsEntry.objects.update(stated={"D1": 500, "H3": 0})
        AuditEntry.objects.record(self.zhou, "更正", self.award)
        self.assertContains(self.client.get(self.address("bulletin")), "学生参与率最高，50.0%")

    def test_of_old_inputs_is_not_known_and_they_count_as_before(self):
        close(self.award, self.zhou, timezone.now(), anyway=True)
        old = self.award.inputs
        for row in old["colleges"]:
            del row["faults"]
            for one in row["deliveries"].values():
                del one["is_due"]
        facts = {"slots": 4, "out": {}, "decisions": []}
        points = [one.points for one in result_of(self.award.rubric, old, **facts)]
        self.assertEqual(points, [one.points for one in AwardPlace.objects.in_order()])


class TheRanking(AwardPagesTestCase):
    def setUp(self):
        make.filed(self.filing)
        self.award = make.closed_award(by=self.zhou)

    def test_tells_each_place_and_leads_to_its_points(self):
        page = self.get("award_detail")
        self.assertContains(page, "第 1 名，6.00 分。")
        place = AwardPlace.objects.get(college=self.jidian)
        shown = self.client.get(reverse("award_place", args=[place.pk]))
        self.assertContains(shown, "无法计算：缺少在校生数，计 0 分。")
        self.assertContains(
            shown, reverse("receipt_detail", args=[self.filing.revision.receipt_no])
        )

    def test_says_a_college_nothing_of_others(self):
        self.award.show(self.zhou, True)
        place = AwardPlace.objects.get(college=self.caijing)
        self.assertIn("比机电学院少", place.words)
        self.sign_in(self.lin)
        address = reverse("award_place", args=[place.pk])
        page = self.client.get(address)
        self.assertNotContains(page, "机电学院")
        self.assertNotContains(page, "<strong>2</strong> 名")
        self.award.confirm(self.zhou, timezone.now())
        page = self.client.get(address)
        self.assertContains(page, "<strong>2</strong> 名")
        self.assertNotContains(page, "机电学院")

    def test_says_a_college_why_it_is_out(self):
        make.veto(self.award, self.caijing, by=self.zhou)
        self.award.show(self.zhou, True)
        page = self.get("award_own", user=self.lin)
        self.assertContains(self.client.get(page.url), "取消资格：未经审批外出（学生外出未报备）")

    def test_of_a_college_is_its_own_once_it_is_opened(self):
        mine = AwardPlace.objects.get(college=self.jidian)
        address = reverse("award_place", args=[mine.pk])
        self.sign_in(self.chen)
        self.assertEqual(404, self.client.get(address).status_code)
        self.assertContains(self.get("award_own", user=self.chen), "公示时向各学院开放")
        self.post("award_show")
        self.assertRedirects(self.get("award_own", user=self.chen), address)
        self.sign_in(self.lin)
        self.assertEqual(404, self.client.get(address).status_code)
        self.post("award_hide")
        self.sign_in(self.chen)
        self.assertEqual(404, self.client.get(address).status_code)

    def test_is_confirmed_by_the_office_and_taken_back_with_a_reason(self):
        self.post("award_confirm")
        self.assertContains(self.get("award_detail"), "获奖单位")
        self.assertRefused(self.post("award_take_back"), "必须写明原因")
        self.post("award_take_back", {"reason": "异议成立"})
        self.assertEqual("closed", Award.objects.get().status)

    def test_follows_a_veto_and_its_withdrawal(self):
        data = {"college": self.jidian.pk, "kind": "accident", "reason": "实训中受伤"}
        self.assertRefused(self.post("award_veto", data | {"kind": "x"}), "请选择学院和情形")
        self.post("award_veto", data)
        place = AwardPlace.objects.get(college=self.jidian)
        self.assertIsNone(place.rank)
        self.assertIn("发生安全责任事故（实训中受伤）", place.words)
        address = reverse("veto_withdraw", args=[Veto.objects.get().pk])
        self.assertRefused(self.client.post(address), "撤销必须写明原因")
        self.client.post(address, {"reason": "不属本院"})
        self.assertEqual(1, AwardPlace.objects.get(college=self.jidian).rank)

    def test_goes_out_as_a_file_without_names_of_people(self):
        answer = self.get("award_export")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        bundle = json.loads(answer.content)
        self.assertEqual(["01", "02"], [one["code"] for one in bundle["result"]])
        self.assertNotIn("蒋", answer.content.decode())


class Equals(AwardPagesTestCase):
    """Nobody did anything: both stand on nought, and there is one slot."""

    def setUp(self):
        type(self.edition).objects.update(award_count=1)
        self.edition.refresh_from_db()
        self.award = make.closed_award(by=self.zhou)

    def test_at_the_edge_wait_for_the_committee(self):
        self.assertContains(self.get("award_detail"), "并列第 1 名，名额不够")
        self.assertRefused(self.post("award_confirm"), "请先由评审委员会作出决定")
        self.post("award_decide", {"order-02": "1", "order-01": "2", "reason": "5月26日会议"})
        self.assertEqual([("02", 1), ("01", 2)], self.ranks())
        self.post("award_confirm")
        self.assertEqual("财经学院", Award.objects.get().winners().get().college_name)

    def test_hold_up_the_button_until_they_are_decided(self):
        page, held = self.get("award_detail"), 'disabled aria-describedby="contested"'
        self.assertContains(page, held, 1)
        self.assertContains(page, "还不能确定：机电学院、财经学院得分和排序项都相同，名额不够")
        self.assertContains(page, "财经学院：第几名（1–2）<input")
        decide(self.award, ["02", "01"], self.zhou, "5月26日会议")
        self.assertNotContains(self.get("award_detail"), held)

    def ranks(self):
        return list(AwardPlace.objects.in_order().values_list("college__code", "rank"))

    def test_are_ordered_whole_differently_and_for_a_reason(self):
        whole = {"order-01": "1", "order-02": "2", "reason": "会议"}
        for data, sentence in (
            (whole | {"order-02": "1"}, "各排一个不同的先后"),
            (whole | {"order-02": "x"}, "各排一个不同的先后"),
            ({"order-01": "1", "reason": "会议"}, "各排一个不同的先后"),
            (whole | {"reason": " "}, "必须写明理由"),
            ({"reason": "会议"}, "各排一个不同的先后"),
        ):
            with self.subTest(data):
                self.assertRefused(self.post("award_decide", data), sentence)
        self.assertFalse(CommitteeDecision.objects.exists())

    def test_are_ordered_anew_by_a_newer_decision(self):
        decide(self.award, ["01", "02"], self.zhou, "初次会议")
        self.assertContains(self.get("award_detail"), "已按决定排出先后")
        decide(self.award, ["02", "01"], self.zhou, "复议")
        self.assertEqual([("02", 1), ("01", 2)], self.ranks())


class Suspicions(AwardPagesTestCase):
    """未批先外出 is suggested, never laid down by the portal itself."""

    told = "也没有登记“没有举办”的活动："

    def setUp(self):
        make.award(by=self.zhou)
        self.activity = make.activity(college=self.jidian, title="社区义诊", is_outing=True)

    def page(self):
        with self.clock_at("2025-05-13T10:00"):
            return self.get("award_detail")

    def test_stand_until_they_are_laid_down(self):
        self.assertNotContains(self.get("award_detail"), self.told)
        self.assertContains(self.page(), f"{self.told}社区义诊")
        make.veto(Award.objects.get(), self.jidian, by=self.zhou)
        self.assertNotContains(self.page(), self.told)

    def test_do_not_fall_on_who_stayed(self):
        with self.clock_at("2025-05-13T09:00"):
            facts = {"outcome": "not_held", "reason": "下雨", "dates_held": []}
            make.result(self.activity, session_count=None, students=None, **facts)
        self.assertNotContains(self.page(), self.told)

    def test_do_not_fall_on_who_was_approved(self):
        outing = make.approved_outing(college=self.jidian, activity=self.activity)
        self.assertEqual(self.activity.pk, outing.activity_id)
        self.assertNotContains(self.page(), self.told)


class ThePage(AwardPagesTestCase):
    def test_begins_with_what_it_is_for(self):
        self.assertContains(self.get("award_detail"), "本届还没有开始评奖")

    def test_is_read_by_leaders_without_buttons(self):
        make.closed_award(by=self.zhou)
        page = self.get("award_detail", user=self.chu)
        self.assertNotContains(page, "确定获奖单位</button>")

    def test_costs_the_same_for_any_number_of_vetoes_and_sheets(self):
        award = make.scoring_award(by=self.zhou)
        make.award_sheet(award, self.jiang, self.jidian)
        close(award, self.zhou, timezone.now(), anyway=True)

        def grow():
            for kind in ("accident", "discipline", "fabrication"):
                make.veto(award, self.caijing, by=self.zhou, kind=kind)

        make.veto(award, self.caijing, by=self.zhou)
        self.sign_in(self.zhou)
        self.assertCostStaysFlat(self.address("award_detail"), grow)
