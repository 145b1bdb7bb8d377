from django.db import IntegrityError, transaction
from django.urls import reverse

from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, WrongState
from reports.models import Filing
from tests import make
from tests.base import PortalTestCase, at

IN_TIME = at("2025-05-12T17:59:59.999999")
LATE = at("2025-05-12T18:00:00")
CLOSED = at("2025-05-18T00:00:00")


def twice(filing):
    """The same filing as it stands in two tabs."""
    return Filing.objects.get(pk=filing.pk), Filing.objects.get(pk=filing.pk)


class ExpectedSet(PortalTestCase):
    def test_every_college_owes_attachment_one(self):
        owed = Filing.objects.values_list("college__name", "requirement__kind")
        self.assertEqual(list(owed), [("机电学院", "info_form"), ("财经学院", "info_form")])

    def test_expecting_again_adds_nothing(self):
        Filing.objects.expect(self.edition)
        self.assertEqual(Filing.objects.count(), 2)

    def test_a_new_college_owes_from_then_on(self):
        College.objects.named(["艺术学院"])
        Filing.objects.expect(self.edition)
        self.assertTrue(Filing.objects.filter(college__name="艺术学院").exists())

    def test_a_closed_college_owes_nothing(self):
        closed = College.objects.create(code="09", name="旧学院", is_active=False)
        Filing.objects.expect(self.edition)
        self.assertFalse(Filing.objects.filter(college=closed).exists())

    def test_the_database_takes_one_filing_per_requirement(self):
        fields = {"edition": self.edition, "college": self.jidian}
        with self.assertRaises(IntegrityError), transaction.atomic():
            Filing.objects.create(requirement=self.filing.requirement, **fields)


class WhoSees(PortalTestCase):
    def test_filings_by_person(self):
        table = [(self.chen, 1), (self.sun, 1), (self.zhou, 2), (self.chu, 2), (self.zheng, 2)]
        table += [(self.feng, 0), (self.wei, 0), (self.jiang, 0)]
        for user, expected in table:
            with self.subTest(user=user.name):
                self.assertEqual(Filing.objects.visible_to(user).count(), expected)

    def test_the_other_college_is_not_among_them(self):
        self.assertEqual(list(Filing.objects.visible_to(self.lin)), [self.other_filing])

    def test_who_may_prepare_sign_and_judge(self):
        table = [(self.chen, True, False, False), (self.sun, True, True, False)]
        table += [(self.he, False, False, False), (self.zhou, False, False, True)]
        table += [(self.chu, False, False, False), (self.zheng, False, False, False)]
        for user, *expected in table:
            can = (self.filing.can_be_prepared_by, self.filing.can_be_signed_by)
            can += (self.filing.can_be_judged_by,)
            with self.subTest(user=user.name):
                self.assertEqual([question(user) for question in can], expected)


class StateOfAFiling(PortalTestCase):
    """The word people are told is derived from the facts."""

    def word(self, moment=IN_TIME):
        return Filing.objects.get(pk=self.filing.pk).state(moment).name

    def test_nothing_entered(self):
        self.assertEqual(self.word(), "未开始")

    def test_first_activity(self):
        make.activity(college=self.jidian)
        self.assertEqual(self.word(), "填写中")

    def test_a_cancelled_activity_is_no_start(self):
        make.activity(college=self.jidian).cancel(self.chen, "天气原因")
        self.assertEqual(self.word(), "未开始")

    def test_due_and_nothing_filed(self):
        make.activity(college=self.jidian)
        self.assertEqual(self.word(LATE), "逾期未报")

    def test_handed_over(self):
        make.handed_over(self.filing)
        self.assertEqual(self.word(), "待签发")

    def test_signed_in_time(self):
        make.filed(self.filing, at=IN_TIME)
        self.assertEqual(self.word(LATE), "已报送")

    def test_signed_late(self):
        make.filed(self.filing, at=LATE, reason="系统培训晚了")
        self.assertEqual(self.word(LATE), "补报")

    def test_sent_back(self):
        make.filed(self.filing, at=IN_TIME)
        make.sent_back(self.filing, self.zhou, IN_TIME, "联系电话不全")
        self.assertEqual(self.word(LATE), "已退回")

    def test_accepted(self):
        make.filed(self.filing, at=IN_TIME)
        make.accepted(self.filing, self.zhou, IN_TIME)
        self.assertEqual(self.word(LATE), "已确认")

    def test_handed_over_again_after_acceptance(self):
        make.filed(self.filing, at=IN_TIME)
        make.accepted(self.filing, self.zhou, IN_TIME)
        make.activity(college=self.jidian)
        make.handed_over(self.filing)
        self.assertEqual(self.word(), "待签发")


