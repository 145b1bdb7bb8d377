"""The list of an outing: seen first, kept whole, read by few, erased in time."""

import logging
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import SimpleTestCase
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from activities.forms.outing_people import as_text
from activities.models import OutingPolicy, Participant, PeopleDraft
from activities.outing_status import Status
from activities.participants import COLUMNS, KINDS, read_pasted
from activities.participants.rows import READERS, Unreadable
from activities.tasks import purge_participants
from colleges.models import AuditEntry, Department, Notice, Role
from tests import hostile, hostile_lists, make
from tests.base import PortalTestCase

TYPED = "姓名\t身份\t联系电话\n钱某\t\t13800000007\n孙某\t教师\t13800000008\n"


class PeopleTest(PortalTestCase):
    def setUp(self):
        self.outing = make.outing(college=self.jidian)
        self.address = reverse("outing_people", args=[self.outing.pk])
        self.sign_in(self.chen)

    def post(self, people="", **sent):
        return self.client.post(self.address, {"people": people} | sent)

    def send(self, content, name="名单.xlsx", **sent):
        return self.post(file=SimpleUploadedFile(name, content), **sent)

    def confirmed(self, answer):
        """What the preview's button sends: the rows as they were read."""
        sent = answer.context["sent"]
        return self.post(sent.as_read, confirmed="1", base=answer.context["base"])

    def names(self):
        return [person.name for person in self.outing.participants.all()]


class Draft(PeopleTest):
    def setUp(self):
        super().setUp()
        self.keep = reverse("outing_people_draft_save", args=[self.outing.pk])

    def kept(self, text="钱某"):
        sent = {"people": text, "base": ""}
        return self.client.post(self.keep, sent, HTTP_X_BACKGROUND="1")

    def text(self, user=None):
        self.sign_in(user or self.chen)
        return self.client.get(self.address).context["text"]

    def test_what_was_typed_outlives_a_reload_for_who_typed_it(self):
        self.assertEqual(list(self.kept().json()), ["saved_at"])
        self.assertEqual((self.text(), self.text(self.sun)), ("钱某", ""))
        self.assertEqual(self.names(), [])

    def test_what_was_looked_through_is_kept_too(self):
        self.post(TYPED)
        self.assertEqual(self.text(), TYPED)

    def test_saved_or_thrown_away_it_is_gone(self):
        self.kept()
        self.confirmed(self.post(TYPED))
        self.assertFalse(PeopleDraft.objects.exists())
        self.kept("李某")
        self.client.post(reverse("outing_people_draft_delete", args=[self.outing.pk]))
        self.assertNotIn("李某", self.text())

    def test_a_list_that_was_changed_meanwhile_is_told_with_the_draft(self):
        before = self.client.get(self.address).context["base"]
        self.client.post(self.keep, {"people": TYPED, "base": before})
        make.listed(self.outing, {"name": "别人"})
        base = self.client.get(self.address).context["base"]
        self.assertContains(self.post(TYPED, base=base), "别人改过名单")

    def test_one_too_long_is_told(self):
        self.assertContains(self.kept("钱" * 50_001), "草稿没有保存", status_code=422)

    def test_it_is_erased_with_the_lists_and_never_kept_in_the_browser(self):
        self.assertContains(self.client.get(self.address), 'data-keep="server"')
        self.kept()
        Participant.objects.erase(self.edition.ends_on)
        self.assertTrue(PeopleDraft.objects.exists())
        kept_until = OutingPolicy.objects.get(edition=self.edition).participants_kept_until
        Participant.objects.erase(kept_until + timedelta(days=1))
        self.assertFalse(PeopleDraft.objects.exists())


