"""外出未审批 in 附件1: the sheet says what holds now, a compilation what held at its cut-off."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from activities.models import Activity, Outing
from colleges.files import sha256_of, stored
from reports.columns import ANNEX_ONE
from reports.models import Filing
from reports.outing_marks import outing_states
from reports.sheet import Sheet
from reports.standing import Standing
from tests import make
from tests.base import at
from tests.reports.test_compile_job_rules import CompileCase


class MarkCase(CompileCase):
    def setUp(self):
        self.activity = make.outing_activity(college=self.jidian, title="进社区", remark="带雨具")
        self.revision = make.filed(self.filing)

    def approve(self, when="2025-05-12T11:00"):
        outing = make.asked(make.outing(activity=self.activity, by=self.chen), at=at(when))
        outing = make.agreed(outing, by=self.sun, at=at(when))
        return make.agreed(outing, by=self.zhou, at=at(when))

    def remarks(self, job):
        rows = self.sheets_of(job)["汇总"]
        place = [str(cell) for cell in rows[4]].index("备注")
        return [row[place] for row in rows[5:] if row[2] == "进社区"]


class TheCollegesSheet(MarkCase):
    def remark(self, **options):
        content = self.revision.full_content()
        sheet = Sheet(content, self.filing, self.revision, reader=self.chen, **options)
        return {column.name: text for column, text in sheet.rows[0]}["备注"]

    def test_says_what_holds_now(self):
        self.assertEqual(self.remark(), "带雨具；外出未审批")
        self.approve()
        self.assertEqual(self.remark(), "带雨具")

    def test_a_receipt_stays_as_it_was_filed(self):
        self.assertEqual(self.remark(as_filed=True), "带雨具")
        self.revision.refresh_from_db()
        self.assertTrue(self.revision.is_untouched())

    def test_a_cancelled_row_needs_no_approval(self):
        self.activity.cancel(self.chen, "下雨")
        filing = Filing.objects.get(pk=self.filing.pk)
        sheet = Sheet(filing.content(), filing, reader=self.chen)
        self.assertEqual(ANNEX_ONE[14].text(sheet.content["rows"][0]), "带雨具；已取消：下雨")

    def test_the_mark_coming_back_is_no_edit(self):
        upload = make.annex_upload(Filing.objects.get(pk=self.filing.pk))
        self.assertEqual((upload.preview["changes"], upload.preview["unchanged"]), ([], 1))
        self.approve()
        upload = make.annex_upload(Filing.objects.get(pk=self.filing.pk))
        self.assertEqual(upload.preview["changes"], [])

    def test_approved_between_download_and_upload_is_no_edit(self):
        filing = Filing.objects.get(pk=self.filing.pk)
        book = Sheet(filing.content(), filing, reader=self.chen).workbook().read()
        self.approve()
        upload = type(make.annex_upload(filing)).objects.take_in(
            filing, BytesIO(book), "附件1.xlsx", self.chen
        )
        self.assertEqual(upload.preview["changes"], [])


class TheCompilation(MarkCase):
    def test_without_an_approval_the_remark_says_so(self):
        job = self.done()
        self.assertEqual(self.remarks(job), ["带雨具；外出未审批"])
        self.assertEqual(job.inputs["outings"], [])

    def test_an_approval_is_an_input_and_may_be_the_newest(self):
        self.approve("2025-05-12T11:22:33")
        job = self.done()
        self.assertEqual(self.remarks(job), ["带雨具"])
        days = [["2025-05-14", "2025-05-14"]]
        since = at("2025-05-12T11:22:33").astimezone(UTC).isoformat()
        self.assertEqual(job.outings, [[self.activity.pk, True, since, days]])
        self.assertEqual(job.cut_off, at("2025-05-12T11:22:33"))

    def test_an_approval_for_another_date_opens_nothing(self):
        self.approve()
        activity = Activity.objects.get(pk=self.activity.pk)
        activity.start_date = activity.end_date = self.edition.dates[5]
        activity.revise(self.chen, [], base_version=activity.version)
        self.assertEqual(self.remarks(self.done()), ["带雨具"])  # what was filed says the 14th
        filing = Filing.objects.get(pk=self.filing.pk)
        sheet = Sheet(filing.content(), filing, reader=self.chen)
        self.assertEqual(ANNEX_ONE[14].text(sheet.content["rows"][0]), "带雨具；外出未审批")
        make.filed(filing)
        self.assertEqual(self.remarks(self.done()), ["带雨具；外出未审批"])

    def test_a_second_approval_is_an_input_too(self):
        self.approve("2025-05-12T11:00")
        first = self.done()
        self.approve("2025-05-12T13:00")
        second = self.done()
        self.assertEqual(second.cut_off, at("2025-05-12T13:00"))
        self.assertNotEqual(first.inputs_sha256, second.inputs_sha256)

    def test_an_older_job_keeps_what_held_at_its_cut_off(self):
        job = self.order()
        self.approve()
        job.run()
        job.refresh_from_db()
        self.assertEqual(self.remarks(job), ["带雨具；外出未审批"])

    def test_another_state_makes_a_job_outdated(self):
        job = self.done()
        standing = lambda: Standing(self.filing.requirement, self.now)  # noqa: E731 - read anew
        make.asked(make.outing(activity=self.activity, by=self.chen))
        self.assertFalse(standing().is_outdated(job))
        outing = self.approve()
        self.assertTrue(standing().is_outdated(job))
        second = self.done()
        self.assertFalse(standing().is_outdated(second))
        with self.clock_at("2025-05-12T15:00"):
            Outing.objects.get(pk=outing.pk).cancel(self.chen, "下雨")
        self.assertTrue(standing().is_outdated(second))
        third = self.done()
        self.assertEqual(self.remarks(third), ["带雨具；外出未审批"])
        self.assertEqual(third.cut_off, at("2025-05-12T15:00"))

    def test_a_reopened_approval_counts_from_its_reopening(self):
        outing = self.approve()
        with self.clock_at("2025-05-12T14:00"):
            facts = {"returns_at": outing.returns_at + timedelta(hours=1)}
            outing.revise(self.chen, facts, base_version=outing.version, at=self.now)
        job = self.done()
        self.assertEqual(job.outings[0][1], False)
        self.assertEqual(job.cut_off, at("2025-05-12T14:00"))

    def revise_at(self, clock, outing, **facts):
        with self.clock_at(clock):
            row = make.reloaded(outing)
            row.revise(self.chen, facts, base_version=row.version, at=at(clock))

    def withdraw_at(self, clock, outing):
        with self.clock_at(clock):
            make.reloaded(outing).withdraw(self.chen)

    def states(self):
        return [row[1:3] for row in outing_states(self.edition, {self.jidian.pk})]

    def test_a_change_that_is_taken_back_lets_it_stand_from_then_on(self):
        outing = self.approve()
        steps = [("12:00", self.revise_at), ("13:00", self.withdraw_at), ("14:00", self.revise_at)]
        seen = []
        for clock, step in steps:
            more = {"destination": f"水库{clock}"} if step == self.revise_at else {}
            step(f"2025-05-12T{clock}", outing, **more)
            ((passed, since),) = self.states()
            seen.append((clock, passed, datetime.fromisoformat(since)))
        self.assertEqual(
            seen,
            [
                ("12:00", False, at("2025-05-12T12:00")),
                ("13:00", True, at("2025-05-12T13:00")),
                ("14:00", False, at("2025-05-12T14:00")),
            ],
        )

    def test_cancelled_while_it_is_reopened_it_ended_when_it_was_reopened(self):
        outing = self.approve()
        self.revise_at("2025-05-12T12:00", outing, destination="水库")
        with self.clock_at("2025-05-12T13:00"):
            make.reloaded(outing).cancel(self.chen, "下雨")
        ((passed, since),) = self.states()
        self.assertEqual((passed, datetime.fromisoformat(since)), (False, at("2025-05-12T12:00")))

    def test_approved_anew_counts_from_the_new_approval(self):
        outing = self.approve()
        self.revise_at("2025-05-12T12:00", outing, destination="水库")
        row = make.agreed(make.reloaded(outing), by=self.sun, at=at("2025-05-12T13:00"))
        make.agreed(row, by=self.zhou, at=at("2025-05-12T13:30"))
        ((passed, since),) = self.states()
        self.assertEqual((passed, datetime.fromisoformat(since)), (True, at("2025-05-12T13:30")))

    def test_two_compilations_between_which_it_is_reopened_and_taken_back(self):
        outing = self.approve()
        self.revise_at("2025-05-12T12:00", outing, destination="水库")
        reopened = self.done()
        self.withdraw_at("2025-05-12T13:00", outing)
        taken_back = self.done()
        self.assertEqual(reopened.cut_off, at("2025-05-12T12:00"))
        self.assertEqual(taken_back.cut_off, at("2025-05-12T13:00"))
        self.assertEqual(self.remarks(reopened), ["带雨具；外出未审批"])
        self.assertEqual(self.remarks(taken_back), ["带雨具"])

    def test_the_same_inputs_give_the_same_bytes(self):
        self.approve()
        first, second = self.done(), self.done()
        self.assertEqual(first.inputs_sha256, second.inputs_sha256)
        files = [sha256_of(stored(job.file_key)) for job in (first, second)]
        self.assertEqual(files[0], files[1])

    def test_a_job_from_before_there_were_outings_still_gives_its_file(self):
        job = self.order()
        del job.inputs["outings"]
        job.save(update_fields=["inputs"])
        job.run()
        job.refresh_from_db()
        self.assertEqual((job.status, self.remarks(job)), ("done", ["带雨具"]))
        self.assertEqual(job.cut_off, self.revision.received_at)