class HandOver(PortalTestCase):
    def test_it_reaches_the_lead_with_name_and_instant(self):
        make.handed_over(self.filing, at=IN_TIME)
        facts = self.filing.handed_over_by, self.filing.handed_over_at
        self.assertEqual(facts, (self.chen, IN_TIME))

    def test_it_is_written_down(self):
        make.handed_over(self.filing)
        entry = AuditEntry.objects.about(self.filing).first()
        self.assertEqual((entry.actor, entry.verb), (self.chen, "提交签发"))

    def test_an_empty_form_is_refused(self):
        with self.assertRaisesMessage(BrokenRule, "还没有填写任何活动，不能提交。"):
            self.filing.hand_over(self.chen, IN_TIME)

    def test_a_form_with_nothing_but_cancelled_activities_is_refused(self):
        make.activity(college=self.jidian).cancel(self.chen, "天气原因")
        with self.assertRaisesMessage(BrokenRule, "还没有填写任何活动"):
            self.filing.hand_over(self.chen, IN_TIME)

    def test_a_second_time_is_refused_with_the_instant_of_the_first(self):
        make.handed_over(self.filing, at=at("2025-05-12T09:30"))
        with self.assertRaisesMessage(WrongState, "已于5月12日（周一）09:30提交签发，等待"):
            self.filing.hand_over(self.sun, IN_TIME)

    def test_two_tabs_hand_over_once(self):
        make.activity(college=self.jidian)
        first, second = twice(self.filing)
        first.hand_over(self.chen, IN_TIME)
        with self.assertRaisesMessage(WrongState, "陈刚刚做了“提交签发”，这次“提交签发”没有生效"):
            second.hand_over(self.chen, IN_TIME)
        self.assertEqual(AuditEntry.objects.about(self.filing).count(), 1)

    def test_unchanged_after_filing_is_refused(self):
        make.filed(self.filing)
        with self.assertRaisesMessage(BrokenRule, "报送之后没有改动，不需要再次提交。"):
            self.filing.hand_over(self.chen, IN_TIME)

    def test_returned_may_come_back_unchanged(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, IN_TIME, "请核实人数")
        self.filing.hand_over(self.chen, IN_TIME)
        self.assertEqual(self.filing.state_code(IN_TIME), "pending")

    def test_the_day_it_closes_it_is_refused_with_the_way_out(self):
        make.activity(college=self.jidian)
        told = "附件1《2025年职教活动周信息表》的报送通道已于5月17日（周六）24:00关闭。确需补报"
        with self.assertRaisesMessage(BrokenRule, told):
            self.filing.hand_over(self.chen, CLOSED)


