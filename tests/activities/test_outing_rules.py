from datetime import time, timedelta

from django.db import IntegrityError, transaction
from django.test import SimpleTestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.models import (
    Activity,
    ApprovalStep,
    Outing,
    OutingConflict,
    OutingStep,
    SeenOlder,
)
from activities.outing_facts import LABELS, MATERIAL, fingerprint
from activities.outing_start import begin_outing, copy_outing
from activities.outing_status import Status
from colleges.models import AuditEntry, Notice, NoticeKind, Role
from colleges.rules import BrokenRule, WrongState
from tests import make
from tests.base import PortalTestCase, at


class HandingOver(PortalTestCase):
    def setUp(self):
        self.outing = make.outing(college=self.jidian)

    def test_a_complete_one_waits_for_the_lead(self):
        outing = make.asked(self.outing)
        self.assertEqual(outing.state(timezone.now()).name, "待学院签发")
        self.assertEqual([step.approver for step in outing.current_steps], ["college", "office"])
        self.assertTrue(Notice.objects.visible_to(self.sun).about(outing).exists())

    def refused(self, sentence, **overrides):
        outing = make.outing(college=self.jidian, **overrides)
        with self.assertRaisesMessage(BrokenRule, sentence):
            outing.hand_over(self.chen, timezone.now())
        self.assertEqual(make.reloaded(outing).status, Status.DRAFT)
        self.assertFalse(outing.versions.exists())

    def test_what_is_missing_is_named(self):
        for name, word in [
            ("leader_name", "带队教师"),
            ("leader_phone", "带队教师电话"),
            ("safety_plan", "安全预案"),
            ("returns_at", "返回时间"),
            ("emergency_phone", "校内应急电话"),
        ]:
            with self.subTest(name):
                self.refused(word, **{name: None if name == "returns_at" else ""})

    def test_a_hired_vehicle_needs_carrier_plate_seats_and_driver(self):
        told = "承运单位、车牌号、核载人数、驾驶员、驾驶员电话"
        self.refused(told, transport=Outing.Transport.HIRED)

    def test_more_riders_than_seats_is_refused(self):
        facts = {"carrier": "公交公司", "plate": "川A00000", "seats": 41, "driver_name": "李"}
        facts |= {"transport": "hired", "driver_phone": "13800000004"}
        self.refused("乘车 42 人，核载 41 人", **facts)

    def test_warnings_want_a_reason_and_are_no_dead_end(self):
        self.refused("对提醒的说明", warning_reason="")
        outing = make.asked(make.outing(college=self.jidian, warning_reason="通知只留了两天"))
        self.assertEqual(outing.status, Status.WAITING)

    def test_an_overnight_one_needs_lodging(self):
        self.refused("住宿安排", returns_at=self.outing.returns_at + timedelta(days=1))

    def test_for_a_cancelled_or_unmarked_activity_nobody_leaves(self):
        for facts, told in [
            ({"status": "cancelled"}, "活动已取消"),
            ({"is_outing": False}, "没有标为外出"),
        ]:
            outing = make.outing(college=self.jidian)
            Activity.objects.filter(pk=outing.activity_id).update(**facts)
            with self.assertRaisesMessage(BrokenRule, told):
                outing.hand_over(self.chen, timezone.now())

    def test_once_it_should_have_left_a_new_time_is_asked_for(self):
        with self.assertRaisesMessage(BrokenRule, "不能事后报批。请先改出发时间"):
            self.outing.hand_over(self.chen, self.outing.departs_at)

    def test_a_stale_copy_hands_over_what_stands_in_the_row(self):
        stale = make.reloaded(self.outing)
        facts = {"returns_at": None, "destination": "山上"}
        self.outing.revise(self.sun, facts, base_version=1, at=timezone.now())
        with self.assertRaisesMessage(BrokenRule, "请先补上：返回时间"):
            stale.hand_over(self.chen, timezone.now())
        facts = {"returns_at": at("2025-05-14T16:30")}
        make.reloaded(self.outing).revise(self.sun, facts, base_version=2, at=timezone.now())
        stale.hand_over(self.chen, timezone.now())
        self.assertEqual(self.outing.versions.get().facts["destination"], "山上")

    def test_who_read_an_older_text_hands_nothing_over(self):
        self.outing.revise(self.sun, {"remark": "x"}, base_version=1, at=timezone.now())
        with self.assertRaisesMessage(BrokenRule, "在您打开之后被孙改过，没有提交"):
            make.reloaded(self.outing).hand_over(self.chen, timezone.now(), seen=1)
        self.assertEqual(make.reloaded(self.outing).status, Status.DRAFT)


