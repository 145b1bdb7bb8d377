from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import SimpleTestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.models import ApprovalStep, Outing, OutingConflict, OutingStep, SeenOlder
from activities.outing_facts import LABELS, MATERIAL, fingerprint
from activities.outing_status import Status
from colleges.models import Notice, Role
from colleges.rules import BrokenRule, WrongState
from tests import make
from tests.base import PortalTestCase, at


class HandingOver(PortalTestCase):
    def setUp(self):
        self.outing = make.outing(college=self.jidian)

    def hand_over(self):
        self.outing.hand_over(self.chen, timezone.now())

    def test_a_complete_one_waits_for_the_lead(self):
        outing = make.asked(self.outing)
        self.assertEqual(outing.state(timezone.now()).name, "待学院签发")
        self.assertEqual([step.approver for step in outing.current_steps], ["college", "office"])
        self.assertTrue(Notice.objects.visible_to(self.sun).about(outing).exists())

    def test_what_is_missing_is_named(self):
        for name, word in [
            ("leader_name", "带队教师"),
            ("leader_phone", "带队教师电话"),
            ("safety_plan", "安全预案"),
            ("returns_at", "返回时间"),
            ("emergency_phone", "校内应急电话"),
        ]:
            with self.subTest(name):
                outing = make.outing(college=self.jidian)
                setattr(outing, name, None if name == "returns_at" else "")
                with self.assertRaisesMessage(BrokenRule, word):
                    outing.hand_over(self.chen, timezone.now())

    def test_a_hired_vehicle_needs_carrier_plate_seats_and_driver(self):
        self.outing.transport = Outing.Transport.HIRED
        with self.assertRaisesMessage(BrokenRule, "承运单位、车牌号、核载人数、驾驶员、驾驶员电话"):
            self.hand_over()

    def test_more_riders_than_seats_is_refused(self):
        facts = {"carrier": "公交公司", "plate": "川A00000", "seats": 41, "driver_name": "李"}
        for name, value in (facts | {"transport": "hired", "driver_phone": "13800000004"}).items():
            setattr(self.outing, name, value)
        with self.assertRaisesMessage(BrokenRule, "乘车 42 人，核载 41 人"):
            self.hand_over()

    def test_warnings_want_a_reason_and_are_no_dead_end(self):
        self.outing.warning_reason = ""
        with self.assertRaisesMessage(BrokenRule, "对提醒的说明"):
            self.hand_over()
        self.outing.warning_reason = "通知只留了两天"
        self.hand_over()
        self.assertEqual(self.outing.status, Status.WAITING)

    def test_an_overnight_one_needs_lodging(self):
        self.outing.returns_at += timedelta(days=1)
        with self.assertRaisesMessage(BrokenRule, "住宿安排"):
            self.hand_over()

    def test_a_cancelled_activity_is_not_left_for(self):
        self.outing.activity.cancel(self.chen, "天气")
        with self.assertRaisesMessage(BrokenRule, "活动已取消"):
            self.hand_over()


