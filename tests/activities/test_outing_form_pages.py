"""Writing an outing in the browser: begun from an activity, kept, revised, copied."""

from datetime import date

from django.urls import reverse

from activities.forms.outing import OutingForm
from activities.models import Outing, OutingDraft
from colleges.models import AuditEntry
from tests import make
from tests.base import PortalTestCase, at

REOPENED = "原批准暂停，已重新报批"


class OutingFormCase(PortalTestCase):
    def setUp(self):
        self.sign_in(self.chen)

    def address(self, verb, outing):
        return reverse(f"outing_{verb}", args=[outing.pk])

    def typed(self, outing, **overrides):
        """The form as the page shows it and a browser sends it."""
        form = self.client.get(self.address("edit", outing)).context["form"]
        sent = {name: form[name].value() for name in form.fields}
        for name in ("departs_at", "returns_at"):
            sent[name] = form.fields[name].widget.format_value(sent[name])
        sent |= {"token": outing.token} | overrides
        return {name: value for name, value in sent.items() if value is not None}

    def post(self, outing, follow=False, **overrides):
        sent = self.typed(outing, **overrides)
        return self.client.post(self.address("edit", outing), sent, follow=follow)


class OutingNew(OutingFormCase):
    def setUp(self):
        super().setUp()
        self.new = reverse("outing_new", args=["2025"])
        self.activity = make.outing_activity(college=self.jidian, partners=["锦绣社区", "维修协会"])

    def test_own_activities_that_leave_are_offered(self):
        make.activity(college=self.jidian, title="不出校门的")
        make.outing_activity(college=self.caijing, title="财经的外出")
        gone = make.outing_activity(college=self.jidian, title="取消了的")
        gone.cancel(self.chen, "下雨")
        offered = self.client.get(self.new).context["activities"]
        self.assertEqual(offered, [self.activity])

    def test_what_the_activity_says_is_not_asked_again(self):
        response = self.client.post(self.new, {"activity": self.activity.pk})
        outing = Outing.objects.get()
        self.assertRedirects(response, self.address("edit", outing))
        self.assertEqual(outing.destination, "锦绣社区广场")
        self.assertEqual((outing.leader_name, outing.leader_phone), ("赵老师", "13800000001"))
        self.assertEqual(outing.departs_at, at("2025-05-14T09:00"))
        self.assertEqual(outing.returns_at, at("2025-05-14T11:30"))
        self.assertEqual(outing.host, "锦绣社区、维修协会")
        self.assertIsNone(outing.student_count)

    def test_pressed_twice_it_is_one(self):
        for _ in range(2):
            self.client.post(self.new, {"activity": self.activity.pk})
        self.assertEqual(Outing.objects.count(), 1)

    def test_a_foreign_activity_is_not_found(self):
        theirs = make.outing_activity(college=self.caijing)
        for number in (theirs.pk, "", "x", "9" * 30):
            with self.subTest(number=number):
                response = self.client.post(self.new, {"activity": number})
                self.assertEqual(response.status_code, 404)
        self.assertFalse(Outing.objects.exists())

    def test_one_that_stays_or_is_cancelled_is_refused_with_the_way_out(self):
        stays = make.activity(college=self.jidian)
        response = self.client.post(self.new, {"activity": stays.pk})
        self.assertRefused(response, "没有标为外出")
        self.activity.cancel(self.chen, "下雨")
        response = self.client.post(self.new, {"activity": self.activity.pk})
        self.assertRefused(response, "活动已取消，不能外出。请先恢复活动。")
        self.assertFalse(Outing.objects.exists())

    def test_an_activity_tells_what_was_asked_for_it(self):
        outing = make.outing(college=self.jidian, activity=self.activity)
        page = self.client.get(self.activity.get_absolute_url())
        self.assertContains(page, outing.get_absolute_url())
        self.assertContains(page, "再申请一次外出")

    def test_readers_are_not_asked_to_apply(self):
        self.sign_in(self.chu)
        page = self.client.get(self.activity.get_absolute_url())
        self.assertNotContains(page, "申请外出")

    def test_its_cost_stays_flat(self):
        def grow():
            for _ in range(3):
                make.asked(make.outing(college=self.jidian))

        make.asked(make.outing(college=self.jidian))
        self.assertCostStaysFlat(self.new, grow)


