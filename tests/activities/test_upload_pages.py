"""The protocol at /uploads/ as any tus client meets it, and the plain field beside it."""

import hashlib
from base64 import b64encode
from datetime import timedelta

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from activities.models import MediaItem, Upload
from activities.tus import BODY, LARGEST, LONGEST_CHUNK
from activities.views.uploads import STREAMS
from colleges.files import stored
from tests import make
from tests.base import PortalTestCase
from tests.uploads import HALF, PHOTO, create, half_way, patch, told, tus, upload


class Protocol(PortalTestCase):
    def setUp(self):
        self.sign_in(self.chen)

    def assertTold(self, answer, status, sentence):
        self.assertEqual(answer.status_code, status, answer.content.decode())
        self.assertEqual(answer.headers["Tus-Resumable"], "1.0.0")
        self.assertEqual(answer.headers["Content-Type"], "text/plain; charset=utf-8")
        self.assertIn(sentence, answer.content.decode())


class UploadList(Protocol):
    def test_it_tells_what_it_speaks(self):
        answer = self.client.options("/uploads/")
        self.assertEqual(answer.status_code, 204)
        self.assertEqual(answer.headers["Tus-Version"], "1.0.0")
        self.assertEqual(answer.headers["Tus-Checksum-Algorithm"], "sha1,sha256,md5")
        self.assertEqual(answer.headers["Tus-Max-Size"], str(LARGEST))
        for ability in ("creation", "creation-with-upload", "termination", "checksum"):
            self.assertIn(ability, answer.headers["Tus-Extension"].split(","))

    def test_a_file_name_is_enough_to_begin(self):
        answer = create(self.client)
        self.assertEqual((answer.status_code, answer.headers["Upload-Offset"]), (201, "0"))
        begun = Upload.objects.get()
        self.assertEqual(answer.headers["Location"], begun.get_absolute_url())
        facts = (begun.owner, begun.college, begun.edition, begun.name, begun.size)
        self.assertEqual(facts, (self.chen, self.jidian, self.edition, "开幕式.jpg", len(PHOTO)))

    def test_a_file_that_comes_with_its_beginning_is_an_item(self):
        facts = tus(upload_length=len(PHOTO), upload_metadata=told(filename="开幕式.jpg"))
        answer = self.client.post("/uploads/", PHOTO, content_type=BODY, **facts)
        self.assertEqual(answer.headers["Upload-Offset"], str(len(PHOTO)))
        self.assertEqual(MediaItem.objects.get().name, "开幕式.jpg")

    def test_what_is_told_about_the_file_reaches_the_item(self):
        created = create(self.client, caption="焊接体验", day="2025-05-13", organiser="")
        patch(self.client, created.headers["Location"], PHOTO)
        item = MediaItem.objects.get()
        self.assertEqual((item.caption, str(item.day)), ("焊接体验", "2025-05-13"))

    def test_another_version_of_the_protocol_is_told_ours(self):
        answer = self.client.post("/uploads/", content_type="", headers={"Tus-Resumable": "0.2.2"})
        self.assertTold(answer, 412, "tus 1.0.0")
        self.assertEqual(answer.headers["Tus-Version"], "1.0.0")

    def test_what_cannot_be_taken_in_is_refused_before_it_is_sent(self):
        for size, status, sentence in [
            (0, 422, "文件是空的（0 字节）"),
            (LARGEST + 1, 413, "超过 2 GB"),
            ("-1", 400, "Upload-Length"),
            ("１２", 400, "Upload-Length"),
        ]:
            with self.subTest(size):
                self.assertTold(create(self.client, size=size), status, sentence)
        self.assertFalse(Upload.objects.exists())

    def test_metadata_that_cannot_be_read_is_refused(self):
        for text in ("filename !!!", "filename AAAA AAAA", "名 AAAA", "a gA==", "a,b," * 20):
            with self.subTest(text):
                facts = tus(upload_length=3, upload_metadata=text.encode().decode("latin-1"))
                answer = self.client.post("/uploads/", content_type="", **facts)
                self.assertTold(answer, 400, "Upload-Metadata")

    def test_hostile_names_are_kept_harmless(self):
        for sent, kept in [
            ("院" * 255, "院" * 255),
            ("../../../etc/passwd", "passwd"),
            ("C:\\fakepath\\开幕式.jpg", "开幕式.jpg"),
            ("照片\u202egpj.exe\x07\n", "照片gpj.exe"),
            ("..", "未命名"),
            ("", "未命名"),
        ]:
            with self.subTest(sent):
                created = create(self.client, filename=sent)
                self.assertEqual(created.status_code, 201, created.content.decode())
                begun = Upload.objects.get(pk=created.headers["Location"].split("/")[-2])
                self.assertEqual(begun.name, kept)
        self.assertTold(create(self.client, filename="院" * 256), 422, "文件名太长（256 字）")

    def test_another_unit_or_week_is_nobodys_to_send_to(self):
        other = f"college-{self.caijing.pk}"
        for metadata, sentence in [
            ({"organiser": other}, "没有这个单位"),
            ({"organiser": "college-x"}, "没有这个单位"),
            ({"organiser": f"department-{self.security.pk}"}, "没有这个单位"),
            ({"edition": "1999"}, "没有这一届活动周"),
        ]:
            with self.subTest(metadata):
                self.assertTold(create(self.client, **metadata), 404, sentence)

    def test_who_belongs_to_no_unit_is_refused(self):
        self.sign_in(self.zhou)
        answer = create(self.client, organiser=f"college-{self.jidian.pk}")
        self.assertEqual(answer.status_code, 403)

    def test_a_stranger_is_told_to_sign_in(self):
        self.client.logout()
        answer = create(self.client)
        self.assertEqual(answer.status_code, 401)
        self.assertIn("/accounts/login/", answer.headers["HX-Redirect"])

    def test_its_token_is_asked_for(self):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.chen)
        self.assertEqual(create(strict).status_code, 403)


