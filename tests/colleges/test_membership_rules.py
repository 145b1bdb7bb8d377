"""任职与委托: begin, end, move, delegate; the last administrator stays (design.md §2, B-06)."""

from datetime import date, timedelta

from colleges import memberships
from colleges.delegations import delegate
from colleges.models import AuditEntry, College, Membership, Role, User
from colleges.rules import BrokenRule
from colleges.seats import Seat
from tests import make
from tests.base import PortalTestCase

MONDAY, WEDNESDAY = date(2025, 5, 12), date(2025, 5, 14)


def fresh(user):
    return User.objects.get(pk=user.pk)


class Memberships(PortalTestCase):
    def assertRefusedWith(self, sentence, verb, *args, **facts):
        with self.assertRaisesMessage(BrokenRule, sentence):
            verb(*args, **facts)

    def last_entry(self, person):
        return AuditEntry.objects.about(person).first()

    def test_a_further_role_from_a_day_to_a_day(self):
        begin = {"role": Role.JUDGE, "since": WEDNESDAY, "until": date(2025, 5, 16)}
        hat = memberships.begin(self.zheng, self.chen, **begin)
        self.assertFalse(fresh(self.chen).has_role(Role.JUDGE))
        with self.clock_at("2025-05-14T00:00"):
            self.assertTrue(fresh(self.chen).has_role(Role.JUDGE))
        with self.clock_at("2025-05-16T23:59:59"):
            self.assertTrue(fresh(self.chen).has_role(Role.JUDGE))
        with self.clock_at("2025-05-17T00:00"):
            self.assertFalse(fresh(self.chen).has_role(Role.JUDGE))
            self.assertTrue(hat.is_over())
        self.assertEqual(self.last_entry(self.chen).verb, "增加任职")

    def test_the_same_role_twice_is_refused(self):
        facts = {"role": Role.COLLEGE_STAFF, "college": self.jidian}
        self.assertRefusedWith("不用再加", memberships.begin, self.zheng, self.chen, **facts)

    def test_an_end_before_the_beginning_is_refused(self):
        facts = {"role": Role.JUDGE, "since": WEDNESDAY, "until": MONDAY}
        self.assertRefusedWith("要晚于开始", memberships.begin, self.zheng, self.chen, **facts)
        facts = {"role": Role.JUDGE, "until": date(2025, 5, 11)}
        self.assertRefusedWith("不能早于今天", memberships.begin, self.zheng, self.chen, **facts)

    def test_nobody_gives_themself_a_role(self):
        for role in (Role.OFFICE, Role.AUDITOR, Role.JUDGE):
            with self.subTest(role):
                sentence = "请另一位系统管理员来做"
                self.assertRefusedWith(
                    sentence, memberships.begin, self.zheng, self.zheng, role=role
                )
        hat = make.hat(self.zheng, Role.COLLEGE_STAFF, college=self.jidian)
        self.assertRefusedWith("不能给自己", memberships.move, hat, self.zheng, self.caijing)
        hat.refresh_from_db()
        self.assertFalse(hat.is_over())

    def test_ended_it_is_obeyed_at_once_and_ends_once(self):
        hat = self.chen.memberships.get()
        memberships.end(hat, self.zheng)
        self.assertFalse(fresh(self.chen).can_fill_for(self.jidian.pk))
        self.assertRefusedWith("已经结束", memberships.end, hat, self.zheng)
        self.assertEqual(self.last_entry(self.chen).verb, "结束任职")

    def test_ended_before_it_began(self):
        hat = memberships.begin(self.zheng, self.chen, role=Role.JUDGE, since=WEDNESDAY)
        memberships.end(hat, self.zheng)
        hat.refresh_from_db()
        self.assertTrue(hat.is_over())

    def test_the_last_administrator_stays(self):
        hat = self.zheng.memberships.get()
        self.assertRefusedWith("最后一位系统管理员", memberships.end, hat, self.zheng)
        # One whose role ends by itself would leave nobody.
        memberships.begin(self.zheng, self.feng, role=Role.ADMINISTRATOR, until=WEDNESDAY)
        self.assertRefusedWith("最后一位系统管理员", memberships.end, hat, self.zheng)
        memberships.begin(self.zheng, self.wu, role=Role.ADMINISTRATOR)
        memberships.end(hat, self.zheng)
        self.assertFalse(fresh(self.zheng).is_administrator)

    def test_a_disabled_second_administrator_does_not_count(self):
        make.person("钱", Role.ADMINISTRATOR, is_active=False)
        hat = self.zheng.memberships.get()
        self.assertRefusedWith("最后一位系统管理员", memberships.end, hat, self.zheng)

    def test_moving_ends_and_begins_at_one_instant(self):
        hat = memberships.move(self.chen.memberships.get(), self.zheng, self.caijing)
        self.assertEqual(fresh(self.chen).college_ids, {self.caijing.pk})
        old = self.chen.memberships.get(college=self.jidian)
        self.assertLess(abs(hat.valid_from - old.valid_until), timedelta(seconds=1))
        verbs = AuditEntry.objects.about(self.chen).values_list("verb", flat=True)
        self.assertEqual(list(verbs), ["增加任职", "结束任职"])

    def test_moving_where_one_is_or_without_a_college(self):
        move = memberships.move
        own, office = self.chen.memberships.get(), self.zhou.memberships.get()
        self.assertRefusedWith("已经在机电学院", move, own, self.zheng, self.jidian)
        self.assertRefusedWith("只有填报人和院长", move, office, self.zheng, self.jidian)

    def test_refused_a_move_changes_nothing(self):
        make.hat(self.chen, Role.COLLEGE_STAFF, college=self.caijing)
        hat = self.chen.memberships.get(college=self.jidian)
        self.assertRefusedWith("不用再加", memberships.move, hat, self.zheng, self.caijing)
        self.assertEqual(fresh(self.chen).college_ids, {self.jidian.pk, self.caijing.pk})


