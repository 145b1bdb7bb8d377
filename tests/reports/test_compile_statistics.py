"""附件2 compiled by the office: from what colleges filed, with proof, the same bytes each time."""

import uuid
from datetime import timedelta
from io import StringIO
from pathlib import Path

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from activities.models import Partner, ResultPart
from colleges.files import sha256_of, stored
from colleges.models import AuditEntry
from colleges.models.job import LEASE
from colleges.rules import BrokenRule
from reports.annexes import BY_NUMBER, requirement_of
from reports.frozen_totals import typed
from reports.models import CompileJob, Filing, Revision
from reports.statistics import StatisticsForm
from reports.tasks import run_compile_job
from tests import make
from tests.base import PortalTestCase, at

from .test_annex_two import FIRST, cell
from .test_compile_job_rules import sheets

ANNEX = BY_NUMBER["2"]
MONDAY = at("2025-05-12T09:00")
IN_TIME, LATE = at("2025-05-20T10:00"), at("2025-05-23T09:12")


class StatisticsCase(PortalTestCase):
    """机电学院 and 财经学院 name one enterprise under two names and one under the same."""

    now = at("2025-05-19T10:00")

    def setUp(self):
        self.requirement = requirement_of(self.edition, ANNEX)
        for college in (self.jidian, self.caijing):
            self.expected(college)
        one, other = (make.activity(college=unit) for unit in (self.jidian, self.caijing))
        self.results = {
            self.jidian: self.book(one, "示例机电有限公司", "共同的公司"),
            self.caijing: self.book(other, "示例机电公司", "共同的公司"),
        }
        self.sign_in(self.zhou)

    def book(self, activity, *partners):
        parts = [make.took_part(name) for name in partners]
        return make.result(activity, students=40, partners=parts)

    def expected(self, college):
        facts = {"edition": self.edition, "college": college, "requirement": self.requirement}
        return Filing.objects.get_or_create(**facts)[0]

    def file(self, college, *, at=IN_TIME):
        """The form as it stands, signed at that instant."""
        filing = self.expected(college)
        content = StatisticsForm(self.edition, college, timezone.localdate()).content()
        filing.handed_over_by = self.chen if college == self.jidian else self.lin
        lead = self.sun if college == self.jidian else self.he
        is_late = filing.is_late(at)
        filing.revision = Revision.objects.freeze(
            filing,
            content | {"form": "statistics_form"},
            by=lead,
            received_at=at,
            is_late=is_late,
            reason="补登" if is_late else "",
        )
        filing.handed_over_by = None
        filing.save()
        return filing.revision

    def order(self, by=None, **options):
        return CompileJob.objects.order(
            self.edition, by or self.zhou, annex=ANNEX, in_queue=False, **options
        )

    def done(self, **options):
        job = self.order(**options)
        job.run()
        job.refresh_from_db()
        self.assertEqual(job.status, "done", job.message)
        return job

    def sheets_of(self, job):
        return sheets(stored(job.file_key))

    def total(self, job, code):
        rows = self.sheets_of(job)["汇总"]
        place = next(n for n, label in enumerate(rows[FIRST - 1]) if label.startswith(f"{code} "))
        return next(row[place] for row in rows if row[0] == "合计")