class UploadDetail(Protocol):
    def setUp(self):
        super().setUp()
        self.upload = upload(by=self.chen, college=self.jidian)
        self.address = self.upload.get_absolute_url()

    def offset(self):
        return int(self.client.head(self.address, **tus()).headers["Upload-Offset"])

    def test_pieces_become_the_file(self):
        answer = patch(self.client, self.address, PHOTO[:HALF])
        self.assertEqual((answer.status_code, answer.headers["Upload-Offset"]), (204, str(HALF)))
        self.assertEqual(self.offset(), HALF)
        patch(self.client, self.address, PHOTO[HALF:], offset=HALF)
        item = MediaItem.objects.get()
        self.assertEqual(stored(item.stored_name).read_bytes(), PHOTO)
        self.assertEqual(self.offset(), len(PHOTO))

    def test_it_tells_what_was_told(self):
        begun = create(self.client, caption="焊接")
        answer = self.client.head(begun.headers["Location"], **tus())
        sent, back = told(filename="开幕式.jpg", caption="焊接"), answer.headers["Upload-Metadata"]
        self.assertCountEqual(back.split(","), sent.split(","))
        self.assertEqual(answer.headers["Upload-Length"], str(len(PHOTO)))
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_a_piece_from_elsewhere_is_refused(self):
        answer = patch(self.client, self.address, PHOTO[5:9], offset=5)
        self.assertTold(answer, 409, "服务器已收到 0 字节")
        self.assertEqual(self.offset(), 0)

    def test_more_than_the_file_is_refused(self):
        self.assertTold(patch(self.client, self.address, PHOTO + b"x"), 413, "比文件登记的大小多")

    def test_a_piece_that_is_too_long_is_refused_unread(self):
        answer = patch(self.client, self.address, b"0" * (LONGEST_CHUNK + 1))
        self.assertEqual(answer.status_code, 413)
        self.assertIn("一次最多传 8 MB", answer.content.decode())

    def test_other_bodies_are_refused(self):
        answer = self.client.patch(self.address, b"x", "text/plain", **tus(upload_offset=0))
        self.assertTold(answer, 415, BODY)

    def test_right_checksums_are_taken(self):
        for name in ("sha1", "sha256", "md5"):
            with self.subTest(name):
                begun = upload(by=self.chen, college=self.jidian).get_absolute_url()
                answer = patch(self.client, begun, b"abc", upload_checksum=digest(name, b"abc"))
                self.assertEqual(answer.status_code, 204)

    def test_a_wrong_checksum_leaves_nothing(self):
        wrong = digest("sha1", b"something else")
        answer = patch(self.client, self.address, PHOTO[:HALF], upload_checksum=wrong)
        self.assertTold(answer, 460, "与校验值不符")
        self.assertEqual(answer.reason_phrase, "Checksum Mismatch")
        self.assertEqual((self.offset(), self.upload.path().stat().st_size), (0, 0))

    def test_a_checksum_nobody_knows_is_refused(self):
        answer = patch(self.client, self.address, b"x", upload_checksum="crc32 AAAA")
        self.assertTold(answer, 400, "sha1、sha256、md5")

    def test_a_network_that_knows_no_patch_sends_it_as_a_post(self):
        facts = tus(upload_offset=0, x_http_method_override="PATCH")
        answer = self.client.post(self.address, PHOTO[:HALF], content_type=BODY, **facts)
        self.assertEqual(answer.status_code, 204)
        self.assertEqual(self.offset(), HALF)

    def test_a_post_that_means_nothing_is_refused(self):
        self.assertTold(self.client.post(self.address, **tus()), 405, "断点续传")

    def test_terminated_it_is_gone(self):
        patch(self.client, self.address, PHOTO[:HALF])
        self.assertEqual(self.client.delete(self.address, **tus()).status_code, 204)
        self.assertFalse(self.upload.path().exists())
        self.assertTold(patch(self.client, self.address, b"x", offset=HALF), 404, "找不到这个上传")

    def test_finished_it_is_not_terminated(self):
        patch(self.client, self.address, PHOTO)
        self.assertTold(self.client.delete(self.address, **tus()), 422, "刚刚已经传完")
        self.assertTrue(MediaItem.objects.exists())

    def test_expired_it_is_gone(self):
        with time_machine.travel(self.upload.expires_at + timedelta(seconds=1)):
            self.sign_in(self.chen)
            self.assertTold(patch(self.client, self.address, b"x"), 410, "已经过期")
            self.assertEqual(self.client.head(self.address, **tus()).status_code, 410)

    def test_it_is_its_senders_alone(self):
        for user in (self.lin, self.sun, self.zhou, self.zheng):
            with self.subTest(user):
                self.sign_in(user)
                self.assertTold(patch(self.client, self.address, PHOTO), 404, "找不到这个上传")
                self.assertEqual(self.client.head(self.address, **tus()).status_code, 404)
                self.assertTold(self.client.delete(self.address, **tus()), 404, "找不到")
        self.assertEqual(Upload.objects.get().offset, 0)

    def test_pages_keep_their_threads(self):
        for _ in range(4):
            STREAMS.acquire()
            self.addCleanup(STREAMS.release)
        self.assertTold(patch(self.client, self.address, PHOTO), 503, "现在上传的人很多")


