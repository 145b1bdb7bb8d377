"""After 18:00 as people meet it: extension, amendment, no duty, stand-in, versions."""

import os
import time

import time_machine
from django.urls import reverse

from activities.models import Activity
from reports.models import Amendment, CompileJob, Filing, Revision
from tests import make
from tests.base import PortalTestCase, at

CLOSED = "2025-05-18T00:00"


class LateCase(PortalTestCase):
    def address(self, name, *args):
        return reverse(name, args=args or [self.filing.pk])

    def post(self, user, name, *args, **data):
        self.sign_in(user)
        url = self.filing.get_absolute_url()
        return self.client.post(self.address(name, *args), data, headers={"Referer": url})

    def page(self, user, url=None):
        self.sign_in(user)
        return self.client.get(url or self.filing.get_absolute_url())

    def stored(self):
        return Filing.objects.get(pk=self.filing.pk)


class TheLine(LateCase):
    """17:59:58 → 18:00:01, on a server whose clock is in UTC."""

    def setUp(self):
        before = os.environ.get("TZ")
        os.environ["TZ"] = "UTC"
        time.tzset()
        self.addCleanup(self.restore, before)
        make.handed_over(self.filing)

    @staticmethod
    def restore(before):
        os.environ["TZ"] = before or ""
        time.tzset()

    def sign(self, **data):
        seen = self.stored().content_digest()
        return self.post(self.sun, "filing_sign", **{"declared": "1", "seen": seen} | data)

    def test_the_clock_strikes_between_two_requests(self):
        with time_machine.travel(at("2025-05-12T17:59:58"), tick=False) as clock:
            self.assertContains(self.page(self.sun), "还剩 不到 1 分")
            clock.shift(3)
            self.assertRefused(self.sign(), "已过报送时限，请写明补报或变更的原因")
            self.sign(reason="网络中断")
        self.assertEqual(Revision.objects.get().kind_name, "补报")

    def test_two_seconds_before_it_is_in_time(self):
        with self.clock_at("2025-05-12T17:59:58"):
            self.sign()
        self.assertFalse(Revision.objects.get().is_late)

    def test_with_an_extension_granted_in_time_it_is_in_time(self):
        self.filing.extend(self.zhou, self.now, at("2025-05-13T12:00"), "停电")
        with self.clock_at("2025-05-12T18:00:01"):
            self.assertContains(self.page(self.sun), "到 5月13日（周二）12:00 前签发都算按时")
            self.sign()
        revision = Revision.objects.get()
        self.assertFalse(revision.is_late)
        told = "按时（经教务处延期至 5月13日（周二）12:00）"
        self.assertContains(self.page(self.sun, revision.get_absolute_url()), told)


class ExtensionPages(LateCase):
    def extend(self, until="2025-05-20T12:00", reason="院长出差"):
        name = "extension_new"
        return self.post(self.zhou, name, until=until, reason=reason)

    def test_after_the_line_closed_it_opens_the_door_and_the_college_reads_why(self):
        make.activity(college=self.jidian)
        with self.clock_at(CLOSED):
            self.assertContains(self.page(self.chen), "请联系教务处延期")
            self.assertRedirects(self.extend(), self.filing.get_absolute_url())
            desk = reverse("desk", args=[self.edition.code])
            for url in (None, desk):
                self.assertContains(self.page(self.chen, url), "院长出差")
            self.assertContains(self.page(self.chen), self.address("filing_hand_over"))

    def test_nonsense_is_a_sentence_and_nothing_typed_is_lost(self):
        table = [("2025-05-01T12:00", "不能延期到过去"), ("soon", "请填写日期和时间")]
        for until, sentence in table:
            response = self.extend(until=until)
            self.assertContains(response, sentence, status_code=422)
            self.assertContains(response, "院长出差", status_code=422)

    def test_it_stands_in_the_list_and_can_be_revoked(self):
        self.extend()
        listed = self.page(self.chu, self.address("special_case_list", self.edition.code))
        self.assertContains(listed, "院长出差")
        self.post(self.zhou, "extension_revoke", self.stored().extension_id)
        self.assertIsNone(self.stored().extension)


