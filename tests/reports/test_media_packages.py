"""A package of media: what goes in, what it is called, who gets it, when it is void."""

import io
from datetime import date, timedelta
from importlib import import_module
from zipfile import ZIP_STORED, ZipFile

from django.apps import apps
from django.test import SimpleTestCase, override_settings
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from activities.models import MediaItem
from colleges.files import stored
from colleges.models import AuditEntry, Department, Notice, Role
from colleges.rules import BrokenRule
from reports.models import MediaPackage
from reports.models.media_package import FILES_KEPT
from reports.package_contents import part_of_name, pieces
from reports.tasks import purge_expired, run_media_package
from tests import make, media, newsroom
from tests.base import PortalTestCase

step = import_module("reports.migrations.0019_packages_before_their_texts")


class NamesOnWindows(SimpleTestCase):
    def test_what_windows_refuses_is_not_in_a_name(self):
        for text, name in [
            ('走进/乡村:"咨询"?*<1>|', "走进 乡村 咨询 1"),
            ("..", ""),
            ("校园开放. ", "校园开放"),
            ("con", "con "),
            ("第_一_场", "第 一 场"),
            ("照片\u202egpj", "照片gpj"),
            ("长" * 99, "长" * 40),
        ]:
            with self.subTest(text):
                self.assertEqual(part_of_name(text), name)


