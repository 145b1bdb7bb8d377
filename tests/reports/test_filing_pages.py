"""The page of a filing: who finds which button, and what each of them answers."""

import time_machine
from django.urls import reverse

from colleges.models import AuditEntry, Role
from reports.models import Filing, Revision
from tests import make
from tests.base import PortalTestCase, at

LAST = "2025-05-12T17:59:59.999999"
LATE = "2025-05-12T18:00:00"
CLOSED = "2025-05-18T00:00:00"
VERBS = ("hand_over", "withdraw", "sign", "send_back", "accept")


class FilingCase(PortalTestCase):
    def setUp(self):
        self.url = self.filing.get_absolute_url()

    def address(self, verb):
        return reverse(f"filing_{verb}", args=[self.filing.pk])

    def page(self, user):
        self.sign_in(user)
        return self.client.get(self.url)

    def html(self, user):
        return self.page(user).content.decode()

    def post(self, user, verb, **data):
        """As a browser does, whose page carries the newest receipt number to the office."""
        self.sign_in(user)
        if verb in ("accept", "send_back"):
            data = {"seen": make.newest(self.stored())} | data
        return self.client.post(self.address(verb), data, headers={"Referer": self.url})

    def buttons(self, user):
        html = self.html(user)
        return [verb for verb in VERBS if f'action="{self.address(verb)}"' in html]

    def assertButtons(self, **expected):
        for name, verbs in expected.items():
            with self.subTest(user=name):
                self.assertEqual(self.buttons(getattr(self, name)), verbs.split())

    def stored(self):
        return Filing.objects.get(pk=self.filing.pk)


class Buttons(FilingCase):
    """In every state, for 填报人 (chen), 院长 (sun), 教务处 (zhou), 校领导 (chu)."""

    def test_nothing_handed_over_yet(self):
        make.activity(college=self.jidian)
        self.assertButtons(chen="hand_over", sun="hand_over", zhou="", chu="", zheng="")

    def test_handed_over(self):
        make.handed_over(self.filing)
        self.assertButtons(chen="withdraw", sun="withdraw sign", zhou="", chu="", zheng="")

    def test_that_refuses_to_sign_asks_first(self):
        make.handed_over(self.filing)
        question = 'data-confirm="不签发，退回填报人？'
        self.assertIn(question, self.html(self.sun))
        self.assertNotIn(question, self.html(self.chen))

    def test_filed(self):
        make.filed(self.filing)
        self.assertButtons(chen="", sun="", zhou="send_back accept", chu="", zheng="")

    def test_filed_and_changed_since(self):
        make.filed(self.filing)
        make.activity(college=self.jidian)
        self.assertButtons(chen="hand_over", sun="hand_over", zhou="send_back accept", chu="")

    def test_sent_back(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, self.now, "电话不全")
        self.assertButtons(chen="hand_over", sun="hand_over", zhou="", chu="")

    def test_accepted(self):
        make.filed(self.filing)
        make.accepted(self.filing, self.zhou, self.now)
        self.assertButtons(chen="", sun="", zhou="send_back", chu="", zheng="")

    def test_closed(self):
        make.handed_over(self.filing)
        with self.clock_at(CLOSED):
            self.assertButtons(chen="", sun="", zhou="", chu="")
            self.assertIn("报送通道已于5月17日（周六）24:00关闭", self.html(self.chen))

    def test_the_sheet_is_offered_to_whom_it_answers(self):
        table = [("chen", True), ("sun", True), ("zhou", True), ("chu", False), ("zheng", False)]
        for name, offered in table:
            with self.subTest(user=name):
                html = self.html(getattr(self, name))
                self.assertEqual(self.address("sheet") in html, offered)


