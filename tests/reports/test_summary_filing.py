"""A summary report is filed like every paper: handed over, signed, frozen, compared, sent back."""

from django.urls import reverse

from activities.models import Requirement
from colleges.files import SANDBOX, sha256_of, stored
from colleges.models import AuditEntry
from colleges.rules import BrokenRule
from reports.models import SummaryReport, SummaryVersion
from reports.summary.board import SummaryBoard
from reports.summary.comparing import figures_of
from tests import make, summaries
from tests.base import PortalTestCase


class SummaryFiling(PortalTestCase):
    def setUp(self):
        kind = Requirement.Kind.SUMMARY_REPORT
        self.paper = make.collects(self.edition, self.jidian, kind)
        activity = make.activity(college=self.jidian, start_date=self.edition.starts_on)
        make.result(activity, students=90)
        self.at = make.timezone.now()

    def hand_over(self):
        self.paper.refresh_from_db()
        self.paper.hand_over(self.chen, self.at)

    def file(self, text="全院共开展活动1场次。"):
        version = summaries.version(self.jidian, text)
        self.hand_over()
        return version, make.signed(self.paper)

    def test_nothing_to_hand_over_without_a_report(self):
        self.assertEqual(self.paper.state_code(self.at), "not_started")
        with self.assertRaisesMessage(BrokenRule, "还没有总结报告，不能提交。"):
            self.hand_over()

    def test_what_is_filed_is_the_file_and_what_it_says(self):
        version, revision = self.file()
        content = revision.full_content()
        (row,) = content["rows"]
        self.assertEqual((row["id"], row["sha256"]), (version.pk, version.sha256))
        self.assertEqual((row["way"], row["name"]), ("上传", "工作总结.docx"))
        self.assertEqual((content["numbers"]["A1"], content["numbers"]["D3"]), (1, 90))
        self.assertEqual(content["findings"][0][:2], ["A1", "same"])

    def test_numbers_that_differ_want_a_comment(self):
        version = summaries.version(self.jidian, "全院共开展活动3场次。")
        with self.assertRaisesMessage(BrokenRule, "第1段写“3场次”，附件2（当前）为 1 场次。"):
            self.hand_over()
        version.explain(self.chen, "含后续两场")
        self.hand_over()
        content = make.signed(self.paper).full_content()
        self.assertEqual(content["rows"][0]["comment"], "含后续两场")

    def test_another_version_is_a_change_the_moving_form_is_none(self):
        self.file()
        self.paper.refresh_from_db()
        make.result(make.activity(college=self.jidian))
        self.assertFalse(self.paper.has_changes())
        first = self.paper.revision.full_content()
        summaries.version(self.jidian, "全院共开展活动2场次。")
        self.assertTrue(self.paper.has_changes())
        (change,) = self.paper.paper.compare(first, self.paper.content())
        self.assertEqual(change.sentence, "报告换成第 2 版“工作总结.docx”")
        self.assertIn("SHA-256", [label for label, _, _ in change.facts])

    def test_a_form_that_was_sent_back_is_no_measure(self):
        make.figures(self.jidian)
        form = make.collects(self.edition, self.jidian, Requirement.Kind.STATISTICS_FORM)
        form.hand_over(self.chen, self.at)
        make.signed(form)
        self.assertIn("报送）", figures_of(self.edition, self.jidian)[1])
        form.refresh_from_db()
        make.sent_back(form, self.zhou, self.at, "场次有误")
        self.assertEqual(figures_of(self.edition, self.jidian)[1], "附件2（当前）")
        board = SummaryBoard(self.edition, [self.jidian], self.at, self.edition.ends_on)
        self.assertEqual(board.figures(self.jidian)[1], "附件2（当前）")

    def test_what_was_signed_is_what_the_lead_saw(self):
        summaries.version(self.jidian, "全院共开展活动1场次。")
        self.hand_over()
        seen = self.paper.content_digest()
        summaries.version(self.jidian, "全院共开展活动1场次，换了一版。")
        with self.assertRaisesMessage(BrokenRule, "您打开页面之后内容又有改动"):
            self.paper.sign(self.sun, received_at=self.at, declared=True, seen=seen)

    def test_its_pages(self):
        _, revision = self.file()
        self.sign_in(self.zhou)
        for address in (self.paper.get_absolute_url(), revision.get_absolute_url()):
            page = self.client.get(address)
            self.assertContains(page, "工作总结.docx")
            self.assertContains(page, "第1段与附件2（当前）一致（1 场次）")
        self.assertContains(self.client.get(self.paper.get_absolute_url()), "下载 .docx")
        sent = self.client.get(reverse("filing_sheet", args=[self.paper.pk]))
        self.assertEqual(b"".join(sent.streaming_content)[:2], b"PK")
        report = SummaryReport.objects.of(self.edition, self.jidian)
        self.assertContains(self.client.get(report.get_absolute_url()), revision.receipt_no)

    def test_its_receipt_and_its_download_notice_another_file(self):
        version, revision = self.file()
        self.sign_in(self.zhou)
        self.assertContains(self.client.get(revision.get_absolute_url()), "存档内容与回执一致")
        other = stored(version.stored_name)
        other.write_bytes(b"other")
        SummaryVersion.objects.update(sha256=sha256_of(other))
        self.assertContains(self.client.get(revision.get_absolute_url()), "与回执不一致或已不在")
        answer = self.client.get(reverse("filing_sheet", args=[self.paper.pk]))
        self.assertRefused(answer, "已经不是交上来的那一份")
        self.assertFalse(AuditEntry.objects.filter(verb="下载").exists())

    def test_its_download_is_sandboxed_like_every_stored_file(self):
        self.file()
        self.sign_in(self.zhou)
        answer = self.client.get(reverse("filing_sheet", args=[self.paper.pk]))
        self.assertEqual(answer["Content-Security-Policy"], SANDBOX)
        self.assertIn("attachment", answer["Content-Disposition"])

    def test_pages_before_there_is_a_report(self):
        self.sign_in(self.chen)
        page = self.client.get(self.paper.get_absolute_url())
        self.assertContains(page, "还没有总结报告。")
        self.assertContains(page, "交总结报告")
        report = SummaryReport.objects.of(self.edition, self.jidian)
        self.assertContains(self.client.get(report.get_absolute_url()), "去报送页")
        desk = self.client.get(reverse("desk", args=["2025"]))
        self.assertContains(desk, "交总结报告")
        self.sign_in(self.zhou)
        board = self.client.get(reverse("summary_board", args=["2025"]))
        self.assertContains(board, self.paper.get_absolute_url())

    def test_sent_back_and_filed_again(self):
        self.file()
        self.paper.refresh_from_db()
        make.sent_back(self.paper, self.zhou, self.at, "缺少存在问题一节")
        summaries.version(self.jidian, "全院共开展活动1场次。存在问题：略。")
        self.hand_over()
        make.signed(self.paper)
        make.accepted(self.paper, self.zhou, self.at)
        self.assertEqual(self.paper.state_code(self.at), "accepted")