class OfficePage(LateCase):
    """On a phone: state and decision, what changed, the special cases, then the long sheet."""

    def test_what_is_decided_comes_before_what_is_long(self):
        make.filed(self.filing)
        make.activity(college=self.jidian, title="后来的")
        html = self.page(self.zhou).content.decode()
        parts = ("已报送</span>", self.address("filing_accept"), "学院又改动了 1 处")
        parts += ('id="special-heading"', 'class="sheet-cards', 'class="sheet-scroll', "经过</h2>")
        places = [html.index(part) for part in parts]
        self.assertEqual(places, sorted(places))

    def test_every_special_case_has_its_button(self):
        page = self.page(self.zhou)
        for words in ("延期</a>", "标为无需报送</summary>", "代学院填报</summary>"):
            self.assertContains(page, words)
        self.assertContains(page, "现在批准，时限一并顺延")

    def test_never_filed_and_closed_the_extension_is_the_button(self):
        with self.clock_at(CLOSED):
            page = self.page(self.zhou)
        self.assertContains(page, f'btn btn-primary" href="{self.address("extension_new")}"')
        self.assertContains(page, "通道已关闭，延期后学院才能补报，仍记为“补报”")

    def test_an_activity_is_named_before_it_is_unfolded(self):
        make.activity(college=self.jidian, title="焊接体验课")
        page = self.page(self.zhou)
        title = (
            '<span class="sheet-card-title">焊接体验课<span class="soft">2025-05-12</span></span>'
        )
        self.assertContains(page, title)

    def test_the_panel_has_the_same(self):
        make.filed(self.filing)
        html = self.page(self.zhou, self.address("filing_panel")).content.decode()
        self.assertLess(html.index(self.address("filing_accept")), html.index("special-heading"))


class NotRequiredPages(LateCase):
    def excused(self):
        self.filing.excuse(self.zhou, self.now, "全部在外实习")

    def test_the_desk_says_so_and_nags_about_nothing(self):
        make.draft(owner=self.chen, college=self.jidian)
        self.excused()
        desk = self.page(self.chen, self.address("desk", self.edition.code))
        for words in ("全部在外实习", "无需报送，没有要做的事"):
            self.assertContains(desk, words)
        for words in ("没有安排", "没有活动</span>", "核对并提交签发"):
            self.assertNotContains(desk, words)

    def test_the_form_says_so_and_not_that_it_is_being_filled_in(self):
        make.activity(college=self.jidian)
        make.draft(owner=self.chen, college=self.jidian)
        self.excused()
        for user in (self.chen, self.sun, self.zhou, self.chu):
            page = self.page(user)
            self.assertContains(page, "全部在外实习")
            for words in ("正在填写", "不会报送：", self.address("filing_hand_over")):
                self.assertNotContains(page, words)
        panel = self.page(self.zhou, self.address("filing_panel"))
        self.assertNotContains(panel, "正在填写")

    def test_it_leaves_the_numbers_and_the_college_reads_why(self):
        self.post(self.zhou, "filing_not_required", reason="全部在外实习")
        self.assertContains(self.page(self.chen), "全部在外实习")
        board = self.page(self.zhou, self.address("board", self.edition.code))
        self.assertEqual(board.context["board"].numbers["expected"], 1)
        self.assertContains(board, "无需报送")
        self.post(self.zhou, "filing_required")
        self.assertTrue(self.stored().is_required)