class OutingEdit(OutingFormCase):
    def setUp(self):
        super().setUp()
        self.outing = make.outing(college=self.jidian)

    def refused(self, **overrides):
        response = self.post(self.outing, **overrides)
        self.assertEqual(response.status_code, 422)
        return dict(response.context["form"].errors)

    def test_saved_it_says_so_and_is_written_down(self):
        response = self.post(self.outing, follow=True, route="改走天府大道", student_count="４５人")
        self.assertContains(response, "已保存外出")
        outing = make.reloaded(self.outing)
        self.assertEqual((outing.route, outing.student_count), ("改走天府大道", 45))
        self.assertEqual(outing.version, self.outing.version + 1)
        entry = AuditEntry.objects.about(outing).filter(verb="修改外出").get()
        self.assertEqual(set(entry.payload["after"]), {"route", "student_count"})

    def test_its_history_tells_the_facts_in_words(self):
        self.post(self.outing, transport="hired", driver_phone="13800000009")
        page = self.client.get(self.outing.get_absolute_url())
        for text in ("交通方式", "公交、地铁", "租车", "驾驶员电话", "138****0009"):
            self.assertContains(page, text)

    def test_quotes_inside_a_title_are_told_apart(self):
        activity = make.outing_activity(college=self.jidian, title="“银龄守护”进社区")
        outing = make.outing(college=self.jidian, activity=activity)
        for address in (outing.get_absolute_url(), self.address("edit", outing)):
            self.assertContains(self.client.get(address), "外出“‘银龄守护’进社区”")

    def test_every_fact_stands_in_the_form_and_comes_back_as_it_was(self):
        before = make.reloaded(self.outing).facts()
        self.assertEqual(self.post(self.outing).status_code, 302)
        self.assertEqual(make.reloaded(self.outing).facts(), before)

    def test_nothing_is_required(self):
        empty = {"base_version": self.outing.version}
        response = self.client.post(self.address("edit", self.outing), empty)
        self.assertEqual(response.status_code, 302)
        self.assertEqual(make.reloaded(self.outing).departs_at, None)

    def test_a_warning_does_not_block_and_asks_for_its_reason(self):
        response = self.post(self.outing, follow=True, briefing="", warning_reason="")
        self.assertContains(response, "没有写行前安全教育。")
        self.assertContains(response, self.address("edit", self.outing) + "#reason")
        page = self.client.get(self.address("edit", self.outing))
        self.assertContains(page, "没有写行前安全教育。")

    def test_return_before_departure(self):
        for hour in ("2025-05-14T08:30", "2025-05-14T07:00"):
            with self.subTest(hour=hour):
                told = self.refused(returns_at=hour)
                self.assertEqual(told, {"returns_at": ["返回时间要晚于出发时间。"]})

    def test_nobody_leaves(self):
        told = self.refused(student_count="0", teacher_count="0")
        self.assertEqual(told, {"student_count": ["外出人数不能是 0；还不知道就空着。"]})

    def test_a_negative_number_is_one_fault(self):
        told = self.refused(student_count="-5", teacher_count="0")
        self.assertEqual(told, {"student_count": ["人数不能是负数；还不知道就空着。"]})

    def test_the_summary_names_a_field_without_its_star(self):
        page = self.post(self.outing, student_count="-5")
        self.assertContains(page, "学生人数（人）：人数不能是负数", status_code=422)

    def test_what_a_hired_bus_needs_is_starred(self):
        labels = OutingForm(instance=self.outing).fields
        for name in ("carrier", "plate", "driver_name", "driver_phone"):
            self.assertTrue(labels[name].label.endswith(" *"), name)

    def test_more_riders_than_seats(self):
        told = self.refused(transport="hired", seats="41")
        self.assertEqual(list(told), ["seats"])
        self.assertIn("乘车 42 人，核载 41 人", told["seats"][0])

    def test_bad_phones_of_everybody(self):
        names = ("leader_phone", "driver_phone", "safety_phone", "emergency_phone")
        told = self.refused(**dict.fromkeys(names, "110"))
        self.assertEqual(set(told), set(names))

    def test_what_is_no_time_or_none_that_can_be_kept(self):
        for text in ("明天", "2025-02-30T08:00", "0001-01-01T00:00", "9999-12-31T23:59"):
            with self.subTest(text=text):
                told = self.refused(departs_at=text)
                self.assertIn("时间不对", told["departs_at"][0])

    def test_too_long_unknown_and_beyond_the_database(self):
        long = {"destination": "长" * 121, "safety_plan": "长" * 501, "plate": "川" * 21}
        odd = {"transport": "boat", "insurance": "x", "seats": "9" * 30, "is_out_of_town": "x"}
        self.assertEqual(set(self.refused(**long | odd)), {*long, *odd})

    def test_a_route_too_long_is_told_and_not_cut(self):
        outing = make.outing(college=self.jidian)
        form = self.client.get(self.address("edit", outing)).context["form"]
        self.assertNotIn("maxlength", form.as_p())
        refused = self.post(outing, route="路" * 201)
        self.assertContains(refused, "路线最多 200 字，请删减。", status_code=422)
        self.assertContains(refused, "路" * 201, status_code=422)

    def test_a_version_nobody_was_shown(self):
        for number, status in (("", 422), ("x", 422), ("0", 409), ("9" * 30, 409)):
            with self.subTest(number=number):
                answer = self.post(self.outing, base_version=number)
                self.assertEqual(answer.status_code, status)

    def test_what_is_refused_keeps_everything_typed(self):
        response = self.post(self.outing, returns_at="2025-05-14T07:00", remark="<b>留着</b>")
        self.assertContains(response, "&lt;b&gt;留着&lt;/b&gt;", status_code=422)
        self.assertEqual(make.reloaded(self.outing).remark, "")

    def test_waiting_it_is_not_opened_and_not_saved(self):
        sent = self.typed(self.outing, remark="晚了")
        make.asked(self.outing)
        response = self.client.post(self.address("edit", self.outing), sent)
        self.assertContains(response, "不能修改", status_code=422)
        self.assertContains(response, "晚了", status_code=422)
        page = self.client.get(self.address("edit", self.outing))
        self.assertRedirects(page, self.outing.get_absolute_url())

    def test_a_strangers_is_not_found(self):
        self.sign_in(self.lin)
        for verb in ("edit", "copy", "draft_save", "draft_delete"):
            with self.subTest(verb=verb):
                answer = self.client.post(self.address(verb, self.outing))
                self.assertEqual(answer.status_code, 404)


