"""公示与证书 in the portal: who is offered what, what a refused form keeps."""

from django.urls import reverse
from django.utils import timezone

from reports.models import Announcement, Award, CertificateJob, Objection

from .. import honours
from ..base import PortalTestCase


class Pages(PortalTestCase):
    def page(self, user):
        self.sign_in(user)
        return self.client.get(reverse("announcement", args=[self.edition.code]))

    def post(self, name, thing, **sent):
        return self.client.post(reverse(name, args=[thing.pk]), sent, follow=True)

    def typed(self, one, **overrides):
        facts = {name: str(value) for name, value in one.facts().items()}
        return facts | {"version": one.version} | overrides


class ThePage(Pages):
    def test_says_what_it_is_for_while_there_is_nothing(self):
        self.assertContains(self.page(self.chen), "还没有公示")
        self.assertNotContains(self.page(self.zhou), "拟公示</button>")

    def test_offers_the_office_the_next_step(self):
        honours.confirmed(self.edition, self.jidian)
        self.assertContains(self.page(self.zhou), "拟公示</button>")
        self.assertNotContains(self.page(self.chu), "拟公示</button>")

    def test_shows_the_draft_to_the_office_alone(self):
        one = honours.draft(self.edition, self.jidian)
        self.assertContains(self.page(self.zhou), "发布公示</button>")
        self.assertNotContains(self.page(self.chen), one.heading)

    def test_says_what_the_draft_still_lacks_before_anybody_presses(self):
        honours.draft(self.edition, self.jidian, contact="")
        self.assertContains(self.page(self.zhou), "没有写联系方式")
        with self.clock_at("2025-05-15T09:00"):
            self.assertContains(self.page(self.zhou), "5月13日（周二）已经过去")

    def test_leads_back_to_the_award(self):
        honours.published(self.edition, self.jidian)
        for user, name in [(self.zhou, "award_detail"), (self.chu, "award_detail"),
                           (self.chen, "award_own")]:  # fmt: skip
            address = reverse(name, args=[self.edition.code])
            self.assertContains(self.page(user), f'href="{address}"')

    def test_offers_colleges_to_object_while_it_runs(self):
        one = honours.published(self.edition, self.jidian)
        self.assertContains(self.page(self.lin), "提出异议</a>")
        self.assertNotContains(self.page(self.jiang), "提出异议</a>")
        with self.clock_at("2025-05-20T00:00"):
            self.assertEqual(one.closes_at, timezone.now())
            self.assertNotContains(self.page(self.lin), "提出异议</a>")
            self.assertContains(self.page(self.zhou), "结束公示，公布结果</button>")

    def test_says_once_it_is_over_what_is_waited_for_and_whom_to_ask(self):
        honours.published(self.edition, self.jidian)
        for user in (self.zhou, self.lin):
            self.assertNotContains(self.page(user), "公示期已满")
        with self.clock_at("2025-05-20T00:00"):
            page = self.page(self.lin)
            self.assertContains(page, "等教务处结束公示、公布结果")
            self.assertContains(page, f"确有情况的，请直接联系：{honours.CONTACT}。")
            self.assertNotContains(self.page(self.zhou), "<span>公示中</span>")

    def test_shows_a_college_its_own_objections(self):
        one = honours.published(self.edition, self.jidian)
        honours.objection(one, self.caijing)
        self.assertContains(self.page(self.lin), "公示异议第 1 号")
        self.assertNotContains(self.page(self.chen), "公示异议第 1 号")
        self.assertContains(self.page(self.zhou), "<strong>1 件异议</strong>")

    def test_reads_the_notice_of_it(self):
        honours.published(self.edition, self.jidian, by=self.zhou)
        before = self.chen.notices.unread().count()
        self.page(self.chen)
        self.assertEqual(before - 1, self.chen.notices.unread().count())

    def test_costs_the_same_with_more_objections(self):
        one = honours.published(self.edition, self.jidian)
        honours.objection(one, self.caijing)
        self.sign_in(self.zhou)

        def grow():
            for about in (self.jidian, self.jidian, None):
                honours.objection(one, self.caijing, about=about)

        self.assertCostStaysFlat(reverse("announcement", args=[self.edition.code]), grow)


