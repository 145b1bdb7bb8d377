"""材料 of an outing: who puts them there, what may come in, who takes them away."""

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import OutingFile
from activities.models.outing_file import MOST_FILES
from colleges.files import stored
from colleges.models import AuditEntry, Department, Role
from colleges.uploads import ALLOWED
from tests import make
from tests.base import PortalTestCase

PDF = b"%PDF-1.4 %%EOF"


class OutingFilesTest(PortalTestCase):
    def setUp(self):
        self.outing = make.outing(college=self.jidian)
        self.address = reverse("outing_files", args=[self.outing.pk])
        self.sign_in(self.chen)

    def upload(self, content=PDF, name="预案.pdf", kind="safety_plan"):
        sent = {"kind": kind, "file": SimpleUploadedFile(name, content)}
        return self.client.post(self.address, sent)

    def delete(self, file):
        return self.client.post(reverse("attachment_delete", args=[file.pk]), follow=True)


class Uploading(OutingFilesTest):
    def test_it_stands_on_the_page_of_the_outing(self):
        self.assertRedirects(self.upload(), self.address)
        answer = self.client.get(self.outing.get_absolute_url())
        self.assertContains(answer, "预案.pdf</a>")
        self.assertContains(answer, "安全预案")

    def test_a_safety_plan_that_is_uploaded_need_not_be_typed(self):
        self.outing = make.outing(college=self.jidian, safety_plan="")
        self.assertIn("安全预案（写要点或上传文件）", self.outing.missing())
        make.outing_file(self.outing)
        self.assertEqual(make.reloaded(self.outing).missing(), [])

    def test_what_may_come_in_is_said_beforehand(self):
        answer = self.client.get(self.address)
        self.assertContains(answer, ALLOWED)
        for label in OutingFile.Kind.labels:
            self.assertContains(answer, label)

    def test_what_it_is_not_is_told_at_the_field(self):
        for content, name, sentence in [
            (b"MZ", "a.pdf", "文件内容不是 PDF"),
            (b"", "a.pdf", "文件是空的"),
            (b"<svg/>", "a.svg", "不收“.svg”"),
        ]:
            with self.subTest(sentence):
                answer = self.upload(content, name)
                self.assertContains(answer, sentence, status_code=422)
                self.assertContains(answer, 'value="safety_plan" selected', status_code=422)
        self.assertFalse(OutingFile.objects.exists())

    def test_refused_it_leaves_no_copy(self):
        before = set(settings.TEMP_DIR.iterdir())
        self.assertContains(self.upload(kind=""), "请选择这是哪一种材料", status_code=422)
        self.assertEqual(set(settings.TEMP_DIR.iterdir()), before)

    def test_one_too_many_is_told_at_the_field_and_leaves_no_copy(self):
        for place in range(MOST_FILES):
            make.outing_file(self.outing, name=f"{place}.pdf")
        before = set(settings.TEMP_DIR.iterdir())
        self.assertContains(self.upload(), f"最多 {MOST_FILES} 个文件", status_code=422)
        self.assertEqual(set(settings.TEMP_DIR.iterdir()), before)

    def test_under_way_nothing_is_added_or_taken_away(self):
        file = make.outing_file(self.outing)
        make.asked(self.outing)
        self.assertContains(self.upload(), "不能加文件。可以先撤回再改。", status_code=422)
        self.assertContains(self.delete(file), "不能删文件。可以先撤回再改。")
        self.assertEqual(OutingFile.objects.get(), file)
        self.assertNotContains(self.client.get(self.address), 'type="file"')

    def test_only_its_own_people_add_and_delete(self):
        file = make.outing_file(self.outing)
        for user, code in [(self.lin, 404), (self.zhou, 403), (self.chu, 403), (self.wei, 404)]:
            with self.subTest(user.name):
                self.sign_in(user)
                self.assertEqual(self.upload().status_code, code)
                self.assertEqual(self.delete(file).status_code, code)


class Handing(OutingFilesTest):
    def setUp(self):
        super().setUp()
        self.file = make.outing_file(self.outing)

    def answer_for(self, user):
        self.sign_in(user)
        return self.client.get(self.file.get_absolute_url())

    def test_it_is_an_attachment_under_its_name(self):
        answer = self.answer_for(self.zhou)
        self.assertEqual(b"".join(answer.streaming_content), PDF)
        self.assertIn("attachment", answer["Content-Disposition"])
        self.assertIn("sandbox", answer["Content-Security-Policy"])

    def test_whoever_may_not_see_the_outing_finds_nothing(self):
        for user in (self.lin, self.wei, self.feng, self.jiang):
            with self.subTest(user.name):
                self.assertEqual(self.answer_for(user).status_code, 404)

    def test_who_is_asked_reads_it(self):
        student = Department.objects.get(code="student")
        xu = make.person("许", Role.DEPARTMENT, department=student)
        self.assertEqual(self.answer_for(xu).status_code, 404)
        self.edition.approval_steps.filter(approver="student").update(in_use=True)
        make.asked(self.outing)
        self.assertEqual(self.answer_for(xu).status_code, 200)

    def test_deleted_it_is_gone_and_the_log_says_by_whom(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.assertContains(self.delete(self.file), "已删除安全预案“安全预案.pdf”")
        self.assertFalse(stored(self.file.key).exists())
        self.assertEqual(self.client.get(self.file.get_absolute_url()).status_code, 404)
        entry = AuditEntry.objects.get(verb="删除外出文件")
        self.assertEqual(
            (entry.actor, entry.payload["before"]["name"]), (self.chen, "安全预案.pdf")
        )

    def test_the_pages_cost_the_same_for_more_files(self):
        def more():
            for place in range(3):
                make.outing_file(self.outing, name=f"{place}.pdf")

        self.assertCostStaysFlat(self.address, more)
        self.assertCostStaysFlat(self.outing.get_absolute_url(), more)