class Warnings(PortalTestCase):
    def told(self, **overrides):
        outing = make.outing(college=self.jidian, **overrides)
        return " ".join(outing.warnings(self.now))

    def test_too_many_students_a_teacher(self):
        self.assertIn("每位教师带的学生超过 30 人", self.told(student_count=61))
        self.assertNotIn("超过 30 人", self.told(student_count=60))

    def test_short_notice_says_how_short(self):
        self.assertIn("只提前了 1 天 22 小时 30 分", self.told())
        later = at("2025-05-15T10:00")
        self.assertNotIn("提前", self.told(departs_at=later, returns_at=later + timedelta(hours=1)))

    def test_a_returned_one_is_judged_by_when_it_is_asked_for_again(self):
        early = at("2025-05-11T08:00")
        leaves = {"departs_at": at("2025-05-14T10:00"), "returns_at": at("2025-05-14T16:00")}
        outing = make.asked(make.outing(college=self.jidian, **leaves), at=early)
        self.assertNotIn("提前", " ".join(outing.warnings(early)))
        outing.step.send_back(self.sun, early, seen=1, opinion="请补保险")
        late = at("2025-05-14T08:00")
        again = make.reloaded(outing)
        self.assertIn("只提前了 2 小时", " ".join(again.warnings(late)))
        again = make.asked(again, at=late)
        self.assertIn("只提前了 2 小时", " ".join(again.warnings(late)))

    def test_missing_insurance_and_briefing(self):
        self.assertIn("人身意外伤害保险", self.told(insurance="not_bought"))
        self.assertIn("行前安全教育", self.told(briefing=""))

    def test_class_time_that_is_denied(self):
        self.assertIn("与上课时间重叠", self.told(takes_class_time=False))
        evening = at("2025-05-14T18:00")
        free = {"departs_at": evening, "returns_at": evening + timedelta(hours=2)}
        self.assertNotIn("重叠", self.told(takes_class_time=False, **free))

    def test_the_same_teacher_twice_at_a_time(self):
        first = make.outing(college=self.jidian)
        second = make.outing(college=self.jidian)
        self.assertIn(f"还带队{first}", " ".join(second.warnings(self.now)))
        first.cancel(self.chen, "不去了")
        self.assertNotIn("还带队", " ".join(second.warnings(self.now)))

    def test_a_date_outside_the_activity(self):
        leaves = at("2025-05-16T08:00")
        self.assertIn(
            "不在活动日期", self.told(departs_at=leaves, returns_at=leaves + timedelta(hours=3))
        )


