"""What a sustained objection asks for: answers to all of them, a correction, and a new ranking."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from activities.models import CollegeProfile, Edition
from colleges.models import AuditEntry, College, Membership, Notice, Role
from colleges.rules import BrokenRule, WrongState
from reports.award_closing import close, reread
from reports.award_inputs import FORMER
from reports.award_judges import Judging
from reports.honours.todo import office_lines
from reports.models import Award, AwardPlace, AwardSheet

from .. import honours, make
from ..base import PortalTestCase

HOUR = timedelta(hours=1)


class Objections(PortalTestCase):
    """Against a list that was taken down they still want their answer."""

    def setUp(self):
        first = honours.published(self.edition, self.jidian, by=self.zhou)
        self.objection = honours.objection(first, self.caijing)
        first.take_down(self.zhou, timezone.now(), "改字")
        self.again = honours.published(self.edition, self.jidian, by=self.zhou)

    def end(self):
        self.again.end(self.zhou, self.again.closes_at)

    def test_open_keep_the_next_announcement_from_ending(self):
        with self.assertRaisesMessage(BrokenRule, "还有 1 件异议没有答复"):
            self.end()
        self.objection.reject(self.zhou, timezone.now(), honours.REASON)
        self.end()
        self.assertEqual("final", Award.objects.get().status)

    def test_open_stand_on_the_desk(self):
        told = [line.what for line in office_lines(self.edition, timezone.now())]
        self.assertEqual("1 件公示异议等您答复", told[0])

    def test_sustained_late_keep_it_from_ending(self):
        self.objection.sustain(self.zhou, timezone.now() + HOUR, "数字确实错了")
        with self.assertRaisesMessage(BrokenRule, "有异议成立"):
            self.end()


class Corrections(PortalTestCase):
    def setUp(self):
        make.filed(self.filing)
        self.award = make.scoring_award(by=self.zhou)
        make.award_sheet(self.award, self.jiang, self.caijing)
        close(self.award, self.zhou, timezone.now(), anyway=True)
        self.later = timezone.now() + HOUR

    def correct(self):
        CollegeProfile.objects.create(
            edition=self.edition, college=self.caijing, enrolled_students=10, staff_total=2
        )

    def sustained(self):
        """The list is down, and one objection against it was right."""
        self.award.confirm(self.zhou, timezone.now())
        one = honours.published(self.edition, by=self.zhou)
        honours.objection(one, self.caijing).sustain(self.zhou, self.later, "数字确实错了")
        one.take_down(self.zhou, self.later, "改数")
        self.award.refresh_from_db()

    def test_are_asked_for_before_winners_are_confirmed_again(self):
        self.sustained()
        with self.assertRaisesMessage(BrokenRule, "有异议成立，之后还没有更正"):
            self.award.confirm(self.zhou, self.later)
        reread(self.award, self.zhou, self.later + HOUR, "更正学生数")
        self.award.confirm(self.zhou, self.later + HOUR)
        self.assertEqual("confirmed", Award.objects.get().status)

    def test_may_be_a_disqualification(self):
        self.sustained()
        with self.clock_at("2025-05-13T10:00"):
            make.veto(self.award, self.jidian, by=self.zhou)
            self.award.confirm(self.zhou, timezone.now())
        self.assertEqual(["财经学院"], [one.college_name for one in self.award.winners()])

    def test_are_read_frozen_and_ranked_anew(self):
        before, digest = self.award.inputs, self.award.inputs_sha256
        self.correct()
        reread(self.award, self.zhou, self.later, "更正学生数")
        again = Award.objects.get()
        sizes = [one["sizes"]["enrolled_students"] for one in again.inputs["colleges"]]
        self.assertEqual([None, 10], sizes)
        self.assertNotEqual(digest, again.inputs_sha256)
        self.assertEqual((self.later, self.award.closed_at), (again.frozen_at, again.closed_at))
        entry = AuditEntry.objects.get(verb="重新读取数据")
        self.assertEqual("更正学生数", entry.note)
        self.assertEqual(digest, entry.payload["before"]["依据 SHA-256"])
        self.assertNotEqual(before, again.inputs)

    def test_leave_the_marks_of_judges_as_they_were_at_the_end(self):
        Membership.objects.create(
            user=self.jiang, role=Role.COLLEGE_STAFF, college=self.caijing,
            valid_from=self.award.closed_at + timedelta(minutes=1),
        )  # fmt: skip
        reread(self.award, self.zhou, self.later, "更正学生数")
        sheets = Award.objects.get().inputs["colleges"][1]["sheets"]
        self.assertEqual([""], [one["void"] for one in sheets])

    def test_take_the_place_of_who_takes_part_no_longer(self):
        College.objects.filter(pk=self.jidian.pk).update(is_active=False)
        reread(self.award, self.zhou, self.later, "机电学院已合并")
        self.assertEqual(["财经学院"], [one.college_name for one in AwardPlace.objects.all()])

    def test_want_a_reason_and_come_before_winners_are_named(self):
        with self.assertRaisesMessage(BrokenRule, "必须写明原因"):
            reread(self.award, self.zhou, self.later, " ")
        self.award.confirm(self.zhou, self.later)
        with self.assertRaisesMessage(WrongState, "不能重新读取数据"):
            reread(self.award, self.zhou, self.later, "更正学生数")

    def test_are_begun_by_the_office_on_the_page(self):
        self.sign_in(self.zhou)
        address = reverse("award_reread", args=[self.edition.code])
        self.client.post(address, {"reason": "更正学生数"})
        page = self.client.get(reverse("award_detail", args=[self.edition.code]))
        self.assertContains(page, "更正后重新读取")


class WhatWasRead(PortalTestCase):
    """The office begins, confirms and publishes what stood on its page, and nothing else."""

    def begin(self, seen):
        self.sign_in(self.zhou)
        return self.client.post(reverse("award_start", args=[self.edition.code]), {"seen": seen})

    def test_rubric_that_changed_meanwhile_is_not_frozen(self):
        award = make.award(by=self.zhou)
        seen = award.to_freeze
        award.revise(self.wu, award.rubric | {"trim_from": 7}, base_version=award.version)
        self.assertRefused(self.begin(seen), "评分细则或名额刚刚被同事改过")
        self.assertEqual("draft", Award.objects.get().status)
        page = self.client.get(reverse("award_detail", args=[self.edition.code]))
        self.assertContains(page, f'name="seen" value="{award.to_freeze}"')
        self.begin(award.to_freeze)
        self.assertEqual("scoring", Award.objects.get().status)

    def test_number_of_slots_that_changed_meanwhile_is_not_frozen(self):
        seen = make.award(by=self.zhou).to_freeze
        Edition.objects.update(award_count=6)
        self.assertRefused(self.begin(seen), "请核对现在的细则和名额（6 个）")

    def test_winners_that_changed_meanwhile_are_not_confirmed(self):
        make.filed(self.filing)
        award = make.closed_award(by=self.zhou)
        self.sign_in(self.zhou)
        page = self.client.get(reverse("award_detail", args=[self.edition.code]))
        self.assertContains(page, 'name="seen" value="机电学院、财经学院"')
        make.veto(award, self.jidian, by=self.wu)
        address = reverse("award_confirm", args=[self.edition.code])
        refused = self.client.post(address, {"seen": "机电学院、财经学院"})
        self.assertRefused(refused, "现在在名额内的是财经学院")
        self.client.post(address, {"seen": "财经学院"})
        self.assertEqual("confirmed", Award.objects.get().status)

    def test_words_that_changed_meanwhile_are_not_published(self):
        one = honours.draft(self.edition, self.jidian, by=self.zhou)
        seen = str(one.version)
        one.revise(self.wu, one.facts() | {"opening": "别的正文"}, base_version=one.version)
        self.sign_in(self.zhou)
        address = reverse("announcement_publish", args=[one.pk])
        self.assertRefused(self.client.post(address, {"seen": seen}), "刚刚被同事改过")
        self.client.post(address, {"seen": str(one.version)})
        self.assertEqual("publicised", Award.objects.get().status)

    def test_winners_taken_back_take_the_announcement_down_and_tell(self):
        one = honours.published(self.edition, self.jidian, by=self.zhou)
        self.sign_in(self.zhou)
        address = reverse("award_take_back", args=[self.edition.code])
        self.client.post(address, {"reason": "数据造假"})
        self.assertEqual("closed", Award.objects.get().status)
        told = Notice.objects.visible_to(self.chen).filter(title__startswith="公示已撤下")
        self.assertEqual(1, told.count())
        printed = self.client.get(reverse("announcement_print", args=[one.pk]))
        self.assertContains(printed, '<p class="official-mark">已撤下</p>')


class AFormerJudge(PortalTestCase):
    def test_is_waited_for_no_longer(self):
        award = make.scoring_award(by=self.zhou)
        make.award_sheet(award, self.jiang, self.jidian)
        other = make.person("沈", Role.JUDGE, username="shen2")
        for college in (self.jidian, self.caijing):
            make.award_sheet(award, other, college)
        self.assertEqual(1, Judging(award, timezone.now()).left)
        Membership.objects.filter(user=self.jiang).update(valid_until=timezone.now())
        self.assertEqual(0, Judging(award, timezone.now()).left)


class ASheetOfAFormerJudge(PortalTestCase):
    """It counts if its writer is a judge when scoring closes."""

    def setUp(self):
        self.award = make.scoring_award(by=self.zhou)
        make.award_sheet(self.award, self.jiang, self.jidian)
        Membership.objects.filter(user=self.jiang).update(valid_until=self.later(1))

    def later(self, hours):
        return timezone.now() + hours * HOUR

    def close_later(self):
        with self.clock_at("2025-05-12T12:00"):
            close(self.award, self.zhou, timezone.now(), anyway=True)

    def listed(self):
        self.sign_in(self.jiang)
        return self.client.get(reverse("award_sheet_list", args=[self.edition.code]))

    def test_is_void_and_says_why_to_the_office(self):
        self.close_later()
        self.assertEqual(FORMER, AwardSheet.objects.get().void_reason)
        sheets = Award.objects.get().inputs["colleges"][0]["sheets"]
        self.assertEqual([FORMER], [one["void"] for one in sheets])
        (row,) = Judging(Award.objects.get(), timezone.now()).rows
        self.assertEqual(({FORMER: 1}, 0, 0), (row.void, row.submitted, row.asked))
        self.sign_in(self.zhou)
        page = self.client.get(reverse("award_detail", args=[self.edition.code]))
        self.assertContains(page, FORMER)

    def test_says_so_to_its_writer(self):
        self.close_later()
        told = Notice.objects.visible_to(self.jiang).get(title__contains="评分表作废")
        self.assertIn(f"机电学院：{FORMER}", told.body)
        with self.clock_at("2025-05-12T13:00"):
            page = self.listed()
        self.assertContains(page, "已作废")
        self.assertNotContains(page, "已提交")
        self.assertNotContains(page, "财经学院")

    def test_counts_of_who_ends_after_the_closing_also_when_read_anew(self):
        close(self.award, self.zhou, timezone.now(), anyway=True)
        reread(self.award, self.zhou, self.later(5), "更正学生数")
        sheets = Award.objects.get().inputs["colleges"][0]["sheets"]
        self.assertEqual([""], [one["void"] for one in sheets])

    def test_leads_strangers_nowhere(self):
        self.sign_in(self.chu)
        address = reverse("award_sheet_list", args=[self.edition.code])
        self.assertEqual(403, self.client.get(address).status_code)


class ADraft(PortalTestCase):
    def test_keeps_its_marks_while_abstaining_is_only_ticked(self):
        award = make.scoring_award(by=self.zhou)
        self.sign_in(self.jiang)
        address = reverse("award_sheet_draft", args=[self.edition.code, self.jidian.pk])
        self.client.post(address, {"m-1.5": "8", "m-2.4": "7", "abstains": "on"})
        sheet = award.sheets.get()
        self.assertEqual(({"1.5": 8, "2.4": 7}, True), (sheet.marks, sheet.abstains))
        self.client.post(
            reverse("award_sheet", args=[self.edition.code, self.jidian.pk]),
            {"m-1.5": "8", "abstains": "on"},
        )
        sheet.refresh_from_db()
        self.assertEqual(({}, True), (sheet.marks, sheet.is_submitted))
