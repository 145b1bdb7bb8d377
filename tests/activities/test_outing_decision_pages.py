from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.models import ApprovalStep, OutingStep, StandIn
from activities.outing_permit import permit_facts
from activities.outing_queue import CARDS_A_PAGE
from activities.outing_status import Status
from colleges.models import AuditEntry, Role
from tests import make
from tests.base import PortalTestCase, at


class OutingPages(PortalTestCase):
    """An outing of 机电学院 that its lead has signed: it waits for 教务处."""

    def setUp(self):
        self.outing = make.agreed(make.asked(make.outing(college=self.jidian)), by=self.sun)
        self.sign_in(self.zhou)

    def press(self, button, outing=None, **sent):
        outing = outing or self.outing
        address = reverse(f"outing_{button}", args=[outing.pk])
        return self.client.post(address, {"seen": outing.round} | sent)

    def status(self, outing=None):
        return make.reloaded(outing or self.outing).status

    def queue(self, **query):
        return self.client.get(reverse("outing_queue", args=["2025"]), query)

    def signed(self, *, at=None, **overrides):
        asked = make.asked(make.outing(college=self.jidian, **overrides), at=at)
        return make.agreed(asked, by=self.sun, at=at)


class OutingQueue(OutingPages):
    def cards(self):
        return [card.outing for card in self.queue().context["queue"].cards]

    def test_who_leaves_next_is_first_and_who_should_have_left_is_last(self):
        leaves = {"departs_at": at("2025-05-12T09:00"), "returns_at": at("2025-05-12T16:00")}
        late = self.signed(at=at("2025-05-12T08:00"), **leaves)
        soon = self.signed(departs_at=at("2025-05-12T15:00"), returns_at=at("2025-05-12T17:00"))
        self.assertEqual(self.cards(), [soon, self.outing, late])
        with self.clock_at("2025-05-12T10:00"):
            page = self.queue().content.decode()
        self.assertIn("还剩 5 小时", page)
        self.assertIn("出发时间已过", page)

    def test_a_card_tells_all_that_a_decision_needs(self):
        early = {"departs_at": at("2025-05-12T07:50"), "returns_at": at("2025-05-12T09:00")}
        gone = make.approved_outing(college=self.jidian, destination="东湖社区", **early)
        gone.depart(self.chen, at("2025-05-12T07:50"), 42)
        make.approved_outing(college=self.jidian, destination="西湖社区")
        page = self.queue().content.decode()
        for words in (
            "40",
            "钱老师",
            "13800000002",
            "公交、地铁",
            "两名教师全程带队",
            "名单上有 0 人",
            "活动周时间紧",
            "此前外出",
            "1 次，最近：5月12日（周一）东湖社区（外出中）",
            "现由教务处办理，自 5月12日（周一）10:00",
        ):
            self.assertIn(words, page)
        self.assertNotIn("东湖社区（已通过）", page)

    def test_each_sees_what_waits_for_them_and_what_waits_for_others(self):
        unsigned = make.asked(make.outing(college=self.jidian))
        for user, own, others in [
            (self.zhou, [self.outing], [unsigned]),
            (self.sun, [unsigned], [self.outing]),
            (self.chen, [], [self.outing, unsigned]),
            (self.lin, [], []),
            (self.wei, [], [self.outing, unsigned]),
        ]:
            self.sign_in(user)
            queue = self.queue().context["queue"]
            self.assertEqual([card.outing for card in queue.cards], own, user)
            self.assertEqual([card.outing for card in queue.others], others, user)

    def test_a_countersigning_department_reads_the_phones_it_is_asked_about(self):
        ApprovalStep.objects.filter(approver="security").update(in_use=True)
        asked = self.signed(leader_phone="13800000009")
        self.sign_in(self.wei)
        self.assertEqual(self.cards(), [asked])
        self.assertContains(self.queue(), "13800000009")

    def test_who_filed_it_gets_no_buttons_but_the_names_of_who_may(self):
        StandIn.objects.begin(self.edition, self.jidian, self.zhou, timezone.now(), "系统故障")
        filed = self.signed(by=self.zhou)
        page = self.queue().content.decode()
        self.assertNotIn(reverse("outing_agree", args=[filed.pk]), page)
        self.assertIn("不能由您审批。请教务处的吴办理。", page)

    def test_a_re_opened_one_shows_what_changed(self):
        outing = make.reloaded(make.approved_outing(college=self.jidian))
        outing.revise(
            self.chen,
            {"destination": "云顶山", "remark": "带雨具"},
            base_version=outing.version,
            at=self.now,
        )
        make.agreed(outing, by=self.sun)
        page = self.queue().content.decode()
        self.assertIn("批准之后有变更", page)
        self.assertInHTML("<li>目的地：锦绣社区广场 → <strong>云顶山</strong></li>", page)
        self.assertIn("不影响审批", page)

    def test_it_costs_the_same_however_many_wait(self):
        url = reverse("outing_queue", args=["2025"])
        self.assertCostStaysFlat(url, lambda: [self.signed() for _ in range(3)])

    def test_five_hundred_cost_no_more_than_twelve_queries(self):
        StandIn.objects.begin(self.edition, self.jidian, self.zhou, timezone.now(), "系统故障")
        self.signed(by=self.zhou)
        reopened = make.reloaded(make.approved_outing(college=self.jidian))
        reopened.revise(
            self.chen, {"destination": "云顶山"}, base_version=reopened.version, at=self.now
        )
        make.agreed(reopened, by=self.sun)
        self.fill(500)
        answer = self.queue()
        self.assertEqual(len(answer.context["queue"].cards), CARDS_A_PAGE)
        self.assertGreaterEqual(answer.context["page"].paginator.count, 500)
        queries = self.queries_of(reverse("outing_queue", args=["2025"]))
        self.assertLessEqual(len(queries), 12, "\n".join(queries))

    def fill(self, number):
        """Copies of the waiting one, with their steps."""
        model, steps = type(self.outing), list(self.outing.current_steps)
        copies = []
        for n in range(number):
            copy = make.reloaded(self.outing)
            copy.pk, copy.token = None, f"00000000-0000-4000-8000-{n:012d}"
            copies.append(copy)
        for copy in model.objects.bulk_create(copies):
            OutingStep.objects.bulk_create(
                OutingStep(
                    outing=copy,
                    round=step.round,
                    position=step.position,
                    approver=step.approver,
                    decision=step.decision,
                    decided_at=step.decided_at,
                    decided_by=step.decided_by,
                )
                for step in steps
            )


