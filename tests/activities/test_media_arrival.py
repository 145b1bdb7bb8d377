import shutil
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from activities.media import workshop
from activities.media.workshop import Workshop
from activities.models import MediaItem, MediaJob, MediaRefusal
from activities.models.media_job import JOBS_KEPT, LONGEST_TURN
from activities.tasks import purge_uploads
from colleges.files import stored
from colleges.models import AuditEntry, Job, Notice

from .. import hostile_media, media
from ..base import PortalTestCase


def stored_names():
    return sorted(path.name for path in stored("media").glob("*"))


class Arriving(PortalTestCase):
    def setUp(self):
        shutil.rmtree(stored("media"), ignore_errors=True)

    def arrive(self, name, content, **facts):
        """Taken in and looked into; the item as it stands then, None if it was refused."""
        with self.captureOnCommitCallbacks(execute=True):
            facts = {"college": self.jidian} | facts
            item = media.arrived(name=name, content=content, **facts)
            item.job.run()
        return MediaItem.objects.filter(pk=item.pk).first()

    def copy(self, item, size):
        return Image.open(stored(item.stored_copy(size)))


class Arrival(Arriving):
    def test_every_format_is_known_by_its_content(self):
        honest = {
            "a.jpg": (hostile_media.photo(), "image/jpeg"),
            "a.png": (hostile_media.photo(kind="PNG"), "image/png"),
            "a.webp": (hostile_media.photo(kind="WEBP"), "image/webp"),
            "没有扩展名": (hostile_media.photo(kind="HEIF"), "image/heic"),
            "a.mp4": (hostile_media.film(), "video/mp4"),
            "a.mov": (hostile_media.film(kind="mov"), "video/quicktime"),
            "a.pdf": (hostile_media.pdf(), "application/pdf"),
        }
        for name, (content, media_type) in honest.items():
            with self.subTest(name):
                item = self.arrive(name, content)
                self.assertEqual((item.status, item.content_type), ("waiting", media_type))

    def test_copies_are_upright_and_carry_nothing_over(self):
        item = self.arrive("a.jpg", hostile_media.from_a_phone((2400, 1800)))
        self.assertEqual((item.width, item.height), (1800, 2400))
        for size in (1600, 800, 400):
            with self.copy(item, size) as picture:
                self.assertEqual(picture.size, (size * 3 // 4, size))
                self.assertEqual(dict(picture.getexif()), {})
                self.assertLessEqual(set(picture.info), {"jfif", "jfif_version", "jfif_unit",
                                                         "jfif_density"})  # fmt: skip
            self.assertNotIn(b"Secret", stored(item.stored_copy(size)).read_bytes())

    def test_original_stays_byte_for_byte_and_its_digest_is_kept(self):
        content = hostile_media.from_a_phone()
        item = self.arrive("a.jpg", content)
        self.assertEqual(stored(item.stored_name).read_bytes(), content)
        self.assertEqual(item.sha256, media.hashlib.sha256(content).hexdigest())

    def test_day_is_the_cameras_unless_somebody_said_another(self):
        told = {"metadata": {"day": "2025-05-15"}}
        days = [
            self.arrive("a.jpg", hostile_media.from_a_phone(), **facts).day for facts in ({}, told)
        ]
        self.assertEqual([f"{day}" for day in days], ["2025-05-13", "2025-05-15"])

    def test_film_has_a_picture_a_length_and_a_copy_that_tells_no_place(self):
        content = hostile_media.film(seconds=2)
        self.assertIn(b"+30.6500", content)
        item = self.arrive("a.mp4", content)
        self.assertEqual((item.kind, item.width, item.seconds), ("video", 320, 2.0))
        with self.copy(item, 400) as picture:
            self.assertEqual(picture.size, (320, 240))
        copy = stored(item.stored_copy("film")).read_bytes()
        self.assertNotIn(b"+30.6500", copy)
        with av.open(BytesIO(copy)) as film:
            self.assertEqual(sum(1 for _ in film.decode(video=0)), 20)
            self.assertNotIn("location", film.metadata)

    def test_refused_files_leave_a_sentence_and_nothing_else(self):
        for what, (name, content, sentence) in hostile_media.refused().items():
            with self.subTest(what):
                item = self.arrive(name, content)
                told = MediaRefusal.objects.first()
                self.assertIsNone(item)
                self.assertIn(sentence, told.reason)
                self.assertEqual((told.name, told.owner), (name, self.chen))
                self.assertEqual(stored_names(), [])

    def test_refusals_of_one_job_are_one_notice_to_its_owner(self):
        with self.captureOnCommitCallbacks(execute=True):
            for _ in range(3):
                item = media.arrived(college=self.jidian, content=hostile_media.HTML)
            item.job.run()
        self.assertEqual(Notice.objects.filter(title="有文件没有收下").count(), 1)
        self.assertEqual(self.chen.media_refusals.count(), 3)

    def test_one_bad_file_does_not_spoil_the_others(self):
        with self.captureOnCommitCallbacks(execute=True):
            for content in (hostile_media.photo(), hostile_media.HTML, hostile_media.film()):
                item = media.arrived(college=self.jidian, name="没有扩展名", content=content)
            item.job.run()
        self.assertEqual(MediaItem.objects.waiting().count(), 2)
        self.assertEqual(MediaJob.objects.get().status, Job.Status.DONE)

    def test_taken_back_while_it_is_looked_into_it_leaves_no_copies(self):
        item = media.arrived(college=self.jidian)
        stale = MediaItem.objects.get(pk=item.pk)
        with self.captureOnCommitCallbacks(execute=True):
            item.drop()
        stale.arrive({"kind": "photo", "sha256": "0" * 64}, stored("nothing"))
        self.assertEqual(stored_names(), [])

    def test_audit_tells_what_came(self):
        item = self.arrive("a.jpg", hostile_media.photo())
        verbs = [entry.verb for entry in AuditEntry.objects.about(item)]
        self.assertCountEqual(verbs, ["上传影像", "收下"])


class Twins(Arriving):
    def test_wechat_copy_of_another_college_is_of_the_same_family(self):
        content = hostile_media.photo((2400, 1800))
        first = self.arrive("a.jpg", content)
        copy = hostile_media.recompressed(content)
        twin = self.arrive("b.jpg", copy, college=self.caijing, by=self.lin)
        other = self.arrive("c.jpg", hostile_media.photo((2400, 1800), seed=2))
        self.assertEqual(first.family, twin.family)
        self.assertNotEqual(first.family, other.family)

    def test_blank_sheets_are_nobodys_twins(self):
        blanks = [media.make.picture((900, 600)), media.make.picture((600, 900))]
        families = {self.arrive("a.jpg", content).family for content in blanks}
        self.assertEqual(len(families), 2)

    def test_the_same_text_twice_is_one(self):
        families = {self.arrive("a.pdf", hostile_media.pdf()).family for _ in range(2)}
        self.assertEqual(len(families), 1)


class Repeated(Arriving):
    def test_the_same_file_from_the_same_unit_is_told(self):
        first, second = (self.arrive(name, hostile_media.photo()) for name in ("a.jpg", "b.jpg"))
        self.assertEqual((first.repeats, second.repeats), (None, first))
        notice = Notice.objects.get(title="有文件以前传过")
        self.assertEqual(notice.user, self.chen)
        self.assertIn("“b.jpg”和本单位已有的“a.jpg”内容完全一样", notice.body)

    def test_what_was_hidden_or_sent_back_does_not_keep_it_from_coming_again(self):
        first = self.arrive("a.jpg", hostile_media.photo())
        for status in ("hidden", "returned", "consent"):
            with self.subTest(status):
                MediaItem.objects.filter(pk=first.pk).update(status=status)
                again = self.arrive("b.jpg", hostile_media.photo())
                self.assertIsNone(again.repeats)
                again.delete()

    def test_another_units_or_another_file_is_none(self):
        self.arrive("a.jpg", hostile_media.photo())
        theirs = self.arrive("b.jpg", hostile_media.photo(), college=self.caijing, by=self.lin)
        other = self.arrive("c.jpg", hostile_media.photo(seed=2))
        self.assertEqual((theirs.repeats, other.repeats), (None, None))

    def test_of_thirty_there_is_one_notice(self):
        self.arrive("a.jpg", hostile_media.photo())
        with self.captureOnCommitCallbacks(execute=True):
            for _ in range(3):
                item = media.arrived(college=self.jidian, content=hostile_media.photo())
            item.job.run()
        self.assertEqual(MediaItem.objects.repeated().count(), 3)
        self.assertEqual(Notice.objects.filter(title="有文件以前传过").count(), 1)


class Trouble(PortalTestCase):
    def test_the_longest_file_begun_last_ends_before_the_queue_loses_patience(self):
        self.assertLess(LONGEST_TURN + workshop.SECONDS, settings.CELERY_TASK_TIME_LIMIT)

    def test_killed_in_the_middle_it_is_done_by_the_next_worker(self):
        item = media.arrived(college=self.jidian)
        item.job.start(media.uuid.uuid4())
        later = timezone.now() + timedelta(minutes=1)
        MediaJob.objects.sweep(later)
        MediaJob.objects.get().run()
        item.refresh_from_db()
        self.assertEqual((item.status, MediaJob.objects.get().attempts), ("waiting", 2))

    def test_full_disk_waits_and_goes_on_when_there_is_room(self):
        item = media.arrived(college=self.jidian)
        with override_settings(MEDIA_FREE_FLOOR=10**18):
            item.job.run()
            job = MediaJob.objects.get()
            self.assertIn("腾出空间后会自动继续", job.message)
            later = timezone.now() + timedelta(minutes=1)
            MediaJob.objects.sweep(later)
            self.assertTrue(MediaJob.objects.get().is_failed)
        MediaJob.objects.sweep(later)
        MediaJob.objects.get().run()
        item.refresh_from_db()
        self.assertEqual(item.status, "waiting")

    def test_jobs_of_last_month_are_forgotten_unless_something_waits_for_them(self):
        with self.captureOnCommitCallbacks(execute=True):
            done = media.arrived(college=self.jidian)
            done.job.run()
        stopped = media.arrived(college=self.jidian)
        long_ago = timezone.now() - JOBS_KEPT - timedelta(minutes=1)
        MediaJob.objects.filter(pk=stopped.job_id).update(status="failed", finished_at=long_ago)
        purge_uploads()
        self.assertEqual(MediaJob.objects.count(), 2)
        MediaJob.objects.filter(pk=done.job_id).update(finished_at=long_ago)
        purge_uploads()
        self.assertEqual(list(MediaJob.objects.all()), [stopped.job])
        done.refresh_from_db()
        self.assertEqual((done.status, done.job_id), ("waiting", None))
        self.assertTrue(AuditEntry.objects.filter(verb="处理完成").exists())

    def test_a_film_waits_until_its_copy_has_room_as_well(self):
        item = media.arrived(college=self.jidian)
        MediaItem.objects.update(size=10**15)
        item.job.run()
        MediaJob.objects.sweep(timezone.now() + timedelta(minutes=1))
        self.assertIn("腾出空间后会自动继续", MediaJob.objects.get().message)
        MediaItem.objects.update(size=item.size)
        MediaJob.objects.sweep(timezone.now() + timedelta(minutes=1))
        self.assertEqual(MediaJob.objects.get().status, "queued")

    def test_what_a_refused_film_left_is_gone_before_the_next(self):
        content = hostile_media.swollen_film(1000)
        item = media.arrived(college=self.jidian, name="a.mp4", content=content)
        with TemporaryDirectory() as folder, Workshop() as workshop:
            item.look_into(workshop, folder)
            self.assertEqual(list(Path(folder).iterdir()), [])
        self.assertEqual(MediaItem.objects.count(), 0)

    def test_bytes_of_no_item_are_swept_away_after_an_hour(self):
        kept = media.item(college=self.jidian)
        stray = stored(f"media/{media.uuid.uuid4().hex}")
        stray.write_bytes(b"x")
        now = timezone.now()
        for later, is_there in [(timedelta(minutes=5), True), (timedelta(days=9000), False)]:
            MediaItem.objects.purge_strays(now + later)
            self.assertEqual(stray.exists(), is_there)
        self.assertTrue(stored(kept.stored_name).exists())