class Withdraw(PortalTestCase):
    def test_it_goes_back_to_filling_in(self):
        make.handed_over(self.filing)
        self.filing.withdraw(self.chen)
        self.assertEqual(self.filing.state_code(IN_TIME), "started")

    def test_before_handing_over_is_refused(self):
        with self.assertRaisesMessage(WrongState, "还没有提交签发，或已经签发，不能撤回。"):
            self.filing.withdraw(self.chen)

    def test_after_the_signature_is_refused(self):
        make.filed(self.filing)
        with self.assertRaisesMessage(WrongState, "还没有提交签发，或已经签发，不能撤回。"):
            self.filing.withdraw(self.chen)

    def test_of_two_who_withdraw_and_sign_one_wins(self):
        lead, staff = twice(make.handed_over(self.filing))
        make.signed(lead)
        with self.assertRaisesMessage(WrongState, "孙刚刚做了“签发”，这次“撤回提交”没有生效"):
            staff.withdraw(self.chen)


class Sign(PortalTestCase):
    """The signature is the filing, and its instant counts."""

    def sign(self, filing=None, **overrides):
        filing = filing or self.filing
        facts = {"received_at": IN_TIME, "declared": True, "seen": filing.content_digest()}
        return filing.sign(self.sun, **facts | overrides)

    def test_the_last_microsecond_is_in_time(self):
        make.handed_over(self.filing)
        self.assertFalse(self.sign().is_late)

    def test_six_sharp_is_late(self):
        make.handed_over(self.filing)
        self.assertTrue(self.sign(received_at=LATE, reason="培训冲突").is_late)

    def test_late_without_a_reason_is_refused(self):
        make.handed_over(self.filing)
        with self.assertRaisesMessage(BrokenRule, "已过报送时限，请写明补报或变更的原因后再签发。"):
            self.sign(received_at=LATE, reason="  ")

    def test_handed_over_in_time_and_signed_late_is_late(self):
        make.handed_over(self.filing, at=IN_TIME)
        self.assertTrue(self.sign(received_at=LATE, reason="院长出差").is_late)

    def test_closed_is_refused(self):
        make.handed_over(self.filing)
        with self.assertRaisesMessage(BrokenRule, "报送通道已于5月17日（周六）24:00关闭"):
            self.sign(received_at=CLOSED, reason="忘了")

    def test_without_the_declaration_is_refused(self):
        make.handed_over(self.filing)
        with self.assertRaisesMessage(BrokenRule, "签发前请勾选承诺声明（通知第四条第一款）。"):
            self.sign(declared=False)

    def test_before_handing_over_is_refused(self):
        make.activity(college=self.jidian)
        with self.assertRaisesMessage(WrongState, "填报人还没有提交签发，或已撤回。"):
            self.sign()

    def test_a_second_time_is_told_the_receipt(self):
        revision = make.filed(self.filing, at=at("2025-05-12T16:05"))
        told = f"已由孙于5月12日（周一）16:05签发，回执号{revision.receipt_no}，不需要再次签发。"
        with self.assertRaisesMessage(WrongState, told):
            self.sign()

    def test_two_tabs_file_once(self):
        first, second = twice(make.handed_over(self.filing))
        self.sign(first)
        with self.assertRaisesMessage(WrongState, "孙刚刚做了“签发”，这次“签发”没有生效"):
            self.sign(second)
        self.assertEqual(self.filing.revisions.count(), 1)

    def test_the_loser_leaves_no_revision_and_no_entry(self):
        first, second = twice(make.handed_over(self.filing))
        self.sign(first)
        before = AuditEntry.objects.count()
        with self.assertRaises(WrongState):
            self.sign(second)
        self.assertEqual(AuditEntry.objects.count(), before)

    def test_content_changed_after_the_lead_looked_is_refused(self):
        make.handed_over(self.filing)
        seen = self.filing.content_digest()
        make.activity(college=self.jidian, title="刚刚加的")
        with self.assertRaisesMessage(BrokenRule, "您打开页面之后内容又有改动"):
            self.sign(seen=seen)

    def test_refused_it_stays_at_the_leads_desk(self):
        make.handed_over(self.filing)
        with self.assertRaises(BrokenRule):
            self.sign(seen="nothing")
        self.assertEqual(Filing.objects.get(pk=self.filing.pk).state_code(IN_TIME), "pending")

    def test_the_activities_stand_in_it_at_their_version(self):
        one = make.activity(college=self.jidian)
        make.filed(self.filing)
        one.refresh_from_db()
        self.assertEqual((one.filed_version, one.filing_mark.name), (1, "已报送"))

    def test_the_other_colleges_activities_stay_unfiled(self):
        theirs = make.activity(college=self.caijing)
        make.filed(self.filing)
        theirs.refresh_from_db()
        self.assertIsNone(theirs.filed_version)

    def test_refiling_lifts_the_return_and_the_acceptance(self):
        make.filed(self.filing)
        make.accepted(self.filing, self.zhou, IN_TIME)
        make.sent_back(self.filing, self.wu, IN_TIME, "请核实")
        make.filed(self.filing)
        facts = self.filing.returned_at, self.filing.return_reason, self.filing.accepted_by
        self.assertEqual(facts, (None, "", None))

    def test_a_lead_may_sign_what_they_typed(self):
        make.filed(self.filing, staff=self.sun, lead=self.sun)
        self.assertTrue(self.filing.is_filed())

    def test_the_entry_names_the_receipt(self):
        revision = make.filed(self.filing)
        entry = AuditEntry.objects.about(self.filing).first()
        self.assertEqual((entry.verb, entry.note), ("签发", revision.receipt_no))