class PackageTestCase(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        centre = Department.objects.get(code="media")
        cls.xu = make.person("徐", Role.DEPARTMENT, username="xu", department=centre)
        cls.activity = make.activity(college=cls.jidian, title="焊接体验课：一")
        facts = {"status": "approved", "activity": cls.activity, "day": date(2025, 5, 12)}
        cls.photo = media.item(college=cls.jidian, **facts)
        second = media.PICTURE + b"\x00"
        cls.other = media.item(college=cls.caijing, status="approved", content=second)

    def order(self, by=None, **facts):
        return MediaPackage.objects.order(self.edition, by or self.zhou, **facts)

    def packed(self, **facts):
        job = self.order(**facts)
        run_media_package(job.pk)
        job.refresh_from_db()
        return job

    def archive(self, job):
        return ZipFile(stored(job.file_key))


class Contents(PackageTestCase):
    def test_originals_lie_in_it_as_they_came(self):
        archive = self.archive(self.packed())
        names = ["机电学院_焊接体验课：一_2025-05-12_001.jpg", "财经学院_未填活动_未填日期_002.jpg"]
        self.assertEqual(archive.namelist(), ["索引.xlsx", "说明文字.docx", *names])
        self.assertEqual(archive.read(names[0]), media.PICTURE)
        self.assertEqual(archive.read(names[1]), media.PICTURE + b"\x00")
        self.assertIsNone(archive.testzip())

    def test_a_paper_without_an_activity_keeps_its_own_name(self):
        paper = media.item(college=self.jidian, kind="document", name="附件2签字版.docx")
        (piece,) = pieces([paper])
        self.assertIn("机电学院_附件2签字版_", piece.name)

    def test_names_say_that_they_are_utf8_and_nothing_is_packed_twice(self):
        for part in self.archive(self.packed()).infolist():
            with self.subTest(part.filename):
                self.assertTrue(part.flag_bits & 0x800)
                self.assertEqual(part.compress_type, ZIP_STORED)

    def test_the_index_tells_each(self):
        MediaItem.objects.filter(pk=self.photo.pk).update(caption="=1+1", photographer="李老师")
        archive = self.archive(self.packed(organiser=self.jidian))
        sheet = load_workbook(io.BytesIO(archive.read("索引.xlsx"))).active
        labels, row = ([cell.value for cell in line] for line in sheet.iter_rows(2, 3))
        told = dict(zip(labels, row, strict=True))
        self.assertEqual((told["文件名"], told["说明"]), (archive.namelist()[2], "=1+1"))
        self.assertEqual((told["拍摄者"], told["SHA-256"]), ("李老师", self.photo.sha256))
        self.assertEqual(sheet.max_row, 3)

    def test_wps_and_excel_read_the_index_as_it_was_meant(self):
        """Not with the library that wrote it."""
        MediaItem.objects.filter(pk=self.photo.pk).update(caption="=1+1", has_minors="no")
        archive = self.archive(self.packed())
        book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read("索引.xlsx")))
        title, labels, *rows = book.get_sheet_by_name("索引").to_python()
        self.assertIn("只供学校宣传使用，不得外传", title[0])
        told = [dict(zip(labels, row, strict=True)) for row in rows]
        self.assertEqual([row["文件名"] for row in told], archive.namelist()[2:])
        self.assertEqual([row["SHA-256"] for row in told], [self.photo.sha256, self.other.sha256])
        self.assertEqual((told[0]["说明"], told[0]["活动"]), ("=1+1", "焊接体验课：一"))
        self.assertEqual((told[0]["序号"], told[0]["日期"]), (1, "2025-05-12"))
        self.assertEqual((told[0]["含未成年人"], told[1]["活动"]), ("不含", ""))

    def test_captions_are_a_text_of_their_own(self):
        MediaItem.objects.filter(pk=self.photo.pk).update(caption="学生体验焊接", place="实训楼")
        archive = self.archive(self.packed(organiser=self.jidian))
        told = [
            part.text for part in Document(io.BytesIO(archive.read("说明文字.docx"))).paragraphs
        ]
        self.assertIn("机电学院 · 全周", told[0])
        self.assertEqual(told[1:], [f"1. {archive.namelist()[2]}", "学生体验焊接（地点：实训楼）"])

    def test_published_texts_lie_in_it_as_papers(self):
        text = newsroom.published(
            newsroom.news_item(college=self.jidian, body=f"**第一段**\n\n{'第二段' * 20}")
        )
        newsroom.news_item(college=self.jidian)
        archive = self.archive(self.packed(organiser=self.jidian))
        [name] = [name for name in archive.namelist() if "_稿件" in name]
        self.assertEqual(name, f"机电学院_{part_of_name(text.title)}_2025-05-12_稿件01.docx")
        told = [part.text for part in Document(io.BytesIO(archive.read(name))).paragraphs]
        self.assertEqual(told, [one.text for one in self.word_of(text).paragraphs])
        self.assertIn(text.summary, told)
        self.assertNotIn(
            "_稿件", "".join(self.archive(self.packed(organiser=self.caijing)).namelist())
        )

    def word_of(self, text):
        """What the page of the text gives as “Word”."""
        self.sign_in(self.zhou)
        answer = self.client.get(reverse("news_docx", args=[text.pk]))
        return Document(io.BytesIO(answer.getvalue()))

    def text_with(self, picture):
        words = f"见[通知](https://a.cn/1)。\n\n![一起焊](media:{picture.pk})"
        body = f"{words}\n\n{newsroom.BODY}"
        return newsroom.published(newsroom.news_item(college=self.jidian, body=body))

    def test_a_text_is_the_same_document_as_its_word_pictures_and_links_too(self):
        # Of no activity: that of the other photo is not public, nor is the photo then.
        shown = media.item(college=self.jidian, status="approved")
        text = self.text_with(shown)
        archive = self.archive(self.packed(organiser=self.jidian))
        [name] = [name for name in archive.namelist() if "_稿件" in name]
        packed, alone = Document(io.BytesIO(archive.read(name))), self.word_of(text)
        self.assertEqual(packed.element.xml, alone.element.xml)
        self.assertEqual((len(packed.inline_shapes), len(alone.inline_shapes)), (1, 1))
        self.assertIn("见通知（https://a.cn/1）。", [one.text for one in packed.paragraphs])

    def test_a_picture_withdrawn_from_a_text_makes_it_void_whatever_its_day(self):
        other_day = media.item(college=self.jidian, status="approved", day=date(2025, 5, 13))
        self.text_with(other_day)
        job = self.packed(organiser=self.jidian, day=date(2025, 5, 12))
        self.assertNotIn(other_day.pk, job.item_ids)
        job.check_download()
        other_day.withdraw_consent(self.zhou, "家长来电")
        with self.assertRaisesMessage(BrokenRule, "这个包作废"):
            job.check_download()

    def test_the_page_says_that_originals_tell_where_they_were_taken(self):
        self.sign_in(self.zhou)
        page = self.client.get(reverse("package_list", args=["2025"]))
        self.assertContains(page, "有的还有拍摄地点（经纬度）")

    def test_what_was_not_approved_or_lacks_consent_stays_out(self):
        for facts in [{"status": "waiting"}, {"status": "hidden"}, {"status": "processing"}]:
            media.item(college=self.jidian, **facts)
        self.assertEqual(self.order().item_ids, [self.photo.pk, self.other.pk])

    def test_a_unit_and_a_day_can_be_asked_for(self):
        self.assertEqual(self.order(organiser=self.caijing).item_ids, [self.other.pk])
        self.assertEqual(self.order(day=date(2025, 5, 12)).item_ids, [self.photo.pk])

    def test_nothing_to_pack_is_said(self):
        with self.assertRaisesMessage(BrokenRule, "还没有审核通过的照片、视频和文稿"):
            self.order(day=date(2025, 5, 17))


