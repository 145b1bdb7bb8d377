"""Who may sit in for which absent approver, what is refused, and how it ends (design.md §2)."""

from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from colleges import memberships
from colleges.delegations import delegate
from colleges.models import AuditEntry, Department, Membership, Role, User
from colleges.rules import BrokenRule
from colleges.seats import Seat, own_seats, seats_open_to
from colleges.tasks import tell_of_ended_delegations
from tests import make
from tests.base import PortalTestCase

MONDAY, WEDNESDAY = date(2025, 5, 12), date(2025, 5, 14)
OFFICE = Seat(Role.OFFICE)


def fresh(user):
    return User.objects.get(pk=user.pk)


class Seats(PortalTestCase):
    def test_every_approver_hands_over_their_own_seat(self):
        for giver, title in [
            (self.sun, "机电学院 院长/书记（代签）"),
            (self.wei, "保卫处 部门工作人员（代审）"),
            (self.zhou, "教务处（代审）"),
            (self.chu, "校领导（代审）"),
        ]:
            with self.subTest(title):
                deputy = self.chen if giver == self.sun else self.lin
                hat = make.delegation(giver, deputy)
                self.assertEqual((str(hat), hat.delegated_by), (title, giver))
                entry = AuditEntry.objects.about(deputy).first()
                verb = "委托代签" if giver == self.sun else "委托代审"
                self.assertEqual((entry.verb, entry.actor_name), (verb, giver.name))

    def test_who_decides_nothing_has_nothing_to_hand_over(self):
        logistics = Department.objects.get(code="logistics")
        ma = make.person("马", Role.DEPARTMENT, department=logistics)
        for user in (self.chen, self.zheng, self.feng, self.jiang, ma):
            self.assertEqual(seats_open_to(fresh(user)), [], user)

    def test_a_college_is_handed_within_it_and_the_rest_to_any_of_the_staff(self):
        student = Department.objects.get(code="student")
        tang = make.person("唐", Role.DEPARTMENT, department=student)
        off = make.person("离", Role.COLLEGE_STAFF, college=self.jidian, is_active=False)
        found = set(OFFICE.candidates())
        self.assertEqual(found, {self.chen, self.sun, self.lin, self.he, self.chu, self.wei, tang})
        make.hat(self.he, Role.AUDITOR)
        self.assertNotIn(self.he, OFFICE.candidates())
        self.assertNotIn(off, OFFICE.candidates())
        lead = Seat(Role.COLLEGE_LEAD, college=self.jidian)
        self.assertEqual(list(lead.candidates()), [self.chen])

    def test_only_four_roles_are_ever_delegated_and_never_for_good(self):
        until = timezone.now() + timedelta(days=1)
        for role, ends in [
            (Role.ADMINISTRATOR, until),
            (Role.AUDITOR, until),
            (Role.JUDGE, until),
            (Role.OFFICE, None),
            (Role.LEADER, None),
        ]:
            with self.subTest(role), self.assertRaises(IntegrityError), transaction.atomic():
                make.hat(self.lin, role, delegated_by=self.zhou, valid_until=ends)


