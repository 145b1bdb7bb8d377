import errno
import uuid
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from activities.models import Activity
from colleges.files import sha256_of, stored
from colleges.models import AuditEntry, College
from colleges.models.job import LEASE, LeaseLost
from colleges.rules import BrokenRule, WrongState
from reports.columns import SUMMARY, numbered
from reports.models import CompileJob, Filing, Revision
from reports.tasks import run_compile_job

from .. import make
from ..base import PortalTestCase, at, dead_broker

HEAD_ROW = 5  # of the summary sheet


def sheets(path):
    """{title: rows} as a second library reads them."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


class CompileCase(PortalTestCase):
    def order(self, by=None, **options):
        return CompileJob.objects.order(self.edition, by or self.zhou, in_queue=False, **options)

    def done(self, **options):
        job = self.order(**options)
        job.run()
        job.refresh_from_db()
        self.assertEqual(job.status, "done", job.message)
        return job

    def opened(self, job):
        return load_workbook(BytesIO(stored(job.file_key).read_bytes()))

    def sheets_of(self, job):
        return sheets(stored(job.file_key))


class Inputs(CompileCase):
    def test_nobody_filed(self):
        with self.assertRaisesMessage(BrokenRule, "还没有任何学院报送"):
            self.order()

    def test_the_list_is_fixed_when_the_job_is_ordered(self):
        revision = make.filed(self.filing)
        job = self.order()
        make.filed(self.other_filing)
        job.run()
        self.assertEqual([entry["revision"] for entry in job.used], [revision.pk])
        self.assertEqual(job.missing, [{"unit": "财经学院", "why": "未报送", "state": "未开始"}])
        self.assertEqual(list(self.sheets_of(job)), ["汇总", "机电学院"])

    def test_what_was_sent_back_is_not_used(self):
        make.filed(self.filing)
        make.filed(self.other_filing)
        make.sent_back(self.other_filing, self.zhou, timezone.now(), "缺负责人")
        self.assertEqual(self.order().missing, [{"unit": "财经学院", "why": "已退回"}])

    def test_accepted_only(self):
        make.filed(self.filing)
        make.filed(self.other_filing)
        with self.assertRaisesMessage(BrokenRule, "还没有已确认的报送"):
            self.order(accepted_only=True)
        make.accepted(self.filing, self.zhou, timezone.now())
        job = self.order(accepted_only=True)
        self.assertEqual([entry["unit"] for entry in job.used], ["机电学院"])
        self.assertEqual(job.missing, [{"unit": "财经学院", "why": "未确认"}])

    def test_the_cut_off_is_the_newest_input(self):
        make.filed(self.other_filing, at=at("2025-05-12T11:22:33"))
        make.filed(self.filing, at=at("2025-05-12T09:00"))
        self.assertEqual(self.order().cut_off, at("2025-05-12T11:22:33"))

    def test_drafts_and_unsigned_changes_stay_out(self):
        make.filed(self.filing)
        make.activity(college=self.jidian, title="签发以后加的")
        rows = self.sheets_of(self.done())["汇总"]
        self.assertNotIn("签发以后加的", [cell for row in rows for cell in row])

    def test_an_altered_revision_stops_the_job_loudly(self):
        revision = make.filed(self.filing)
        job = self.order()
        content = revision.content | {"unit": "别的学院"}
        Revision.objects.filter(pk=revision.pk).update(content=content)
        job.run()
        job.refresh_from_db()
        self.assertEqual(job.status, "failed")
        self.assertIn(revision.receipt_no, job.message)
        self.assertFalse(stored(job.file_key).exists())


class Compiled(CompileCase):
    def setUp(self):
        make.activity(college=self.jidian, title="=1+1", summary="a\x07b\n第二行")
        make.activity(
            college=self.jidian,
            start_date=self.monday,
            end_date=self.monday + timedelta(days=2),
            mode=Activity.Mode.ONLINE,
            venue="",
            online_link="https://live.example.cn/9",
            leader_phone="028-87654321",
            expected_external=0,
        )
        make.filed(self.filing)
        make.activity(college=self.caijing, partners=["甲公司", "乙银行"], needs=["power"])
        make.filed(self.other_filing)

    def test_every_cell_is_what_the_database_holds(self):
        rows = self.sheets_of(self.done())["汇总"]
        self.assertEqual(rows[HEAD_ROW - 1], [column.label for column in SUMMARY])
        number, expected = 0, []
        for filing in Filing.objects.order_by("college__position"):
            content = filing.revision.full_content()
            for row in numbered(content["rows"], content["unit"], start=number + 1):
                expected.append([cell(column, row) for column in SUMMARY])
                number += 1
        self.assertEqual(rows[HEAD_ROW : HEAD_ROW + number], expected)

    def test_each_college_has_its_sheet_with_its_own_numbers(self):
        found = self.sheets_of(self.done())
        self.assertEqual(list(found), ["汇总", "机电学院", "财经学院"])
        college = found["机电学院"]
        self.assertEqual(college[0][0], "附件1")
        self.assertEqual(college[1][0], "2025年职教活动周信息表")
        line = [text for text in college[2] if text]
        self.assertEqual(line[:2], ["填报单位(盖章)：机电学院", "填报人：陈"])
        self.assertEqual(line[3], "填报日期：2025年5月12日")
        self.assertEqual([row[0] for row in college[4:6]], [1, 2])
        self.assertIn("负责人(签字)：", college[7])

    def test_the_summary_tells_who_is_missing_and_where_it_comes_from(self):
        job = self.done()
        rows = self.sheets_of(job)["汇总"]
        self.assertEqual([text for text in rows[2] if text][2], "数据行数：3")
        self.assertEqual(rows[3][0], "未报送：无")
        origin = rows[-1][0]
        for part in (job.template_version, job.content_sha256, "2025-05-12 10:00", "数据行数：3"):
            self.assertIn(part, origin)

    def test_no_formula_and_phones_as_text(self):
        sheet = self.opened(self.done())["汇总"]
        self.assertNotIn("f", {cell.data_type for row in sheet.iter_rows() for cell in row})
        label = [cell.value for cell in sheet[HEAD_ROW]].index("联系电话") + 1
        phone = sheet.cell(HEAD_ROW + 1, label)
        self.assertEqual((phone.data_type, phone.number_format), ("s", "@"))

    def test_the_sheet_prints_as_an_official_form(self):
        sheet = self.opened(self.done())["汇总"]
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual((sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight), (1, 0))
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertEqual(sheet.print_title_rows, "$5:$5")
        self.assertEqual(sheet.print_area, "'汇总'!$A$1:$P$11")
        self.assertEqual(sheet.freeze_panes, "D6")
        self.assertEqual(sheet["A2"].font.sz, 22)
        self.assertIn("A2:P2", [str(area) for area in sheet.merged_cells.ranges])
        head = sheet["B5"]
        self.assertEqual((head.font.b, head.border.left.style), (True, "thin"))
        self.assertTrue(head.alignment.wrap_text)

    def test_same_inputs_same_bytes_whoever_and_whenever(self):
        first = self.done()
        with time_machine.travel("2025-06-30T08:00:00Z"):
            second = self.done(by=self.wu)
        self.assertNotEqual(first.pk, second.pk)
        self.assertEqual(first.inputs_sha256, second.inputs_sha256)
        self.assertEqual(first.content_sha256, second.content_sha256)
        self.assertEqual(first.file_sha256, second.file_sha256)
        self.assertEqual(sha256_of(stored(second.file_key)), first.file_sha256)

    def test_another_filing_gives_other_bytes(self):
        first = self.done()
        make.activity(college=self.caijing)
        make.filed(self.other_filing)
        second = self.done()
        self.assertNotEqual(first.content_sha256, second.content_sha256)
        self.assertNotEqual(first.file_sha256, second.file_sha256)

    def test_late_changes_are_marked_row_by_row(self):
        late = at("2025-05-13T09:12")
        changed = Activity.objects.of(self.edition, self.jidian).first()
        changed.venue = "操场"
        changed.revise(self.chen, [], base_version=changed.version)
        make.activity(college=self.jidian, title="补上的", start_date=self.edition.ends_on)
        make.filed(self.filing, at=late, reason="天气")
        remark = [column.label for column in SUMMARY].index("备注")
        rows = self.sheets_of(self.done())["汇总"][HEAD_ROW : HEAD_ROW + 4]
        self.assertEqual(
            [row[remark] for row in rows],
            ["变更（05-13 09:12 孙）", "", "补报（05-13 09:12 孙）", ""],
        )

    def test_a_cancelled_activity_stays_with_its_reason(self):
        gone = Activity.objects.of(self.edition, self.jidian).first()
        gone.cancel(self.chen, "天气原因")
        make.filed(self.filing)
        cells = [cell for row in self.sheets_of(self.done())["汇总"] for cell in row]
        self.assertIn("已取消：天气原因", cells)

    def test_no_scraps_are_left(self):
        self.done()
        self.assertEqual(list(Path(settings.TEMP_DIR).glob("job-*")), [])


def cell(column, row):
    """What a column's cell must read back as: numbers as floats, text cleaned."""
    value = column.value(row)
    if isinstance(value, int):
        return float(value)
    return column.text(row).replace("\x07", "")


