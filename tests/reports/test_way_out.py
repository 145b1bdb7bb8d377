"""After the closing line: one rule, told alike on the desk, the form, in notices and the group."""

from django.db import transaction
from django.urls import reverse

from colleges.models import Notice
from colleges.rules import BrokenRule
from reports import way_out
from reports.models import Amendment, Filing, ReminderRun
from reports.models.reminder import owing
from reports.papers import PAPERS
from reports.reminder_words import body_for, digest_body, group_text, title_for
from tests import make
from tests.base import PortalTestCase, at

NAMES = ("AMEND", "AMEND_RETURNED_UNSIGNED", "AMEND_UNSIGNED", "ASK_AGAIN", "EXTEND")
NAMES += ("EXTEND_TO_SIGN", "HAND_OVER", "REST", "SIGN", "WAIT")
WAYS = {n: way_out.in_words_of(PAPERS["info_form"], getattr(way_out, n)) for n in NAMES}
REST, SIGN = WAYS["REST"], WAYS["SIGN"]

OPEN, CLOSED = at("2025-05-17T23:59:59"), at("2025-05-18T00:00")


class WayOutCase(PortalTestCase):
    def stored(self):
        return Filing.objects.get(pk=self.filing.pk)

    def way(self):
        return self.stored().way_out(CLOSED)

    def unsigned(self):
        make.handed_over(self.filing)

    def filed(self):
        make.filed(self.filing)

    def returned(self):
        revision = make.filed(self.filing)
        self.filing.send_back(self.wu, self.now, "电话不全", seen=revision.receipt_no)

    def changed_unsigned(self):
        make.filed(self.filing)
        make.activity(college=self.jidian)
        self.filing.hand_over(self.chen, OPEN)

    def returned_unsigned(self):
        self.returned()
        self.filing.refresh_from_db()
        self.filing.hand_over(self.chen, OPEN)

    def asked(self):
        make.filed(self.filing)
        return make.amendment(self.filing)

    def approved(self):
        amendment = self.asked()
        amendment.approve(self.wu, CLOSED, seen=amendment.content_digest)

    def approved_and_withdrawn(self):
        self.approved()
        self.stored().withdraw(self.chen)

    def approved_and_edited(self):
        self.approved()
        make.activity(college=self.jidian)

    # What happened before the line, and the one way that is left.
    TABLE = [
        ("nothing", WAYS["EXTEND"]),
        ("unsigned", WAYS["EXTEND_TO_SIGN"]),
        ("filed", REST),
        ("returned", WAYS["AMEND"]),
        ("changed_unsigned", WAYS["AMEND_UNSIGNED"]),
        ("returned_unsigned", WAYS["AMEND_RETURNED_UNSIGNED"]),
        ("asked", WAYS["WAIT"]),
        ("approved", SIGN),
        ("approved_and_withdrawn", WAYS["HAND_OVER"]),
        ("approved_and_edited", WAYS["ASK_AGAIN"]),
    ]

    def nothing(self):
        make.activity(college=self.jidian)

    def each(self):
        """Every row of the table by itself: what one did is undone before the next."""
        for story, way in self.TABLE:
            with self.subTest(story):
                before = transaction.savepoint()
                getattr(self, story)()
                yield way
                transaction.savepoint_rollback(before)
                self.filing.refresh_from_db()

    def page(self, user, url=None):
        with self.clock_at("2025-05-18T00:00"):
            self.sign_in(user)
            return self.client.get(url or self.filing.get_absolute_url())


class TheRule(WayOutCase):
    def test_of_attachment_one_it_speaks_of_activities(self):
        self.assertIn("确需变更，请先在“活动周”里改好活动，再在这张表的页面上", REST.todo)
        self.assertIn("签发之前不要再改动活动，改了要重新审批。", SIGN.todo)

    def test_open_there_is_no_need_of_one(self):
        for _ in self.each():
            self.assertIsNone(self.stored().way_out(OPEN))

    def test_closed_there_is_one_for_each(self):
        for way in self.each():
            self.assertEqual(self.stored().way_out(CLOSED), way)

    def test_rows_that_bring_their_amendment_along_say_the_same_in_one_query(self):
        for way in self.each():
            filing = Filing.objects.for_board(self.edition).get(college=self.jidian)
            draft = filing.content()
            with self.assertNumQueries(0):
                self.assertEqual(filing.way_out(CLOSED, draft), way)

    def test_an_extension_opens_the_door_again(self):
        self.unsigned()
        make.extension(self.filing, at=CLOSED)
        self.assertIsNone(self.stored().way_out(CLOSED))
        make.signed(self.stored(), at=CLOSED, reason="院长出差")

    def test_who_owes_nothing_needs_none(self):
        self.filing.excuse(self.zhou, self.now, "全部在外实习")
        self.assertIsNone(self.way())

    def test_what_may_not_be_filed_is_refused_with_these_words(self):
        for way in self.each():
            if not way.may_file:
                with self.assertRaisesMessage(BrokenRule, way.todo):
                    self.stored().require_open(CLOSED)
            else:
                self.stored().require_open(CLOSED)


