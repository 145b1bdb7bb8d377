"""What was approved beside what stands there now: the activity, the list, the rest."""

from datetime import time

from django.urls import reverse

from activities.models import ApprovalStep
from activities.outing_status import Status
from colleges.models import Notice
from colleges.rules import BrokenRule
from tests import make
from tests.base import PortalTestCase, at


class AgreementCase(PortalTestCase):
    def setUp(self):
        self.outing = make.approved_outing(college=self.jidian)

    def page(self, user):
        self.sign_in(user)
        return self.client.get(self.outing.get_absolute_url())

    def told(self, user, title):
        found = Notice.objects.visible_to(user).about(self.outing)
        return found.filter(title__startswith=title)

    def revise(self, **facts):
        return make.mended(self.outing, **facts)


class SafetyChanged(AgreementCase):
    title = "批准后改了安全内容"

    def test_the_office_hears_what_changed_and_the_approval_stands(self):
        outing = self.revise(insurance="not_bought", emergency_phone="13800000099")
        self.assertEqual(outing.status, Status.APPROVED)
        body = self.told(self.zhou, self.title).get().body
        self.assertIn("保险：已购买 → 未购买", body)
        self.assertIn("校内应急电话：138****0003 → 138****0099", body)
        self.assertFalse(self.told(self.wei, self.title).exists())
        self.revise(safety_plan="无")
        self.assertEqual(self.told(self.zhou, self.title).count(), 2)

    def test_security_hears_it_when_it_countersigned(self):
        ApprovalStep.objects.filter(approver="security").update(in_use=True)
        asked = make.asked(make.outing(college=self.jidian))
        for user in (self.sun, self.wei, self.zhou):
            self.outing = make.agreed(asked, by=user)
        self.revise(lodging="青年旅舍")
        self.assertTrue(self.told(self.wei, self.title).exists())

    def test_who_ever_gave_it_hears_that_it_is_gone_and_that_it_stands_again(self):
        leader = {"when_overnight": False, "when_out_of_town": False, "from_headcount": None}
        ApprovalStep.objects.filter(approver="leader").update(in_use=True, **leader)
        asked = make.asked(make.outing(college=self.jidian))
        for user in (self.sun, self.zhou, self.chu):
            self.outing = make.agreed(asked, by=user)
        self.revise(lodging="青年旅舍")
        self.revise(destination="云顶山")
        make.reloaded(self.outing).withdraw(self.chen)
        for title in (self.title, "外出有变更，原批准暂停", "更正：原批准恢复"):
            self.assertEqual(self.told(self.chu, title).count(), 1, title)

    def test_a_typo_in_the_remark_is_nobodys_news(self):
        self.revise(remark="带雨具")
        self.assertFalse(self.told(self.zhou, self.title).exists())

    def test_the_page_says_what_moved_since(self):
        self.assertNotContains(self.page(self.zhou), "批准后改过：")
        self.revise(insurance="not_bought")
        page = self.page(self.zhou)
        self.assertContains(page, "批准后改过：")
        self.assertContains(page, "保险：已购买 → 未购买")


class ActivityChanged(AgreementCase):
    mark = "活动改过，外出没有跟着改"

    def move(self, **facts):
        activity = self.outing.activity
        for name, value in facts.items():
            setattr(activity, name, value)
        activity.revise(self.chen, [], base_version=activity.version)
        activity.refresh_from_db()

    def listed(self):
        self.sign_in(self.zhou)
        return self.client.get(reverse("outing_list", args=["2025"]))

    def test_both_pages_say_so_with_both_values_and_the_way_out(self):
        self.assertNotContains(self.page(self.chen), self.mark)
        self.move(venue="云顶山景区", start_time=time(10, 0))
        for page in (
            self.page(self.chen),
            self.client.get(self.outing.activity.get_absolute_url()),
        ):
            self.assertContains(page, self.mark)
            self.assertContains(page, "活动地点：锦绣社区广场 → 云顶山景区")
            self.assertContains(page, "开始时间：09:00 → 10:00")
            self.assertContains(page, "5月14日（周三）08:30出发")
            self.assertContains(page, reverse("outing_edit", args=[self.outing.pk]))
        self.assertEqual(make.reloaded(self.outing).status, Status.APPROVED)

    def test_the_list_of_the_office_marks_it_until_they_agree_again(self):
        self.assertNotContains(self.listed(), "活动改过")
        self.move(venue="云顶山景区")
        self.assertContains(self.listed(), "活动改过，外出未改")
        self.move(venue="锦绣社区广场")
        self.assertNotContains(self.listed(), "活动改过")

    def test_approved_anew_they_agree(self):
        self.move(venue="云顶山景区")
        self.revise(destination="云顶山景区")
        for user in (self.sun, self.zhou):
            make.agreed(self.outing, by=user)
        self.assertNotContains(self.page(self.chen), self.mark)

    def test_the_list_costs_the_same_however_many_are_approved(self):
        self.sign_in(self.zhou)
        address = reverse("outing_list", args=["2025"])
        self.assertCostStaysFlat(
            address, lambda: [make.approved_outing(college=self.jidian) for _ in range(2)]
        )