class Beginning(PortalTestCase):
    def test_copied_by_a_double_click_it_is_one_draft_and_no_untouched_other(self):
        outing = make.asked(make.outing(college=self.jidian))
        begun = begin_outing(outing.activity, self.chen)
        copies = {copy_outing(outing, outing.activity, self.chen) for _ in range(2)}
        self.assertEqual(len(copies), 1)
        self.assertFalse(copies & {begun, outing})

    def test_pressed_twice_it_is_the_same_draft(self):
        activity = make.outing_activity(college=self.jidian)
        first = begin_outing(activity, self.chen)
        self.assertEqual(begin_outing(activity, self.chen), first)

    def test_neither_asked_nor_copied_for_what_stays_on_the_campus(self):
        stays = make.activity(college=self.jidian)
        outing = make.outing(college=self.jidian)
        for begin in (
            lambda: begin_outing(stays, self.chen),
            lambda: copy_outing(outing, stays, self.chen),
        ):
            with self.assertRaisesMessage(BrokenRule, "没有标为外出"):
                begin()
        self.assertFalse(stays.outings.exists())


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

    def test_away_while_nothing_is_held(self):
        evening = {"start_time": time(18, 0), "end_time": time(20, 0)}
        activity = make.outing_activity(college=self.jidian, **evening)
        told = "外出时间和活动时间（18:00–20:00）没有重叠"
        self.assertIn(told, self.told(activity=activity))
        later = {"returns_at": at("2025-05-14T18:01")}
        self.assertNotIn("没有重叠", self.told(activity=activity, **later))

    def test_a_returned_one_is_judged_by_when_it_is_asked_for_again(self):
        early = at("2025-05-11T08:00")
        leaves = {"departs_at": at("2025-05-14T10:00"), "returns_at": at("2025-05-14T16:00")}
        outing = make.asked(make.outing(college=self.jidian, **leaves), at=early)
        self.assertNotIn("提前", " ".join(outing.warnings(early)))
        outing.step.send_back(self.sun, early, seen=1, opinion="请补保险")
        late = at("2025-05-14T08:00")
        again = make.reloaded(outing)
        self.assertIn("只提前了 2 小时", " ".join(again.warnings(late)))
        again = make.asked(make.mended(again), at=late)
        self.assertIn("只提前了 2 小时", " ".join(again.warnings(late)))

    def test_missing_insurance_and_briefing(self):
        self.assertIn("人身意外伤害保险", self.told(insurance="not_bought"))
        self.assertIn("行前安全教育", self.told(briefing=""))

    def test_class_time_that_is_denied(self):
        self.assertIn("与上课时间重叠", self.told(takes_class_time=False))
        evening = at("2025-05-14T18:00")
        free = {"departs_at": evening, "returns_at": evening + timedelta(hours=2)}
        self.assertNotIn("上课时间重叠", self.told(takes_class_time=False, **free))

    def test_every_working_day_of_a_long_trip_is_looked_at(self):
        for leaves, returns, met in [
            # From Friday evening to Monday before class begins, and a minute into it.
            ("2025-05-16T18:00", "2025-05-19T07:30", ""),
            ("2025-05-16T18:00", "2025-05-19T08:01", "5月19日（周一）"),
            # Neither the first nor the last day meets any class, one between does.
            ("2025-05-17T08:00", "2025-05-25T18:00", "5月19日（周一）"),
            ("2025-05-14T18:00", "2025-05-16T07:00", "5月15日（周四）"),
            ("2025-05-16T18:00", "2026-05-16T18:00", "5月19日（周一）"),
        ]:
            dates = {"departs_at": at(leaves), "returns_at": at(returns)}
            told = self.told(takes_class_time=False, **dates)
            self.assertEqual("重叠" in told, bool(met), leaves)
            self.assertIn(f"{met}与上课时间重叠" if met else "", told)

    def test_the_same_teacher_twice_at_a_time(self):
        first = make.outing(college=self.jidian)
        second = make.outing(college=self.jidian)
        second.reader = self.chen
        self.assertNotIn("还带队", " ".join(second.warnings(self.now)))
        first = make.asked(first)
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
        outing = make.asked(make.mended(outing))
        self.assertEqual((outing.round, len(outing.current_steps)), (2, 2))

    def test_returned_and_not_mended_it_is_not_asked_for_again(self):
        self.outing.step.send_back(self.sun, timezone.now(), seen=1, opinion="请补保险")
        with self.assertRaisesMessage(BrokenRule, "退回后没有修改"):
            make.asked(make.reloaded(self.outing))
        listed = make.reloaded(self.outing)
        with transaction.atomic():
            make.listed(listed)
            self.assertEqual(make.asked(listed).round, 2)
            transaction.set_rollback(True)
        explained = make.mended(self.outing, warning_reason="保险由合作单位统一购买")
        self.assertEqual(make.asked(explained).round, 2)

    def test_refused_is_the_end(self):
        self.outing.step.refuse(self.sun, timezone.now(), seen=1, opinion="雨季不去山区")
        with self.assertRaises(WrongState):
            make.reloaded(self.outing).hand_over(self.chen, timezone.now())

    def test_a_decision_on_an_older_round_is_refused(self):
        stale = make.reloaded(self.outing).step
        make.reloaded(self.outing).withdraw(self.chen)
        make.asked(make.reloaded(self.outing))
        for step in (stale, make.reloaded(self.outing).step):
            with self.assertRaisesMessage(SeenOlder, "请看过变化再决定"):
                step.agree(self.sun, timezone.now(), seen=1)

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
        return self.revise_at(timezone.now(), **facts)

    def revise_at(self, instant, **facts):
        outing = make.reloaded(self.outing)
        return outing.revise(self.chen, facts, base_version=outing.version, at=instant)

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

    def test_changed_shortly_before_departure_it_wants_a_reason_and_can_still_be_approved(self):
        early, late = at("2025-05-10T08:00"), at("2025-05-14T07:30")
        self.outing = make.listed(make.outing(college=self.jidian, warning_reason="", **SMALL))
        make.asked(self.outing, at=early)
        for user in (self.sun, self.zhou):
            make.agreed(self.outing, by=user, at=early)
        self.assertEqual(make.reloaded(self.outing).warnings(early), [])
        with self.assertRaisesMessage(BrokenRule, "写明原因和措施"):
            self.revise_at(late, destination="云顶山")
        self.assertEqual(make.reloaded(self.outing).status, Status.APPROVED)
        self.assertTrue(self.revise_at(late, destination="云顶山", warning_reason="广场封闭"))
        self.assertIn("只提前了 1 小时", " ".join(make.reloaded(self.outing).warnings(late)))
        self.assertEqual(make.reloaded(self.outing).state(late).name, "变更待重批")
        for user in (self.sun, self.zhou):
            outing = make.agreed(self.outing, by=user, at=late)
        self.assertEqual((outing.status, outing.approved_round), (Status.APPROVED, 2))
        outing.depart(self.chen, at("2025-05-14T08:30"), 1)

    def test_withdrawing_the_change_brings_back_what_was_approved(self):
        before = make.reloaded(self.outing).facts()
        self.revise(destination="云顶山", student_count=10)
        undone = make.reloaded(self.outing).withdraw(self.chen)
        outing = make.reloaded(self.outing)
        self.assertEqual((outing.status, outing.facts()), (Status.APPROVED, before))
        self.assertEqual(outing.fingerprint(), outing.approved_fingerprint)
        self.assertEqual(
            undone, [("目的地", "云顶山", "锦绣社区广场", True), ("学生人数", "10", "40", True)]
        )

    def test_withdrawing_the_change_leaves_what_needed_no_approval(self):
        kept = {"remark": "带雨具", "safety_plan": "分三组", "insurance": "not_bought"}
        self.revise(**kept)
        self.revise(destination="云顶山", other_teachers="吴老师")
        make.reloaded(self.outing).withdraw(self.chen)
        facts = make.reloaded(self.outing).facts()
        self.assertEqual({name: facts[name] for name in kept}, kept)
        self.assertEqual(
            (facts["destination"], facts["other_teachers"]), ("锦绣社区广场", "吴老师")
        )
        entry = AuditEntry.objects.about(self.outing).get(verb="撤回变更")
        self.assertEqual(entry.payload["before"], {"destination": "云顶山"})

    def test_after_withdrawing_the_approvals_in_force_are_told(self):
        self.revise(destination="云顶山")
        make.reloaded(self.outing).withdraw(self.chen)
        steps = make.reloaded(self.outing).current_steps
        self.assertEqual([(step.round, step.decision) for step in steps], [(1, "agreed")] * 2)

    def test_an_approved_one_has_nothing_to_withdraw(self):
        with self.assertRaises(WrongState):
            make.reloaded(self.outing).withdraw(self.chen)

    def test_an_approved_one_keeps_what_the_approval_rests_on(self):
        for name, told in [
            ("safety_plan", "安全预案（写要点或上传文件）"),
            ("emergency_contact", "校内应急联系人"),
            ("emergency_phone", "校内应急电话"),
            ("briefing", "行前安全教育"),
            ("insurance", "保险"),
        ]:
            with self.subTest(name):
                with self.assertRaisesMessage(BrokenRule, f"已批准，不能缺少：{told}。请填好"):
                    self.revise(**{name: ""})
                self.assertTrue(getattr(make.reloaded(self.outing), name))

    def test_reworded_it_stays_approved(self):
        self.assertFalse(self.revise(briefing="改为 17:00 班会", safety_plan="三名教师带队"))

    def test_a_text_may_go_once_the_plan_is_a_file(self):
        make.outing_file(self.outing)
        self.assertFalse(self.revise(safety_plan=""))

    def test_withdrawing_tells_whoever_heard_of_the_pause(self):
        self.revise(destination="云顶山")
        paused = Notice.objects.filter(title__contains="原批准暂停").values_list("user", flat=True)
        make.reloaded(self.outing).withdraw(self.chen)
        told = Notice.objects.filter(kind=NoticeKind.CORRECTION, title__contains="原批准恢复")
        self.assertEqual({*told.values_list("user", flat=True)} - {*paused}, set())
        self.assertEqual({*paused} - {*told.values_list("user", flat=True)}, set())

    def test_a_change_that_was_returned_can_be_given_up(self):
        self.outing = make.approved_outing(college=self.jidian, lodging="青年旅舍")
        self.revise(destination="云顶山")
        outing = make.reloaded(self.outing)
        outing.step.send_back(self.sun, timezone.now(), seen=2, opinion="不要改")
        gone = {"briefing": "", "safety_plan": "", "lodging": "", "remark": "带雨具"}
        outing = make.reloaded(outing)
        outing.revise(self.chen, gone, base_version=outing.version, at=timezone.now())
        outing.withdraw(self.chen)
        outing = make.reloaded(outing)
        self.assertEqual((outing.status, outing.destination), (Status.APPROVED, "锦绣社区广场"))
        self.assertEqual((outing.missing(), outing.remark), ([], "带雨具"))
        self.assertTrue(outing.briefing and outing.lodging)

    def test_a_change_is_not_taken_back_for_what_stays_on_the_campus_now(self):
        self.revise(destination="云顶山")
        step = make.reloaded(self.outing).step
        step.send_back(self.sun, timezone.now(), seen=2, opinion="不要改")
        activity = Activity.objects.get(pk=self.outing.activity_id)
        activity.is_outing = False
        activity.revise(self.chen, [], base_version=activity.version)
        with self.assertRaisesMessage(BrokenRule, "没有标为外出"):
            make.reloaded(self.outing).withdraw(self.chen)

    def test_what_was_returned_before_any_approval_has_nothing_to_go_back_to(self):
        outing = make.asked(make.outing(college=self.jidian))
        outing.step.send_back(self.sun, timezone.now(), seen=1, opinion="补")
        with self.assertRaises(WrongState):
            make.reloaded(outing).withdraw(self.chen)

    def test_saved_as_it_stands_it_changes_nothing(self):
        logged = AuditEntry.objects.count()
        self.assertFalse(self.revise(**self.outing.facts()))
        self.assertEqual(make.reloaded(self.outing).version, self.outing.version)
        self.assertEqual(AuditEntry.objects.count(), logged)

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


