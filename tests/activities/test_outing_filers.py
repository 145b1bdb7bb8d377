"""Nobody approves what they filed (security.md B-05): every way of having filed it, by itself."""

from django.urls import reverse
from django.utils import timezone

from activities.models import Outing, OutingFile, StandIn
from activities.outing_notices import deciders
from colleges.models import Role, User
from colleges.rules import BrokenRule
from tests import make
from tests.base import PortalTestCase


def fresh(user):
    return User.objects.get(pk=user.pk)


class FilersTestCase(PortalTestCase):
    """吴 of 教务处 stands in for 机电学院; 陈 saves and hands over last, 孙 signs."""

    def setUp(self):
        StandIn.objects.begin(self.edition, self.jidian, self.wu, timezone.now(), "电话委托")
        self.outing = make.outing(college=self.jidian)

    def save(self, by, **facts):
        outing = make.reloaded(self.outing)
        outing.revise(by, facts, base_version=outing.version, at=timezone.now())

    def signed(self):
        """By 孙, after 陈 has typed and handed over last."""
        self.save(self.chen, remark="最后一稿")
        return make.agreed(make.asked(make.reloaded(self.outing), by=self.chen), by=self.sun)

    def colleague(self):
        return fresh(make.person("代", Role.COLLEGE_STAFF, college=self.jidian))


class Filers(FilersTestCase):
    def assertBarred(self, user, outing=None):
        outing = make.reloaded(outing or self.signed())
        step = outing.step
        self.assertFalse(step.can_be_decided_by(fresh(user)))
        self.assertNotIn(user, deciders(outing, step.approver))
        self.assertIn("不能由您审批", step.why_not(fresh(user)))
        # The verb itself asks as well: a page may be older than what its reader filed.
        with self.assertRaisesMessage(BrokenRule, "不能由您审批"):
            step.agree(fresh(user), timezone.now(), seen=outing.round)
        self.assertTrue(step.can_be_decided_by(fresh(self.zhou)))

    def test_who_is_known_to_have_typed_only_since_the_page_was_read(self):
        step = self.signed().step
        step.outing.writers.add(self.zhou)
        with self.assertRaisesMessage(BrokenRule, "不能由您审批"):
            step.agree(fresh(self.zhou), timezone.now(), seen=step.round)

    def test_who_began_it(self):
        self.outing = make.outing(college=self.jidian, by=self.wu)
        self.assertBarred(self.wu)

    def test_who_saved_it_before_somebody_else_did(self):
        self.save(self.wu, destination="水库")
        self.assertBarred(self.wu)

    def test_who_typed_its_list(self):
        make.listed(make.reloaded(self.outing), by=self.wu)
        self.assertBarred(self.wu)

    def test_who_attached_a_file(self):
        make.outing_file(make.reloaded(self.outing), by=self.wu)
        self.assertBarred(self.wu)

    def test_who_deleted_a_file(self):
        file = make.outing_file(make.reloaded(self.outing), by=self.chen)
        OutingFile.objects.get(pk=file.pk).remove(self.wu)
        self.assertBarred(self.wu)

    def test_who_handed_over_an_earlier_round(self):
        asked = make.asked(make.reloaded(self.outing), by=self.wu)
        asked.step.send_back(self.sun, timezone.now(), seen=1, opinion="补")
        self.assertBarred(self.wu)

    def test_a_lead_who_is_an_officer_and_signed_an_earlier_round(self):
        make.hat(self.sun, Role.OFFICE)
        other = make.person("副", Role.COLLEGE_LEAD, college=self.jidian)
        first = self.signed()
        first.step.send_back(self.zhou, timezone.now(), seen=1, opinion="补")
        self.save(self.chen, remark="补了")
        again = make.asked(make.reloaded(self.outing), by=self.chen)
        self.assertBarred(self.sun, make.agreed(again, by=other))

    def test_an_officer_in_whose_name_the_college_signed(self):
        make.hat(self.sun, Role.OFFICE)
        deputy = self.colleague()
        make.delegation(self.sun, deputy)
        asked = make.asked(make.reloaded(self.outing), by=self.chen)
        self.assertBarred(self.sun, make.agreed(asked, by=fresh(deputy)))

    def test_who_filed_nothing_decides(self):
        outing = self.signed()
        self.assertTrue(outing.step.can_be_decided_by(fresh(self.wu)))


class TheirDeputies(FilersTestCase):
    def test_the_deputy_of_an_officer_who_filed_it_does_not_decide_either(self):
        make.delegation(self.wu, self.he)
        self.save(self.wu, destination="水库")
        outing = self.signed()
        he = fresh(self.he)
        self.assertFalse(outing.step.can_be_decided_by(he))
        self.assertNotIn(self.he, deciders(outing, "office"))
        told = outing.step.why_not(he)
        self.assertIn("吴参与了这次外出的填报或签发，不能由您代吴审批。请教务处的周办理。", told)
        with self.assertRaisesMessage(BrokenRule, "不能由您代吴审批"):
            outing.step.agree(he, timezone.now(), seen=1)

    def test_an_officer_in_their_own_right_does_although_they_sit_in_for_one_who_filed_it(self):
        make.delegation(self.wu, self.he)
        make.hat(self.he, Role.OFFICE)
        self.save(self.wu, destination="水库")
        outing = make.agreed(self.signed(), by=fresh(self.he))
        self.assertIsNone(outing.current_steps[1].on_behalf_of)

    def test_the_deputy_of_an_officer_who_filed_nothing_does(self):
        make.delegation(self.zhou, self.he)
        self.save(self.wu, destination="水库")
        outing = make.agreed(self.signed(), by=fresh(self.he))
        self.assertEqual(str(outing.current_steps[1].on_behalf_of), "周")

    def test_a_filer_does_not_sign_as_the_leads_deputy(self):
        make.delegation(self.sun, self.chen)
        outing, chen = make.asked(make.reloaded(self.outing)), fresh(self.chen)
        self.assertFalse(outing.step.can_be_decided_by(chen))
        with self.assertRaisesMessage(BrokenRule, "不能由您代孙签发。请学院负责人的孙办理。"):
            outing.step.agree(chen, timezone.now(), seen=1)
        self.client.force_login(chen)
        page = self.client.get(reverse("outing_queue", args=["2025"])).content.decode()
        self.assertIn("不能由您代孙签发。请学院负责人的孙办理。", page)

    def test_a_lead_signs_what_they_typed(self):
        self.save(self.sun, destination="水库")
        outing = make.asked(make.reloaded(self.outing), by=self.sun)
        self.assertTrue(outing.step.can_be_decided_by(fresh(self.sun)))

    def test_who_signed_one_round_as_deputy_signs_the_next(self):
        deputy = self.colleague()
        make.delegation(self.sun, deputy)
        outing = make.agreed(make.asked(make.reloaded(self.outing)), by=fresh(deputy))
        outing.step.send_back(self.zhou, timezone.now(), seen=1, opinion="补")
        self.save(self.chen, remark="补了")
        again = make.asked(make.reloaded(self.outing), by=self.chen)
        self.assertTrue(again.step.can_be_decided_by(fresh(deputy)))
        self.assertEqual(Outing.objects.waiting().count(), 1)
