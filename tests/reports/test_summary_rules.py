"""A college's summary report: versions, which of them counts, two at once, nothing lost."""

import os
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from activities.models import Requirement
from colleges.files import stored
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState
from reports.models import SummaryReport, SummaryVersion
from reports.models.summary_report import FOLDER, MOST_VERSIONS
from tests import make, summaries
from tests.base import PortalTestCase, at

CLOSED = at("2025-06-01T00:00")


class Versions(PortalTestCase):
    def report(self):
        return SummaryReport.objects.of(self.edition, self.jidian)

    def test_nothing_is_stored_before_there_is_a_version(self):
        self.assertFalse(self.report().is_stored)
        self.assertEqual(list(self.report().history()), [])

    def test_the_newest_counts_and_those_before_stay(self):
        first = summaries.version(self.jidian, "甲")
        second = summaries.version(self.jidian, "乙")
        report = self.report()
        self.assertEqual(report.newest, second)
        self.assertEqual([one.number for one in report.history()], [2, 1])
        for one in (first, second):
            self.assertEqual(stored(one.stored_name).stat().st_size, one.size)

    def test_the_same_file_again_is_refused_and_leaves_no_version(self):
        summaries.version(self.jidian, "甲")
        content = stored(self.report().newest.stored_name).read_bytes()
        with self.assertRaisesMessage(BrokenRule, "和现用的第 1 版完全一样"):
            summaries.version(self.jidian, content=content)
        self.assertEqual((self.report().version_count, SummaryVersion.objects.count()), (1, 1))

    def test_two_who_began_at_the_same_moment_get_a_number_each(self):
        one, other = self.report(), self.report()
        for place, report in enumerate((one, other)):
            path = stored(f"waiting-{place}")
            path.write_bytes(str(place).encode())
            facts = {"way": "uploaded", "name": "a.docx", "said": [], "left_open": 0}
            report.take_in(path, by=self.chen, **facts)
        self.assertEqual([one.number for one in self.report().history()], [2, 1])

    def test_one_report_of_a_college_whatever_the_code(self):
        summaries.version(self.jidian)
        with self.assertRaises(IntegrityError), transaction.atomic():
            SummaryReport.objects.create(edition=self.edition, college=self.jidian)

    def test_an_earlier_version_counts_again(self):
        first = summaries.version(self.jidian, "甲")
        summaries.version(self.jidian, "乙")
        self.report().use(first, self.sun)
        self.assertEqual(self.report().newest, first)
        with self.assertRaisesMessage(WrongState, "现在用的就是第 1 版"):
            self.report().use(first, self.chen)

    def test_every_step_is_on_record(self):
        first = summaries.version(self.jidian, "甲")
        summaries.version(self.jidian, "乙")
        self.report().use(first, self.sun)
        first.explain(self.chen, "多写了两场后续活动")
        verbs = (
            AuditEntry.objects.about(self.report()).order_by("pk").values_list("verb", flat=True)
        )
        self.assertEqual(
            list(verbs), ["上传总结报告", "上传总结报告", "改用总结报告版本", "说明总结报告数字"]
        )

    def test_a_comment_is_kept_once_and_not_without_end(self):
        version = summaries.version(self.jidian)
        version.explain(self.chen, "  多两场  ")
        version.refresh_from_db()
        self.assertEqual(version.comment, "多两场")
        with self.assertRaisesMessage(WrongState, "说明没有改动。"):
            version.explain(self.chen, "多两场")
        with self.assertRaisesMessage(BrokenRule, "最多写 500 字"):
            version.explain(self.chen, "长" * 501)

    def test_who_sees_it(self):
        summaries.version(self.jidian)
        for user, expected in [(self.chen, 1), (self.sun, 1), (self.lin, 0), (self.zhou, 1)]:
            with self.subTest(user=user.name):
                self.assertEqual(SummaryReport.objects.visible_to(user).count(), expected)

    def test_an_officer_who_stands_in_writes_it(self):
        version = summaries.version(self.jidian, by=make.officer())
        self.assertEqual(version.added_by, self.zhou)