class Typing(PeopleTest):
    def test_it_is_shown_before_it_is_kept(self):
        answer = self.post(TYPED)
        self.assertContains(answer, "读到学生 1 人、教师 1 人")
        self.assertContains(answer, "还没有保存")
        self.assertEqual(self.names(), [])

    def test_confirmed_it_is_kept(self):
        self.assertRedirects(self.confirmed(self.post(TYPED)), self.address)
        self.assertEqual(self.names(), ["钱某", "孙某"])
        teacher = self.outing.participants.get(name="孙某")
        self.assertEqual((teacher.kind, teacher.phone), ("teacher", "13800000008"))

    def test_a_fault_keeps_all_out_and_the_text_in(self):
        typed = TYPED + "李某\t家属\t138"
        answer = self.post(typed, confirmed="1")
        self.assertContains(answer, "第 4 行“身份”：没有“家属”这种身份", status_code=422)
        self.assertContains(answer, "第 4 行“联系电话”", status_code=422)
        self.assertContains(answer, "李某\t家属\t138</textarea>", status_code=422)
        self.assertEqual(self.names(), [])

    def test_the_list_stands_in_the_box_and_sent_again_changes_nothing(self):
        self.confirmed(self.post(TYPED))
        text = self.client.get(self.address).context["text"]
        answer = self.post(text)
        self.assertContains(answer, "没有要保存的")
        self.assertNotContains(answer, 'name="confirmed"')

    def test_what_changes_is_counted(self):
        self.confirmed(self.post(TYPED))
        answer = self.post(TYPED.replace("钱某", "赵某") + "周某\t学生\t13800000009\n")
        self.assertContains(answer, "新增或改动 2 人，去掉或改动前的 1 人")

    def test_emptied_it_is_deleted_once_confirmed(self):
        self.confirmed(self.post(TYPED))
        answer = self.post("")
        self.assertContains(answer, "保存会删去现有名单上的全部 2 人")
        self.confirmed(answer)
        self.assertEqual(self.names(), [])

    def test_nothing_at_all_is_told(self):
        self.assertContains(self.post(""), "没有读到人员", status_code=422)

    def test_control_characters_are_told(self):
        self.assertContains(self.post("钱\x07某"), "控制字符（U+0007）", status_code=422)

    def test_script_in_a_name_stays_text(self):
        answer = self.post("姓名\t班级\n</textarea><script>\t一班", confirmed="1")
        self.assertNotContains(answer, "</textarea><script>", status_code=422)

    def test_the_second_of_two_editors_is_told(self):
        answer = self.post(TYPED)
        make.listed(self.outing, {"name": "别人"})
        refused = self.confirmed(answer)
        self.assertContains(refused, "名单刚刚被别人改过，现在有 1 人", status_code=422)
        self.assertContains(refused, "钱某\t学生", status_code=422)
        self.assertEqual(self.names(), ["别人"])

    def test_a_list_that_changed_meanwhile_is_told_at_the_preview(self):
        before = self.client.get(self.address).context["base"]
        make.listed(self.outing, {"name": "别人"})
        self.assertContains(self.post(TYPED, base=before), "别人改过名单")

    def test_handed_over_it_is_closed_and_the_text_stays(self):
        answer = self.post(TYPED)
        make.asked(self.outing)
        refused = self.confirmed(answer)
        self.assertContains(refused, "不能改名单。可以先撤回再改。", status_code=422)
        self.assertContains(refused, "钱某\t学生", status_code=422)
        self.assertNotContains(self.client.get(self.address), "<textarea")


class Files(PeopleTest):
    def test_an_honest_file_is_shown_then_kept(self):
        answer = self.send(hostile_lists.honest())
        self.assertContains(answer, "读到学生 2 人、教师 1 人")
        self.confirmed(answer)
        self.assertEqual(len(self.names()), 3)

    def test_the_template_comes_back(self):
        answer = self.client.get(reverse("outing_people_template"))
        book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
        book.active.append([])
        for place, cell in enumerate(hostile_lists.person(1), start=1):
            book.active.cell(3, place, cell)
        file = BytesIO()
        book.save(file)
        self.assertContains(self.send(file.getvalue()), "读到学生 1 人")

    def test_what_was_typed_beside_a_file_is_not_lost(self):
        answer = self.send(hostile_lists.honest(), people="王某 13800000009")
        self.assertContains(answer, "文本框里的内容没有读")
        self.assertContains(answer, "王某 13800000009</textarea>")

    def test_faults_are_told_by_row_and_cell(self):
        for content, sentence in [
            (hostile_lists.bad_phones(), "第 2 行（E2）“联系电话”"),
            (hostile_lists.bad_names(), "像是几个人"),
            (hostile_lists.bad_cells(), "被 Excel 当成了日期"),
            (hostile_lists.duplicates(), "都是 202500001"),
            (hostile_lists.merged(), "与别的格合并了"),
            (hostile_lists.wrong_sheet(), "没有找到“姓名”"),
            (hostile_lists.people(5000), "名单有 5000 人，一份名单最多 1000 人"),
            (hostile_lists.formula(), "姓名"),
            (hostile_lists.lone_surrogate(), "没有保存任何人"),
        ]:
            with self.subTest(sentence):
                self.assertContains(self.send(content), sentence, status_code=422)
        self.assertEqual(self.names(), [])

    def test_hostile_files_are_refused_in_a_sentence(self):
        for content in (
            b"",
            b"MZ",
            hostile.bomb(),
            hostile.with_dtd(),
            hostile.ole(),
            hostile.overlapping(),
            hostile.with_macro_type(),
        ):
            with self.subTest(content[:20]):
                self.assertContains(self.send(content), "没有保存任何人", status_code=422)

    def test_other_kinds_are_told_the_way_out(self):
        self.assertContains(self.send(b"x", "名单.xls"), "另存为”.xlsx", status_code=422)
        self.assertContains(self.send(b"x", "名单.pdf"), "只接收 .xlsx 文件", status_code=422)

    def test_more_than_a_list_can_be_is_refused_unread(self):
        self.assertEqual(self.send(b"x" * 6_500_000).status_code, 413)

    def test_an_id_number_is_nowhere_in_the_answer(self):
        answer = self.send(hostile_lists.id_cards())
        self.assertContains(answer, "不收集身份证号", status_code=422)
        self.assertNotContains(answer, "110101190001010000", status_code=422)