class StandInPages(LateCase):
    def fields(self):
        return make.typed(title="代填的活动", college=self.jidian.pk)

    def save(self):
        url = reverse("activity_new", args=[self.edition.code])
        return self.client.post(f"{url}?college={self.jidian.pk}", self.fields())

    def test_before_it_begins_the_office_enters_nothing(self):
        self.sign_in(self.zhou)
        self.assertEqual(self.save().status_code, 403)

    def test_entered_handed_over_and_signed_by_the_colleges_own_lead(self):
        self.post(self.zhou, "filing_on_behalf", reason="来电委托")
        self.assertEqual(self.save().status_code, 302)
        self.assertEqual(Activity.objects.get().created_by, self.zhou)
        self.post(self.zhou, "filing_hand_over")
        self.assertEqual(self.post(self.zhou, "filing_sign", declared="1").status_code, 403)
        self.assertContains(self.page(self.sun), "教务处周自")
        revision = make.signed(self.stored())
        receipt = self.page(self.sun, revision.get_absolute_url())
        self.assertContains(receipt, "（教务处周代填）")
        told = self.post(self.zhou, "filing_accept", seen=revision.receipt_no)
        self.assertRefused(told, "不能再由您确认")

    def test_its_beginning_and_end_stand_in_the_history(self):
        self.post(self.zhou, "filing_on_behalf", reason="来电委托")
        make.filed(self.stored())
        history = [entry.verb for entry in self.page(self.chen).context["history"]]
        self.assertEqual(history, ["结束代填", "签发", "提交签发", "开始代填"])
        self.assertContains(self.page(self.chen), "来电委托")

    def test_a_long_history_still_tells_the_beginning(self):
        self.post(self.zhou, "filing_on_behalf", reason="来电委托")
        for _ in range(12):
            make.handed_over(self.stored()).withdraw(self.chen)
        self.assertContains(self.page(self.sun), "<strong>开始代填</strong>")

    def test_who_entered_is_not_offered_to_accept_but_told_who_may(self):
        self.post(self.zhou, "filing_on_behalf", reason="来电委托")
        make.filed(self.stored())
        button = self.address("filing_accept")
        mine, others = self.page(self.zhou), self.page(self.wu)
        self.assertNotContains(mine, button)
        self.assertContains(mine, "请教务处另一位老师（吴）打开本页确认")
        self.assertContains(mine, self.address("filing_send_back"))
        self.assertContains(others, button)
        self.assertNotContains(others, "不能由您确认")

    def test_without_a_second_officer_it_says_whom_to_ask(self):
        self.post(self.zhou, "filing_on_behalf", reason="来电委托")
        make.filed(self.stored())
        self.wu.memberships.update(valid_until=self.now)
        self.assertContains(self.page(self.zhou), "请系统管理员在“人员”里再增加一位")

    def test_nor_to_decide_on_the_change_they_asked_for(self):
        make.filed(self.filing)
        self.post(self.zhou, "filing_on_behalf", reason="来电委托")
        amendment = make.amendment(self.filing, by=self.zhou)
        approve = self.address("amendment_approve", amendment.pk)
        mine = self.page(self.zhou, amendment.get_absolute_url())
        self.assertNotContains(mine, approve)
        self.assertContains(mine, "请教务处另一位老师（吴）打开本页审批")
        self.assertContains(self.page(self.wu, amendment.get_absolute_url()), approve)