class Room(PortalTestCase):
    """So many versions and so many bytes: what nobody filed goes first, what was filed stays."""

    def setUp(self):
        self.first = summaries.version(self.jidian, "全院共开展活动0场次。")

    def numbers(self):
        report = SummaryReport.objects.of(self.edition, self.jidian)
        return [one.number for one in report.history()]

    def take(self, number=1):
        """More of them, without the cost of a document each."""
        report = SummaryReport.objects.of(self.edition, self.jidian)
        for place in range(number):
            path = settings.TEMP_DIR / "version"
            path.write_bytes(f"{report.version_count}-{place}".encode())
            facts = {"way": "uploaded", "name": "a.docx", "said": [], "left_open": 0}
            with self.captureOnCommitCallbacks(execute=True):
                report.take_in(path, by=self.chen, **facts)
        return report

    def test_the_oldest_goes_with_its_file_and_on_record(self):
        self.take(MOST_VERSIONS - 1)
        self.assertTrue(stored(self.first.stored_name).exists())
        report = self.take()
        self.assertEqual(self.numbers(), list(range(MOST_VERSIONS + 1, 1, -1)))
        self.assertEqual(report.let_go, [1])
        self.assertFalse(stored(self.first.stored_name).exists())
        entry = AuditEntry.objects.get(verb="删去总结报告旧版本")
        self.assertEqual((entry.actor, entry.payload["number"]), (self.chen, 1))

    def test_a_version_that_made_room_is_not_used_again(self):
        late = SummaryVersion.objects.get(pk=self.first.pk)
        report = self.take(MOST_VERSIONS)
        before = report.newest
        with self.assertRaisesMessage(WrongState, "第 1 版刚刚为给新上传的文件腾出位置而删去"):
            SummaryReport.objects.of(self.edition, self.jidian).use(late, self.sun)
        self.assertEqual(SummaryReport.objects.get().newest, before)
        self.assertFalse(AuditEntry.objects.filter(verb="改用总结报告版本").exists())

    def test_what_was_filed_and_what_counts_stay(self):
        paper = make.collects(self.edition, self.jidian, Requirement.Kind.SUMMARY_REPORT)
        self.first.explain(self.chen, "活动在别处登记")
        paper.hand_over(self.chen, timezone.now())
        make.signed(paper)
        second = summaries.version(self.jidian, "乙")
        report = self.take(MOST_VERSIONS - 1)
        report.use(second, self.chen)
        self.take()
        self.assertEqual(self.numbers()[-3:], [4, 2, 1])
        self.assertTrue(stored(self.first.stored_name).exists())

    def test_what_stands_in_a_change_form_stays(self):
        paper = make.collects(self.edition, self.jidian, Requirement.Kind.SUMMARY_REPORT)
        self.first.explain(self.chen, "活动在别处登记")
        paper.hand_over(self.chen, timezone.now())
        make.signed(paper)
        paper.refresh_from_db()
        second = summaries.version(self.jidian, "乙")
        paper.amendments.ask(paper, self.chen, CLOSED, "补充", paper.content_digest())
        report = SummaryReport.objects.of(self.edition, self.jidian)
        self.assertEqual(report.filed_ids(), {self.first.pk, second.pk})

    def test_what_a_filed_statistics_form_counts_stays_and_opens_from_its_receipt(self):
        make.figures(self.jidian)
        paper = make.collects(self.edition, self.jidian, Requirement.Kind.STATISTICS_FORM)
        receipt = make.filed(paper, at=timezone.now()).receipt_no
        self.take(MOST_VERSIONS + 1)
        self.assertEqual(self.numbers()[-2:], [3, 1])
        self.sign_in(self.chen)
        page = self.client.get(reverse("receipt_rows", args=[receipt, "I1"]))
        address = reverse("summary_file", args=[self.first.pk])
        self.assertContains(page, f'href="{address}"')
        self.assertEqual(self.client.get(address).status_code, 200)

    def test_what_a_change_form_of_the_statistics_counts_stays(self):
        make.figures(self.jidian)
        paper = make.collects(self.edition, self.jidian, Requirement.Kind.STATISTICS_FORM)
        make.filed(paper, at=timezone.now())
        paper.refresh_from_db()
        make.result(make.activity(college=self.jidian))
        second = summaries.version(self.jidian, "乙")
        paper.amendments.ask(paper, self.chen, CLOSED, "补充", paper.content_digest())
        report = SummaryReport.objects.of(self.edition, self.jidian)
        self.assertEqual(report.filed_ids(), {self.first.pk, second.pk})

    def test_bytes_are_counted_as_well(self):
        SummaryVersion.objects.update(size=600)
        self.take()
        with override_settings(MEDIA_QUOTA=20 * 700):
            SummaryVersion.objects.filter(number=2).update(size=200)
            self.assertEqual(self.take().let_go, [1])

    def test_a_college_whose_room_is_full_is_told_how_much_is_left(self):
        SummaryVersion.objects.update(size=600)
        told = "报送过的和现用的版本要一直保留，还剩 0.0 MB，放不下这份文件"
        with override_settings(MEDIA_QUOTA=20 * 601), self.assertRaisesMessage(BrokenRule, told):
            self.take()
        self.assertEqual(self.numbers(), [1])


class Store(PortalTestCase):
    """Its bytes: none without a row, none handed out that are not those that came."""

    def setUp(self):
        self.version = summaries.version(self.jidian)

    def test_a_file_whose_row_was_never_written_is_swept_after_an_hour(self):
        stray = stored(f"{FOLDER}stray")
        stray.write_bytes(b"a")
        SummaryVersion.objects.purge_strays(timezone.now())
        self.assertTrue(stray.exists())
        os.utime(stray, (0, 0))
        os.utime(stored(self.version.stored_name), (0, 0))
        SummaryVersion.objects.purge_strays(timezone.now() + timedelta(hours=2))
        self.assertFalse(stray.exists())
        self.assertTrue(stored(self.version.stored_name).exists())

    def test_the_first_ones_lie_beside_everything_else(self):
        self.version.folder = ""
        self.assertEqual(self.version.stored_name, str(self.version.file_key))

    def test_another_file_in_its_place_is_not_handed_out(self):
        stored(self.version.stored_name).write_bytes(b"other")
        with self.assertRaisesMessage(BrokenRule, "已经不是交上来的那一份"):
            self.version.hand_out(self.zhou)
        entry = AuditEntry.objects.get(verb="发现总结报告文件不符")
        self.assertEqual((entry.actor, entry.note), (self.zhou, "工作总结.docx"))

    def test_a_file_that_is_gone_is_told(self):
        stored(self.version.stored_name).unlink()
        with self.assertRaisesMessage(BrokenRule, "从备份恢复"):
            self.version.hand_out(self.zhou)