class Drafting(Pages):
    def test_begins_and_leads_to_the_form(self):
        honours.confirmed(self.edition, self.jidian)
        self.sign_in(self.zhou)
        address = reverse("announcement_new", args=[self.edition.code])
        response = self.client.post(address, follow=True)
        self.assertContains(response, "按学院排序，不分先后")

    def test_saves_what_the_office_words(self):
        one = honours.draft(self.edition, self.jidian)
        self.sign_in(self.zhou)
        sent = self.typed(one, heading="关于优秀组织奖的公示", ends_on="2025-05-20")
        self.assertContains(self.post("announcement_edit", one, **sent), "已保存公示")
        again = Announcement.objects.get()
        self.assertEqual(("关于优秀组织奖的公示", 6), (again.heading, again.working_days))

    def test_keeps_what_was_typed_when_a_colleague_was_faster(self):
        one = honours.draft(self.edition, self.jidian)
        self.sign_in(self.zhou)
        sent = self.typed(one, version=1, heading="我写的标题")
        response = self.post("announcement_edit", one, **sent)
        self.assertContains(response, "刚刚被同事改过", status_code=422)
        self.assertContains(response, "我写的标题", status_code=422)
        self.assertContains(response, f'name="version" value="{one.version}"', status_code=422)
        response = self.post("announcement_edit", one, **sent | {"version": one.version})
        self.assertEqual("我写的标题", Announcement.objects.get().heading)

    def refused(self, sentence, **overrides):
        one = honours.draft(self.edition, self.jidian)
        self.sign_in(self.zhou)
        response = self.post("announcement_edit", one, **self.typed(one, **overrides))
        self.assertContains(response, sentence, status_code=422)
        for text in overrides.values():
            self.assertContains(response, text, status_code=422)
        self.assertEqual(one.facts(), Announcement.objects.get().facts())

    def test_refuses_an_end_before_the_beginning(self):
        self.refused("不能早于公示开始", ends_on="2025-05-01")

    def test_refuses_fewer_than_three_working_days(self):
        self.refused("只有 2 个工作日，还差 1 个", ends_on="2025-05-14")

    def test_refuses_to_begin_before_today_unless_it_hung_elsewhere(self):
        self.refused("公示开始的5月9日（周五）已经过去", starts_on="2025-05-09")
        one = Announcement.objects.get()
        sent = self.typed(one, starts_on="2025-05-09", elsewhere="教务处公告栏")
        self.assertContains(self.post("announcement_edit", one, **sent), "已保存公示")

    def test_refuses_a_mobile_number_in_whatever_is_typed(self):
        one = honours.draft(self.edition, self.jidian)
        self.sign_in(self.zhou)
        for name in ("heading", "opening", "contact", "elsewhere"):
            with self.subTest(name):
                sent = self.typed(one, **{name: "王老师１３８ 0000 0001"})
                response = self.post("announcement_edit", one, **sent)
                self.assertFormError(
                    response.context["form"],
                    name,
                    "这里有手机号，公示人人可见，请改用办公电话或邮箱。",
                )

    def test_takes_days_as_people_write_them(self):
        one = honours.draft(self.edition, self.jidian)
        self.sign_in(self.zhou)
        self.post("announcement_edit", one, **self.typed(one, ends_on="2025年5月20日"))
        self.assertEqual(6, Announcement.objects.get().working_days)

    def test_proposes_days_from_today_where_the_drafted_ones_went_by(self):
        one = honours.draft(self.edition, self.jidian)
        with self.clock_at("2025-05-15T09:00"):
            self.sign_in(self.zhou)
            page = self.client.get(reverse("announcement_edit", args=[one.pk]))
        self.assertContains(page, "原定5月13日（周二）开始，已经过去")
        self.assertContains(page, 'name="starts_on" value="2025-05-15"')
        self.assertContains(page, 'name="ends_on" value="2025-05-21"')

    def test_of_what_is_published_leads_back(self):
        one = honours.published(self.edition, self.jidian)
        self.sign_in(self.zhou)
        address = reverse("announcement_edit", args=[one.pk])
        self.assertRefused(self.client.get(address), "要改请先撤下")

    def test_of_one_without_contact_cannot_be_published(self):
        one = honours.draft(self.edition, self.jidian, contact="")
        self.sign_in(self.zhou)
        self.assertRefused(self.post("announcement_publish", one), "没有写联系方式")