class Delegations(PortalTestCase):
    def delegate(self, *, by=None, lead=None, deputy=None, **overrides):
        span = {"since": MONDAY, "until": WEDNESDAY, "reason": "出差"} | overrides
        lead, deputy = lead or self.sun, deputy or self.chen
        seat = Seat(Role.COLLEGE_LEAD, college=self.jidian)
        return delegate(by or lead, lead, deputy, seat, **span)

    def test_the_deputy_signs_until_it_ends_by_itself(self):
        self.delegate()
        chen = fresh(self.chen)
        self.assertTrue(chen.can_sign_for(self.jidian.pk))
        self.assertEqual(chen.delegation_for(self.jidian.pk).delegated_by, self.sun)
        self.assertIsNone(fresh(self.sun).delegation_for(self.jidian.pk))
        with self.clock_at("2025-05-14T23:59:59"):
            self.assertTrue(fresh(self.chen).can_sign_for(self.jidian.pk))
        with self.clock_at("2025-05-15T00:00"):
            self.assertFalse(fresh(self.chen).can_sign_for(self.jidian.pk))

    def test_what_is_refused(self):
        table = [
            ("写明原因", {"reason": " "}),
            ("不能委托给本人", {"deputy": self.sun}),
            ("只能委托给本学院", {"deputy": self.lin}),
            ("现在不是机电学院的院长", {"lead": self.he}),
            ("结束日期不能早于", {"until": date(2025, 5, 11)}),
            ("最长三个月", {"until": date(2025, 9, 1)}),
        ]
        for sentence, facts in table:
            with self.subTest(sentence=sentence), self.assertRaisesMessage(BrokenRule, sentence):
                self.delegate(**facts)
        self.assertFalse(Membership.objects.delegations().exists())

    def test_the_office_does_not_delegate_to_itself(self):
        make.hat(self.zhou, Role.COLLEGE_STAFF, college=self.jidian)
        with self.assertRaisesMessage(BrokenRule, "不能把签发权委托给自己"):
            self.delegate(by=self.zhou, deputy=self.zhou)
        self.delegate(by=self.wu, deputy=self.zhou)

    def test_twice_in_one_span_is_refused(self):
        self.delegate()
        with self.assertRaisesMessage(BrokenRule, "已有委托"):
            self.delegate(since=WEDNESDAY, until=date(2025, 5, 16))

    def test_revoked_it_is_obeyed_at_once(self):
        hat = self.delegate()
        memberships.end(hat, self.sun)
        self.assertFalse(fresh(self.chen).can_sign_for(self.jidian.pk))
        self.assertEqual(AuditEntry.objects.about(self.chen).first().verb, "撤销委托")

    def test_the_deputy_hears_what_they_may_sign_and_when_it_is_over(self):
        hat = self.delegate()
        notice = self.chen.notices.get()
        self.assertEqual(notice.title, "孙委托您代签")
        for words in ("机电学院报送的表和外出申请", "至5月14日（周三）24:00", "原因：出差"):
            self.assertIn(words, notice.body)
        self.assertFalse(self.sun.notices.exists())
        memberships.end(hat, self.sun)
        self.assertEqual(self.chen.notices.first().title, "孙的代签委托已结束")

    def test_a_lead_hears_what_the_office_delegated_for_them(self):
        self.delegate(by=self.zhou)
        self.assertEqual(self.sun.notices.get().title, "已委托陈代您签发")

    def test_a_deputy_who_leaves_hears_that_it_is_over(self):
        self.delegate()
        memberships.end(self.sun.memberships.get(), self.zheng)
        self.assertIn("郑撤销了孙对您的委托", self.chen.notices.first().body)

    def test_it_ends_with_the_leads_own_membership(self):
        self.delegate()
        memberships.end(self.sun.memberships.get(), self.zheng)
        self.assertFalse(fresh(self.chen).can_sign_for(self.jidian.pk))

    def test_it_ends_when_the_deputy_leaves_the_college(self):
        self.delegate()
        memberships.move(self.chen.memberships.own().get(), self.zheng, self.caijing)
        self.assertFalse(fresh(self.chen).can_sign_for(self.jidian.pk))

    def test_it_outlasts_other_memberships_of_the_lead(self):
        self.delegate()
        memberships.end(memberships.begin(self.zheng, self.sun, role=Role.JUDGE), self.zheng)
        self.assertTrue(fresh(self.chen).can_sign_for(self.jidian.pk))

    def test_it_does_not_outlast_the_memberships_it_rests_on(self):
        for person in (self.sun, self.chen):
            with self.subTest(person=person):
                held = person.memberships.filter(college=self.jidian)
                held.update(valid_until=memberships.midnight(WEDNESDAY))
                with self.assertRaisesMessage(BrokenRule, "委托结束之前就到期"):
                    self.delegate()
                held.update(valid_until=memberships.end_of(WEDNESDAY))
        self.delegate()

    def test_a_deputy_does_not_pass_it_on(self):
        self.delegate()
        other = make.person("沈", Role.COLLEGE_STAFF, college=self.jidian)
        with self.assertRaisesMessage(BrokenRule, "没有签发权可以委托"):
            self.delegate(lead=fresh(self.chen), deputy=other)

    def test_a_deputy_is_no_lead_where_leads_are_counted(self):
        College.objects.named(["艺术学院"])
        self.delegate()
        seat = Seat(Role.COLLEGE_LEAD, college=self.jidian)
        self.assertEqual(list(seat.holders()), [self.sun])

    def test_the_revision_says_who_signed_for_whom(self):
        self.delegate()
        own = make.filed(self.other_filing)
        make.handed_over(self.filing, by=self.chen)
        revision = make.signed(self.filing, by=fresh(self.chen))
        self.assertEqual(revision.signed_for, "受孙委托（出差）")
        self.assertEqual(own.signed_for, "")
        self.sign_in(self.zhou)
        receipt = self.client.get(revision.get_absolute_url())
        self.assertContains(receipt, "代签：陈受孙委托（出差）")