class Compiled(StatisticsCase):
    def test_nobody_filed(self):
        with self.assertRaisesMessage(BrokenRule, "还没有任何学院报送"):
            self.order()

    def test_what_was_filed_is_in_it_and_who_did_not_is_named(self):
        self.file(self.jidian)
        job = self.done()
        found = self.sheets_of(job)
        self.assertEqual(list(found), ["汇总", "机电学院"])
        self.assertEqual(found["汇总"][3][2], "未报送：财经学院")
        self.assertEqual(found["汇总"][FIRST][:3], [1.0, "机电学院", "报送"])
        header = [text for row in found["机电学院"][2:4] for text in row if text]
        self.assertEqual(header[:2], ["填报单位(盖章)：机电学院", "填报人：陈"])
        self.assertEqual(
            (job.row_count, job.file_name),
            (1, "附件2_2025年职教活动周情况统计表_汇总_20250520-1000.xlsx"),
        )

    def test_results_booked_later_change_nothing_that_was_filed(self):
        self.file(self.jidian)
        self.book(make.activity(college=self.jidian), "第三家公司")
        self.assertEqual(self.total(self.done(), "E1"), 2.0)

    def test_what_stands_in_two_forms_counts_once(self):
        self.file(self.jidian)
        self.file(self.caijing)
        job = self.done()
        # Four names of three; each form says two.
        self.assertEqual((self.total(job, "E1"), self.total(job, "A1")), (3.0, 2.0))

    def test_names_that_the_office_merged_count_once_and_move_the_cut_off(self):
        self.file(self.jidian)
        self.file(self.caijing)
        before = self.done()
        names = {one.name: one for one in Partner.objects.all()}
        with time_machine.travel(at("2025-05-24T08:00"), tick=False):
            names["示例机电公司"].merge(self.zhou, names["示例机电有限公司"])
        after = self.done()
        self.assertEqual(self.total(after, "E1"), 2.0)
        self.assertEqual((before.cut_off, after.cut_off), (IN_TIME, at("2025-05-24T08:00")))
        self.assertEqual(after.merges, 1)
        page = self.client.get(before.get_absolute_url())
        self.assertContains(page, "已过期")
        self.assertContains(page, "差别只在表头（填报人、电话）、合作单位的合并")

    def test_a_name_that_only_the_filed_form_still_has_is_merged_too(self):
        self.file(self.jidian)
        self.file(self.caijing)
        names = {one.name: one for one in Partner.objects.all()}
        ResultPart.objects.filter(partner=names["示例机电公司"]).delete()
        names["示例机电公司"].merge(self.zhou, names["示例机电有限公司"])
        self.assertEqual(self.total(self.done(), "E1"), 2.0)

    def test_the_same_bytes_whoever_and_whenever(self):
        self.file(self.jidian)
        self.file(self.caijing)
        first = self.done()
        with time_machine.travel(at("2025-06-30T16:00")):
            second = self.done(by=self.wu)
        self.assertEqual(first.inputs_sha256, second.inputs_sha256)
        self.assertEqual(first.content_sha256, second.content_sha256)
        self.assertEqual(first.file_sha256, second.file_sha256)
        self.assertEqual(sha256_of(stored(second.file_key)), first.file_sha256)

    def test_a_change_after_the_line_is_marked(self):
        self.file(self.jidian)
        self.book(make.activity(college=self.jidian), "第三家公司")
        self.file(self.jidian, at=LATE)
        found = self.sheets_of(self.done())
        self.assertEqual(found["汇总"][FIRST][2], "变更（05-23 09:12 孙）")
        remarks = {row[1].split(" ")[0]: row[4] for row in found["机电学院"][5:-2]}
        self.assertEqual((remarks["E1"], remarks["D4"]), ("变更（05-23 09:12 孙）", ""))

    def test_one_after_the_line_without_any_in_time(self):
        self.file(self.jidian, at=LATE)
        found = self.sheets_of(self.done())
        self.assertEqual(found["汇总"][FIRST][2], "补报（05-23 09:12 孙）")
        self.assertIn("补报（05-23 09:12 孙）", found["机电学院"][3][2])

    def test_an_altered_revision_stops_the_job_loudly(self):
        revision = self.file(self.jidian)
        job = self.order()
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"bases": {}})
        job.run()
        job.refresh_from_db()
        self.assertEqual(job.status, "failed")
        self.assertIn(revision.receipt_no, job.message)

    def test_a_worker_that_dies_is_replaced(self):
        self.file(self.jidian)
        job = self.order()
        CompileJob.objects.get(pk=job.pk).start(uuid.uuid4())
        CompileJob.objects.sweep(timezone.now() + LEASE + timedelta(seconds=1))
        run_compile_job(job.pk)
        job.refresh_from_db()
        self.assertEqual((job.status, job.attempts), ("done", 2))

    def test_each_annex_has_jobs_of_its_own(self):
        make.filed(self.filing, at=MONDAY)
        self.file(self.jidian)
        first = CompileJob.objects.order(self.edition, self.zhou, in_queue=False)
        first.run()
        second = self.done()
        self.assertNotIn(first, CompileJob.objects.finished_like(second))
        verbs = [(entry.verb, entry.note[:3]) for entry in AuditEntry.objects.about(second)]
        self.assertEqual(verbs[-1], ("汇总", "附件2"))