class Objecting(Pages):
    def setUp(self):
        self.one = honours.published(self.edition, self.jidian, by=self.zhou)
        self.address = reverse("objection_new", args=[self.one.pk])

    def test_in_the_name_of_the_college(self):
        self.sign_in(self.lin)
        sent = {"text": "统计表的人数不实。", "about": self.jidian.pk}
        self.client.post(self.address, sent)
        made = Objection.objects.get()
        self.assertEqual((self.caijing, self.jidian), (made.college, made.about))

    def test_never_in_the_name_of_another(self):
        self.sign_in(self.lin)
        sent = {"text": "统计表的人数不实。", "college": self.jidian.pk}
        self.assertEqual(404, self.client.post(self.address, sent).status_code)
        self.assertFalse(Objection.objects.exists())

    def test_against_nobody_who_is_not_named(self):
        self.sign_in(self.lin)
        sent = {"text": "统计表的人数不实。", "about": self.caijing.pk}
        self.assertEqual(422, self.client.post(self.address, sent).status_code)

    def test_too_late_keeps_what_was_typed(self):
        with self.clock_at("2025-05-20T00:00"):
            self.sign_in(self.lin)
            response = self.client.post(self.address, {"text": "写了很久的理由"})
        self.assertContains(response, "公示期已满", status_code=422)
        self.assertContains(response, "写了很久的理由", status_code=422)

    def test_the_office_enters_what_came_by_letter(self):
        self.sign_in(self.zhou)
        sent = {"source": "letter", "informant": "某学生家长", "text": "来信反映人数不实。"}
        self.client.post(self.address, sent)
        made = Objection.objects.get()
        self.assertEqual((None, "某学生家长"), (made.college, made.informant))

    def test_the_office_says_who_brought_it(self):
        self.sign_in(self.zhou)
        sent = {"source": "letter", "informant": "", "text": "来信反映人数不实。"}
        self.assertEqual(422, self.client.post(self.address, sent).status_code)

    def test_names_what_is_missing_in_sentences_of_its_own(self):
        self.sign_in(self.zhou)
        response = self.client.post(self.address, {})
        for sentence in ("请选择异议的来源", "请填写提出人的姓名或单位", "请写明异议的事实和依据"):
            self.assertContains(response, sentence, status_code=422)
        self.assertNotContains(response, "这个字段是必填项", status_code=422)

    def test_an_answer_that_says_nothing_is_refused(self):
        objection = honours.objection(self.one, self.caijing)
        self.sign_in(self.zhou)
        self.assertRefused(self.post("objection_reject", objection), "查证情况和理由")

    def test_answer_is_read_by_the_college(self):
        objection = honours.objection(self.one, self.caijing)
        self.sign_in(self.zhou)
        self.post("objection_reject", objection, reason=honours.REASON)
        self.sign_in(self.lin)
        self.assertContains(self.client.get(objection.get_absolute_url()), honours.REASON)

    def test_sustained_shows_the_office_the_way_on(self):
        objection = honours.objection(self.one, self.caijing)
        self.sign_in(self.zhou)
        response = self.post("objection_sustain", objection, reason="情况属实。")
        self.assertContains(response, "撤下公示")
        self.post("announcement_take_down", self.one, reason="异议成立")
        self.assertEqual("closed", Award.objects.get().status)

    def sustained(self):
        objection = honours.objection(self.one, self.caijing)
        objection.sustain(self.zhou, timezone.now(), "情况属实。")
        return objection

    def test_sustained_leads_from_every_page_to_taking_the_list_down(self):
        objection = self.sustained()
        Award.objects.update(inputs={"colleges": [], "most_booth": None})
        award = reverse("award_detail", args=[self.edition.code])
        self.sign_in(self.zhou)
        for address in (self.one.get_absolute_url(), award, objection.get_absolute_url()):
            page = self.client.get(address)
            self.assertContains(page, "#take-down")
            self.assertContains(page, "去撤下公示</a>")
        self.assertContains(self.page(self.zhou), 'id="take-down" open')
        self.sign_in(self.chu)
        self.assertContains(self.client.get(award), "等教务处撤下公示")

    def test_sustained_bars_the_end_before_anybody_presses(self):
        self.sustained()
        with self.clock_at("2025-05-20T00:00"):
            page = self.page(self.zhou)
        self.assertNotContains(page, "可以结束公示")
        self.assertNotContains(page, "结束公示，公布结果</button>")

    def test_sustained_is_told_to_who_raised_it_and_no_other_college(self):
        self.sustained()
        self.assertContains(self.page(self.lin), "公示异议第 1 号成立，这份名单不能作为最后结果")
        self.assertNotContains(self.page(self.chen), "这份名单不能作为最后结果")

    def test_too_late_is_said_before_anything_is_typed(self):
        with self.clock_at("2025-05-20T00:00"):
            self.sign_in(self.lin)
            self.assertRefused(self.client.get(self.address), "公示期已满，系统不再受理异议")
            self.sign_in(self.zhou)
            self.assertContains(self.client.get(self.address), "登记异议")

    def test_withdrawn_by_the_college_alone(self):
        objection = honours.objection(self.one, self.caijing)
        self.sign_in(self.zhou)
        self.assertEqual(403, self.post("objection_withdraw", objection).status_code)
        self.sign_in(self.lin)
        self.assertContains(self.post("objection_withdraw", objection), "已撤回异议")