class OutingConflicts(OutingFormCase):
    def setUp(self):
        super().setUp()
        self.outing = make.outing(college=self.jidian)
        self.mine = self.typed(self.outing, route="我的路线", remark="我的备注")
        facts = make.reloaded(self.outing).facts() | {"route": "她的路线"}
        self.outing.revise(self.sun, facts, base_version=1, at=self.now)
        self.response = self.client.post(self.address("edit", self.outing), self.mine)

    def test_both_texts_stand_side_by_side(self):
        self.assertEqual(self.response.status_code, 409)
        for text in ("已被他人修改", "她的路线", "我的路线"):
            self.assertContains(self.response, text, status_code=409)
        self.assertEqual(make.reloaded(self.outing).route, "她的路线")

    def test_what_was_typed_stands_in_the_form_again(self):
        form = self.client.get(self.address("edit", self.outing)).context["form"]
        self.assertEqual(form["route"].value(), "我的路线")

    def test_pressed_on_mine_it_is_saved(self):
        again = dict(self.response.context["fields"])
        answer = self.client.post(self.address("edit", self.outing), again)
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(make.reloaded(self.outing).route, "我的路线")
        self.assertFalse(OutingDraft.objects.exists())


class ApprovedOuting(OutingFormCase):
    def setUp(self):
        super().setUp()
        self.outing = make.approved_outing(college=self.jidian)

    def test_the_page_warns_before(self):
        page = self.client.get(self.address("edit", self.outing))
        self.assertContains(page, f"已批准（编号 {self.outing.serial}）")

    def test_a_typo_in_the_remark_leaves_it_approved(self):
        response = self.post(self.outing, follow=True, remark="带水")
        self.assertContains(response, "批准仍然有效")
        self.assertEqual(make.reloaded(self.outing).status, "approved")

    def test_saved_as_it_stood_it_stays_approved(self):
        self.post(self.outing)
        self.assertEqual(make.reloaded(self.outing).status, "approved")

    def test_a_change_of_the_time_reopens_it_and_says_so(self):
        response = self.post(self.outing, follow=True, returns_at="2025-05-14T19:00")
        self.assertContains(response, REOPENED)
        self.assertEqual(make.reloaded(self.outing).status, "waiting")

    def test_a_conflict_tells_what_would_reopen_it(self):
        sent = self.typed(self.outing, route="别的路", remark="别的话")
        facts = {"host": "居委会"}
        self.outing.revise(self.sun, facts, base_version=1, at=self.now)
        page = self.client.post(self.address("edit", self.outing), sent)
        self.assertContains(page, "改了须重新报批", count=1, status_code=409)

    def test_what_nobody_could_sign_is_refused_and_kept(self):
        response = self.post(self.outing, leader_name="", remark="留着")
        self.assertContains(response, "请先补上：带队教师", status_code=422)
        self.assertContains(response, "留着", status_code=422)
        self.assertEqual(make.reloaded(self.outing).status, "approved")