class ManyColleges(CompileCase):
    def test_beyond_sixty_sheets_a_zip_of_files(self):
        make.filed(self.filing)
        original = self.filing.revision
        for number in range(3, 64):
            college = College.objects.create(
                code=f"{number:02d}", name=f"第{number}学院", position=number
            )
            filing = Filing.objects.create(
                edition=self.edition, college=college, requirement=self.filing.requirement
            )
            content = original.full_content() | {"unit": college.name}
            filing.handed_over_by = self.chen
            filing.revision = Revision.objects.freeze(
                filing, content, by=self.sun, received_at=self.now, is_late=False, reason=""
            )
            filing.save()
        job, again = self.done(), self.done(by=self.wu)
        names = zipfile.ZipFile(stored(job.file_key)).namelist()
        self.assertEqual(len(names), 63)
        self.assertEqual((names[0], names[-1]), ("001_机电学院.xlsx", "汇总.xlsx"))
        self.assertTrue(job.file_name.endswith(".zip"))
        self.assertEqual(job.file_sha256, again.file_sha256)
        self.assertEqual(job.row_count, 62)


class Ordering(CompileCase):
    def setUp(self):
        make.filed(self.filing)

    def test_pressing_twice_is_one_job(self):
        self.assertEqual(self.order(), self.order())
        self.assertEqual(CompileJob.objects.count(), 1)

    def test_two_people_have_two_jobs(self):
        self.assertNotEqual(self.order(), self.order(by=self.wu))

    def test_the_database_holds_the_rule_too(self):
        job = self.order()
        job.pk, job.file_key = None, uuid.uuid4()
        with self.assertRaises(IntegrityError), transaction.atomic():
            job.save(force_insert=True)

    def test_a_finished_job_makes_room_for_the_next(self):
        self.assertNotEqual(self.done(), self.order())

    def test_a_flood_is_refused(self):
        for _ in range(6):
            self.done()
        with self.assertRaisesMessage(BrokenRule, "次数太多"):
            self.order()

    def test_a_dead_broker_leaves_the_job_queued(self):
        with dead_broker(), self.captureOnCommitCallbacks(execute=True):
            job = CompileJob.objects.order(self.edition, self.zhou)
        job.refresh_from_db()
        self.assertEqual((job.status, job.sent_at), ("queued", None))
        self.assertTrue(job.waits_for_service)

    def test_it_is_written_down(self):
        job = self.done()
        verbs = [entry.verb for entry in AuditEntry.objects.about(job)]
        self.assertEqual(verbs, ["汇总完成", "汇总"])


