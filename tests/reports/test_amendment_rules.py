from django.db import IntegrityError, transaction
from django.urls import reverse

from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState
from reports.models import Amendment, Filing
from tests import make
from tests.base import PortalTestCase, at

DUE = at("2025-05-12T12:00")
CLOSED = at("2025-05-18T00:00")


class AmendmentCase(PortalTestCase):
    def setUp(self):
        make.filed(self.filing)
        self.amendment = make.amendment(self.filing)
        self.filing.refresh_from_db()

    def twice(self):
        return [Amendment.objects.get(pk=self.amendment.pk) for _ in range(2)]

    def approve(self, by=None):
        self.amendment.approve(by or self.zhou, CLOSED, seen=self.amendment.content_digest)
        self.filing.refresh_from_db()

    def sign(self):
        return make.signed(self.filing, at=CLOSED, reason="合作企业改期")


class Ask(AmendmentCase):
    def test_it_keeps_before_and_after(self):
        self.assertEqual([change.kind for change in self.amendment.changes()], ["added"])

    def test_phones_lie_apart(self):
        self.assertNotIn("leader_phone", self.amendment.content["rows"][0])
        self.assertEqual(self.amendment.full_content(), self.filing.content())

    def test_a_second_open_one_is_refused(self):
        with self.assertRaisesMessage(WrongState, "已有一张没办完的变更单"):
            make.amendment(self.filing)

    def test_the_database_takes_one_open_one(self):
        self.amendment.pk = None
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.amendment.save(force_insert=True)

    def test_before_the_line_closes_it_is_not_needed(self):
        self.amendment.withdraw(self.chen)
        with self.assertRaisesMessage(BrokenRule, "不需要变更单"):
            make.amendment(self.filing, at=DUE)

    def test_never_filed(self):
        with self.assertRaisesMessage(BrokenRule, "还没有报送过"):
            make.amendment(self.other_filing)

    def test_without_a_reason(self):
        self.amendment.withdraw(self.chen)
        with self.assertRaisesMessage(BrokenRule, "变更单必须写明原因"):
            make.amendment(self.filing, reason=" ")


class OneEntryAStep(AmendmentCase):
    def assertSteps(self, *verbs):
        for thing in (Filing.objects.get(pk=self.filing.pk), self.amendment):
            with self.subTest(str(thing)):
                told = [one.verb for one in thing.entries().filter(pk__gt=self.before)]
                self.assertEqual(told, [*reversed(verbs)])
        logged = AuditEntry.objects.filter(pk__gt=self.before, object_type__startswith="reports.")
        self.assertEqual(logged.count(), len(verbs))

    def setUp(self):
        super().setUp()
        self.before = AuditEntry.objects.filter(verb="提交变更单").get().pk - 1

    def test_approved_and_signed(self):
        self.approve()
        self.sign()
        self.amendment.refresh_from_db()
        self.assertSteps("提交变更单", "批准变更单", "签发")

    def test_refused(self):
        self.amendment.refuse(self.zhou, CLOSED, "不必", seen=self.amendment.content_digest)
        self.assertSteps("提交变更单", "不同意变更单")

    def test_approved_asked_again_and_withdrawn(self):
        self.approve()
        make.activity(college=self.jidian)
        self.amendment.filing.refresh_from_db()
        self.amendment.renew(self.chen, CLOSED, "", self.filing.content_digest())
        self.amendment.withdraw(self.chen)
        self.assertSteps("提交变更单", "批准变更单", "重新提交变更单", "撤回变更单")

    def test_both_pages_tell_it_so(self):
        self.approve()
        self.sign()
        self.sign_in(self.chen)
        for thing in (self.filing, self.amendment):
            history = self.client.get(thing.get_absolute_url()).context["history"]
            self.assertEqual([one.verb for one in history][:2], ["签发", "批准变更单"])

    def test_who_comes_second_is_told_of_the_approval(self):
        late = Filing.objects.get(pk=self.filing.pk)
        self.approve()
        with self.assertRaisesMessage(WrongState, "周刚刚做了“批准变更单”"):
            late.claim("退回", self.wu)