class Refusals(PortalTestCase):
    def delegate(self, *, by=None, giver=None, deputy=None, seat=OFFICE, **overrides):
        span = {"since": MONDAY, "until": WEDNESDAY, "reason": "出差"} | overrides
        giver = giver or self.zhou
        return delegate(by or giver, giver, deputy or self.lin, seat, **span)

    def test_what_is_refused(self):
        placeholder = make.person("财经学院填报人", Role.COLLEGE_STAFF, college=self.caijing)
        table = [
            ("写明原因", {"reason": " "}),
            ("不能委托给本人", {"deputy": self.zhou}),
            ("本人就是教务处", {"deputy": self.wu}),
            ("现在不是教务处", {"giver": self.chu}),
            ("只能由本人委托", {"by": self.wu}),
            ("不能代审", {"deputy": self.jiang}),
            ("不能代审", {"deputy": self.feng}),
            ("不能代审", {"deputy": self.zheng}),
            ("还没有填写真实姓名", {"deputy": placeholder}),
            ("结束日期不能早于", {"until": date(2025, 5, 11)}),
            ("最长三个月", {"until": date(2025, 9, 1)}),
        ]
        for sentence, facts in table:
            with self.subTest(sentence), self.assertRaisesMessage(BrokenRule, sentence):
                self.delegate(**facts)
        self.assertFalse(Membership.objects.delegations().exists())

    def test_a_deputy_passes_nothing_on_and_gives_nobody_a_role(self):
        self.delegate()
        lin = fresh(self.lin)
        self.assertEqual(own_seats(lin), [])
        with self.assertRaisesMessage(BrokenRule, "没有审批权可以委托"):
            self.delegate(giver=lin, deputy=self.he)
        with self.assertRaisesMessage(BrokenRule, "只能由本人委托"):
            seat = Seat(Role.COLLEGE_LEAD, college=self.jidian)
            self.delegate(by=lin, giver=self.sun, deputy=self.chen, seat=seat)

    def test_twice_in_one_span_is_refused_and_two_seats_are_not(self):
        self.delegate()
        with self.assertRaisesMessage(BrokenRule, "已有委托"):
            self.delegate(giver=self.wu, since=WEDNESDAY)
        self.delegate(giver=self.chu, seat=Seat(Role.LEADER))

    def test_it_does_not_outlast_the_memberships_it_rests_on(self):
        for person in (self.zhou, self.lin):
            person.memberships.update(valid_until=memberships.midnight(WEDNESDAY))
            with self.assertRaisesMessage(BrokenRule, f"{person}的任职在委托结束之前就到期"):
                self.delegate()
            person.memberships.update(valid_until=None)
        self.delegate()


class Ends(PortalTestCase):
    def setUp(self):
        self.hat = make.delegation(self.zhou, self.lin)

    def is_over(self):
        self.hat.refresh_from_db()
        return self.hat.is_over()

    def test_with_the_membership_of_who_gave_it(self):
        memberships.end(self.zhou.memberships.get(), self.zheng)
        self.assertTrue(self.is_over())

    def test_not_with_another_one_of_theirs(self):
        memberships.end(make.hat(self.zhou, Role.JUDGE), self.zheng)
        self.assertFalse(self.is_over())

    def test_when_the_deputy_leaves_the_school(self):
        other = make.hat(self.lin, Role.COLLEGE_STAFF, college=self.jidian)
        memberships.end(self.lin.memberships.own().get(college=self.caijing), self.zheng)
        self.assertFalse(self.is_over())
        memberships.end(other, self.zheng)
        self.assertTrue(self.is_over())

    def test_both_hear_of_it_but_who_did_it(self):
        begun = self.lin.notices.get()
        self.assertEqual(begun.title, "周请您代审外出")
        for words in ("教务处的外出审批", "至5月15日（周四）24:00", "原因：出差", "两步验证"):
            self.assertIn(words, begun.body)
        memberships.end(self.hat, self.zheng)
        self.assertEqual(self.lin.notices.first().title, "周的代审委托已结束")
        self.assertEqual(self.zhou.notices.get().title, "对林的委托已结束")

    def test_run_out_both_hear_of_it_once_and_of_a_revoked_one_never(self):
        revoked = make.delegation(self.sun, self.chen)
        memberships.end(revoked, self.sun)
        for instant in ("2025-05-12T23:00", "2025-05-15T23:59:59"):
            with self.clock_at(instant):
                tell_of_ended_delegations()
        self.assertFalse(self.zhou.notices.exists())
        with self.clock_at("2025-05-16T00:01"):
            tell_of_ended_delegations()
            tell_of_ended_delegations()
        self.assertEqual(self.zhou.notices.get().title, "林代您审批外出的期限已到")
        self.assertEqual(self.lin.notices.first().title, "代周审批外出的期限已到")
        self.assertEqual(self.lin.notices.count(), 2)
        self.assertFalse(self.sun.notices.exists())
        task = settings.CELERY_BEAT_SCHEDULE["tell-of-ended-delegations"]["task"]
        self.assertEqual(task, tell_of_ended_delegations.name)

    def test_backwards_the_deputies_of_others_are_gone_and_those_of_leads_stay(self):
        kept = make.delegation(self.sun, self.chen)
        step = import_module("colleges.migrations.0008_every_approver_may_delegate")
        step.drop_those_of_others(apps, SimpleNamespace(connection=connection))
        self.assertEqual(list(Membership.objects.delegations()), [kept])


