"""Films that few browsers play: what the copy is, and what is told where there could be none."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase, mock

import av
from django.test import SimpleTestCase

from activities.media import films
from activities.media.conversion import CannotConvert, Clock, Shape
from activities.media.workshop import Workshop
from activities.models import MediaItem, MediaJob
from activities.models.media_job import DISK_FULL
from colleges.files import stored
from colleges.models import AuditEntry

from .. import hostile_media, media
from ..base import PortalTestCase

IPHONE = {"codec": "libx265", "kind": "mov", "pix_fmt": "yuv420p10le", "sound": "aac"}


class Conversion(TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(TemporaryDirectory()))
        self.told = []

    def copied(self, **facts):
        """What is known of the film, and its copy, opened."""
        source = self.folder / "film"
        source.write_bytes(hostile_media.film_in(**facts))
        known = films.copy_film(source, self.folder / "copy", self.told.append)
        return known, self.enterContext(av.open(str(self.folder / "copy-film")))

    def kinds(self, copy):
        return [stream.codec_context.name for stream in copy.streams]

    def test_a_film_of_an_iphone_is_one_that_browsers_play(self):
        known, copy = self.copied(**IPHONE, seconds=2, size=(320, 240))
        self.assertEqual((known["codec"], self.kinds(copy)), ("", ["h264", "aac"]))
        self.assertEqual(copy.streams.video[0].codec_context.pix_fmt, "yuv420p")
        pictures = list(copy.decode(video=0))
        self.assertEqual((len(pictures), pictures[0].width, pictures[0].height), (20, 320, 240))
        self.assertAlmostEqual(pictures[-1].time, 1.9, places=1)

    def test_nothing_the_phone_noted_comes_over(self):
        source = hostile_media.film_in(**IPHONE)
        self.assertIn(b"+30.6500", source)
        self.copied(**IPHONE)
        self.assertNotIn(b"+30.6500", (self.folder / "copy-film").read_bytes())

    def test_sound_of_another_kind_becomes_aac(self):
        _, copy = self.copied(codec="mpeg4", kind="mov", sound="pcm_s16le")
        self.assertEqual(self.kinds(copy), ["h264", "aac"])
        self.assertGreater(sum(frame.samples for frame in copy.decode(audio=0)), 80_000)

    def test_it_stands_upright_and_is_no_larger_than_it_has_to_be(self):
        known, copy = self.copied(**IPHONE, seconds=1, size=(1920, 1080), rotation=90)
        self.assertEqual((known["width"], known["height"]), (1080, 1920))
        picture = next(copy.decode(video=0))
        self.assertEqual((picture.width, picture.height), (1280, 720))
        self.assertEqual(abs(picture.rotation), 90)
        with films.opened(open(self.folder / "film", "rb")) as film:  # noqa: SIM115
            self.assertEqual(next(film.decode(video=0)).rotation, picture.rotation)

    def test_sixty_pictures_a_second_become_thirty(self):
        _, copy = self.copied(**IPHONE, seconds=1, rate=60)
        self.assertEqual(sum(1 for _ in copy.decode(video=0)), 30)

    def test_what_browsers_play_is_copied_as_it_is(self):
        known, copy = self.copied(codec="libx264", kind="mov", size=(1920, 1080), seconds=1)
        self.assertEqual((known["codec"], self.kinds(copy)), ("", ["h264"]))
        self.assertEqual(copy.streams.video[0].width, 1920)

    def test_what_cannot_be_made_in_time_stays_as_it_came_and_says_so(self):
        before, films.convert = films.convert, too_slow
        self.addCleanup(setattr, films, "convert", before)
        with self.assertLogs("activities.media.films", "WARNING"):
            known, copy = self.copied(**IPHONE)
        self.assertEqual((known["codec"], self.kinds(copy)), ("hevc", ["hevc", "aac"]))
        self.assertEqual(copy.streams.video[0].codec_context.codec_tag, "hvc1")


def too_slow(*_):
    raise CannotConvert("300 s for 10%")


class InTime(SimpleTestCase):
    def test_it_is_given_up_once_it_is_known_to_take_too_long(self):
        with mock.patch("activities.media.conversion.time.monotonic") as now:
            now.return_value = 100.0
            clock = Clock(600, [].append)
            now.return_value = 114.0
            clock.look(1)
            now.return_value = 116.0
            with self.assertRaisesMessage(CannotConvert, "16 s for 0%"):
                clock.look(1)
            clock.look(60)

    def test_it_tells_about_every_second(self):
        told = []
        with mock.patch("activities.media.conversion.time.monotonic") as now:
            now.return_value = 100.0
            clock = Clock(10, told.append)
            clock.look(1)
            now.return_value = 101.0
            clock.look(5)
            clock.look(6)
        self.assertEqual(told, [0.5])

    def test_sizes_are_even_and_lie_as_the_film_lies(self):
        for shape, size in [
            (Shape(1080, 1920, 90, 1.0), (1280, 720)),
            (Shape(3840, 2160, 0, 1.0), (1280, 720)),
            (Shape(321, 241, 180, 1.0), (320, 240)),
        ]:
            with self.subTest(shape):
                self.assertEqual(shape.scaled, size)


class Arrived(PortalTestCase):
    def arrive(self, content):
        with self.captureOnCommitCallbacks(execute=True):
            item = media.arrived(name="IMG_0001.MOV", college=self.jidian, content=content)
            item.job.run()
        item.refresh_from_db()
        return item

    def test_a_film_of_an_iphone_is_played_and_its_original_untouched(self):
        content = hostile_media.film_in(**IPHONE)
        item = self.arrive(content)
        self.assertEqual((item.status, item.codec), ("waiting", ""))
        self.assertEqual(stored(item.stored_name).read_bytes(), content)
        with av.open(BytesIO(stored(item.stored_copy("film")).read_bytes())) as film:
            self.assertEqual(film.streams.video[0].codec_context.name, "h264")

    def old_film(self, **facts):
        """As it lay before films were converted: its copy is what came."""
        content = hostile_media.film_in(**IPHONE)
        facts = {"status": "approved", "kind": "video", "content": content} | facts
        item = media.item(college=self.jidian, name="IMG_0001.MOV", **facts)
        stored(item.stored_copy("film")).write_bytes(content)
        return item

    def sweep(self):
        with self.captureOnCommitCallbacks(execute=True):
            MediaItem.objects.queue_old_films()
        return MediaJob.objects.active()

    def codec(self, item):
        with av.open(BytesIO(stored(item.stored_copy("film")).read_bytes())) as film:
            return film.streams.video[0].codec_context.name

    def test_an_old_film_is_copied_again_and_stays_as_public_as_it_was(self):
        item = self.old_film()
        self.assertEqual(self.codec(item), "hevc")
        self.sweep().get().run()
        item.refresh_from_db()
        self.assertEqual((self.codec(item), item.status, item.codec), ("h264", "approved", ""))
        self.assertTrue(AuditEntry.objects.about(item).filter(verb="重新转换视频").exists())
        self.assertFalse(self.sweep().exists())

    def test_old_films_wait_for_everything_else_and_come_two_at_a_time(self):
        for _ in range(3):
            self.old_film()
        newer = media.arrived(college=self.jidian)
        self.assertEqual([job.pk for job in self.sweep()], [newer.job_id])
        MediaJob.objects.update(status="done")
        self.sweep()
        job = self.sweep().get()
        self.assertEqual((job.item_count, job.items.to_do().count()), (2, 2))

    def test_an_old_film_that_cannot_be_read_keeps_its_copy_and_is_not_tried_again(self):
        gone, unreadable = self.old_film(), self.old_film()
        for item in (gone, unreadable):
            stored(item.stored_name).unlink()
        stored(unreadable.stored_name).mkdir()
        with self.assertLogs("activities.models.media_arrival", "WARNING"):
            self.sweep().get().run()
        self.assertEqual((self.codec(gone), self.codec(unreadable)), ("hevc", "hevc"))
        self.assertEqual(MediaJob.objects.get().status, "done")
        self.assertFalse(self.sweep().exists())

    def fail_of(self, error):
        """Ends the job that a sweep has queued, as if `error` had come out of it."""
        job = self.sweep().get()
        job.start(media.uuid.uuid4())
        job.fail(error)
        return job

    def test_old_films_whose_job_failed_are_tried_once_more_each_alone(self):
        items = [self.old_film(), self.old_film()]
        self.fail_of("读写文件时出错")
        for item in items:
            job = self.sweep().get()
            self.assertEqual(list(job.items.to_do()), [item])
            job.run()
        self.assertEqual([self.codec(item) for item in items], ["h264", "h264"])
        self.assertFalse(self.sweep().exists())

    def test_an_old_film_whose_second_job_failed_is_given_up(self):
        item = self.old_film()
        for _ in range(2):
            self.fail_of("读写文件时出错")
        with self.assertLogs("activities.models.media_rows", "WARNING"):
            self.assertFalse(self.sweep().exists())
        item.refresh_from_db()
        self.assertEqual(
            (item.film_state, item.status, self.codec(item)), ("made", "approved", "hevc")
        )
        self.assertFalse(self.sweep().exists())

    def test_an_old_film_that_waits_for_room_stays_with_its_job(self):
        item = self.old_film()
        job = self.fail_of(DISK_FULL)
        self.assertFalse(self.sweep().exists())
        item.refresh_from_db()
        self.assertEqual((item.film_state, item.job), ("asked", job))

    def test_an_old_film_whose_job_is_forgotten_is_taken_up(self):
        item = self.old_film()
        self.fail_of(DISK_FULL)
        MediaJob.objects.all().delete()
        self.assertEqual(list(self.sweep().get().items.to_do()), [item])

    def test_photos_and_films_of_now_are_left_alone(self):
        media.item(college=self.jidian)
        self.old_film(film_state="made")
        self.assertFalse(self.sweep().exists())

    def test_page_says_what_is_not_played_everywhere(self):
        item = media.item(college=self.jidian, kind="video", status="approved", seconds=9)
        MediaItem.objects.update(codec="hevc")
        self.sign_in(self.chen)
        told = "此视频为 HEVC（H.265），部分浏览器不能播放。"
        self.assertContains(self.client.get(item.get_absolute_url()), told[:-1])

    def test_progress_of_a_long_film_is_told(self):
        item = media.arrived(college=self.jidian, name="开幕式.mov")
        job = item.job
        job.start(media.uuid.uuid4())
        job.in_hand = item
        job.note_part(0.4)
        self.sign_in(self.chen)
        page = self.client.get(f"/editions/{self.edition.code}/media/arriving/")
        self.assertContains(page, "正在把“开幕式.mov”转换成各种浏览器都能播放的格式：40%")
        job.produce(self.enterContext(TemporaryDirectory()))
        self.assertEqual(MediaJob.objects.get().status, "done")

    def test_workshop_hears_how_much_is_done(self):
        heard = []
        with Workshop(on_wait=lambda done=None: heard.append(done)) as workshop:
            folder = Path(self.enterContext(TemporaryDirectory()))
            source = folder / "long"
            source.write_bytes(
                hostile_media.film_in(**IPHONE, seconds=24, size=(640, 480), rate=30)
            )
            facts = workshop.look_into(source, "long.mov", folder / "copy")
        self.assertEqual(facts["codec"], "")
        parts = [part for part in heard if part is not None]
        self.assertTrue(parts and parts == sorted(parts) and 0 < parts[0] < 1, heard)