class Decide(AmendmentCase):
    def test_approved_the_lead_can_sign(self):
        self.approve()
        revision = self.sign()
        self.amendment.refresh_from_db()
        self.assertEqual((self.amendment.revision, revision.kind_name), (revision, "变更"))
        self.assertFalse(Amendment.objects.open().exists())

    def test_pending_nobody_signs(self):
        with self.assertRaisesMessage(BrokenRule, "变更单正等待教务处审批"):
            self.filing.hand_over(self.chen, CLOSED)

    def test_a_later_edit_is_not_covered_until_asked_again(self):
        self.approve()
        make.activity(college=self.jidian)
        with self.assertRaisesMessage(BrokenRule, "批准的内容与现在不一致"):
            self.sign()
        self.assertTrue(self.amendment.is_stale(self.filing.content_digest()))
        self.amendment.filing.refresh_from_db()
        self.amendment.renew(self.chen, CLOSED, "", self.filing.content_digest())
        self.assertEqual((self.amendment.status, self.amendment.decided_by), ("pending", None))

    def test_an_edit_while_it_waits_is_not_approved(self):
        make.activity(college=self.jidian)
        with self.assertRaisesMessage(BrokenRule, "请学院按最新内容重新提交变更单"):
            self.approve()

    def test_what_the_office_did_not_see_is_not_approved(self):
        with self.assertRaisesMessage(WrongState, "不是变更单的最新内容"):
            self.amendment.approve(self.zhou, CLOSED, seen="other")

    def test_a_post_that_names_nothing_decides_nothing(self):
        self.sign_in(self.zhou)
        page = self.amendment.get_absolute_url()
        for verb in ("approve", "refuse"):
            address = reverse(f"amendment_{verb}", args=[self.amendment.pk])
            sent = {"reason": "不必"}
            told = self.client.post(address, sent, headers={"Referer": page}, follow=True)
            self.assertContains(told, "不是变更单的最新内容")
            self.assertContains(told, f'value="{self.amendment.content_digest}"', count=2)
        self.amendment.refresh_from_db()
        self.assertTrue(self.amendment.is_pending)

    def test_nobody_approves_what_they_asked_for_or_entered(self):
        self.filing.stand_in(self.wu, CLOSED, "电话委托")
        with self.assertRaisesMessage(BrokenRule, "不能再由您审批"):
            self.approve(self.wu)
        self.approve(self.zhou)

    def test_refused_with_a_reason(self):
        with self.assertRaisesMessage(BrokenRule, "不同意必须写明原因"):
            self.amendment.refuse(self.zhou, CLOSED, " ", seen=self.amendment.content_digest)
        self.amendment.refuse(self.zhou, CLOSED, "活动已经结束", seen=self.amendment.content_digest)
        self.assertEqual(self.amendment.state().name, "不同意")
        with self.assertRaisesMessage(BrokenRule, "提交变更单"):
            self.filing.hand_over(self.chen, CLOSED)

    def test_of_two_officers_one_decides(self):
        first, second = self.twice()
        first.approve(self.zhou, CLOSED, seen=first.content_digest)
        with self.assertRaisesMessage(WrongState, "已是“已批准”"):
            second.refuse(self.wu, CLOSED, "不必", seen=second.content_digest)

    def test_withdrawn_while_the_office_approves(self):
        college, office = self.twice()
        college.withdraw(self.chen)
        with self.assertRaisesMessage(WrongState, "已是“已撤回”"):
            office.approve(self.zhou, CLOSED, seen=office.content_digest)

    def test_withdrawn_after_approval_it_leaves_the_leads_desk(self):
        self.approve()
        self.amendment.withdraw(self.chen)
        self.filing.refresh_from_db()
        self.assertIsNone(self.filing.handed_over_at)

    def test_an_extension_makes_it_needless(self):
        self.filing.extend(self.zhou, CLOSED, at("2025-05-20T12:00"), "统一延期")
        make.filed(self.filing, at=CLOSED, reason="延期内变更")
        self.amendment.refresh_from_db()
        self.assertEqual(self.amendment.status, "withdrawn")