class DelegationPages(PortalTestCase):
    sent = {"since": "2025-05-12", "until": "2025-05-14", "reason": "出差"}

    def post(self, **overrides):
        facts = {"lead": self.sun.pk, "deputy": self.chen.pk} | self.sent | overrides
        return self.client.post("/delegations/new/", facts)

    def test_a_lead_delegates_and_the_form_shows_it(self):
        self.sign_in(self.sun)
        self.assertRedirects(self.post(), f"/delegations/?seat=college-{self.jidian.pk}")
        page = self.client.get(self.filing.get_absolute_url())
        self.assertContains(page, "陈，受孙委托")
        self.assertContains(self.client.get("/delegations/"), "出差")
        make.handed_over(self.filing)
        self.sign_in(self.chen)
        page = self.client.get(self.filing.get_absolute_url())
        self.assertContains(page, "您受孙委托代签")

    def test_one_person_who_would_fill_in_and_sign_is_warned_of(self):
        self.sign_in(self.sun)
        warned = "填报和签发将是同一个人"
        self.assertContains(self.client.get("/delegations/"), warned)
        make.person("沈", Role.COLLEGE_STAFF, college=self.jidian)
        self.assertNotContains(self.client.get("/delegations/"), warned)

    def test_a_lead_delegates_only_for_themselves_and_within_the_college(self):
        self.sign_in(self.sun)
        for facts in ({"lead": self.he.pk}, {"deputy": self.lin.pk}):
            with self.subTest(**facts):
                self.assertEqual(self.post(**facts).status_code, 422)
        foreign = self.post(seat=f"college-{self.caijing.pk}")
        self.assertEqual(foreign.status_code, 404)

    def test_the_office_does_it_for_an_absent_lead(self):
        self.sign_in(self.zhou)
        self.post(seat=f"college-{self.jidian.pk}")
        hat = Membership.objects.delegations().get()
        self.assertEqual((hat.user, hat.delegated_by), (self.chen, self.sun))
        self.assertEqual(AuditEntry.objects.about(self.chen).first().actor_name, "周")

    def test_a_refusal_keeps_what_was_typed(self):
        self.sign_in(self.sun)
        answer = self.post(until="2025-05-01")
        self.assertContains(answer, "结束日期不能早于", status_code=422)
        self.assertEqual(answer.context["form"]["reason"].value(), "出差")

    def test_who_is_neither_finds_nothing_to_revoke(self):
        hat = make.delegation(self.sun, self.chen)
        for user, status in ((self.chen, 403), (self.lin, 404), (self.he, 404), (self.sun, 302)):
            with self.subTest(user=user.name):
                self.sign_in(user)
                answer = self.client.post(f"/delegations/{hat.pk}/revoke/")
                self.assertEqual(answer.status_code, status)