class Leases(CompileCase):
    def setUp(self):
        make.filed(self.filing)
        self.job = self.order()

    def again(self):
        return CompileJob.objects.get(pk=self.job.pk)

    def test_a_task_delivered_twice_works_once(self):
        run_compile_job(self.job.pk)
        written = stored(self.job.file_key).stat().st_mtime_ns
        run_compile_job(self.job.pk)
        self.assertEqual(stored(self.job.file_key).stat().st_mtime_ns, written)
        self.assertEqual(AuditEntry.objects.about(self.job).filter(verb="汇总完成").count(), 1)

    def test_only_one_of_two_workers_gets_the_job(self):
        first, second = self.again(), self.again()
        self.assertTrue(first.start(uuid.uuid4()))
        self.assertFalse(second.start(uuid.uuid4()))

    def test_a_silent_worker_loses_the_job_and_cannot_finish_it(self):
        first = self.again()
        first.start(uuid.uuid4())
        CompileJob.objects.sweep(timezone.now() + LEASE + timedelta(seconds=1))
        self.assertEqual(self.again().status, "queued")
        second = self.again()
        second.start(uuid.uuid4())
        with self.assertRaises(LeaseLost):
            first.beat()
        first.fail("来自旧进程")
        self.assertEqual(self.again().status, "running")
        second.beat()

    def test_a_living_worker_keeps_it(self):
        job = self.again()
        job.start(uuid.uuid4())
        CompileJob.objects.sweep()
        self.assertEqual(self.again().status, "running")

    def test_two_sweepers_requeue_once(self):
        self.again().start(uuid.uuid4())
        later = timezone.now() + LEASE + timedelta(seconds=1)
        one, other = self.again(), self.again()
        one.give_up_worker(later)
        other.give_up_worker(later)
        self.assertEqual(AuditEntry.objects.about(self.job).filter(verb="重新排队").count(), 1)

    def test_the_third_dead_worker_fails_the_job(self):
        for _ in range(3):
            self.again().start(uuid.uuid4())
            CompileJob.objects.sweep(timezone.now() + LEASE + timedelta(seconds=1))
        job = self.again()
        self.assertEqual(job.status, "failed")
        self.assertIn("连续 3 次中断", job.message)

    def test_retry_uses_the_same_list(self):
        self.test_the_third_dead_worker_fails_the_job()
        job = self.again()
        job.retry(self.wu)
        job.run()
        self.assertEqual(self.again().inputs, self.job.inputs)
        self.assertEqual(self.again().status, "done")

    def test_only_a_failed_job_can_be_retried(self):
        with self.assertRaisesMessage(WrongState, "不能重试"):
            self.again().retry(self.zhou)

    def test_the_second_of_two_retries_is_refused(self):
        self.test_the_third_dead_worker_fails_the_job()
        one, other = self.again(), self.again()
        one.retry(self.zhou)
        with self.assertRaises(WrongState):
            other.retry(self.wu)

    def test_a_full_disk_is_said_in_words(self):
        def full(folder):
            raise OSError(errno.ENOSPC, "No space left on device")

        job = self.again()
        job.produce = full
        job.run()
        self.assertIn("磁盘空间不足", self.again().message)
        self.assertEqual(self.again().status, "failed")