class OutingAgree(OutingPages):
    def test_agreed_it_has_passed_and_the_next_one_is_on_top(self):
        answer = self.press("agree", after="queue")
        self.assertRedirects(answer, reverse("outing_queue", args=["2025"]))
        self.assertEqual(self.status(), Status.APPROVED)

    def test_who_may(self):
        for user, code in [
            (self.chen, 403),
            (self.sun, 302),
            (self.lin, 404),
            (self.zheng, 403),
            (self.wei, 302),
            (self.jiang, 404),
        ]:
            self.sign_in(user)
            self.assertEqual(self.press("agree").status_code, code, user)
            self.assertEqual(self.status(), Status.WAITING, user)

    def test_an_officer_who_stood_in_cannot_approve(self):
        StandIn.objects.begin(self.edition, self.jidian, self.zhou, timezone.now(), "系统故障")
        filed = self.signed(by=self.zhou)
        for button in ("agree", "send_back", "refuse"):
            self.assertEqual(self.press(button, filed, reason="x").status_code, 403, button)
        self.sign_in(self.wu)
        self.press("agree", filed)
        self.assertEqual(self.status(filed), Status.APPROVED)

    def test_a_lead_who_is_an_officer_too_cannot_approve_what_they_signed(self):
        make.hat(self.sun, Role.OFFICE)
        self.sign_in(self.sun)
        self.assertEqual(self.press("agree").status_code, 403)

    def test_once_it_should_have_left_only_returning_and_refusing_are_left(self):
        early = make.agreed(make.asked(make.outing(college=self.jidian)), by=self.sun)
        with self.clock_at("2025-05-14T08:30"):
            self.sign_in(self.zhou)
            told = "出发时间5月14日（周三）08:30已过，不能事后同意。请退回"
            self.assertRefused(self.press("agree"), told)
            self.press("send_back", reason="请改出发时间")
            self.press("refuse", early, reason="没有批准就走了")
        self.assertEqual((self.status(), self.status(early)), (Status.RETURNED, Status.REFUSED))

    def test_a_new_time_makes_it_possible_again(self):
        with self.clock_at("2025-05-14T09:00"):
            now = timezone.now()
            self.outing.step.send_back(self.zhou, now, seen=1, opinion="请改出发时间")
            outing = make.reloaded(self.outing)
            leaves = {"departs_at": at("2025-05-14T10:00")}
            outing.revise(self.chen, leaves, base_version=outing.version, at=now)
            again = make.agreed(make.asked(outing, at=now), by=self.sun)
            self.assertEqual(make.agreed(again, by=self.zhou).status, Status.APPROVED)

    def test_nothing_is_decided_before_it_was_handed_over(self):
        draft = make.outing(college=self.jidian)
        self.assertRefused(self.press("agree", draft), "现在不等您办理")

    def test_the_slower_of_two_officers_reads_who_was_faster(self):
        self.press("agree")
        self.sign_in(self.wu)
        answer = self.press("refuse", reason="不妥")
        self.assertRefused(answer, "周已于5月12日（周一）10:00办理：同意")
        self.assertEqual(self.status(), Status.APPROVED)

    def test_one_changed_in_another_tab_is_refused_with_the_difference(self):
        step = make.reloaded(self.outing).step
        step.send_back(self.wu, timezone.now(), seen=1, opinion="改目的地")
        outing = make.reloaded(self.outing)
        outing.revise(
            self.chen, {"destination": "云顶山"}, base_version=outing.version, at=self.now
        )
        make.agreed(make.asked(make.reloaded(outing)), by=self.sun)
        answer = self.press("refuse", reason="山路太远，雨天危险")
        self.assertRedirects(answer, reverse("outing_compare", args=[outing.pk]))
        page = self.client.get(answer.url).content.decode()
        self.assertIn("云顶山", page)
        self.assertIn("opinion-", page)
        self.assertEqual(self.status(), Status.WAITING)

    def test_the_reason_is_kept_beside_the_difference(self):
        answer = self.press("refuse", seen=7, reason="山路太远，雨天危险")
        self.assertRefused(answer, "看过变化再决定")
        self.assertContains(self.client.get(answer.url), "山路太远，雨天危险</textarea>")