class SendBack(PortalTestCase):
    def test_it_keeps_reason_officer_and_instant(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, IN_TIME, " 人数漏填 ")
        facts = self.filing.return_reason, self.filing.returned_by, self.filing.returned_at
        self.assertEqual(facts, ("人数漏填", self.zhou, IN_TIME))

    def test_without_a_reason_is_refused(self):
        make.filed(self.filing)
        with self.assertRaisesMessage(BrokenRule, "退回必须写明原因，学院才知道要改什么。"):
            make.sent_back(self.filing, self.zhou, IN_TIME, " ")

    def test_what_was_never_filed_cannot_go_back(self):
        with self.assertRaisesMessage(WrongState, "学院还没有报送，或已经退回，不能再退回。"):
            make.sent_back(self.filing, self.zhou, IN_TIME, "人数漏填")

    def test_a_second_time_is_refused(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, IN_TIME, "人数漏填")
        with self.assertRaisesMessage(WrongState, "学院还没有报送，或已经退回，不能再退回。"):
            make.sent_back(self.filing, self.wu, IN_TIME, "人数漏填")

    def test_of_two_officers_the_second_is_told_who_was_first(self):
        make.filed(self.filing)
        first, second = twice(self.filing)
        make.accepted(first, self.zhou, IN_TIME)
        with self.assertRaisesMessage(WrongState, "周刚刚做了“确认”，这次“退回”没有生效"):
            make.sent_back(second, self.wu, IN_TIME, "人数漏填")

    def test_an_accepted_filing_loses_its_acceptance(self):
        make.filed(self.filing)
        make.accepted(self.filing, self.zhou, IN_TIME)
        make.sent_back(self.filing, self.wu, IN_TIME, "又发现一处")
        self.assertIsNone(self.filing.accepted_at)

    def test_the_filed_revision_stays(self):
        revision = make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, IN_TIME, "人数漏填")
        self.assertEqual(self.filing.revision, revision)