class Deciding(PortalTestCase):
    def setUp(self):
        self.outing = make.asked(make.outing(college=self.jidian))

    def test_the_way_is_lead_then_office(self):
        outing = make.agreed(self.outing, by=self.sun)
        self.assertEqual(outing.state(timezone.now()).name, "待教务处审批")
        outing = make.agreed(outing, by=self.zhou)
        self.assertEqual(outing.status, Status.APPROVED)
        self.assertEqual(outing.serial, f"WC2025-{outing.pk:05d}")
        self.assertEqual(outing.approved_fingerprint, outing.fingerprint())
        self.assertTrue(Notice.objects.visible_to(self.chen).about(outing).exists())
        self.assertTrue(Notice.objects.visible_to(self.wei).about(outing).exists())

    def test_who_may_decide_which_step(self):
        step = self.outing.step
        for user, expected in [(self.sun, True), (self.chen, False), (self.he, False)]:
            self.assertEqual(step.can_be_decided_by(user), expected, user)
        step = make.agreed(self.outing, by=self.sun).step
        for user, expected in [(self.sun, False), (self.zhou, True), (self.chu, False)]:
            self.assertEqual(step.can_be_decided_by(user), expected, user)

    def test_nobody_approves_what_they_filed(self):
        make.hat(self.sun, Role.OFFICE)
        step = make.agreed(self.outing, by=self.sun).step
        self.assertFalse(step.can_be_decided_by(self.sun))

    def test_a_later_step_cannot_be_taken_first(self):
        office = self.outing.current_steps[1]
        with self.assertRaisesMessage(WrongState, "现在不等教务处办理"):
            office.agree(self.zhou, timezone.now(), seen=1)

    def test_of_two_officers_one_wins_and_the_other_is_told_who(self):
        outing = make.agreed(self.outing, by=self.sun)
        first, second = outing.step, make.reloaded(outing).step
        first.agree(self.zhou, timezone.now(), seen=1)
        with self.assertRaisesMessage(WrongState, "周已于5月12日（周一）10:00办理：同意"):
            second.refuse(self.wu, timezone.now(), seen=1, opinion="不妥")
        self.assertEqual(make.reloaded(outing).status, Status.APPROVED)

    def test_returning_needs_a_reason_and_gives_it_back(self):
        step = self.outing.step
        with self.assertRaisesMessage(BrokenRule, "写明要改什么"):
            step.send_back(self.sun, timezone.now(), seen=1, opinion=" ")
        step.send_back(self.sun, timezone.now(), seen=1, opinion="请补保险")
        outing = make.reloaded(self.outing)
        self.assertEqual(outing.status, Status.RETURNED)
        outing = make.asked(outing)
        self.assertEqual((outing.round, len(outing.current_steps)), (2, 2))

    def test_refused_is_the_end(self):
        self.outing.step.refuse(self.sun, timezone.now(), seen=1, opinion="雨季不去山区")
        with self.assertRaises(WrongState):
            make.reloaded(self.outing).hand_over(self.chen, timezone.now())

    def test_a_decision_on_an_older_round_is_refused(self):
        stale = make.reloaded(self.outing).step
        make.reloaded(self.outing).withdraw(self.chen)
        make.asked(make.reloaded(self.outing))
        with self.assertRaises(SeenOlder):
            stale.agree(self.sun, timezone.now(), seen=1)

    def test_withdrawn_only_while_nobody_has_acted(self):
        make.reloaded(self.outing).withdraw(self.chen)
        self.assertEqual(make.reloaded(self.outing).status, Status.DRAFT)
        signed = make.agreed(make.asked(make.reloaded(self.outing)), by=self.sun)
        with self.assertRaisesMessage(BrokenRule, "已有人办理"):
            signed.withdraw(self.chen)
        self.assertEqual(make.reloaded(signed).status, Status.WAITING)

    def test_one_decision_a_step_is_a_constraint(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            OutingStep.objects.create(outing=self.outing, round=1, position=1, approver="office")

    def test_awaiting_lists_the_step_that_is_open_now(self):
        self.assertEqual(OutingStep.objects.awaiting(self.sun).count(), 1)
        self.assertEqual(OutingStep.objects.awaiting(self.zhou).count(), 0)
        make.agreed(self.outing, by=self.sun)
        self.assertEqual(OutingStep.objects.awaiting(self.sun).count(), 0)
        self.assertEqual(OutingStep.objects.awaiting(self.zhou).count(), 1)


class TheChain(PortalTestCase):
    def use(self, approver, **facts):
        ApprovalStep.objects.filter(edition=self.edition, approver=approver).update(
            in_use=True, **facts
        )

    def approvers(self, **overrides):
        outing = make.asked(make.outing(college=self.jidian, **overrides))
        return [step.approver for step in outing.current_steps]

    def test_a_countersign_is_switched_on_as_data(self):
        self.use("security")
        self.assertEqual(self.approvers(), ["college", "security", "office"])

    def test_leaders_are_asked_by_rule(self):
        self.use("leader")
        self.assertEqual(self.approvers(), ["college", "office"])
        self.assertEqual(self.approvers(is_out_of_town=True), ["college", "office", "leader"])
        self.assertEqual(self.approvers(student_count=198)[-1], "leader")
        self.assertEqual(self.approvers(student_count=197)[-1], "office")

    def test_the_office_cannot_be_left_out(self):
        steps = list(self.edition.approval_steps.all())
        for step in steps:
            step.in_use = step.approver == "college"
        with self.assertRaisesMessage(BrokenRule, "教务处审批不能停用"):
            ApprovalStep.objects.change(self.edition, steps, self.zhou)
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.edition.approval_steps.filter(approver="office").update(in_use=False)

    def test_one_under_way_keeps_its_steps(self):
        outing = make.asked(make.outing(college=self.jidian))
        self.use("security")
        outing = make.agreed(make.agreed(outing, by=self.sun), by=self.zhou)
        self.assertEqual(outing.status, Status.APPROVED)

    def test_a_copied_edition_keeps_the_chain(self):
        self.use("student")
        copy = type(self.edition).objects.copy(
            self.edition, starts_on=self.edition.starts_on + timedelta(days=364), by=self.zhou
        )
        used = copy.approval_steps.filter(in_use=True).values_list("approver", flat=True)
        self.assertEqual(list(used), ["college", "student", "office"])


class Changing(PortalTestCase):
    def setUp(self):
        self.outing = make.approved_outing(college=self.jidian)

    def revise(self, **facts):
        outing = make.reloaded(self.outing)
        return outing.revise(self.chen, facts, base_version=outing.version, at=timezone.now())

    def test_a_typo_in_the_remark_keeps_the_approval(self):
        self.assertFalse(self.revise(remark="带雨具"))
        self.assertEqual(make.reloaded(self.outing).status, Status.APPROVED)

    def test_another_destination_re_opens_it_and_tells_everybody(self):
        self.assertTrue(self.revise(destination="云顶山"))
        outing = make.reloaded(self.outing)
        self.assertEqual(outing.state(timezone.now()).name, "变更待重批")
        self.assertFalse(outing.has_passed)
        for user in (self.sun, self.zhou, self.wei):
            told = Notice.objects.visible_to(user).about(outing).filter(title__contains="有变更")
            self.assertTrue(told.exists(), user)
        first, second = outing.versions.all()
        self.assertEqual(first.changes_to(second), [("目的地", "锦绣社区广场", "云顶山", True)])

    def test_withdrawing_the_change_brings_back_what_was_approved(self):
        before = make.reloaded(self.outing).facts()
        self.revise(destination="云顶山", student_count=10)
        make.reloaded(self.outing).withdraw(self.chen)
        outing = make.reloaded(self.outing)
        self.assertEqual((outing.status, outing.facts()), (Status.APPROVED, before))
        self.assertEqual(outing.fingerprint(), outing.approved_fingerprint)

    def test_two_savers_do_not_overwrite_each_other(self):
        outing = make.reloaded(self.outing)
        outing.revise(self.chen, {"remark": "甲"}, base_version=1, at=timezone.now())
        with self.assertRaises(OutingConflict):
            outing.revise(self.sun, {"remark": "乙"}, base_version=1, at=timezone.now())

    def test_what_is_being_decided_is_not_changed_under_the_hand(self):
        waiting = make.asked(make.outing(college=self.jidian))
        with self.assertRaisesMessage(WrongState, "待学院签发"):
            waiting.revise(self.chen, {"remark": "x"}, base_version=1, at=timezone.now())

    def test_the_serial_stays_through_a_change(self):
        serial = self.outing.serial
        self.revise(destination="云顶山")
        outing = make.agreed(make.agreed(self.outing, by=self.sun), by=self.zhou)
        self.assertEqual((outing.serial, outing.approved_round), (serial, 2))


# Another value of each fact than `make.outing_facts` gives it.
OTHER = {
    "departs_at": lambda old: old - timedelta(minutes=30),
    "returns_at": lambda old: old + timedelta(minutes=30),
    "is_out_of_town": lambda old: not old,
    "takes_class_time": lambda old: not old,
    "carrier_licensed": lambda old: not old,
    "transport": lambda old: "walk",
    "insurance": lambda old: "not_bought",
    "student_count": lambda old: old + 1,
    "teacher_count": lambda old: old + 1,
    "seats": lambda old: 60,
}


def changed(facts, names):
    """`facts` with another value for each of `names`."""
    return facts | {name: OTHER.get(name, other_text)(facts[name]) for name in names}


def other_text(old):
    return f"另{old or ''}"[:9]


class Fingerprint(SimpleTestCase):
    facts = dict.fromkeys(LABELS, "") | {
        "departs_at": at("2025-05-14T08:30"),
        "returns_at": at("2025-05-14T16:30"),
        "student_count": 40,
        "teacher_count": 2,
        "seats": 45,
        "is_out_of_town": False,
        "takes_class_time": True,
        "carrier_licensed": None,
    }

    @given(names=st.sets(st.sampled_from(sorted(LABELS))))
    def test_any_set_of_changes_shows_just_when_one_is_material(self, names):
        differs = fingerprint(changed(self.facts, names)) != fingerprint(self.facts)
        self.assertEqual(differs, bool(names & set(MATERIAL)), names)

    def test_what_the_issue_of_approval_names_is_material(self):
        for name in ("departs_at", "returns_at", "destination", "route", "leader_name", "plate"):
            self.assertIn(name, MATERIAL)


class Material(PortalTestCase):
    def test_every_single_fact_is_one_or_the_other(self):
        for name in LABELS:
            with self.subTest(name):
                outing = make.reloaded(make.approved_outing(college=self.jidian))
                reopened = outing.revise(
                    self.chen,
                    changed(outing.facts(), {name}),
                    base_version=outing.version,
                    at=timezone.now(),
                )
                self.assertEqual(reopened, name in MATERIAL)


class OnTheWay(PortalTestCase):
    def setUp(self):
        self.outing = make.approved_outing(college=self.jidian)

    def test_out_and_back_in_two_bookings(self):
        outing = make.reloaded(self.outing)
        outing.depart(self.chen, at("2025-05-14T08:25"), 42)
        self.assertEqual(outing.state(at("2025-05-14T09:00")).name, "外出中")
        outing.come_back(self.wei, at("2025-05-14T16:20"), 42)
        outing.close(self.chen, at("2025-05-14T17:00"), "服务居民 60 人，一切顺利")
        self.assertEqual(make.reloaded(outing).status, Status.CLOSED)

    def test_nobody_leaves_before_it_is_approved(self):
        waiting = make.asked(make.outing(college=self.jidian))
        with self.assertRaisesMessage(WrongState, "不能出发"):
            waiting.depart(self.chen, at("2025-05-14T08:25"), 42)

    def test_nor_on_another_day_nor_with_more_people(self):
        outing = make.reloaded(self.outing)
        for instant, count, sentence in [
            ("2025-05-14T06:29", 42, "现在还不能出发"),
            ("2025-05-15T08:30", 42, "此单已过期"),
            ("2025-05-14T08:30", 43, "批准外出 42 人"),
            ("2025-05-14T08:30", 0, "实际出发人数"),
        ]:
            with self.subTest(sentence), self.assertRaisesMessage(BrokenRule, sentence):
                outing.depart(self.chen, at(instant), count)

    def test_who_is_missing_on_return_must_be_explained(self):
        outing = make.reloaded(self.outing)
        outing.depart(self.chen, at("2025-05-14T08:25"), 42)
        with self.assertRaisesMessage(BrokenRule, "人数不一致"):
            outing.come_back(self.chen, at("2025-05-14T16:20"), 41)
        outing.come_back(self.chen, at("2025-05-14T16:20"), 41, "一名学生由家长接回")
        self.assertEqual(outing.unusual, "一名学生由家长接回")

    def test_booked_twice_is_told(self):
        first, second = make.reloaded(self.outing), make.reloaded(self.outing)
        first.depart(self.chen, at("2025-05-14T08:25"), 42)
        with self.assertRaisesMessage(WrongState, "已是“外出中”，不能出发"):
            second.depart(self.wei, at("2025-05-14T08:26"), 42)

    def test_overdue_by_minutes(self):
        outing = make.reloaded(self.outing)
        outing.depart(self.chen, at("2025-05-14T08:25"), 42)
        for instant, level in [("16:44", None), ("16:45", 15), ("17:00", 30), ("18:00", 60)]:
            self.assertEqual(outing.alarm(at(f"2025-05-14T{instant}")), level, instant)
        self.assertEqual(outing.state(at("2025-05-14T16:45")).name, "逾期未归")


class Seeing(PortalTestCase):
    def test_each_sees_what_the_role_allows(self):
        draft = make.outing(college=self.jidian)
        asked = make.asked(make.outing(college=self.jidian))
        for user, expected in [
            (self.chen, {draft, asked}),
            (self.sun, {draft, asked}),
            (self.lin, set()),
            (self.zhou, {draft, asked}),
            (self.chu, {draft, asked}),
            (self.wei, {asked}),
            (self.jiang, set()),
            (self.feng, set()),
        ]:
            self.assertEqual(set(Outing.objects.visible_to(user)), expected, user)

    def test_participants_show_to_own_college_office_and_guards_once_passed(self):
        asked = make.asked(make.outing(college=self.jidian))
        passed = make.approved_outing(college=self.jidian)
        for user, before, after in [
            (self.chen, True, True),
            (self.zhou, True, True),
            (self.wei, False, True),
            (self.lin, False, False),
            (self.chu, False, False),
        ]:
            self.assertEqual(asked.shows_participants_to(user), before, user)
            self.assertEqual(passed.shows_participants_to(user), after, user)