class ListOfOthers(PortalTestCase):
    title = "名单与批准的人数不同"

    def setUp(self):
        few = {"student_count": 2, "teacher_count": 1}
        self.outing = make.approved_outing(college=self.jidian, **few)

    def listed(self, *kinds):
        make.listed(self.outing, *[{"kind": kind} for kind in kinds])

    def told(self):
        return (
            Notice.objects.visible_to(self.zhou)
            .about(self.outing)
            .filter(title__startswith=self.title)
        )

    def test_without_its_teacher_it_is_said_at_the_outing_and_at_the_gate(self):
        self.listed("student", "student", "student")
        sentence = "名单 3 人（学生 3、教师 0），批准 3 人（学生 2、教师 1）。"
        gate = reverse("outing_gate", args=[make.gate_token(self.outing)])
        for user, address in [(self.chen, self.outing.get_absolute_url()), (self.wei, gate)]:
            self.sign_in(user)
            self.assertContains(self.client.get(address), sentence)

    def test_the_office_hears_of_it_once(self):
        self.listed("student", "student", "student")
        self.listed("student", "student")
        self.assertEqual(self.told().count(), 1)
        self.assertNotIn("学生一", self.told().get().body)

    def test_who_was_approved_is_no_news(self):
        self.listed("student", "student", "teacher")
        self.assertFalse(self.told().exists())
        self.sign_in(self.chen)
        self.assertNotContains(self.client.get(self.outing.get_absolute_url()), "名单 3 人（")

    def test_more_than_were_approved_are_not_listed(self):
        with self.assertRaisesMessage(BrokenRule, "名单有 4 人，人数超过批准的 3 人"):
            self.listed("student", "student", "student", "teacher")
        self.assertEqual(self.outing.participants.count(), 0)


class CancellingTheActivity(AgreementCase):
    def test_the_button_says_beforehand_which_outing_goes_with_it(self):
        self.sign_in(self.chen)
        page = self.client.get(self.outing.activity.get_absolute_url())
        self.assertContains(page, "5月14日（周三）08:30出发（已通过）")
        self.assertContains(page, "取消活动和外出")
        make.reloaded(self.outing).cancel(self.chen, "不去了")
        page = self.client.get(self.outing.activity.get_absolute_url())
        self.assertNotContains(page, "取消活动和外出")


class WhatGivesPause(AgreementCase):
    def test_a_colleagues_draft_says_nothing_of_an_approved_one(self):
        make.outing(college=self.jidian)
        self.assertNotContains(self.page(self.zhou), "同一时间还带队")

    def test_once_back_nothing_new_gives_pause(self):
        outing = make.reloaded(self.outing)
        outing.depart(self.chen, at("2025-05-14T08:30"), 42)
        self.assertContains(self.page(self.chen), "名单上有 0 人")
        outing.come_back(self.chen, at("2025-05-14T16:20"), 42)
        make.asked(make.outing(college=self.jidian))
        self.assertEqual(self.page(self.chen).context["warnings"], [])


class TitlesInQuotes(PortalTestCase):
    def test_a_title_with_quotes_is_quoted_once(self):
        activity = make.outing_activity(college=self.jidian, title="“老物件新动力”展演")
        asked = make.asked(make.outing(activity=activity, by=self.chen))
        asked.cancel(self.chen, "下雨")
        titles = Notice.objects.about(asked).values_list("title", flat=True)
        self.assertTrue(titles)
        for title in titles:
            self.assertIn("“‘老物件新动力’展演”", title)


class ApplyingTooLate(PortalTestCase):
    def test_an_activity_whose_day_is_past_says_so_before(self):
        past = make.outing_activity(college=self.jidian, start_date=self.edition.dates[0])
        ahead = make.outing_activity(college=self.jidian)
        self.sign_in(self.chen)
        for activity, says in [(past, True), (ahead, False)]:
            page = self.client.get(activity.get_absolute_url()).content.decode()
            self.assertEqual("已经过去。外出须在出发前报批" in page, says)