class OneOpinion(OutingPages):
    """One text field for three buttons, on the card and on the outing's own page."""

    def pages(self):
        queue = reverse("outing_queue", args=["2025"])
        return [queue, self.outing.get_absolute_url()]

    def test_one_field_and_three_addresses(self):
        for address in self.pages():
            page = self.client.get(address).content.decode()
            form = page[page.index('<form class="outing-decide"') :]
            form = form[: form.index("</form>")]
            self.assertEqual(form.count("<textarea"), 1, address)
            for button in ("agree", "send_back", "refuse"):
                self.assertIn(f'ction="{reverse(f"outing_{button}", args=[self.outing.pk])}"', form)

    def test_agreeing_with_an_opinion_shows_it_in_the_trail_and_on_the_permit(self):
        self.press("agree", reason="途中注意防暑")
        self.sign_in(self.chen)
        self.assertContains(self.client.get(self.outing.get_absolute_url()), "途中注意防暑")
        facts = permit_facts(make.reloaded(self.outing), self.now, sees_phones=True)
        told = [one.opinion for one in facts.approvals]
        self.assertEqual(told, ["同意", "同意：途中注意防暑"])

    def test_agreeing_without_one_is_fine(self):
        self.press("agree", reason="")
        self.assertEqual(self.status(), Status.APPROVED)

    def test_whichever_button_refuses_the_words_stay_on_the_page_one_came_from(self):
        long = "途中注意防暑" * 60
        for button in ("agree", "send_back", "refuse"):
            for address in self.pages():
                sent = {"seen": self.outing.round, "reason": long}
                pressed = reverse(f"outing_{button}", args=[self.outing.pk])
                answer = self.client.post(pressed, sent, headers={"referer": address})
                self.assertRedirects(answer, address, fetch_redirect_response=False)
                self.assertContains(self.client.get(address), f"{long}</textarea>", 1)
        self.assertEqual(self.status(), Status.WAITING)

    def test_an_older_round_keeps_them_too_when_agreeing(self):
        answer = self.press("agree", seen=7, reason="途中注意防暑")
        self.assertContains(self.client.get(answer.url), "途中注意防暑</textarea>")