class Certificates(Pages):
    def test_are_ordered_by_the_office_and_named(self):
        honours.ended(self.edition, self.jidian, by=self.zhou)
        self.assertContains(self.page(self.zhou), "1 个单位还没有证书：机电学院")
        with self.clock_at("2025-06-03T10:00"):
            response = self.order(issued_on="2025-06-03", seen="机电学院")
        self.assertContains(response, "正在制作证书")
        self.assertContains(response, 'hx-trigger="every 1s"')

    def order(self, **sent):
        self.sign_in(self.zhou)
        address = reverse("certificate_job_new", args=[self.edition.code])
        return self.client.post(address, sent, follow=True)

    def checked(self, **query):
        self.sign_in(self.zhou)
        return self.client.get(reverse("certificate_job_check", args=[self.edition.code]), query)

    def test_are_read_before_they_are_made(self):
        honours.ended(self.edition, self.jidian, self.caijing, by=self.zhou)
        with self.clock_at("2025-06-03T10:00"):
            page = self.checked(issued_on="2025-05-30")
        for fact in (
            "2025年5月30日",
            "机电学院",
            "财经学院",
            "2025-02-····-····-··",
            "颁发 2 份证书",
        ):
            self.assertContains(page, fact)
        self.assertFalse(CertificateJob.objects.exists())

    def test_of_a_date_to_come_are_refused_and_the_date_stays(self):
        honours.ended(self.edition, self.jidian, by=self.zhou)
        with self.clock_at("2025-06-03T10:00"):
            page = self.checked(issued_on="2025-06-04")
            self.assertRefused(self.order(issued_on="2025-06-04"), "不能晚于今天")
        self.assertContains(page, "可以填2025年5月20日至2025年6月3日", status_code=422)
        self.assertContains(page, 'value="2025-06-04"', status_code=422)

    def test_that_cannot_be_printed_are_named_before_they_are_made(self):
        self.jidian.name = "𠮷机学院"
        self.jidian.save()
        honours.ended(self.edition, self.jidian, by=self.zhou)
        with self.clock_at("2025-06-03T10:00"):
            self.assertContains(self.checked(issued_on="2025-06-03"), "证书印不出来")

    def test_cannot_be_checked_before_the_result_stands(self):
        honours.published(self.edition, self.jidian, by=self.zhou)
        self.assertContains(self.checked(issued_on="2025-05-12"), "现在还不能颁发证书")

    def test_in_the_making_leave_no_field_that_the_next_look_would_empty(self):
        (one,) = honours.certificates(self.edition, self.jidian)
        address = reverse("certificate_revoke", args=[one.pk])
        self.assertContains(self.page(self.zhou), address)
        CertificateJob.objects.update(status="running")
        page = self.page(self.zhou)
        self.assertNotContains(page, address)
        # htmx would copy the height of a field that somebody pulled larger, which the policy bars.
        self.assertContains(page, '"attributesToSettle":["class","width","height"]')

    def test_revoked_by_mistake_are_restored_by_the_office(self):
        (one,) = honours.certificates(self.edition, self.jidian)
        self.sign_in(self.zhou)
        self.post("certificate_revoke", one, kind="cancelled", reason="选错了")
        self.assertRefused(self.post("certificate_restore", one, reason="点错了"), "奖项仍然有效")
        response = self.post("certificate_restore", one, reason="点错了", honour_stands="1")
        self.assertContains(response, "已恢复")
        self.assertNotContains(self.page(self.zhou), "作废错了，恢复")

    def test_replaced_meanwhile_are_not_offered_to_be_restored(self):
        (one,) = honours.certificates(self.edition, self.jidian)
        one.revoke(self.zhou, timezone.now(), "replaced", "遗失")
        self.assertContains(self.page(self.zhou), "作废错了，恢复")
        honours.job(one.award).run()
        self.assertNotContains(self.page(self.zhou), "作废错了，恢复")

    def test_without_a_date_are_refused(self):
        honours.ended(self.edition, self.jidian, by=self.zhou)
        self.sign_in(self.zhou)
        address = reverse("certificate_job_new", args=[self.edition.code])
        self.assertRefused(self.client.post(address, {"issued_on": "6月"}, follow=True), "证书日期")

    def test_go_to_the_college_as_pdf_and_picture(self):
        (one,) = honours.certificates(self.edition, self.jidian)
        self.assertContains(self.page(self.chen), one.serial)
        for name, start, kind in [
            ("certificate_pdf", b"%PDF", "application/pdf"),
            ("certificate_png", b"\x89PNG", "image/png"),
        ]:
            response = self.client.get(reverse(name, args=[one.pk]))
            self.assertEqual(start, response.getvalue()[:4])
            self.assertEqual(kind, response["Content-Type"])
            self.assertIn("attachment", response["Content-Disposition"])

    def test_of_another_college_are_not_there(self):
        (one,) = honours.certificates(self.edition, self.jidian)
        self.assertNotContains(self.page(self.lin), one.serial)
        self.assertEqual(
            404, self.client.get(reverse("certificate_pdf", args=[one.pk])).status_code
        )

    def test_revoked_are_not_handed_out(self):
        (one,) = honours.certificates(self.edition, self.jidian)
        self.sign_in(self.zhou)
        self.post("certificate_revoke", one, kind="corrected", reason="单位名称写错")
        response = self.client.get(reverse("certificate_pdf", args=[one.pk]), follow=True)
        self.assertRefused(response, "已作废，不能下载")
        self.assertContains(self.page(self.chen), "单位名称写错")