class Purging(CompileCase):
    def test_files_go_on_their_day_and_the_row_stays(self):
        make.filed(self.filing)
        job = self.done()
        self.assertEqual(CompileJob.objects.purge(), 0)
        self.assertEqual(CompileJob.objects.purge(timezone.now() + timedelta(days=31)), 1)
        self.assertFalse(stored(job.file_key).exists())
        job.refresh_from_db()
        self.assertTrue(job.is_expired and job.file_sha256)


class Command(CompileCase):
    def call(self, number="1", edition="2025", **options):
        out = StringIO()
        output = Path(settings.TEMP_DIR) / "command.xlsx"
        self.addCleanup(output.unlink, missing_ok=True)
        options = {"output": output} | options
        call_command("compile_attachment", number, edition=edition, stdout=out, **options)
        return output, out.getvalue()

    def test_it_writes_the_file_and_says_what_it_is(self):
        make.filed(self.filing)
        output, told = self.call()
        job = CompileJob.objects.get()
        self.assertEqual(sha256_of(output), job.file_sha256)
        for part in ("数据行数：1", job.file_sha256, job.content_sha256, "财经学院（未报送）"):
            self.assertIn(part, told)

    def test_it_says_no_in_chinese(self):
        for arguments, sentence in [
            ({"number": "3"}, "没有附件3的汇总，可以汇总的是附件1、附件2。"),
            ({"number": "2"}, "还没有任何学院报送"),
            ({"edition": "1999"}, "没有 1999 届"),
            ({"output": Path("/nowhere/x.xlsx")}, "文件夹不存在"),
            ({}, "还没有任何学院报送"),
        ]:
            with self.subTest(arguments), self.assertRaisesMessage(CommandError, sentence):
                self.call(**arguments)