class Drafts(OutingFormCase):
    def setUp(self):
        super().setUp()
        self.outing = make.outing(college=self.jidian)

    def keep(self, **typed):
        headers = {"X-Background": "1"}
        sent = {"base_version": self.outing.version} | typed
        return self.client.post(self.address("draft_save", self.outing), sent, headers=headers)

    def shown(self):
        return self.client.get(self.address("edit", self.outing)).context["form"]

    def test_it_says_when_and_stands_in_the_form_as_typed(self):
        with self.clock_at("2025-05-12T14:03:59"):
            answer = self.keep(departs_at="明天一早", leader_phone="问钱老师", status="approved")
        self.assertEqual(answer.json(), {"saved_at": "14:03"})
        form = self.shown()
        self.assertEqual(form["departs_at"].value(), "明天一早")
        self.assertEqual(form["leader_phone"].value(), "问钱老师")
        self.assertNotIn("status", OutingDraft.objects.get().data)

    def test_a_colleague_sees_what_is_saved(self):
        self.keep(route="写了一半")
        self.sign_in(self.sun)
        self.assertEqual(self.shown()["route"].value(), self.outing.route)

    def test_on_what_a_colleague_has_replaced_it_is_said_not_to_be_kept(self):
        answer = self.keep(base_version=self.outing.version - 1)
        self.assertContains(answer, "同事已保存过新内容，草稿没有再存。", status_code=422)
        self.assertFalse(OutingDraft.objects.exists())

    def test_saved_it_is_gone(self):
        self.keep(route="写了一半")
        self.post(self.outing)
        self.assertFalse(OutingDraft.objects.exists())

    def test_thrown_away_the_saved_one_is_back(self):
        self.keep(route="写了一半")
        answer = self.client.post(self.address("draft_delete", self.outing))
        self.assertRedirects(answer, self.address("edit", self.outing))
        self.assertEqual(self.shown()["route"].value(), self.outing.route)

    def test_one_too_long_is_told(self):
        answer = self.keep(safety_plan="长" * 60_000)
        self.assertContains(answer, "内容太长", status_code=422)


class OutingCopy(OutingFormCase):
    def setUp(self):
        super().setUp()
        self.outing = make.approved_outing(college=self.jidian)

    def copied(self, **sent):
        response = self.client.post(self.address("copy", self.outing), sent)
        copy = Outing.objects.latest("pk")
        self.assertRedirects(response, self.address("edit", copy))
        return copy

    def test_facts_come_along_times_people_and_approval_do_not(self):
        copy = self.copied()
        self.assertEqual((copy.activity, copy.route), (self.outing.activity, self.outing.route))
        self.assertEqual((copy.departs_at, copy.returns_at), (None, None))
        self.assertEqual((copy.status, copy.round, copy.serial), ("draft", 0, None))
        self.assertEqual((copy.participant_count, copy.warning_reason), (0, ""))

    def test_for_another_activity_it_takes_its_times(self):
        other = make.outing_activity(college=self.jidian, start_date=date(2025, 5, 16))
        copy = self.copied(activity=other.pk)
        self.assertEqual((copy.activity, copy.departs_at), (other, at("2025-05-16T09:00")))

    def test_a_foreign_activity_is_not_found(self):
        theirs = make.outing_activity(college=self.caijing)
        answer = self.client.post(self.address("copy", self.outing), {"activity": theirs.pk})
        self.assertEqual(answer.status_code, 404)


class EveryFact(PortalTestCase):
    def test_is_in_the_layout_or_beside_the_warnings(self):
        outing = make.outing(college=self.jidian)
        form = OutingForm(instance=outing)
        laid_out = {pointer.name for pointer in form.helper.layout.get_field_names()}
        self.assertEqual(laid_out | {"warning_reason"}, set(form.fields))