class Counts(PeopleTest):
    def take_over(self, version):
        address = reverse("outing_people_counts", args=[self.outing.pk])
        return self.client.post(address, {"version": version}, follow=True)

    def test_other_numbers_than_those_asked_for_are_told_and_taken_over(self):
        make.listed(self.outing, {}, {}, {"kind": "teacher"})
        answer = self.client.get(self.address)
        self.assertContains(answer, "名单上是学生 2 人、教师 1 人，外出申请里填的是学生 40 人")
        self.take_over(answer.context["outing"].version)
        outing = make.reloaded(self.outing)
        self.assertEqual((outing.student_count, outing.teacher_count), (2, 1))
        self.assertNotContains(self.client.get(self.address), "外出申请里填的是")

    def test_approved_it_is_asked_for_again(self):
        self.outing = make.approved_outing(college=self.jidian)
        make.listed(self.outing, {}, {"kind": "teacher"})
        answer = self.take_over(self.outing.version)
        self.assertContains(answer, "人数变了，需要重新审批")
        self.assertEqual(make.reloaded(self.outing).status, Status.WAITING)

    def test_changed_by_somebody_else_it_is_refused(self):
        make.listed(self.outing, {})
        answer = self.take_over(self.outing.version + 1)
        self.assertContains(answer, "刚刚被别人修改过，人数没有改")
        self.assertEqual(make.reloaded(self.outing).student_count, 40)


class Seeing(PeopleTest):
    def setUp(self):
        super().setUp()
        make.listed(self.outing)

    def answer_for(self, user):
        self.sign_in(user)
        return self.client.get(self.address)

    def test_own_college_and_office_read_phones(self):
        for user in (self.chen, self.sun, self.zhou):
            with self.subTest(user.name):
                self.assertContains(self.answer_for(user), "13800000004")

    def test_others_do_not(self):
        for user, code in [(self.lin, 404), (self.wei, 404), (self.chu, 403), (self.zheng, 403)]:
            with self.subTest(user.name):
                self.assertEqual(self.answer_for(user).status_code, code)

    def test_the_office_reads_and_does_not_write(self):
        self.assertNotContains(self.answer_for(self.zhou), "<textarea")
        self.assertEqual(self.post(TYPED, confirmed="1").status_code, 403)

    def test_the_guard_reads_once_it_has_passed(self):
        make.asked(self.outing)
        self.assertEqual(self.answer_for(self.wei).status_code, 403)
        make.agreed(self.outing, by=self.sun)
        make.agreed(self.outing, by=self.zhou)
        self.assertContains(self.answer_for(self.wei), "13800000004")

    def test_the_department_of_students_never_does(self):
        student = Department.objects.get(code="student")
        xu = make.person("许", Role.DEPARTMENT, department=student)
        self.edition.approval_steps.filter(approver="student").update(in_use=True)
        outing = make.agreed(make.asked(self.outing), by=self.sun)
        self.assertEqual(outing.step.approver, "student")
        self.assertEqual(self.answer_for(xu).status_code, 403)
        answer = self.client.get(self.outing.get_absolute_url())
        self.assertContains(answer, "1 人")
        self.assertNotContains(answer, "学生一")

    def test_the_page_says_who_sees_it_and_until_when(self):
        OutingPolicy.objects.update(participants_kept_until="2025-11-14")
        for text in ("保存到 2025年11月14日", "其他人看不到"):
            self.assertContains(self.answer_for(self.chen), text)

    def test_the_page_costs_the_same_for_more_people(self):
        self.assertCostStaysFlat(self.address, lambda: make.listed(self.outing, *[{}] * 9))


