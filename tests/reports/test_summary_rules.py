"""A college's summary report: versions, which of them counts, two at once, nothing lost."""

from django.db import IntegrityError, transaction

from colleges.files import stored
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState
from reports.models import SummaryReport, SummaryVersion
from reports.models.summary_report import MOST_VERSIONS
from tests import make, summaries
from tests.base import PortalTestCase


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
            self.assertEqual(stored(one.file_key).stat().st_size, one.size)

    def test_the_same_file_again_is_refused_and_leaves_no_version(self):
        summaries.version(self.jidian, "甲")
        content = stored(self.report().newest.file_key).read_bytes()
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

    def test_a_version_too_many(self):
        summaries.version(self.jidian, "甲")
        SummaryReport.objects.update(version_count=MOST_VERSIONS)
        with self.assertRaisesMessage(BrokenRule, f"已有 {MOST_VERSIONS} 个版本"):
            summaries.version(self.jidian, "乙")

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