def digest(name, content):
    return f"{name} {b64encode(hashlib.new(name, content).digest()).decode()}"


class UploadNew(PortalTestCase):
    def setUp(self):
        self.sign_in(self.chen)
        self.address = reverse("upload_new", args=["2025"])

    def send(self, *contents, **facts):
        files = [SimpleUploadedFile(f"{n}.jpg", content) for n, content in enumerate(contents, 1)]
        return self.client.post(self.address, {"files": files, "day": "", "activity": ""} | facts)

    def test_it_lists_what_was_not_sent_to_its_end(self):
        half_way(by=self.chen, college=self.jidian, metadata={"sample": "00ff"})
        page = self.client.get(self.address)
        self.assertContains(page, 'data-name="开幕式.jpg"')
        self.assertContains(page, 'data-sample="00ff"')
        self.assertContains(page, "已传 50%")

    def test_it_leads_to_where_captions_are_written(self):
        there = reverse("media_list", args=["2025"])
        self.assertContains(
            self.client.get(self.address), f'传完的到<a href="{there}">影像资料</a>'
        )

    def test_each_kind_has_its_limit(self):
        page = self.client.get(self.address)
        for limit in ("HEIC（每张 ≤ 60 MB）", "MOV（≤ 2 GB）", "Word（≤ 20 MB）"):
            self.assertContains(page, limit)
        self.assertNotContains(page, "每个不超过 2 GB")

    def test_from_an_activity_it_is_chosen_already(self):
        activity = make.activity(college=self.jidian)
        page = self.client.get(self.address, {"activity": activity.pk})
        self.assertContains(page, f'<option value="{activity.pk}" selected>')
        answer = self.send(PHOTO, activity=activity.pk)
        self.assertEqual(MediaItem.objects.get().activity, activity, answer)

    def test_without_a_script_several_files_come_in(self):
        answer = self.send(PHOTO, PHOTO + b"\x00", day="2025-05-13")
        self.assertRedirects(answer, self.address)
        self.assertRefused(answer, "已收到 2 个文件，正在后台处理。")
        names = MediaItem.objects.order_by("pk").values_list("name", "day")
        self.assertEqual(
            [(name, str(day)) for name, day in names],
            [("1.jpg", "2025-05-13"), ("2.jpg", "2025-05-13")],
        )

    def test_an_empty_file_is_named_and_the_others_stay(self):
        answer = self.send(PHOTO, b"")
        self.assertContains(answer, "前 1 个已收到；“2.jpg”没有收下：文件是空的", status_code=422)
        self.assertEqual(MediaItem.objects.count(), 1)

    def test_nothing_chosen_is_said(self):
        self.assertContains(self.send(), "请选择文件。", status_code=422)

    @override_settings(MEDIA_QUOTA=len(PHOTO) + 10)
    def test_what_exceeds_the_quota_is_refused(self):
        answer = self.send(PHOTO, PHOTO)
        self.assertContains(answer, "机电学院本届的空间", status_code=422)

    def test_it_costs_the_same_however_much_waits(self):
        def grow():
            for _ in range(3):
                half_way(by=self.chen, college=self.jidian)

        self.assertCostStaysFlat(self.address, grow)