class Pages(StatisticsCase):
    def address(self, name="list", *words):
        return reverse(f"compile_job_{name}", args=words or ["2025"])

    def test_the_office_chooses_the_form(self):
        make.filed(self.filing, at=MONDAY)
        self.file(self.jidian)
        page = self.client.get(self.address(), {"annex": "2"})
        self.assertContains(page, "汇总附件2")
        self.assertEqual(page.context["standing"].filed, 1)
        self.client.post(self.address("new"), {"annex": "2"})
        job = CompileJob.objects.get()
        self.assertEqual(job.requirement, self.requirement)
        self.assertContains(self.client.get(self.address(), {"annex": "2"}), str(job))
        self.assertNotContains(self.client.get(self.address()), str(job))

    def test_who_has_not_filed_is_looked_up_for_this_form_alone(self):
        page = self.client.get(self.address(), {"annex": "2"})
        address = f"{reverse('board', args=['2025'])}?requirement={self.requirement.pk}&amp;state="
        self.assertContains(page, address)

    def test_no_such_annex(self):
        self.assertEqual(self.client.get(self.address(), {"annex": "9"}).status_code, 404)
        self.assertEqual(self.client.post(self.address("new"), {"annex": "9"}).status_code, 404)

    def test_the_difference_indicator_by_indicator(self):
        self.file(self.jidian)
        first = self.done()
        self.book(make.activity(college=self.jidian), "第三家公司")
        self.file(self.jidian, at=LATE)
        self.file(self.caijing)
        second = self.done()
        page = self.client.get(self.address("compare", second.pk))
        told = {one.unit: one for one in page.context["comparison"].told}
        self.assertEqual((told["财经学院"].words, told["财经学院"].changes), ("新汇入", []))
        found = {one.title: (one.before, one.after) for one in told["机电学院"].changes}
        self.assertEqual(found["E1 参与合作企业（去重）"], ("2", "3"))
        self.assertNotIn("D4 教师参与", found)
        self.assertContains(page, "E1 参与合作企业（去重）")
        self.assertContains(self.client.get(first.get_absolute_url()), "重新汇总附件2")

    def test_who_only_signed_anew_is_named_and_no_more(self):
        self.file(self.jidian)
        first = self.done()
        self.file(self.jidian)
        second = self.done()
        page = self.client.get(self.address("compare", second.pk), {"with": first.pk})
        self.assertContains(page, "重新签发而各项指标相同：机电学院。")

    def test_one_partner_for_another_is_told_though_the_number_stays(self):
        self.file(self.jidian)
        first = self.done()
        activity = self.results[self.jidian].activity
        parts = [make.took_part(name) for name in ("示例机电有限公司", "别的公司")]
        make.result(activity, base_version=1, partners=parts, students=40)
        self.file(self.jidian)
        second = self.done()
        page = self.client.get(self.address("compare", second.pk), {"with": first.pk})
        self.assertContains(page, "所计的单位、场所或日期有变")

    def test_the_file_and_its_proof(self):
        self.file(self.jidian)
        job = self.done()
        page = self.client.get(job.get_absolute_url())
        for words in ("下载附件2汇总", job.file_sha256, "附件2-2025.2"):
            self.assertContains(page, words)
        answer = self.client.get(self.address("download", job.pk))
        self.assertEqual(b"".join(answer.streaming_content), stored(job.file_key).read_bytes())
        entry = AuditEntry.objects.about(job).first()
        self.assertEqual((entry.verb, job.file_sha256 in entry.note), ("下载汇总", True))


class Command(StatisticsCase):
    def test_it_writes_the_same_file(self):
        self.file(self.jidian)
        ordered = self.done()
        output, told = Path(settings.TEMP_DIR) / "annex2.xlsx", StringIO()
        self.addCleanup(output.unlink, missing_ok=True)
        call_command("compile_attachment", "2", edition="2025", output=output, stdout=told)
        self.assertEqual(sha256_of(output), ordered.file_sha256)
        self.assertIn("财经学院（未报送）", told.getvalue())


class FiledByTheVerbs(PortalTestCase):
    """From the college's hand-over and the lead's signature to the office's file."""

    def test_what_the_lead_signed_is_what_the_office_compiles(self):
        owed = make.collects(self.edition, self.jidian, "statistics_form")
        make.figures(self.jidian)
        revision = make.filed(owed)
        job = CompileJob.objects.order(self.edition, self.zhou, annex=ANNEX, in_queue=False)
        job.run()
        job.refresh_from_db()
        self.assertEqual(job.status, "done", job.message)
        rows = sheets(stored(job.file_key))["机电学院"][5:-2]
        told = [typed(row) for row in revision.content["rows"]]
        self.assertEqual([row[3] for row in rows], [cell(value) for value in told])
