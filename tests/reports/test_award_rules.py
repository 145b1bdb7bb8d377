"""优秀组织奖 as a workflow: what freezes when, who may win, what a judge may write."""

from django.db import IntegrityError, transaction

from activities.models import Edition
from colleges.models import AuditEntry, Role
from colleges.rules import BrokenRule, WrongState
from reports.models import Award, AwardPlace, AwardSheet, Veto

from .. import make
from ..base import PortalTestCase, at

LATER = at("2025-05-25T09:00")
MARKS = {"1.5": 8, "2.4": 7, "3.4.2": 9}


class AwardTestCase(PortalTestCase):
    def setUp(self):
        self.award = Award.objects.prepare(self.edition, self.zhou)

    def begin(self):
        self.award.start_scoring(self.zhou, LATER, judge_count=1)

    def close(self, *places):
        """Closed, with `places` as (college, rank, within, contested)."""
        self.begin()
        self.award.seal(self.zhou, LATER, {"colleges": []}, "test")
        self.award.rank([self.place(*facts) for facts in places])

    def place(self, college, rank, is_within=False, is_contested=False):
        facts = {"rank": rank, "is_within": is_within, "is_contested": is_contested, "points": 80}
        return AwardPlace(award=self.award, college=college, college_name=college.name, **facts)

    def sheet(self, judge=None, college=None):
        return AwardSheet.objects.of(self.award, judge or self.jiang, college or self.jidian)

    def submit(self, sheet, **overrides):
        sheet.submit(LATER, **{"marks": MARKS, "comment": "", "abstains": False} | overrides)