class HandOver(FilingCase):
    def test_it_waits_for_the_lead(self):
        make.activity(college=self.jidian)
        response = self.post(self.chen, "hand_over")
        self.assertRedirects(response, self.url)
        self.assertContains(self.page(self.chen), "已提交，等待院长/书记签发；")
        self.assertEqual(self.stored().handed_over_by, self.chen)

    def test_without_an_activity_it_is_refused(self):
        response = self.post(self.chen, "hand_over")
        self.assertRefused(response, "还没有填写任何活动，不能提交。")
        self.assertIsNone(self.stored().handed_over_at)

    def test_twice_is_refused_with_the_first_instant(self):
        make.handed_over(self.filing)
        response = self.post(self.chen, "hand_over")
        self.assertRefused(response, "已于5月12日（周一）10:00提交签发")

    def test_withdrawn_it_can_be_changed_again(self):
        make.handed_over(self.filing)
        self.post(self.chen, "withdraw", reason="还要改时间")
        self.assertIsNone(self.stored().handed_over_at)
        self.assertContains(self.page(self.chen), "还要改时间")

    def test_withdrawing_what_is_signed_is_refused(self):
        make.filed(self.filing)
        self.assertRefused(self.post(self.chen, "withdraw"), "已经签发，不能撤回。")