class WhyNoButtons(OutingPages):
    def told(self, user, outing=None):
        """What its own page says to `user` of who holds it."""
        self.sign_in(user)
        address = (outing or self.outing).get_absolute_url()
        return self.client.get(address).context["why_not"]

    def test_each_reader_is_told_who_holds_it_and_why_not_they(self):
        held = "现由教务处办理，自 5月12日（周一）10:00。"
        for user, why in [
            (self.zhou, ""),
            (self.chen, "您填报的外出由他人审批，有结果会通知您。"),
            (self.sun, "您已于5月12日（周一）10:00办理：同意。这一步不用再办理。"),
            (self.wei, "您可以查看，不用办理。"),
            (self.chu, "您可以查看，不用办理。"),
        ]:
            self.assertEqual(self.told(user), why, user)
            page = self.client.get(self.outing.get_absolute_url())
            self.assertContains(page, f"{held}{why}")
            compare = self.client.get(reverse("outing_compare", args=[self.outing.pk]))
            self.assertContains(compare, f"{held}{why}")

    def test_who_is_asked_later_is_told_so(self):
        unsigned = make.asked(make.outing(college=self.jidian))
        self.assertEqual(self.told(self.zhou, unsigned), "还没有轮到您，轮到教务处审批时会通知您。")

    def test_an_officer_who_filed_it_reads_who_may(self):
        StandIn.objects.begin(self.edition, self.jidian, self.zhou, timezone.now(), "系统故障")
        filed = self.signed(by=self.zhou)
        self.assertIn("不能由您审批。请教务处的吴办理。", self.told(self.zhou, filed))
        self.assertEqual(self.told(self.wu, filed), "")

    def test_without_another_officer_the_way_out_is_named(self):
        StandIn.objects.begin(self.edition, self.jidian, self.zhou, timezone.now(), "系统故障")
        filed = self.signed(by=self.zhou)
        self.wu.memberships.all().delete()
        self.assertIn("请系统管理员在“人员”里再增加一位", self.told(self.zhou, filed))
        self.assertIn("请系统管理员在“人员”里再增加一位", self.queue().content.decode())

    def test_who_decided_in_ones_place_is_named(self):
        deputy = make.person("郝", Role.COLLEGE_LEAD, college=self.jidian)
        self.assertIn("孙已于5月12日（周一）10:00办理：同意", self.told(deputy))

    def test_one_that_is_being_written_waits_for_its_unit(self):
        self.press("send_back", reason="请补保险")
        self.assertIn("现在由机电学院修改", self.told(self.zhou))
        self.assertEqual(self.told(self.chen), "")

    def test_decided_it_explains_nothing(self):
        self.press("agree")
        for user in (self.zhou, self.chen, self.sun):
            self.assertEqual(self.told(user), "", user)


class OutingSendBack(OutingPages):
    def test_the_college_reads_why(self):
        self.press("send_back", reason="请补保险")
        self.assertEqual(self.status(), Status.RETURNED)
        self.sign_in(self.chen)
        self.assertContains(self.client.get(self.outing.get_absolute_url()), "请补保险")

    def test_without_a_reason_it_is_refused(self):
        self.assertRefused(self.press("send_back", reason=" "), "退回时必须写明要改什么")
        self.assertRefused(self.press("refuse"), "不同意时必须写明理由")
        self.assertEqual(self.status(), Status.WAITING)

    def test_a_reason_that_is_too_long_is_kept(self):
        answer = self.press("send_back", reason="保" * 301)
        self.assertRefused(answer, "最多写 300 字")
        page = self.client.get(self.outing.get_absolute_url())
        self.assertContains(page, f"{'保' * 301}</textarea>")

    def test_refused_it_is_over(self):
        self.press("refuse", reason="雨季不去山区")
        self.assertEqual(self.status(), Status.REFUSED)


