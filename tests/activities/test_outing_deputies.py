"""Whoever sits in for an absent approver decides on outings, for the time given, and no more."""

from datetime import timedelta

from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from activities.models import ApprovalStep, Approver, Outing
from activities.outing_permit import approvals
from activities.outing_status import Status
from activities.outing_watch import watch
from colleges.memberships import end
from colleges.models import AuditEntry, Role, User
from colleges.rules import BrokenRule
from colleges.seats import DECIDING_DEPARTMENTS
from colleges.second_factor import must_set_up
from tests import make
from tests.base import PortalTestCase, at


def fresh(user):
    return User.objects.get(pk=user.pk)


class Deputies(PortalTestCase):
    """林 of another college sits in for 周; an outing of 机电学院 waits for 教务处."""

    def setUp(self):
        self.outing = make.agreed(make.asked(make.outing(college=self.jidian)), by=self.sun)
        self.hat = make.delegation(self.zhou, self.lin)

    def press(self, user, button="agree", **sent):
        self.sign_in(user)
        address = reverse(f"outing_{button}", args=[self.outing.pk])
        return self.client.post(address, {"seen": self.outing.round} | sent)

    def page(self, user, name="outing_detail", *args):
        self.sign_in(user)
        args = args or [self.outing.pk]
        return self.client.get(reverse(name, args=args)).content.decode()

    def status(self):
        return make.reloaded(self.outing).status


class Deciding(Deputies):
    def test_the_departments_that_hand_over_their_seat_are_those_of_the_chain(self):
        asked = {step.value for step in Approver if step.role == Role.DEPARTMENT}
        self.assertEqual(asked, {*DECIDING_DEPARTMENTS})

    def test_the_queue_is_theirs_and_says_for_whom(self):
        page = self.page(self.lin, "outing_queue", "2025")
        self.assertIn(reverse("outing_agree", args=[self.outing.pk]), page)
        self.assertIn("您代周办理，至5月15日（周四）24:00", page)
        self.assertNotIn("您代周办理", self.page(self.wu, "outing_queue", "2025"))
        self.assertIn("您代周办理", self.page(self.lin))

    def test_what_they_decided_says_for_whom_everywhere(self):
        self.press(self.lin, reason="路线稳妥")
        outing = make.reloaded(self.outing)
        self.assertEqual(outing.status, Status.APPROVED)
        step = outing.current_steps[1]
        self.assertEqual((step.decided_by, step.on_behalf_of), (self.lin, self.zhou))
        self.assertIn("林（代周）", self.page(self.chen))
        self.assertEqual([one.on_behalf_of for one in approvals(outing)], ["", "周"])
        entry = AuditEntry.objects.about(outing).filter(verb="教务处审批").get()
        self.assertEqual((entry.actor_name, entry.note), ("林", "代周办理：路线稳妥"))
        self.assertRefused(self.press(self.wu), "林（代周）已于")

    def test_a_lead_s_deputy_is_named_in_the_same_way(self):
        deputy = make.person("代", Role.COLLEGE_STAFF, college=self.jidian)
        make.delegation(self.sun, deputy)
        asked = make.asked(make.outing(college=self.jidian))
        asked = make.agreed(asked, by=fresh(deputy))
        self.assertEqual(asked.current_steps[0].decider, "代（代孙）")

    def test_who_decides_in_their_own_right_decides_for_nobody(self):
        self.press(self.zhou)
        self.assertIsNone(make.reloaded(self.outing).current_steps[1].on_behalf_of)

    def test_every_seat_of_the_chain(self):
        ApprovalStep.objects.exclude(approver="college").update(
            in_use=True, when_overnight=False, when_out_of_town=False, from_headcount=None
        )
        tang = make.person("唐", Role.DEPARTMENT, department=self.student)
        for giver in (self.wei, tang, self.chu):
            make.delegation(giver, self.he)
        outing = make.agreed(make.asked(make.outing(college=self.jidian)), by=self.sun)
        for giver in (self.wei, tang, self.zhou, self.chu):
            deputy = fresh(self.lin if giver == self.zhou else self.he)
            self.assertTrue(Outing.objects.visible_to(deputy).filter(pk=outing.pk).exists())
            outing = make.agreed(outing, by=deputy)
        told = [str(step.on_behalf_of or "") for step in outing.current_steps]
        self.assertEqual((outing.status, told), (Status.APPROVED, ["", "卫", "唐", "周", "褚"]))

    @property
    def student(self):
        return type(self.security).objects.get(code="student")