class Accept(PortalTestCase):
    def test_it_keeps_officer_and_instant(self):
        make.filed(self.filing)
        make.accepted(self.filing, self.zhou, IN_TIME)
        self.assertEqual((self.filing.accepted_by, self.filing.accepted_at), (self.zhou, IN_TIME))

    def test_what_was_never_filed_cannot_be_accepted(self):
        with self.assertRaisesMessage(WrongState, "学院还没有报送，或已经退回，不能确认。"):
            make.accepted(self.filing, self.zhou, IN_TIME)

    def test_what_was_returned_cannot_be_accepted(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, IN_TIME, "人数漏填")
        with self.assertRaisesMessage(WrongState, "学院还没有报送，或已经退回，不能确认。"):
            make.accepted(self.filing, self.zhou, IN_TIME)

    def test_a_second_time_names_the_first_officer(self):
        make.filed(self.filing)
        make.accepted(self.filing, self.zhou, at("2025-05-12T15:00"))
        with self.assertRaisesMessage(WrongState, "已由周于5月12日（周一）15:00确认。"):
            make.accepted(self.filing, self.wu, IN_TIME)

    def test_of_two_officers_the_second_is_told(self):
        make.filed(self.filing)
        first, second = twice(self.filing)
        make.accepted(first, self.zhou, IN_TIME)
        with self.assertRaisesMessage(WrongState, "周刚刚做了“确认”，这次“确认”没有生效"):
            make.accepted(second, self.wu, IN_TIME)

    def test_not_while_the_college_files_anew(self):
        make.filed(self.filing)
        officer, college = twice(self.filing)
        make.activity(college=self.jidian)
        make.filed(college)
        with self.assertRaisesMessage(WrongState, "孙刚刚做了“签发”，这次“确认”没有生效"):
            make.accepted(officer, self.zhou, IN_TIME)

    def test_nobody_accepts_what_they_prepared(self):
        make.filed(self.filing, staff=self.zhou, lead=self.sun)
        with self.assertRaisesMessage(BrokenRule, "您参与了这份表的填报或签发，不能再由您确认。"):
            make.accepted(self.filing, self.zhou, IN_TIME)

    def test_nobody_accepts_what_they_signed(self):
        make.filed(self.filing, staff=self.chen, lead=self.wu)
        with self.assertRaisesMessage(BrokenRule, "您参与了这份表的填报或签发，不能再由您确认。"):
            make.accepted(self.filing, self.wu, IN_TIME)

    def test_another_officer_may(self):
        make.filed(self.filing, staff=self.zhou, lead=self.sun)
        make.accepted(self.filing, self.wu, IN_TIME)
        self.assertEqual(self.filing.state_code(IN_TIME), "accepted")


class Changes(PortalTestCase):
    """has_changes() compares what stands now with the newest revision."""

    def setUp(self):
        self.one = make.activity(college=self.jidian)
        make.filed(self.filing)

    def test_none_right_after_filing(self):
        self.assertFalse(self.filing.has_changes())

    def test_an_edit_is_one(self):
        self.one.summary = "换了内容"
        self.one.revise(self.chen, [], base_version=1)
        self.assertTrue(self.filing.has_changes())

    def test_a_new_activity_is_one(self):
        make.activity(college=self.jidian)
        self.assertTrue(self.filing.has_changes())

    def test_a_cancelled_activity_is_one(self):
        self.one.cancel(self.chen, "天气原因")
        self.assertTrue(self.filing.has_changes())

    def test_a_new_phone_is_one(self):
        self.one.leader_phone = "13900000002"
        self.one.revise(self.chen, [], base_version=1)
        self.assertTrue(self.filing.has_changes())

    def test_an_activity_added_and_cancelled_is_none(self):
        make.activity(college=self.jidian).cancel(self.chen, "填错了")
        self.assertFalse(self.filing.has_changes())

    def test_the_other_colleges_edit_is_none(self):
        make.activity(college=self.caijing)
        self.assertFalse(self.filing.has_changes())

    def test_before_any_filing_there_are_none(self):
        self.assertFalse(self.other_filing.has_changes())