class Job(PackageTestCase):
    def test_whoever_ordered_it_is_told(self):
        job = self.packed(by=self.xu)
        self.assertEqual((job.status, job.item_count), ("done", 2))
        self.assertIn("可以下载", Notice.objects.visible_to(self.xu).get().title)

    def test_ordered_twice_it_is_one(self):
        self.assertEqual(self.order(), self.order())
        self.assertNotEqual(self.order(), self.order(by=self.wu))

    @override_settings(MEDIA_FREE_FLOOR=10**18)
    def test_a_full_disk_is_said_and_it_can_be_tried_again(self):
        job = self.packed()
        self.assertEqual(job.status, "failed")
        self.assertIn("服务器磁盘空间不足", job.message)

    def test_withdrawn_between_order_and_packing_it_is_left_out(self):
        job = self.order()
        MediaItem.objects.filter(pk=self.photo.pk).update(status="hidden")
        run_media_package(job.pk)
        job.refresh_from_db()
        self.assertEqual((job.item_ids, job.is_withdrawn), ([self.other.pk], False))

    def test_after_its_day_the_file_is_gone(self):
        job = self.packed()
        MediaPackage.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        purge_expired()
        self.assertFalse(stored(job.file_key).exists())
        self.assertTrue(MediaPackage.objects.get().is_expired)
        self.assertEqual(FILES_KEPT, timedelta(days=7))

    def test_of_what_was_withdrawn_no_package_stays(self):
        job = self.packed()
        MediaItem.objects.filter(pk=self.other.pk).update(status="consent")
        purge_expired()
        self.assertFalse(stored(job.file_key).exists())


