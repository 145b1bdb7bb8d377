"""The pages of an upload: the form, the preview, confirming, the kept original."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import Activity
from reports.models import AnnexUpload
from tests import hostile, make
from tests.base import PortalTestCase


class UploadPages(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.one = make.activity(college=cls.jidian, title="焊接体验课")

    def setUp(self):
        self.sign_in(self.chen)

    def address(self):
        return reverse("annex_upload", args=[self.edition.code])

    def send(self, content, name="附件1.xlsx"):
        file = SimpleUploadedFile(name, content)
        return self.client.post(self.address(), {"file": file, "college": self.jidian.pk})

    def current_sheet(self):
        return self.client.get(reverse("filing_sheet", args=[self.filing.pk])).getvalue()

    def changed(self, change):
        return make.annex_upload(self.filing, change=change)

    def confirm(self, upload, **sent):
        page = self.client.get(upload.get_absolute_url())
        address = reverse("annex_upload_apply", args=[upload.pk])
        return self.client.post(address, {"seen": page.context["seen"]} | sent)

    def test_links_lead_here(self):
        for page in (reverse("week", args=[self.edition.code]), self.filing.get_absolute_url()):
            self.assertContains(self.client.get(page), f"{self.address()}?college={self.jidian.pk}")

    def test_the_downloaded_file_changes_nothing(self):
        page = self.client.get(self.send(self.current_sheet()).url)
        self.assertContains(page, "没有变化：文件里的 1 项活动和系统里一样")
        self.assertNotContains(page, "确认导入")

    def test_hostile_files_get_a_sentence_on_the_form(self):
        cases = [
            (b"", "a.xlsx", "文件是空的"),
            (b"x,y", "a.xlsx", "这不是 .xlsx 文件"),
            (b"x,y", "a.csv", "CSV 不接收"),
            (b"x", "a.xls", "老格式 .xls"),
            (b"x", "a.pdf", "只接收 .xlsx"),
            (hostile.ole("EncryptedPackage"), "a.xlsx", "取消密码"),
            (hostile.bomb(), "a.xlsx", "太多或太复杂"),
            (hostile.far_row(), "a.xlsx", "超过 400 行"),
            (hostile.plain(), "a.xlsx", "没有找到附件1的表头"),
        ]
        for content, name, sentence in cases:
            with self.subTest(sentence):
                self.assertContains(self.send(content, name), sentence, status_code=422)
        self.assertFalse(AnnexUpload.objects.exists())

    def test_names_that_climb_or_are_too_long_store_nothing_of_them(self):
        content = self.current_sheet()
        for name in ("../../etc/附件1.xlsx", "长" * 250 + ".xlsx", "<b>x</b>.xlsx"):
            with self.subTest(name):
                page = self.client.get(self.send(content, name).url)
                self.assertNotContains(page, "<b>x</b>")
        upload = AnnexUpload.objects.first()
        file = self.client.get(reverse("annex_upload_file", args=[upload.pk]))
        self.assertEqual(file.getvalue(), content)
        self.assertIn("attachment", file.headers["Content-Disposition"])

    def test_without_a_file(self):
        self.assertContains(self.client.post(self.address()), "请选择文件", status_code=422)

    def test_a_change_is_shown_and_confirmed(self):
        upload = self.changed(lambda sheet: sheet.__setitem__("F5", "操场"))
        page = self.client.get(upload.get_absolute_url())
        for words in ("F5 活动地点", "实训楼 101", "操场", "确认导入"):
            self.assertContains(page, words)
        self.assertEqual(self.confirm(upload).status_code, 302)
        self.one.refresh_from_db()
        self.assertEqual(self.one.venue, "操场")
        self.assertContains(self.client.get(upload.get_absolute_url()), "已由陈")

    def test_problems_by_cell_and_no_way_to_confirm(self):
        upload = self.changed(lambda sheet: sheet.__setitem__("E5", "上午"))
        page = self.client.get(upload.get_absolute_url())
        self.assertContains(page, "<strong>E5 活动时间</strong>：请写开始和结束时间")
        self.assertNotContains(page, "确认导入")

    def test_a_reason_is_asked_and_kept(self):
        other = make.activity(college=self.jidian, title="停办的")
        make.filed(self.filing)
        upload = self.changed(lambda sheet: sheet.delete_rows(5))
        missing = {f"reason_{self.one.pk}": ""}
        self.assertContains(self.confirm(upload, **missing), "取消必须写明原因", status_code=422)
        self.confirm(upload, **{f"reason_{self.one.pk}": "场地检修"})
        rows = dict(Activity.objects.values_list("pk", "cancel_reason"))
        self.assertEqual(rows, {self.one.pk: "场地检修", other.pk: ""})

    def test_a_change_in_between_shows_a_new_preview_and_keeps_what_was_typed(self):
        make.filed(self.filing)
        make.activity(college=self.jidian)
        upload = self.changed(lambda sheet: sheet.delete_rows(5))
        seen = self.client.get(upload.get_absolute_url()).context["seen"]
        self.one.refresh_from_db()
        self.one.venue = "别处"
        self.one.revise(self.sun, [], base_version=self.one.version)
        sent = {"seen": seen, f"reason_{self.one.pk}": "场地检修"}
        address = reverse("annex_upload_apply", args=[upload.pk])
        page = self.client.post(address, sent)
        self.assertContains(page, "活动又有改动", status_code=409)
        self.assertContains(page, "场地检修", status_code=409)

    def test_another_college_sees_nothing(self):
        upload = self.changed(lambda sheet: None)
        for user, expected in ((self.lin, 404), (self.zhou, 403), (self.sun, 200)):
            self.sign_in(user)
            answer = self.client.get(upload.get_absolute_url())
            self.assertEqual(answer.status_code, expected)

    def test_after_its_time(self):
        upload = self.changed(lambda sheet: None)
        AnnexUpload.objects.update(expires_at=self.now)
        AnnexUpload.objects.purge()
        self.assertContains(self.client.get(upload.get_absolute_url()), "只保留 7 天")
        address = reverse("annex_upload_apply", args=[upload.pk])
        self.assertRefused(self.client.post(address), "已过期")

    def test_the_preview_costs_the_same_however_many_rows(self):
        few = self.changed(lambda sheet: sheet.__setitem__("F5", "操场"))

        def many(sheet):
            for row in range(5, 10):
                sheet.cell(row, 6).value = "操场"

        for _ in range(4):
            make.activity(college=self.jidian)
        upload = self.changed(many)
        self.assertEqual(len(upload.preview["changes"]), 5)
        AnnexUpload.objects.filter(pk=few.pk).update(compared_with=upload.compared_with)
        self.client.get(few.get_absolute_url())
        counts = [len(self.queries_of(one.get_absolute_url())) for one in (few, upload)]
        self.assertEqual(counts[0], counts[1])