class WhoFiled(Deputies):
    def test_nobody_approves_what_they_filed_for_somebody_else_either(self):
        for user in (self.chen, self.sun):
            with self.subTest(user.name):
                make.delegation(self.wu, user)
                self.assertIn("您参与了这次外出的填报或签发，不能由您代吴审批", self.page(user))
                queue = self.page(user, "outing_queue", "2025")
                self.assertIn("不能由您代吴审批。请教务处的", queue)
                self.assertEqual(self.press(user).status_code, 403)
                many = reverse("outing_agree_many", args=["2025"])
                answer = self.client.post(many, {"outing": [f"{self.outing.pk}:1"]})
                self.assertRefused(answer, "填报过它的人不能审批")
                self.assertEqual(self.status(), Status.WAITING)


class InTime(Deputies):
    def test_ended_a_second_ago_it_does_not_decide(self):
        # It leaves later than the time of standing in ends.
        leaves = {"departs_at": at("2025-05-17T08:30"), "returns_at": at("2025-05-17T16:30")}
        Outing.objects.filter(pk=self.outing.pk).update(**leaves)
        lin, over = fresh(self.lin), self.hat.valid_until
        # The page was opened in time; the button was pressed a second late.
        self.assertTrue(self.outing.step.can_be_decided_by(lin))
        for verb, words in [
            ("agree", {}),
            ("send_back", {"opinion": "补"}),
            ("refuse", {"opinion": "否"}),
        ]:
            step = make.reloaded(self.outing).step
            with self.assertRaisesMessage(
                BrokenRule, "您代周办理的期限已于5月15日（周四）24:00结束"
            ):
                getattr(step, verb)(lin, over + timedelta(seconds=1), seen=1, **words)
        with self.assertRaises(BrokenRule):
            make.reloaded(self.outing).step.agree(lin, over, seen=1)
        self.assertEqual(self.status(), Status.WAITING)
        make.reloaded(self.outing).step.agree(lin, over - timedelta(seconds=1), seen=1)
        self.assertEqual(self.status(), Status.APPROVED)

    def test_revoked_while_the_page_was_open(self):
        lin = fresh(self.lin)
        self.assertTrue(self.outing.step.can_be_decided_by(lin))
        end(self.hat, self.zhou)
        with self.assertRaisesMessage(BrokenRule, "结束，没有办理。请周或教务处的其他同事办理"):
            self.outing.step.agree(lin, timezone.now(), seen=1)

    def test_before_it_begins_and_after_it_ended_there_is_nothing_to_see(self):
        end(self.hat, self.zhou)
        self.assertEqual(self.press(self.lin).status_code, 404)
        self.assertNotIn(self.outing.activity.title, self.page(self.lin, "outing_queue", "2025"))


class Told(Deputies):
    def titles(self, user):
        return [notice.title for notice in user.notices.about(self.outing)]

    def test_a_deputy_is_asked_and_pressed_like_the_office_while_it_runs(self):
        self.outing = make.agreed(make.asked(make.outing(college=self.jidian)), by=self.sun)
        self.assertIn("等您审批", self.titles(self.lin)[0])
        self.assertEqual(self.titles(self.he), [])
        watch(self.outing.departs_at - timedelta(hours=12))
        self.assertIn("不到 12 小时出发，待教务处审批", self.titles(self.lin)[0])
        end(self.hat, self.zhou)
        before = self.titles(self.lin)
        watch(self.outing.departs_at - timedelta(hours=6))
        self.assertEqual(self.titles(self.lin), before)
        self.assertIn("不到 6 小时出发", self.titles(self.wu)[0])


