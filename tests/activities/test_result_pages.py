"""The pages on which what happened is booked, read and brought together."""

from django.urls import reverse

from activities.models import ActivityResult, Edition, Partner, ResultDraft

from .. import make
from ..base import PortalTestCase, at

PHONE_SENT = {
    "base_version": "0",
    "outcome": "held",
    "dates_held": ["2025-05-12"],
    "session_count": "2场",
    "students": "１２０",
    "teachers": "-",
    "pupils": "1,200人次",
    "partner_1_name": "示例机电有限公司",
    "partner_1_kind": "enterprise",
    "partner_1_parts": ["signed"],
    "place_1_name": "滨河社区",
    "place_1_kind": "community",
}


class ResultEdit(PortalTestCase):
    def setUp(self):
        self.activity = make.activity(
            college=self.jidian, partners=["示例机电有限公司", "滨河社区居委会"]
        )
        self.address = reverse("result_edit", args=[self.activity.pk])
        self.sign_in(self.chen)

    def send(self, **overrides):
        return self.client.post(self.address, PHONE_SENT | overrides)

    def result(self):
        return ActivityResult.objects.of(self.activity)

    def test_the_plan_stands_in_the_form(self):
        page = self.client.get(self.address)
        form = page.context["form"]
        self.assertEqual(form["dates_held"].value(), ["2025-05-12"])
        self.assertEqual(form["partner_1_name"].value(), "示例机电有限公司")
        self.assertEqual(form["place_1_name"].value(), "滨河社区居委会")

    def test_no_browser_cuts_a_remark_that_is_too_long(self):
        self.assertNotContains(self.client.get(self.address), 'maxlength="200"')
        page = self.send(remark="长" * 201)
        self.assertContains(page, "备注最多 200 字，请删减。", status_code=page.status_code)
        self.assertContains(page, "长" * 201, status_code=page.status_code)
        self.send(remark="下雨\r\n改在室内")
        self.assertEqual(self.result().remark, "下雨 改在室内")

    def test_numbers_are_read_as_people_type_them(self):
        self.send()
        result = self.result()
        self.assertEqual((result.session_count, result.students), (2, 120))
        self.assertEqual((result.teachers, result.pupils), (None, 1200))
        parts = [(one["name"], one["parts"]) for one in result.partners_told()]
        expected = [("滨河社区", ["place"]), ("示例机电有限公司", ["joined", "signed"])]
        self.assertEqual(parts, expected)

    def test_refusals_stand_at_their_field(self):
        for overrides, sentence in [
            ({"students": "-3"}, "不能小于 0"),
            ({"students": "9999999"}, "最多填 999999"),
            ({"students": "一百多"}, "请填整数"),
            ({"session_count": "0"}, "不能小于 1"),
            ({"session_count": ""}, "请填办了几场"),
            ({"dates_held": []}, "请选实际举办的日期"),
            ({"dates_held": ["2025-05-16"]}, "还没有到，不能写成已经举办"),
            ({"outcome": "moved", "reason": "下雨"}, "日期都在计划之内，不是改期"),
            ({"outcome": "not_held"}, "没有举办的，请写明原因"),
            ({"fair_students": "3", "job_intents": "4"}, "达成意向不能多于进场学生（3 人次）"),
            ({"base_version": ""}, "请重新打开这个页面"),
        ]:
            with self.subTest(sentence=sentence):
                response = self.send(**overrides)
                self.assertContains(response, sentence, status_code=422)
        self.assertFalse(self.result().is_stored)

    def test_what_was_typed_stays_after_a_refusal(self):
        response = self.send(session_count="", students="88")
        self.assertContains(response, 'value="88"', status_code=422)

    def test_not_held_keeps_no_numbers(self):
        self.send(outcome="not_held", reason="停电")
        result = self.result()
        self.assertEqual((result.reason, result.students, result.dates_held), ("停电", None, []))

    def test_a_colleague_was_faster(self):
        make.result(self.activity, by=self.sun, students=55)
        response = self.send()
        self.assertContains(response, "已被他人修改", status_code=409)
        self.assertContains(response, "120", status_code=409)
        self.assertEqual(self.result().students, 55)
        self.assertTrue(ResultDraft.objects.filter(owner=self.chen).exists())

    def test_a_draft_on_what_a_colleague_has_replaced_is_said_not_to_be_kept(self):
        make.result(self.activity, by=self.sun, students=55)
        draft = reverse("result_draft_save", args=[self.activity.pk])
        answer = self.client.post(draft, {"base_version": "0", "students": "56"})
        self.assertContains(answer, "同事已保存过新内容，草稿没有再存。", status_code=422)
        self.assertFalse(ResultDraft.objects.exists())

    def test_a_draft_comes_back_and_goes_with_the_save(self):
        draft = reverse("result_draft_save", args=[self.activity.pk])
        self.client.post(draft, {"base_version": "0", "students": "还没数"})
        self.assertContains(self.client.get(self.address), "还没数")
        self.send()
        self.assertFalse(ResultDraft.objects.exists())

    def test_an_outing_without_approval_says_why_not(self):
        leaving = make.outing_activity(college=self.jidian, start_date=self.edition.dates[1])
        sent = PHONE_SENT | {"dates_held": ["2025-05-12"]}
        response = self.client.post(reverse("result_edit", args=[leaving.pk]), sent)
        self.assertContains(response, "外出没有审批通过", status_code=422)