class OutingAgreeMany(OutingPages):
    def agree(self, *ticked):
        address = reverse("outing_agree_many", args=["2025"])
        return self.client.post(address, {"outing": ticked})

    def test_each_by_itself_and_each_is_told(self):
        other, stale = self.signed(), self.signed()
        make.agreed(other, by=self.wu)
        answer = self.agree(f"{self.outing.pk}:1", f"{other.pk}:1", f"{stale.pk}:9", "x:1")
        self.assertRefused(answer, f"已同意 1 次：{self.outing}。")
        self.assertRefused(answer, "没有同意：吴已于5月12日（周一）10:00办理")
        self.assertRefused(answer, f"没有同意：{stale}在您打开之后改过")
        self.assertRefused(answer, "有一项已经找不到了")
        self.assertEqual(self.status(), Status.APPROVED)
        self.assertEqual(self.status(stale), Status.WAITING)

    def test_what_they_filed_stays(self):
        StandIn.objects.begin(self.edition, self.jidian, self.zhou, timezone.now(), "系统故障")
        filed = self.signed(by=self.zhou)
        self.assertRefused(self.agree(f"{filed.pk}:1"), "填报过它的人不能审批")
        self.assertEqual(self.status(filed), Status.WAITING)

    def test_what_should_have_left_stays(self):
        with self.clock_at("2025-05-14T08:31"):
            self.sign_in(self.zhou)
            self.assertRefused(self.agree(f"{self.outing.pk}:1"), "已过，不能事后同意")
        self.assertEqual(self.status(), Status.WAITING)

    def test_who_sits_in_no_office_is_told_so(self):
        self.sign_in(self.chen)
        told = "不能由您办理，您不是它的审批人"
        self.assertRefused(self.agree(f"{self.outing.pk}:1"), told)

    def test_one_of_another_edition_is_not_taken_from_this_queue(self):
        copy = type(self.edition).objects.copy(
            self.edition, starts_on=self.edition.starts_on + timedelta(days=364), by=self.zhou
        )
        address = reverse("outing_agree_many", args=[copy.code])
        answer = self.client.post(address, {"outing": [f"{self.outing.pk}:1"]})
        self.assertRefused(answer, "有一项已经找不到了")
        self.assertEqual(self.status(), Status.WAITING)

    def test_nothing_ticked(self):
        self.assertRefused(self.agree(), "还没有勾选")

    def test_what_one_may_not_see_is_not_found(self):
        self.sign_in(self.he)
        self.assertRefused(self.agree(f"{self.outing.pk}:1"), "找不到")