class Pages(PackageTestCase):
    def download(self, job, **headers):
        address = reverse("package_download", args=[job.pk])
        answer = self.client.get(address, headers=headers)
        return answer, b"".join(answer) if answer.streaming else answer.content

    def test_a_unit_packs_its_own(self):
        self.sign_in(self.chen)
        self.client.post(reverse("package_new", args=["2025"]), {"unit": "", "day": ""})
        job = MediaPackage.objects.get()
        self.assertEqual((job.college, job.item_ids), (self.jidian, [self.photo.pk]))
        self.assertContains(self.client.get(job.get_absolute_url()), "机电学院 · 全周")

    def test_who_reviews_packs_any(self):
        self.sign_in(self.xu)
        page = self.client.get(reverse("package_list", args=["2025"]))
        self.assertContains(page, f'<option value="college-{self.caijing.pk}">财经学院</option>')
        unit = f"college-{self.caijing.pk}"
        self.client.post(reverse("package_new", args=["2025"]), {"unit": unit})
        self.assertEqual(MediaPackage.objects.get().item_ids, [self.other.pk])

    def test_it_is_seen_by_its_unit_and_who_reviews(self):
        job = self.packed(organiser=self.jidian)
        for user, expected in [
            (self.chen, 200),
            (self.lin, 404),
            (self.xu, 200),
            (self.jiang, 404),
        ]:
            with self.subTest(user):
                self.sign_in(user)
                self.assertEqual(self.download(job)[0].status_code, expected)

    def test_a_download_that_was_cut_goes_on(self):
        job = self.packed()
        self.sign_in(self.zhou)
        answer, whole = self.download(job)
        self.assertIn("filename*=utf-8''2025", answer.headers["Content-Disposition"])
        rest, tail = self.download(job, range="bytes=1000-", if_range=answer.headers["ETag"])
        self.assertEqual((rest.status_code, whole[:1000] + tail), (206, whole))
        self.assertEqual(whole, stored(job.file_key).read_bytes())

    def test_the_rest_of_another_file_is_not_sent(self):
        job = self.packed()
        self.sign_in(self.zhou)
        answer, whole = self.download(job, range="bytes=1000-", if_range='"another"')
        self.assertEqual((answer.status_code, len(whole)), (200, job.file_size))

    def test_every_download_is_written_down(self):
        job = self.packed()
        self.sign_in(self.zhou)
        self.download(job, range="bytes=0-9")
        entry = AuditEntry.objects.get(verb="下载影像包")
        self.assertIn(
            f"全校 · 全周，2 个，文件 SHA-256 {job.file_sha256}，续传 bytes=0-9", entry.note
        )

    def test_withdrawn_it_is_void_at_once(self):
        job = self.packed()
        MediaItem.objects.filter(pk=self.other.pk).update(status="hidden")
        self.sign_in(self.zhou)
        self.assertRefused(self.download(job)[0], "这个包作废。请重新打包。")
        self.assertContains(self.client.get(job.get_absolute_url()), "重新打包")

    def test_with_a_text_that_was_taken_down_or_written_anew_it_is_void(self):
        text = newsroom.published(newsroom.news_item(college=self.jidian))
        job = self.packed()
        self.assertFalse(job.is_withdrawn)
        text.take_down(self.zhou, "数字有误")
        self.sign_in(self.zhou)
        self.assertRefused(self.download(job)[0], "撤下或删除，这个包作废。请重新打包。")
        newsroom.published(newsroom.reloaded(text))
        self.assertTrue(job.is_withdrawn)
        purge_expired()
        self.assertFalse(stored(job.file_key).exists())

    def test_packed_before_its_texts_were_noted_it_is_gone(self):
        old, told = self.packed(), self.packed(by=self.xu)
        MediaPackage.objects.filter(pk=told.pk).update(text_rounds=[[1, 1]])
        step.expire_those_that_may_hold_texts(apps, None)
        gone = {job.pk: job.is_expired for job in MediaPackage.objects.all()}
        self.assertEqual(gone, {old.pk: True, told.pk: False})

    def test_not_ready_it_is_said(self):
        job = self.order()
        self.sign_in(self.zhou)
        self.assertRefused(self.download(job)[0], "还没有打好")
        page = self.client.get(job.get_absolute_url(), headers={"HX-Request": "true"})
        self.assertContains(page, "可以离开，完成后收件箱通知。")
        self.assertNotContains(page, "<html")

    def test_failed_it_is_tried_again(self):
        with override_settings(MEDIA_FREE_FLOOR=10**18):
            job = self.packed()
        self.sign_in(self.zhou)
        self.client.post(reverse("package_retry", args=[job.pk]))
        run_media_package(job.pk)
        self.assertEqual(MediaPackage.objects.get().status, "done")

    def test_the_list_costs_the_same_however_long(self):
        self.packed()
        self.sign_in(self.zhou)

        def grow():
            for unit in (self.jidian, self.caijing):
                self.packed(organiser=unit)

        self.assertCostStaysFlat(reverse("package_list", args=["2025"]), grow)