class ResultLists(PortalTestCase):
    def test_the_unit_sees_what_it_lacks(self):
        make.activity(college=self.jidian, title="已经办完的", start_date=self.edition.dates[0])
        self.sign_in(self.chen)
        page = self.client.get(reverse("result_list", args=[self.edition.code]))
        self.assertContains(page, "待登记")
        self.assertContains(page, "登记下一项")

    def test_the_list_costs_the_same_with_more_rows(self):
        make.result(make.activity(college=self.jidian))
        self.sign_in(self.chen)

        def grow():
            for _ in range(3):
                make.result(make.activity(college=self.jidian))

        self.assertCostStaysFlat(reverse("result_list", args=[self.edition.code]), grow)

    def test_the_office_sees_who_lacks_what(self):
        make.activity(college=self.jidian, start_date=self.edition.dates[0])
        self.sign_in(self.zhou)
        page = self.client.get(reverse("result_board", args=[self.edition.code]))
        (row,) = page.context["rows"]
        self.assertEqual((row["name"], row["over"], row["lacking"]), ("机电学院", 1, 1))

    def test_the_activity_tells_its_result(self):
        activity = make.activity(college=self.jidian)
        make.result(activity, students=37)
        self.sign_in(self.chen)
        page = self.client.get(activity.get_absolute_url())
        self.assertContains(page, "37")
        self.assertContains(page, "修改结果")


class PartnerList(PortalTestCase):
    def setUp(self):
        self.one = make.partner("示例精密机械有限公司", by=self.chen)
        self.two = make.partner("示例精密机械", by=self.chen)
        self.sign_in(self.zhou)

    def test_alike_names_are_offered_and_merged(self):
        address = reverse("partner_list")
        self.assertContains(self.client.get(address), "看起来是同一家的")
        merge = reverse("partner_merge", args=[self.two.pk])
        page = self.client.post(merge, {"into": self.one.pk}, follow=True)
        self.assertContains(page, "统计时只算一家")
        self.assertContains(page, "又写作“示例精密机械”")

    def test_it_stays_in_the_edition_it_was_opened_from(self):
        later = Edition.objects.load("2025", starts_on=at("2026-05-10T00:00").date())
        self.assertTrue(later.is_open)
        address = reverse("partner_list") + "?edition=2025"
        board = self.client.get(reverse("result_board", args=["2025"]))
        self.assertContains(board, f'href="{address}"')
        page = self.client.get(address)
        self.assertEqual(page.context["frame"].edition, self.edition)
        merge = reverse("partner_merge", args=[self.two.pk]) + "?edition=2025"
        self.assertContains(page, f'action="{merge}"')
        self.assertRedirects(self.client.post(merge, {"into": self.one.pk}), address)

    def test_merging_into_nothing_is_refused(self):
        merge = reverse("partner_merge", args=[self.two.pk])
        self.assertRefused(self.client.post(merge, {"into": "x"}), "没有找到要并入的单位")

    def test_a_name_is_put_right(self):
        edit = reverse("partner_edit", args=[self.two.pk])
        self.client.post(edit, {"name": "别样机械", "kind": "other"})
        self.assertEqual(Partner.objects.get(pk=self.two.pk).name, "别样机械")

    def test_a_long_list_costs_the_same(self):
        def grow():
            for number in range(5):
                make.partner(f"第{number}家", by=self.chen)

        self.assertCostStaysFlat(reverse("partner_list"), grow)