class ToldAlike(WayOutCase):
    def test_on_the_form_for_the_college_and_the_office(self):
        for way in self.each():
            # Where it may be signed the college finds the form to sign instead of words.
            for user, silent in [(self.chen, SIGN), (self.sun, SIGN), (self.zhou, REST)]:
                told = self.page(user)
                (self.assertNotContains if way is silent else self.assertContains)(told, way.todo)

    def test_on_the_desk_of_who_has_something_to_do(self):
        desk = reverse("desk", args=["2025"])
        for way in self.each():
            for user in (self.chen, self.sun):
                shown = way is not REST
                told = self.page(user, desk)
                (self.assertContains if shown else self.assertNotContains)(told, way.todo)

    def test_no_page_shows_another_way(self):
        desk, all_ways = reverse("desk", args=["2025"]), {way.todo for _, way in self.TABLE}
        for way in self.each():
            for url in (desk, None):
                page = self.page(self.sun, url).content.decode()
                # 变更单 of what was handed over is told with the sentence of the others.
                told = {todo for todo in all_ways if todo in page and todo not in way.todo}
                self.assertEqual(told, set())

    def test_the_signature_is_offered_only_where_it_counts(self):
        sign = reverse("filing_sign", args=[self.filing.pk])
        for way in self.each():
            offered = way is SIGN
            (self.assertContains if offered else self.assertNotContains)(self.page(self.sun), sign)

    def test_the_button_of_the_lead_says_so(self):
        desk = reverse("desk", args=["2025"])
        for way in self.each():
            words = "去签发" if way is SIGN else way.button
            self.assertContains(self.page(self.sun, desk), f">{words}</a>")

    def test_handed_over_and_never_signed_says_why_there_is_no_button(self):
        self.unsigned()
        page = self.page(self.sun)
        self.assertContains(page, "院长/书记没有在关闭之前签发，所以不算报送")
        self.assertContains(page, "通道关闭前没有签发，现在不能签发")


class Reminded(WayOutCase):
    def owed(self):
        return [one for one in owing(self.filing.requirement) if one.college == self.jidian]

    def test_a_notice_says_that_it_is_closed_and_what_to_do(self):
        for way in self.each():
            for filing in self.owed():
                self.assertEqual(title_for(filing, CLOSED), f"附件1的报送通道已关闭：{way.title}")
                self.assertIn(f"5月17日（周六）24:00关闭。{way.todo}", body_for(filing, CLOSED))

    def test_the_return_is_not_forgotten(self):
        self.returned()
        self.assertIn("教务处退回的原因：电话不全", body_for(self.owed()[0], CLOSED))

    def test_the_inbox_has_the_title(self):
        self.unsigned()
        ReminderRun.objects.chase(self.filing.requirement, by=self.zhou, at=CLOSED)
        title = "附件1的报送通道已关闭：还没有签发，请联系教务处延期"
        self.assertEqual(Notice.objects.filter(title=title).count(), 2)

    def test_the_group_reads_who_does_what(self):
        self.returned()
        owed = owing(self.filing.requirement)
        text = group_text(self.filing.requirement, owed, CLOSED)
        self.assertIn("报送通道已关闭，教务处退回的，请改好后提交变更单：机电学院。", text)
        self.assertIn(
            "还未报送的学院（1 个）：财经学院；被退回待修改的学院（1 个）：机电学院。", text
        )
        self.assertIn("报送通道已关闭，确需补报，请联系教务处延期：财经学院。", text)
        self.assertNotIn("请尽快在职教活动周系统填报", text)

    def test_one_with_an_extension_is_still_asked_to_file_and_nobody_else(self):
        make.extension(self.filing, at=CLOSED)
        text = group_text(self.filing.requirement, owing(self.filing.requirement), CLOSED)
        self.assertNotIn("延期：机电学院", text)
        self.assertIn("通道还开着的学院请尽快在职教活动周系统填报", text)

    def test_the_group_reads_who_waits_for_a_signature(self):
        self.unsigned()
        text = group_text(self.filing.requirement, owing(self.filing.requirement), OPEN)
        self.assertIn("还未报送的学院（1 个）：财经学院；待院长/书记签发的学院（1 个）：", text)
        self.assertIn("。请尽快在职教活动周系统填报", text)

    def test_the_text_of_some_says_how_many_owe_in_all(self):
        owed = self.owed()
        text = group_text(self.filing.requirement, owed, OPEN, in_all=2)
        self.assertIn("只列出这次提醒的 1 个学院，全校还有 2 个未报。", text)
        self.assertNotIn("全校", group_text(self.filing.requirement, owed, OPEN, in_all=1))

    def test_the_office_reads_it_in_its_digest(self):
        owed = owing(self.filing.requirement)
        self.assertIn("请联系教务处延期：", digest_body(self.filing.requirement, owed, [], CLOSED))
        self.assertNotIn("关闭", digest_body(self.filing.requirement, owed, [], OPEN))


class NobodyIsAskedTwice(WayOutCase):
    def test_the_desk_does_not_ask_for_what_is_approved(self):
        self.approved()
        page = self.page(self.sun, reverse("desk", args=["2025"]))
        for words in ("提交变更单", "改动还没有报送", "还没有安排"):
            self.assertNotContains(page, words)
        self.assertTrue(Amendment.objects.open().exists())