# As many as `make.listed` lists: nothing about its people gives pause.
SMALL = {"student_count": 0, "teacher_count": 1, "leader_phone": "13800000008"}
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

    def test_what_the_approval_is_bound_to(self):
        """Date, times, destination, route, leader, head-count and vehicle, one by one."""
        bound = "destination route is_out_of_town departs_at returns_at student_count "
        bound += "teacher_count leader_name leader_phone transport carrier carrier_licensed plate "
        bound += "seats driver_name driver_phone driver_licence"
        self.assertEqual(sorted(MATERIAL), sorted(bound.split()))


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

    def test_of_a_draft_without_times_it_is_said_that_it_is_one(self):
        draft = make.outing(college=self.jidian, departs_at=None, returns_at=None)
        with self.assertRaisesMessage(WrongState, "已是“草稿”，不能出发"):
            draft.depart(self.chen, self.now, 42)

    def test_nothing_typed_is_judged_where_nothing_can_be_booked(self):
        for verb, typed in [("come_back", (0,)), ("come_back", (99999,)), ("close", ("",))]:
            with self.subTest(verb), self.assertRaisesMessage(WrongState, "已是“已通过”，不能"):
                getattr(self.outing, verb)(self.chen, self.now, *typed)

    def test_nor_on_another_day_nor_with_more_people(self):
        outing = make.reloaded(self.outing)
        for instant, count, sentence in [
            ("2025-05-14T06:29", 42, "现在还不能出发"),
            ("2025-05-14T16:30", 42, "此单已过期"),
            ("2025-05-14T22:00", 42, "此单已过期"),
            ("2025-05-14T08:30", 43, "超过批准人数 42 人，请学院先报变更"),
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

    def test_nobody_leaves_for_what_is_cancelled(self):
        outing = make.reloaded(self.outing)
        # As it stood before cancelling an activity cancelled its outings with it.
        type(outing.activity).objects.filter(pk=outing.activity_id).update(status="cancelled")
        with self.assertRaisesMessage(BrokenRule, "活动已取消，不能外出"):
            outing.depart(self.chen, at("2025-05-14T08:25"), 42)
        self.assertEqual(make.reloaded(outing).status, Status.APPROVED)

    def test_approved_and_never_left_it_is_told_from_the_return_on(self):
        for instant, name in [("16:29", "已通过"), ("16:30", "未出行")]:
            told = self.outing.state(at(f"2025-05-14T{instant}")).name
            self.assertEqual(told, name, instant)

    def test_nobody_is_back_before_they_left(self):
        outing = make.reloaded(self.outing)
        outing.depart(self.chen, at("2025-05-14T08:25"), 42)
        with self.assertRaisesMessage(BrokenRule, "归校不能早于出发"):
            outing.come_back(self.chen, at("2025-05-14T08:24"), 42)
        self.assertEqual(make.reloaded(outing).status, Status.OUT)

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

    def test_lists_tell_of_drafts_to_their_own_college_alone(self):
        draft = make.outing(college=self.jidian)
        given_up = make.outing(college=self.jidian)
        given_up.cancel(self.chen, "不去了")
        asked = make.asked(make.outing(college=self.jidian))
        for user, expected in [
            (self.chen, {draft, given_up, asked}),
            (self.zhou, {asked}),
            (self.chu, {asked}),
            (self.wei, {asked}),
        ]:
            self.assertEqual(set(Outing.objects.listed_for(user)), expected, user)
        self.assertEqual(
            set(Outing.objects.listed_for(self.zhou, drafts=True)), {draft, given_up, asked}
        )
        self.assertEqual(set(Outing.objects.visible_to(self.wei)), {asked})

    def test_nobody_is_told_that_a_draft_was_given_up(self):
        draft = make.outing(college=self.jidian)
        draft.cancel(self.chen, "不去了")
        self.assertFalse(Notice.objects.about(draft).exists())

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