class TheRubric(AwardTestCase):
    def test_begins_as_the_shipped_one(self):
        rules = self.award.rules
        self.assertEqual([35, 35, 30], [rules.points_of(number) for number in (1, 2, 3)])
        self.assertEqual([], rules.faults())

    def test_is_prepared_once(self):
        with self.assertRaisesMessage(WrongState, "刚刚已经建立"):
            Award.objects.prepare(self.edition, self.wu)

    def test_of_the_next_edition_begins_as_the_one_before(self):
        data = self.award.rubric | {"trim_from": 7}
        self.award.revise(self.zhou, data, base_version=1)
        edition = Edition.objects.load("2025", starts_on=at("2026-05-10T00:00").date())
        self.assertEqual(7, Award.objects.prepare(edition, self.zhou).rubric["trim_from"])

    def test_of_two_savers_the_second_is_told(self):
        again = Award.objects.get()
        self.award.revise(self.zhou, self.award.rubric | {"trim_from": 6}, base_version=1)
        with self.assertRaisesMessage(WrongState, "刚刚被同事改过"):
            again.revise(self.wu, again.rubric, base_version=1)

    def test_freezes_when_scoring_begins(self):
        self.begin()
        with self.assertRaisesMessage(WrongState, "冻结"):
            self.award.revise(self.zhou, self.award.rubric, base_version=self.award.version)

    def test_freezes_the_number_of_slots_as_well(self):
        self.begin()
        Edition.objects.update(award_count=9)
        self.award.refresh_from_db()
        self.assertEqual(4, self.award.slot_count)

    def test_that_does_not_add_up_begins_no_scoring(self):
        data = Award.objects.get().rubric
        data["criteria"][0]["parts"][0]["points"] = "7"
        self.award.revise(self.zhou, data, base_version=1)
        with self.assertRaisesMessage(BrokenRule, "合计应为 100 分，现在是 101 分"):
            self.begin()

    def test_with_items_for_judges_needs_judges(self):
        with self.assertRaisesMessage(BrokenRule, "还没有评委"):
            self.award.start_scoring(self.zhou, LATER, judge_count=0)

    def test_melts_while_no_judge_has_written(self):
        self.begin()
        self.award.stop_scoring(self.zhou)
        self.assertTrue(self.award.is_draft)
        self.assertEqual("", self.award.rubric_sha256)

    def test_stays_frozen_once_a_judge_has_written(self):
        self.begin()
        self.submit(self.sheet())
        with self.assertRaisesMessage(BrokenRule, "已有评委动笔"):
            self.award.stop_scoring(self.zhou)

    def test_database_knows_no_scoring_by_a_loose_rubric(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            Award.objects.update(status="scoring")

    def test_database_knows_no_ranking_without_inputs(self):
        self.begin()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Award.objects.update(status="closed")


class AJudge(AwardTestCase):
    def setUp(self):
        super().setUp()
        self.begin()

    def test_submits_once_and_corrects_with_both_in_the_log(self):
        self.submit(self.sheet())
        self.submit(self.sheet(), marks=MARKS | {"1.5": 3})
        entry = AuditEntry.objects.filter(verb="修改评分").get()
        self.assertEqual(
            (8, 3), tuple(entry.payload[k]["打分"]["1.5"] for k in ("before", "after"))
        )
        self.assertEqual(1, AwardSheet.objects.count())

    def test_leaves_a_draft_that_counts_for_nothing(self):
        self.sheet().keep(LATER, marks={"1.5": 4}, comment="", abstains=False)
        self.assertEqual(0, AwardSheet.objects.submitted().count())
        self.assertEqual({"1.5": 4}, AwardSheet.objects.get().marks)

    def test_overwrites_no_submitted_sheet_with_a_draft(self):
        self.submit(self.sheet())
        with self.assertRaisesMessage(WrongState, "已经提交"):
            self.sheet().keep(LATER, marks={}, comment="", abstains=False)

    def test_marks_every_item_or_abstains(self):
        with self.assertRaisesMessage(BrokenRule, "还没有打分：活动质量与典型案例"):
            self.submit(self.sheet(), marks={"1.5": 8, "3.4.2": 9})
        self.submit(self.sheet(), marks={}, abstains=True)
        self.assertEqual(({}, True), (AwardSheet.objects.get().marks, self.sheet().abstains))

    def test_gives_no_mark_outside_the_range_or_the_rubric(self):
        for marks in (MARKS | {"1.5": 11}, MARKS | {"1.5": -1}, {"1.5": "8"}, {"9.9": 1}):
            with self.subTest(marks), self.assertRaisesMessage(BrokenRule, "0 到 10"):
                self.submit(self.sheet(), marks=marks)

    def test_never_scores_the_own_college(self):
        make.hat(self.jiang, Role.COLLEGE_STAFF, college=self.jidian)
        with self.assertRaisesMessage(BrokenRule, "您在机电学院任职"):
            self.submit(self.sheet())
        self.submit(self.sheet(college=self.caijing))

    def test_comes_too_late_when_scoring_has_closed(self):
        late = self.sheet()
        Award.objects.get().seal(self.zhou, LATER, {"colleges": []}, "test")
        with self.assertRaisesMessage(WrongState, "现在是“评分结束”"):
            self.submit(late)


class TheResult(AwardTestCase):
    def test_names_those_within_the_slots(self):
        self.close((self.jidian, 1, True), (self.caijing, 2))
        self.award.confirm(self.zhou, LATER)
        self.assertEqual(
            [("机电学院", 1)], list(self.award.winners().values_list("college_name", "slot"))
        )

    def test_waits_for_the_committee_where_equals_stand_at_the_edge(self):
        self.close((self.jidian, 1, False, True), (self.caijing, 1, False, True))
        with self.assertRaisesMessage(BrokenRule, "机电学院、财经学院得分和排序项都相同"):
            self.award.confirm(self.zhou, LATER)

    def test_needs_somebody_who_can_win(self):
        self.close((self.jidian, None))
        with self.assertRaisesMessage(BrokenRule, "没有可以获奖的学院"):
            self.award.confirm(self.zhou, LATER)

    def test_is_confirmed_once(self):
        self.close((self.jidian, 1, True))
        again = Award.objects.get()
        self.award.confirm(self.zhou, LATER)
        with self.assertRaisesMessage(WrongState, "已是“已确定”"):
            again.confirm(self.wu, LATER)

    def test_never_names_more_than_there_are_slots(self):
        self.close((self.jidian, 1, True), (self.caijing, 2))
        self.award.confirm(self.zhou, LATER)
        other = AwardPlace.objects.filter(college=self.caijing)
        for slot in (1, 5):
            with self.subTest(slot), self.assertRaises(IntegrityError), transaction.atomic():
                other.update(slot=slot, slot_count=4)

    def test_is_taken_back_with_a_reason_and_ranked_anew_on_the_same_rows(self):
        self.close((self.jidian, 1, True), (self.caijing, 2))
        self.award.confirm(self.zhou, LATER)
        before = set(AwardPlace.objects.values_list("pk", flat=True))
        with self.assertRaisesMessage(BrokenRule, "必须写明原因"):
            self.award.take_back(self.zhou, " ")
        self.award.take_back(self.zhou, "异议成立")
        self.award.rank([self.place(self.caijing, 1, True), self.place(self.jidian, None)])
        self.award.confirm(self.wu, LATER)
        self.assertEqual(before, set(AwardPlace.objects.values_list("pk", flat=True)))
        self.assertEqual(["财经学院"], [one.college_name for one in self.award.winners()])

    def test_goes_its_road_step_by_step(self):
        self.close((self.jidian, 1, True))
        with self.assertRaises(WrongState):
            self.award.publicise(self.zhou)
        self.award.confirm(self.zhou, LATER)
        self.award.publicise(self.zhou)
        self.award.finish(self.zhou)
        self.assertEqual("final", Award.objects.get().status)

    def test_is_read_by_a_college_once_it_is_public_or_opened(self):
        self.close((self.jidian, 1, True), (self.caijing, 2))
        seen = AwardPlace.objects.visible_to
        self.assertEqual([0, 2], [seen(user).count() for user in (self.chen, self.chu)])
        self.award.show(self.zhou, True)
        self.assertEqual([self.jidian.pk], [one.college_id for one in seen(self.chen)])
        self.award.show(self.zhou, False)
        self.award.confirm(self.zhou, LATER)
        self.award.publicise(self.zhou)
        self.assertEqual([self.caijing.pk], [one.college_id for one in seen(self.lin)])


class AVeto(AwardTestCase):
    def lay(self, reason="学生外出未报备"):
        return Veto.objects.lay(
            self.award, self.jidian, self.zhou, kind="unapproved", reason=reason
        )

    def test_needs_a_reason(self):
        with self.assertRaisesMessage(BrokenRule, "必须写明事由"):
            self.lay(" ")

    def test_stands_once_for_one_ground(self):
        self.lay()
        with self.assertRaisesMessage(WrongState, "已因这一条被取消资格"):
            self.lay()

    def test_is_withdrawn_with_a_reason_and_stays_on_record(self):
        veto = self.lay()
        with self.assertRaisesMessage(BrokenRule, "必须写明原因"):
            veto.withdraw(self.wu, "")
        veto.withdraw(self.wu, "核实当日已获批准")
        with self.assertRaisesMessage(WrongState, "已经撤销"):
            veto.withdraw(self.zhou, "再撤一次")
        self.assertEqual(0, Veto.objects.standing().count())
        self.lay()
        self.assertEqual(2, Veto.objects.count())

    def test_comes_too_late_for_who_is_named_already(self):
        self.close((self.jidian, 1, True))
        self.award.confirm(self.zhou, LATER)
        with self.assertRaisesMessage(WrongState, "撤回确定"):
            self.lay()
