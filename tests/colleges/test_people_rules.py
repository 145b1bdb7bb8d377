from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from colleges.models import AuditEntry, College, Invitation, Membership, Role, User
from colleges.models.people import USERNAME
from colleges.passwords import ContextWordValidator
from colleges.rules import BrokenRule, require
from tests import make
from tests.base import PortalTestCase


def fresh(user):
    """The person as the next request meets them."""
    return User.objects.get(pk=user.pk)


class HatsOfAPerson(PortalTestCase):
    def test_what_each_role_may(self):
        """(sees everything, office, administrator, signed out after 30 idle minutes)"""
        none, both = [False] * 4, [True, False, True, True]
        table = [(self.chen, none), (self.sun, none), (self.feng, none), (self.wei, none)]
        table += [(self.jiang, none), (self.zheng, both), (self.zhou, [True, True, False, True])]
        table += [(self.chu, [True, False, False, False])]
        for user, expected in table:
            with self.subTest(user=user.name):
                facts = user.sees_everything, user.is_office, user.is_administrator
                self.assertEqual([*facts, user.is_privileged], expected)

    def test_staff_fill_and_leads_also_sign_for_their_own_college_only(self):
        table = [(self.chen, True, False), (self.sun, True, True), (self.lin, False, False)]
        table += [(self.he, False, False), (self.zhou, False, False)]
        for user, fills, signs in table:
            with self.subTest(user=user.name):
                college = self.jidian.pk
                may = user.can_fill_for(college), user.can_sign_for(college)
                self.assertEqual(may, (fills, signs))

    def test_one_person_may_wear_several_hats(self):
        make.hat(self.sun, Role.LEADER)
        make.hat(self.sun, Role.COLLEGE_STAFF, college=self.caijing)
        sun = fresh(self.sun)
        self.assertEqual(sun.college_ids, {self.jidian.pk, self.caijing.pk})
        self.assertTrue(sun.reads_boards)
        self.assertFalse(sun.can_sign_for(self.caijing.pk))

    def test_a_hat_not_yet_or_no_longer_in_force_counts_for_nothing(self):
        later = {"valid_from": self.now + timedelta(hours=1)}
        over = {"valid_until": self.now - timedelta(hours=1)}
        for term in (later, over):
            with self.subTest(**term):
                make.hat(self.jiang, Role.OFFICE, **term)
                self.assertFalse(fresh(self.jiang).is_office)

    def test_a_hat_ends_at_its_instant(self):
        ending = make.hat(self.jiang, Role.OFFICE, valid_until=self.now)
        at_the_end = Membership.objects.current(self.now)
        before = Membership.objects.current(self.now - timedelta(microseconds=1))
        self.assertNotIn(ending, at_the_end)
        self.assertIn(ending, before)

    def test_taken_away_the_next_request_obeys(self):
        self.zhou.memberships.update(valid_until=self.now)
        self.assertFalse(fresh(self.zhou).is_office)

    def test_hats_cost_one_query(self):
        chen = fresh(self.chen)
        with self.assertNumQueries(1):
            chen.college_ids, chen.is_office, chen.reads_boards, [hat.college for hat in chen.hats]

    def test_of_college_leaves_out_who_is_disabled(self):
        User.objects.filter(pk=self.sun.pk).update(is_active=False)
        people = Membership.objects.of_college(
            self.jidian, *[Role.COLLEGE_STAFF, Role.COLLEGE_LEAD]
        )
        self.assertEqual([hat.user for hat in people], [self.chen])

    def test_college_roles_need_a_college_and_others_have_none(self):
        for role, college in [(Role.COLLEGE_STAFF, None), (Role.OFFICE, self.jidian)]:
            with self.subTest(role=role), self.assertRaises(IntegrityError), transaction.atomic():
                make.hat(self.jiang, role, college=college)

    def test_department_staff_need_a_department(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            make.hat(self.jiang, Role.DEPARTMENT)

    def test_a_hat_reads_as_people_say_it(self):
        said = [str(user.memberships.get()) for user in (self.chen, self.wei, self.zhou)]
        self.assertEqual(said, ["机电学院 填报人", "保卫处 部门工作人员", "教务处"])


class Colleges(PortalTestCase):
    def test_a_pasted_list_adds_what_is_new(self):
        College.objects.named(["机电学院", "  艺术　学院 ", "", "艺术 学院", "护理学院"])
        names = list(College.objects.values_list("name", "code"))
        added = [("艺术 学院", "03"), ("护理学院", "04")]
        self.assertEqual(names, [("机电学院", "01"), ("财经学院", "02"), *added])

    def test_pasted_again_it_adds_nothing(self):
        self.assertEqual(College.objects.named(["机电学院", "财经学院"]), [])

    def test_a_gap_in_the_codes_makes_no_clash(self):
        College.objects.create(code="03", name="旧学院", position=0)
        College.objects.named(["艺术学院"])
        self.assertEqual(College.objects.filter(name="艺术学院").count(), 1)

    def test_people_see_their_own_college_and_the_office_all(self):
        table = [(self.chen, ["机电学院"]), (self.lin, ["财经学院"]), (self.jiang, [])]
        table += [(self.zhou, ["机电学院", "财经学院"])]
        for user, expected in table:
            with self.subTest(user=user.name):
                names = College.objects.visible_to(user).values_list("name", flat=True)
                self.assertEqual(list(names), expected)


class OneTimeLink(PortalTestCase):
    def test_it_sets_the_password_and_is_used_up(self):
        token = Invitation.objects.issue(self.lin, by=self.zhou)
        Invitation.objects.for_token(token).accept("mei-you-ren-cai-de-dao")
        self.assertTrue(fresh(self.lin).check_password("mei-you-ren-cai-de-dao"))
        self.assertIsNone(Invitation.objects.for_token(token))

    def test_pressed_twice_the_second_is_refused(self):
        token = Invitation.objects.issue(self.lin)
        first, second = (Invitation.objects.for_token(token) for _ in range(2))
        first.accept("mei-you-ren-cai-de-dao")
        with self.assertRaisesMessage(BrokenRule, "这个链接已经用过或已失效。"):
            second.accept("ling-yi-ge-mi-ma-2025")
        self.assertTrue(fresh(self.lin).check_password("mei-you-ren-cai-de-dao"))

    def test_a_newer_link_revokes_the_older(self):
        older = Invitation.objects.issue(self.lin)
        newer = Invitation.objects.issue(self.lin)
        self.assertIsNone(Invitation.objects.for_token(older))
        self.assertEqual(Invitation.objects.for_token(newer).user, self.lin)

    def test_after_seven_days_it_is_over(self):
        token = Invitation.objects.issue(self.lin)
        with self.clock_at("2025-05-19T09:59"):
            self.assertIsNotNone(Invitation.objects.for_token(token))
        with self.clock_at("2025-05-19T10:05"):
            self.assertIsNone(Invitation.objects.for_token(token))

    def test_the_database_does_not_hold_the_token(self):
        token = Invitation.objects.issue(self.lin)
        self.assertNotEqual(Invitation.objects.get().token_hash, token)

    def test_issuing_and_using_are_written_down(self):
        Invitation.objects.for_token(Invitation.objects.issue(self.lin, by=self.zhou)).accept("x")
        verbs = AuditEntry.objects.about(self.lin).values_list("actor_name", "verb")
        self.assertEqual(list(verbs), [("林", "设置密码"), ("周", "发放一次性链接")])


class SmallRules(PortalTestCase):
    def test_require_is_a_403(self):
        require(True)
        with self.assertRaises(PermissionDenied):
            require(False)

    def test_passwords_made_of_the_portals_name_are_refused(self):
        for password in ("职教活动周2025", "ＶＯＣＷＥＥＫ12345", "zhijiaozhijiao1"):
            with self.subTest(password=password), self.assertRaises(ValidationError):
                ContextWordValidator().validate(password)

    def test_a_password_with_enough_of_its_own_passes(self):
        ContextWordValidator().validate("zhijiao-juhua-52-qiao")

    def test_account_names(self):
        USERNAME("college01")
        for name in ("A", "College01", "陈", "-x", "a b", "x" * 31):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                USERNAME(name)