class AmendmentPages(LateCase):
    def setUp(self):
        self.one = make.activity(college=self.jidian, title="焊接体验课")
        make.filed(self.filing)
        self.job = CompileJob.objects.order(self.edition, self.zhou)
        self.job.run()
        self.enterContext(self.clock_at(CLOSED))
        self.one.refresh_from_db()
        self.one.venue = "东区广场"
        self.one.revise(self.chen, [], base_version=1)

    def ask(self, **data):
        seen = self.stored().content_digest()
        return self.post(self.chen, "amendment_new", **{"reason": "改场地", "seen": seen} | data)

    def test_before_and_after_stand_in_words(self):
        page = self.page(self.chen, self.address("amendment_new"))
        for words in ("“焊接体验课”改了活动地点", "实训楼 101", "东区广场"):
            self.assertContains(page, words)

    def test_without_a_reason_it_is_asked_again(self):
        self.assertContains(self.ask(reason=" "), "变更单必须写明原因", status_code=422)

    def test_from_the_question_to_the_compilation_that_is_out_of_date(self):
        self.ask()
        amendment = Amendment.objects.get()
        self.assertContains(self.page(self.chen), "待审批")
        self.post(self.zhou, "amendment_approve", amendment.pk, seen=amendment.content_digest)
        self.assertContains(self.page(self.sun), self.address("filing_sign"))
        signed = {"declared": "1", "seen": self.stored().content_digest(), "reason": "改场地"}
        self.post(self.sun, "filing_sign", **signed)
        receipt = self.page(self.sun, self.stored().revision.get_absolute_url())
        self.assertContains(receipt, "东区广场")
        page = self.page(self.zhou, self.job.get_absolute_url())
        for words in ("已过期", "重新汇总附件1", "东区广场"):
            self.assertContains(page, words)
        jobs = reverse("compile_job_list", args=[self.edition.code])
        self.assertContains(self.page(self.zhou, jobs), "已过期")

    def test_refused_the_college_reads_why(self):
        self.ask()
        pk, seen = Amendment.objects.values_list("pk", "content_digest").get()
        self.assertRefused(self.post(self.zhou, "amendment_refuse", pk, reason=""), "必须写明原因")
        self.post(self.zhou, "amendment_refuse", pk, reason="活动已结束", seen=seen)
        self.assertContains(
            self.page(self.chen, reverse("amendment_detail", args=[pk])), "活动已结束"
        )


class Versions(LateCase):
    def setUp(self):
        self.one = make.activity(college=self.jidian, title="焊接体验课")
        make.filed(self.filing)
        make.accepted(self.filing, self.zhou, self.now)
        make.activity(college=self.jidian, title="新增的课", leader_phone="13800000009")
        self.filing.refresh_from_db()
        make.filed(self.filing)

    def test_since_accepted(self):
        self.assertContains(self.page(self.zhou), "又报送了 1 处改动")

    def test_two_filings_side_by_side(self):
        url = self.address("revision_compare")
        page = self.page(self.chen, f"{url}?from=1&to=2")
        self.assertContains(page, "“新增的课”")
        self.assertContains(page, "13800000009")
        self.assertContains(self.page(self.chen, f"{url}?from=2&to=now"), "没有差别")

    def test_phones_are_masked_for_who_only_reads(self):
        page = self.page(self.chu, self.address("revision_compare"))
        self.assertContains(page, "138****0009")
        self.assertNotContains(page, "13800000009")

    def test_numbers_that_are_none(self):
        for asked in ("from=9&to=x", "from=²&to=", "from=-1&to=99999999999999999999"):
            with self.subTest(asked):
                page = self.page(self.chen, f"{self.address('revision_compare')}?{asked}")
                self.assertEqual(page.status_code, 200)

    def test_two_compilations_side_by_side(self):
        first = CompileJob.objects.order(self.edition, self.zhou)
        first.run()
        make.filed(self.other_filing)
        second = CompileJob.objects.order(self.edition, self.zhou)
        second.run()
        page = self.page(self.zhou, reverse("compile_job_compare", args=[second.pk]))
        comparison = page.context["comparison"]
        counts = comparison.units, comparison.added, comparison.removed, comparison.changed
        self.assertEqual(counts, (1, 1, 0, 0))
        self.assertContains(page, "新汇入")
        self.assertContains(page, f"与{first} 比较")
        # Nothing was compiled before the first: it meets what would be compiled now.
        page = self.page(self.zhou, reverse("compile_job_compare", args=[first.pk]))
        self.assertContains(page, f"{first} · 与现在比较")
        self.assertEqual(page.context["comparison"].units, 1)