class WaitsForTheDatabase:
    """A crowd before the line: the request is here in time, its turn comes after 18:00."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with time_machine.travel(at(LATE), tick=False):
            return self.get_response(request)


class Sign(FilingCase):
    def setUp(self):
        super().setUp()
        self.one = make.activity(college=self.jidian)
        make.handed_over(self.filing)

    def sign(self, user=None, **data):
        seen = self.stored().content_digest()
        return self.post(user or self.sun, "sign", **{"declared": "1", "seen": seen} | data)

    def assertNotFiled(self, response, sentence):
        self.assertRefused(response, sentence)
        self.assertFalse(Revision.objects.exists())

    def test_the_signature_is_the_filing(self):
        response = self.sign()
        revision = Revision.objects.get()
        self.assertRedirects(response, revision.get_absolute_url())
        self.assertEqual((revision.signed_by, revision.prepared_by), (self.sun, self.chen))
        self.assertContains(self.client.get(response.url), "ZJZ2025-F1-01-01")

    def test_the_page_carries_declaration_and_what_was_seen(self):
        html = self.html(self.sun)
        self.assertIn(self.edition.declaration, html)
        self.assertIn(f'name="seen" value="{self.stored().content_digest()}"', html)

    def test_without_the_declaration(self):
        self.assertNotFiled(self.sign(declared=""), "签发前请勾选承诺声明")

    def test_after_a_change_that_was_not_seen(self):
        seen = self.stored().content_digest()
        self.one.venue = "东区"
        self.one.revise(self.chen, [], base_version=1)
        self.assertNotFiled(self.sign(seen=seen), "您打开页面之后内容又有改动")

    def test_without_what_was_seen(self):
        self.assertNotFiled(self.sign(seen=""), "您打开页面之后内容又有改动")

    def test_a_form_that_was_emptied_meanwhile(self):
        self.one.cancel(self.chen, "填错了")
        self.assertNotFiled(self.sign(), "表里已经没有活动，不能签发。")

    def test_not_by_the_one_who_fills_in_nor_by_the_office(self):
        for user, expected in [(self.chen, 403), (self.zhou, 403), (self.he, 404)]:
            with self.subTest(user=user.name):
                self.assertEqual(self.sign(user).status_code, expected)
        self.assertFalse(Revision.objects.exists())

    def test_a_lead_may_sign_what_they_typed(self):
        self.filing.withdraw(self.sun)
        self.post(self.sun, "hand_over")
        self.sign()
        revision = Revision.objects.get()
        self.assertEqual((revision.prepared_by, revision.signed_by), (self.sun, self.sun))

    def test_a_second_tab_is_told_the_receipt_number(self):
        self.sign()
        response = self.sign()
        self.assertRefused(response, "由孙于5月12日（周一）10:00签发，回执号ZJZ2025-F1-01-01")
        self.assertEqual(Revision.objects.count(), 1)

    def test_a_microsecond_before_the_line_is_in_time(self):
        with self.clock_at(LAST):
            self.sign()
        revision = Revision.objects.get()
        self.assertEqual((revision.is_late, revision.received_at), (False, at(LAST)))

    def test_received_before_the_line_and_saved_after_it_is_in_time(self):
        waits = f"{__name__}.{WaitsForTheDatabase.__name__}"
        with self.modify_settings(MIDDLEWARE={"append": waits}), self.clock_at(LAST):
            self.sign()
        revision = Revision.objects.get()
        self.assertEqual((revision.is_late, revision.received_at), (False, at(LAST)))

    def test_on_the_line_it_needs_a_reason(self):
        with self.clock_at(LATE):
            self.assertIn('name="reason"', self.html(self.sun))
            self.assertNotFiled(self.sign(), "已过报送时限，请写明补报或变更的原因后再签发。")

    def test_on_the_line_with_a_reason_it_is_late(self):
        with self.clock_at(LATE):
            self.sign(reason="系统培训晚了")
        revision = Revision.objects.get()
        self.assertEqual((revision.is_late, revision.reason), (True, "系统培训晚了"))
        self.assertEqual(self.stored().state(at(LATE)).name, "补报")

    def test_the_reason_is_kept_when_something_else_is_wrong(self):
        with self.clock_at(LATE):
            self.sign(reason="系统培训晚了", declared="")
            self.assertIn(">系统培训晚了</textarea>", self.html_again())

    def html_again(self):
        return self.client.get(self.url).content.decode()

    def test_too_long_a_reason(self):
        with self.clock_at(LATE):
            self.assertNotFiled(self.sign(reason="晚" * 301), "最多写 300 字，现在有 301 字。")

    def test_after_closing_it_is_refused_with_the_way_out(self):
        with self.clock_at(CLOSED):
            response = self.sign(reason="忘了")
            self.assertNotFiled(
                response,
                "延期以后，院长/书记就能在这张表的页面上直接签发，不用再提交一次。您填写的内容都保留着。",
            )
        self.assertIsNotNone(self.stored().handed_over_at)

    def test_the_browser_does_not_name_the_instant(self):
        with self.clock_at(LATE):
            response = self.sign(received_at=LAST, is_late="")
        self.assertNotFiled(response, "已过报送时限")


class SendBack(FilingCase):
    def setUp(self):
        super().setUp()
        make.filed(self.filing)

    def test_the_reason_reaches_the_college(self):
        self.post(self.zhou, "send_back", reason="电话不全\r\n请补上")
        self.assertEqual(self.stored().return_reason, "电话不全\n请补上")
        self.assertContains(self.page(self.chen), "电话不全")

    def test_without_a_reason_it_is_refused(self):
        response = self.post(self.zhou, "send_back", reason=" \n")
        self.assertRefused(response, "退回必须写明原因，学院才知道要改什么。")
        self.assertIsNone(self.stored().returned_at)

    def test_too_long_a_reason_is_refused_and_kept(self):
        response = self.post(self.zhou, "send_back", reason="补" * 501)
        self.assertRefused(response, "最多写 500 字，现在有 501 字。")
        self.assertContains(self.client.get(self.url), "补" * 501)

    def test_five_hundred_with_line_breaks_are_taken(self):
        reason = "\r\n".join(["补" * 249, "补" * 250])
        self.post(self.zhou, "send_back", reason=reason)
        self.assertEqual(len(self.stored().return_reason), 500)

    def test_a_second_time_is_refused(self):
        self.post(self.zhou, "send_back", reason="电话不全")
        response = self.post(self.wu, "send_back", reason="也退")
        self.assertRefused(response, "学院还没有报送，或已经退回，不能再退回。")

    def test_filed_again_it_is_the_second_revision(self):
        self.post(self.zhou, "send_back", reason="电话不全")
        self.post(self.chen, "hand_over")
        seen = self.stored().content_digest()
        self.post(self.sun, "sign", declared="1", seen=seen)
        self.assertEqual(self.stored().revision.receipt_no, "ZJZ2025-F1-01-02")
        self.assertEqual(self.stored().return_reason, "")


class Accept(FilingCase):
    def test_name_and_instant_stand_on_the_page(self):
        make.filed(self.filing)
        self.post(self.zhou, "accept")
        self.assertContains(self.page(self.chen), "<dt>确认</dt><dd>周 5月12日（周一）10:00</dd>")

    def test_nothing_filed(self):
        self.assertRefused(self.post(self.zhou, "accept"), "学院还没有报送")

    def test_not_by_who_signed_or_prepared_it(self):
        for role in [Role.COLLEGE_STAFF, Role.COLLEGE_LEAD]:
            make.hat(self.zhou, role, college=self.jidian)
        make.filed(self.filing, staff=self.chen, lead=self.zhou)
        self.assertRefused(self.post(self.zhou, "accept"), "您参与了这份表的填报或签发")
        self.post(self.wu, "accept")
        self.assertEqual(self.stored().accepted_by, self.wu)

    def test_a_second_officer_is_told_who_was_faster(self):
        make.filed(self.filing)
        self.post(self.zhou, "accept")
        response = self.post(self.wu, "accept")
        self.assertRefused(response, "已由周于5月12日（周一）10:00确认。")


class FiledAgainMeanwhile(FilingCase):
    """The office decides on what it looked at, not on what came in behind its back."""

    def setUp(self):
        super().setUp()
        self.first = make.filed(self.filing)
        make.activity(college=self.jidian)
        make.filed(self.filing)

    def test_the_page_carries_the_receipt_it_shows(self):
        html = self.html(self.zhou)
        self.assertEqual(html.count('name="seen" value="ZJZ2025-F1-01-02"'), 2)

    def test_neither_decision_takes(self):
        for verb in ["accept", "send_back"]:
            with self.subTest(verb=verb):
                seen = {"seen": self.first.receipt_no, "reason": "电话不全"}
                response = self.post(self.zhou, verb, **seen)
                self.assertRefused(response, "不是学院最新的报送（ZJZ2025-F1-01-02）。")
        self.assertEqual((self.stored().accepted_at, self.stored().returned_at), (None, None))

    def test_what_was_seen_can_be_accepted(self):
        self.post(self.zhou, "accept", seen="ZJZ2025-F1-01-02")
        self.assertEqual(self.stored().accepted_by, self.zhou)


class WhatIsShown(FilingCase):
    def test_the_office_reads_what_was_filed_and_what_changed_since(self):
        one = make.activity(college=self.jidian, title="报过的")
        make.filed(self.filing)
        one.refresh_from_db()
        one.title = "改过的"
        one.revise(self.chen, [], base_version=1)
        response = self.page(self.zhou)
        self.assertEqual([row["title"] for row in self.rows(response)], ["报过的"])
        self.assertContains(response, "“改过的”改了活动名称")

    def test_the_college_reads_what_it_is_writing(self):
        make.activity(college=self.jidian, title="报过的")
        make.filed(self.filing)
        make.activity(college=self.jidian, title="新写的", start_date=self.edition.dates[3])
        titles = [row["title"] for row in self.rows(self.page(self.chen))]
        self.assertEqual(titles, ["报过的", "新写的"])

    def rows(self, response):
        return response.context["sheet"].content["rows"]

    def test_an_unfiled_form_says_so_to_the_office(self):
        make.activity(college=self.jidian)
        self.assertIn("<strong>还没有报送</strong>", self.html(self.zhou))
        self.assertNotIn("<strong>还没有报送</strong>", self.html(self.chen))

    def test_every_step_stands_in_the_history(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, self.now, "电话不全")
        verbs = [entry.verb for entry in self.page(self.chen).context["history"]]
        self.assertEqual(verbs, ["退回", "签发", "提交签发"])

    def test_phones_by_reader(self):
        self.chen.phone = "028-12345678"
        self.chen.save()
        make.filed(self.filing)
        make.activity(college=self.jidian)
        plain, hidden = ["13800000001", "028-12345678"], ["138****0001", "028****5678"]
        table = [("chen", plain[:1]), ("zhou", plain), ("chu", hidden), ("zheng", hidden)]
        for name, expected in table:
            with self.subTest(user=name):
                html = self.html(getattr(self, name))
                self.assertEqual([phone for phone in plain + hidden if phone in html], expected)

    def test_markup_is_escaped_and_equals_signs_stay(self):
        make.activity(college=self.jidian, title="<script>x", venue="=1+1")
        html = self.html(self.zhou)
        self.assertIn("<td>&lt;script&gt;x</td>", html)
        self.assertIn("<td>=1+1</td>", html)

    def test_the_other_college_finds_nothing(self):
        make.filed(self.filing)
        self.sign_in(self.lin)
        for verb in ["detail", "panel", "sheet"]:
            with self.subTest(verb=verb):
                self.assertEqual(self.client.get(self.address(verb)).status_code, 404)
        for verb in VERBS:
            with self.subTest(verb=verb):
                self.assertEqual(self.post(self.lin, verb).status_code, 404)

    def test_a_refusal_of_rights_is_written_down(self):
        self.post(self.chen, "accept")
        entry = AuditEntry.objects.get(verb="拒绝访问")
        self.assertEqual((entry.actor_name, entry.note), ("陈", f"POST {self.address('accept')}"))