class NothingElse(Deputies):
    def test_of_the_office_only_its_outings(self):
        draft = make.outing(college=self.jidian)
        self.sign_in(self.lin)
        for name, args, code in [
            ("outing_queue", ["2025"], 200),
            ("outing_detail", [self.outing.pk], 200),
            ("outing_detail", [draft.pk], 404),
            ("outing_people", [self.outing.pk], 403),
            ("outing_export", ["2025"], 403),
            ("outing_board", ["2025"], 403),
            ("board", ["2025"], 403),
            ("compile_job_list", ["2025"], 403),
            ("special_case_list", ["2025"], 403),
            ("reminder_list", ["2025"], 403),
            ("edition_settings", ["2025"], 403),
            ("robot_list", [], 403),
            ("delegation_list", [], 403),
            ("person_list", [], 403),
            ("filing_detail", [self.filing.pk], 404),
            ("activity_detail", [self.outing.activity.pk], 404),
        ]:
            with self.subTest(name):
                self.assertEqual(self.client.get(reverse(name, args=args)).status_code, code)
        lin = fresh(self.lin)
        self.assertFalse(lin.is_office or lin.sees_everything or lin.sets_editions)

    def test_what_the_office_is_told_of_filings_is_not_for_them(self):
        make.filed(self.filing)
        with self.clock_at("2025-06-30T10:00"):
            make.hat(
                self.he, Role.OFFICE, delegated_by=self.zhou, valid_until=at("2025-07-09T00:00")
            )
            make.amendment(self.filing, at=timezone.now())
        self.assertTrue(self.zhou.notices.filter(kind="amendment").exists())
        self.assertFalse(self.he.notices.filter(kind="amendment").exists())
        self.assertEqual(self.filing.others_who_decide(), ["吴", "周"])

    def test_of_a_department_neither_its_gate_nor_its_activities(self):
        make.delegation(self.wei, self.he)
        he = fresh(self.he)
        self.assertFalse(he.guards or he.department_ids)
        self.assertFalse(Outing.objects.visible_to(he).exists())

    def test_it_signs_out_like_the_office_and_asks_for_the_second_step(self):
        with override_settings(REQUIRE_SECOND_FACTOR=True):
            self.assertTrue(fresh(self.lin).is_privileged and must_set_up(fresh(self.lin)))
            end(self.hat, self.zhou)
            self.assertFalse(fresh(self.lin).is_privileged or must_set_up(fresh(self.lin)))

    def test_the_frame_leads_to_the_queue(self):
        self.sign_in(self.lin)
        self.client.post(reverse("hat_wear", args=[self.hat.pk]))
        queue = reverse("outing_queue", args=["2025"])
        self.assertRedirects(self.client.get(reverse("home")), queue)
        frame = self.client.get(queue).context["frame"]
        names = [entry.name for entry in frame.nav]
        self.assertEqual(names[0], "外出审批")
        self.assertFalse({"看板", "汇总附件", "延期与变更", "学院", "届次设置"} & set(names))
        self.assertIsNone(frame.deadline)
        self.assertFalse(frame.delegates)

    def test_phones_are_read_where_they_are_asked_and_not_for_the_leader(self):
        self.assertTrue(self.outing.shows_phones_to(fresh(self.lin)))
        ApprovalStep.objects.filter(approver="leader").update(
            in_use=True, when_overnight=False, when_out_of_town=False, from_headcount=None
        )
        make.delegation(self.chu, self.he)
        outing = make.agreed(make.asked(make.outing(college=self.jidian)), by=self.sun)
        self.assertFalse(outing.shows_phones_to(fresh(self.he)))