class Pages(PortalTestCase):
    def post(self, **overrides):
        facts = {"deputy": "林", "since": "2025-05-12", "until": "2025-05-14", "reason": "出差"}
        return self.client.post("/delegations/new/", facts | overrides)

    def test_each_approver_finds_the_page_for_their_own_seat(self):
        for user, seat in [(self.zhou, "教务处"), (self.wei, "保卫处"), (self.chu, "校领导")]:
            self.sign_in(user)
            queue = self.client.get("/editions/2025/outings/queue/")
            self.assertContains(queue, '<a href="/delegations/">我不在时请人代审</a>', html=True)
            self.assertContains(queue, "请人代审</span>")
            self.assertContains(self.client.get("/delegations/"), f"{seat}：新的委托")
        self.sign_in(self.chen)
        self.assertNotContains(self.client.get("/editions/2025/outings/queue/"), "请人代审")

    def test_a_colleague_is_typed_by_name(self):
        self.sign_in(self.zhou)
        page = self.client.get("/delegations/")
        self.assertContains(page, '<option value="林（财经学院 填报人）"></option>', html=True)
        self.assertNotContains(page, "蒋（")
        self.assertRedirects(self.post(), "/delegations/?seat=office")
        hat = Membership.objects.delegations().get()
        self.assertEqual((hat.user, hat.role, hat.delegated_by), (self.lin, "office", self.zhou))

    def test_a_name_that_is_nobodys_or_anybodys_is_told(self):
        make.person("林", Role.COLLEGE_STAFF, college=self.jidian)
        self.sign_in(self.zhou)
        answer = self.post(reason="去省里开会")
        self.assertContains(answer, "有 2 位同事都叫“林”", status_code=422)
        self.assertContains(answer, "去省里开会", status_code=422)
        self.assertContains(self.post(deputy="蒋"), "没有可以代审的同事叫", status_code=422)
        self.post(deputy="林（机电学院 填报人）")
        self.assertEqual(Membership.objects.delegations().get().user.name, "林")

    def test_the_seat_of_another_is_not_found(self):
        self.sign_in(self.wei)
        self.assertEqual(self.post(seat="office").status_code, 404)
        self.sign_in(self.zhou)
        self.assertEqual(self.post(seat="leader").status_code, 404)

    def test_revoked_by_who_gave_it_or_an_administrator(self):
        for user, code in [
            (self.chen, 404),
            (self.wei, 404),
            (self.lin, 403),
            (self.wu, 403),
            (self.zhou, 302),
            (self.zheng, 302),
        ]:
            hat = make.delegation(self.zhou, self.lin)
            self.sign_in(user)
            answer = self.client.post(f"/delegations/{hat.pk}/revoke/")
            self.assertEqual(answer.status_code, code, user)
            hat.refresh_from_db()
            self.assertEqual(hat.is_over(), code == 302, user)
            Membership.objects.delegations().delete()

    def test_a_colleague_of_the_seat_reads_who_can_revoke(self):
        make.delegation(self.zhou, self.lin)
        self.sign_in(self.wu)
        self.assertContains(self.client.get("/delegations/"), "由周或系统管理员撤销")
        self.sign_in(self.zheng)
        page = self.client.get("/delegations/")
        self.assertContains(page, "撤销</button>")
        self.assertNotContains(page, "新的委托")