class OutingDetail(OutingPages):
    def test_the_buttons_stand_there_for_who_decides_now(self):
        for user, shown in [(self.zhou, True), (self.sun, False), (self.chen, False)]:
            self.sign_in(user)
            page = self.client.get(self.outing.get_absolute_url()).content.decode()
            self.assertEqual(reverse("outing_agree", args=[self.outing.pk]) in page, shown, user)

    def test_it_costs_the_same_however_many_have_decided(self):
        ApprovalStep.objects.filter(approver="security").update(in_use=True)
        outing = self.signed()
        url = outing.get_absolute_url()
        self.assertCostStaysFlat(url, lambda: make.agreed(outing, by=self.wei))

    def test_an_act_stands_in_its_history_once(self):
        make.agreed(self.outing, by=self.zhou)
        self.sign_in(self.chen)
        verbs = [
            one.verb for one in self.client.get(self.outing.get_absolute_url()).context["history"]
        ]
        self.assertEqual(verbs, ["教务处审批", "学院负责人签发", "提交签发", "新建外出申请"])

    def test_a_change_that_was_withdrawn_is_told_fact_by_fact(self):
        outing = make.agreed(self.outing, by=self.zhou)
        outing.revise(self.chen, {"destination": "云顶山"}, base_version=1, at=self.now)
        self.sign_in(self.chen)
        address = reverse("outing_withdraw", args=[outing.pk])
        page = self.client.post(address, follow=True)
        self.assertContains(page, "恢复为批准的内容：目的地：云顶山 → 锦绣社区广场。")
        self.assertContains(page, "<del>云顶山</del>")
        self.assertContains(page, "<strong>教务处</strong> 同意")
        self.assertNotContains(page, "待学院签发")

    def test_what_is_not_known_is_not_a_zero(self):
        nothing = dict.fromkeys(["departs_at", "returns_at", "student_count", "teacher_count"])
        empty = make.outing(college=self.jidian, **nothing)
        empty.cancel(self.chen, "不去了")
        self.sign_in(self.chen)
        page = self.client.get(empty.get_absolute_url())
        self.assertContains(page, "时间未填 · 人数未填")
        page = self.client.get(reverse("outing_list", args=["2025"]))
        self.assertContains(page, "人数未填")
        self.assertContains(page, "时间未填")
        page = self.client.get(empty.activity.get_absolute_url())
        self.assertContains(page, "出发时间未填")


class OutingList(OutingPages):
    def test_drafts_are_there_for_the_office_when_it_asks(self):
        draft = make.outing(college=self.jidian)
        listed = reverse("outing_list", args=["2025"])
        self.assertNotContains(self.client.get(listed), draft.get_absolute_url())
        self.assertContains(self.client.get(f"{listed}?state=draft"), draft.get_absolute_url())
        self.assertEqual(self.client.get(draft.get_absolute_url()).status_code, 200)
        self.sign_in(self.chen)
        self.assertContains(self.client.get(listed), draft.get_absolute_url())

    def test_who_has_something_to_decide_is_led_to_the_queue(self):
        for user, shown in [(self.zhou, True), (self.sun, False), (self.chen, False)]:
            self.sign_in(user)
            page = self.client.get(reverse("outing_list", args=["2025"])).content.decode()
            self.assertEqual("等我办理 1" in page, shown, user)


class OutingCompare(OutingPages):
    def setUp(self):
        super().setUp()
        self.outing = make.agreed(self.outing, by=self.zhou)
        facts = {"destination": "云顶山", "leader_phone": "13800000077", "remark": "带雨具"}
        self.outing.revise(self.chen, facts, base_version=self.outing.version, at=self.now)
        self.outing = make.reloaded(self.outing)

    def compare(self, user):
        self.sign_in(user)
        return self.client.get(reverse("outing_compare", args=[self.outing.pk]))

    def test_what_matters_to_the_approval_is_marked(self):
        rows = self.compare(self.chen).context["changes"][0].rows
        self.assertEqual([(row[0], row[3]) for row in rows], [
            ("目的地", True), ("带队教师电话", True), ("备注", False),
        ])  # fmt: skip

    def test_before_any_approval_nothing_had_to_be_approved_anew(self):
        asked = make.asked(make.outing(college=self.jidian))
        asked.withdraw(self.chen)
        asked = make.reloaded(asked)
        asked.revise(self.chen, {"route": "绕城"}, base_version=asked.version, at=self.now)
        make.asked(asked)
        page = self.client.get(reverse("outing_compare", args=[asked.pk]))
        self.assertContains(page, "绕城")
        self.assertNotContains(page, "须重新审批")
        self.assertContains(self.compare(self.zhou), "须重新审批")

    def test_phones_are_masked_for_who_may_not_read_them(self):
        self.assertContains(self.compare(self.zhou), "13800000077")
        for user in (self.chu, self.wei):
            page = self.compare(user)
            self.assertNotContains(page, "13800000077", msg_prefix=str(user))
            self.assertNotContains(page, "13800000002", msg_prefix=str(user))

    def test_a_round_in_between_does_not_hide_what_had_been_approved(self):
        make.reloaded(self.outing).step.send_back(self.sun, self.now, seen=2, opinion="改")
        outing = make.reloaded(self.outing)
        outing.revise(self.chen, {"route": "绕城"}, base_version=outing.version, at=self.now)
        make.asked(make.reloaded(outing))
        changes = self.compare(self.chen).context["changes"]
        pairs = [(change.old.number, change.new.number) for change in changes]
        self.assertEqual(pairs, [(1, 3), (2, 3), (1, 2)])

    def test_a_draft_has_nothing_to_compare(self):
        draft = make.outing(college=self.jidian)
        page = self.client.get(reverse("outing_compare", args=[draft.pk]))
        self.assertContains(page, "还没有提交")