class DecidesOnWhatWasSeen(PortalTestCase):
    """The office had a page open while the college filed once more."""

    def setUp(self):
        make.activity(college=self.jidian)
        self.seen = make.filed(self.filing).receipt_no
        make.activity(college=self.jidian)
        self.newest = make.filed(self.filing).receipt_no
        self.filing.refresh_from_db()

    def test_neither_accepts_nor_returns_the_newer_one_unseen(self):
        sentence = f"不是学院最新的报送（{self.newest}）"
        for seen in (self.seen, "", "别的"):
            with self.subTest(seen), self.assertRaisesMessage(WrongState, sentence):
                self.filing.accept(self.zhou, IN_TIME, seen=seen)
            with self.subTest(seen), self.assertRaisesMessage(WrongState, sentence):
                self.filing.send_back(self.zhou, IN_TIME, "缺地点", seen=seen)

    def test_a_post_that_names_nothing_is_refused_and_shows_the_newest(self):
        self.sign_in(self.zhou)
        page = self.filing.get_absolute_url()
        for verb in ("accept", "send_back"):
            address = reverse(f"filing_{verb}", args=[self.filing.pk])
            sent = {"reason": "缺地点"}
            told = self.client.post(address, sent, headers={"Referer": page}, follow=True)
            self.assertContains(told, f"不是学院最新的报送（{self.newest}）")
            self.assertContains(told, f'name="seen" value="{self.newest}"')
        self.filing.refresh_from_db()
        self.assertIsNone(self.filing.accepted_at)

    def test_accepts_the_one_it_saw(self):
        self.filing.accept(self.zhou, IN_TIME, seen=self.newest)
        self.assertEqual(self.filing.accepted_by, self.zhou)

    def test_the_page_sends_what_it_shows(self):
        self.sign_in(self.zhou)
        shown = f'name="seen" value="{self.newest}"'
        self.assertContains(self.client.get(self.filing.get_absolute_url()), shown, 2)


class CancelledWeek(PortalTestCase):
    def test_a_filed_week_that_is_cancelled_altogether_can_be_told(self):
        make.filed(self.filing)
        for activity in self.filing.activities():
            activity.cancel(self.chen, "停课")
        self.filing.hand_over(self.chen, self.now)
        revision = make.signed(self.filing)
        self.assertEqual([row["status"] for row in revision.content["rows"]], ["cancelled"])


class RenamedByTheOffice(PortalTestCase):
    def test_a_new_name_of_a_category_is_no_change_of_the_college(self):
        make.filed(self.filing)
        category = self.filing.activities().get().category
        category.name = "换了名字"
        category.save()
        self.assertFalse(Filing.objects.get(pk=self.filing.pk).has_changes())

    def test_it_comes_along_with_the_next_edit(self):
        make.filed(self.filing)
        activity = self.filing.activities().get()
        activity.category.name = "换了名字"
        activity.category.save()
        activity.title = "也换了名字"
        activity.revise(self.chen, [], base_version=activity.version)
        row = Filing.objects.get(pk=self.filing.pk).content()["rows"][0]
        self.assertEqual((row["title"], row["category"]), ("也换了名字", "换了名字"))


class ChangedAfterTheLine(PortalTestCase):
    def test_what_came_in_time_does_not_become_late(self):
        make.filed(self.filing)
        make.activity(college=self.jidian)
        with self.clock_at("2025-05-13T09:00"):
            make.filed(self.filing, reason="加了一项")
            state = Filing.objects.get(pk=self.filing.pk).state_code(at("2025-05-13T09:00"))
        self.assertEqual(state, "filed")

    def test_what_never_came_in_time_stays_late_however_often_it_is_filed(self):
        with self.clock_at("2025-05-13T09:00"):
            make.filed(self.filing, reason="晚了")
            make.sent_back(self.filing, self.zhou, at("2025-05-13T09:00"), "缺电话")
            revision = make.filed(self.filing, reason="补上电话")
        for filings in (Filing.objects.all(), Filing.objects.for_board(self.edition)):
            state = filings.get(pk=self.filing.pk).state_code(at("2025-05-13T10:00"))
            self.assertEqual((state, revision.kind_name), ("late", "补报"))