class Traces(PeopleTest):
    def test_no_name_or_number_outlives_the_list(self):
        with self.assertLogs(level=logging.DEBUG) as told:
            logging.getLogger("tests").info("something")
            self.post(TYPED + "坏某\t家属\t13800000008")
            self.confirmed(self.post(TYPED))
            self.send(hostile_lists.bad_names())
            make.agreed(make.asked(self.outing), by=self.sun)
        kept = [str(told.output)]
        kept += [str(row) for row in AuditEntry.objects.values()]
        kept += [str(row) for row in Notice.objects.values()]
        version = self.outing.versions.values()
        for secret in ("钱某", "孙某", "坏某", "13800000007", "13800000008"):
            self.assertNotIn(secret, " ".join([*kept, str(version)]))

    def test_the_log_has_the_counts(self):
        self.confirmed(self.post(TYPED))
        answer = self.client.get(self.outing.get_absolute_url())
        self.assertContains(answer, "名单人数")
        entry = AuditEntry.objects.get(verb="更新外出名单")
        self.assertEqual(entry.payload["after"], {"participants": 2})


class Erasing(PeopleTest):
    def setUp(self):
        super().setUp()
        make.listed(self.outing, {}, {})
        OutingPolicy.objects.update(participants_kept_until="2025-11-14")

    def erase_on(self, text):
        with self.clock_at(text):
            purge_participants()
        return Participant.objects.count()

    def test_on_the_last_day_it_is_still_there(self):
        self.assertEqual(self.erase_on("2025-11-14T23:59"), 2)

    def test_the_day_after_it_is_gone(self):
        self.assertEqual(self.erase_on("2025-11-15T00:01"), 0)
        self.assertEqual(
            AuditEntry.objects.get(verb="清除外出名单").note, "保存期已过，共 2 人、0 个文件"
        )

    def test_run_twice_it_says_so_once(self):
        self.erase_on("2025-11-15T00:01")
        self.erase_on("2025-11-15T00:02")
        self.assertEqual(AuditEntry.objects.filter(verb="清除外出名单").count(), 1)

    def test_the_command_does_the_same(self):
        out = StringIO()
        with self.clock_at("2025-11-15T09:00"):
            call_command("purge_participants", stdout=out)
        self.assertIn("2 人", out.getvalue())


class Columns(SimpleTestCase):
    def test_what_may_be_read_fits_where_it_is_kept(self):
        for column in COLUMNS:
            with self.subTest(column.label):
                field = Participant._meta.get_field(column.field)
                # What a phone is says its own reader: 20 characters at most.
                if column.field not in ("phone", "emergency_phone", "kind"):
                    self.assertEqual(column.most, field.max_length)

    def test_no_phone_that_is_read_is_too_long(self):
        for size in range(1, 60):
            try:
                phone = READERS["phone"]("0" + "1" * size)
            except Unreadable:
                continue
            self.assertLessEqual(len(phone), Participant._meta.get_field("phone").max_length)

    def test_the_kinds_are_the_same(self):
        self.assertEqual(dict(Participant.Kind.choices), KINDS)


class RoundTrip(SimpleTestCase):
    cell = st.text(max_size=12)

    @given(st.lists(st.tuples(*[cell] * len(COLUMNS)), min_size=1, max_size=6))
    def test_what_was_read_reads_the_same_again(self, cells):
        text = "\n".join(["\t".join(c.label for c in COLUMNS), *map("\t".join, cells)])
        first = [row.facts() for row in read_pasted(text).rows]
        if first:
            again = read_pasted(as_text(first))
            self.assertEqual([row.facts() for row in again.rows], first, again.problems)


def test_no_view_of_people_logs():
    """Nothing that reads a list writes to a log."""
    folder = Path("activities")
    for file in [*folder.glob("participants/*.py"), folder / "views/outing_people.py"]:
        assert "logging" not in file.read_text(), file