class OutingSettings(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zhou)
        self.address = reverse("outing_settings", args=["2025"])

    def save(self, **changes):
        page = self.client.get(self.address).context
        sent = {"seen": page["seen"]}
        for form in page["page"].forms:
            for field in form:
                value = field.value()
                if value not in (None, False, ""):
                    sent[field.html_name] = "on" if value is True else str(value)
        return self.client.post(self.address, sent | changes)

    def chain(self):
        used = self.edition.approval_steps.filter(in_use=True).order_by("position")
        return [(step.approver, step.condition) for step in used]

    def test_a_countersign_is_switched_on_and_put_in_its_place(self):
        changes = {"student-in_use": "on", "student-position": "5", "office-position": "2"}
        answer = self.save(**changes, **{"student-from_headcount": "50"})
        self.assertRedirects(answer, reverse("edition_settings", args=["2025"]))
        self.assertEqual(
            self.chain(),
            [("college", "每次外出"), ("office", "每次外出"), ("student", "人数达到 50 人")],
        )
        self.assertContains(self.client.get(answer.url), "学生处、团委（人数达到 50 人）")

    def test_neither_the_college_nor_the_office_can_be_left_out(self):
        page = self.client.get(self.address).context
        sent = {"seen": page["seen"], "college-position": "9", "office-position": "1"}
        policy = {"students_per_teacher": "30", "notice_hours": "72", "class_from": "08:00"}
        policy |= {"class_until": "17:30", "participants_kept_until": "2025-12-01"}
        sent |= {"security-position": "2", "student-position": "3", "leader-position": "4"}
        self.client.post(self.address, sent | policy)
        self.assertEqual([approver for approver, _ in self.chain()], ["college", "office"])

    def test_the_numbers_are_checked_saved_and_recorded_once(self):
        before = AuditEntry.objects.count()
        self.save(notice_hours="48")
        self.edition.outing_policy.refresh_from_db()
        self.assertEqual(self.edition.outing_policy.notice_hours, 48)
        self.assertEqual(AuditEntry.objects.count(), before + 1)
        entry = AuditEntry.objects.about(self.edition).first()
        self.assertEqual(
            (entry.verb, entry.payload["before"]), ("修改外出规则", {"notice_hours": "72"})
        )
        for changes, sentence in [
            ({"class_until": "07:00"}, "上课时间的结束要晚于开始"),
            ({"participants_kept_until": "2025-05-01"}, "不能早于活动周结束"),
            ({"students_per_teacher": "0"}, "students_per_teacher"),
        ]:
            self.assertContains(self.save(**changes), sentence, status_code=422)

    def test_untouched_it_records_nothing(self):
        before = AuditEntry.objects.count()
        self.save()
        self.assertEqual(AuditEntry.objects.count(), before)

    def test_of_two_savers_the_second_is_shown_the_first(self):
        seen = self.client.get(self.address).context["seen"]
        self.save(notice_hours="48")
        self.assertContains(self.save(seen=seen, notice_hours="24"), "48", status_code=409)

    def test_only_who_sets_editions(self):
        for user, code in [(self.zheng, 200), (self.chu, 403), (self.chen, 403)]:
            client = Client()
            client.force_login(user)
            self.assertEqual(client.get(self.address).status_code, code, user)
