"""What a piece of a file does to the row and to the bytes, whatever happens in between."""

import errno
import io
import os
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from activities import upload_bytes as store
from activities.models import MediaItem, Upload
from activities.models.upload import LIFETIME, MOST_UNFINISHED, STRAYS_KEPT
from activities.tasks import purge_uploads
from activities.tus import Refused
from colleges.files import stored
from colleges.rules import BrokenRule
from tests.base import Cast, PortalTestCase
from tests.uploads import HALF, PHOTO, half_way, receive, upload


class Cut(io.BytesIO):
    """A line that breaks where the content ends."""

    def read(self, size=-1):
        if data := super().read(size):
            return data
        raise TimeoutError


class Rules(PortalTestCase):
    def begin(self, **facts):
        return upload(**{"by": self.chen, "college": self.jidian} | facts)

    def half_way(self, **facts):
        return half_way(**{"by": self.chen, "college": self.jidian} | facts)

    @contextmanager
    def assertRefusedWith(self, status, sentence):
        with self.assertRaisesMessage(Refused, sentence) as caught:
            yield
        self.assertEqual(caught.exception.http_status, status)


class Pieces(Rules):
    def test_a_line_that_breaks_keeps_what_came(self):
        begun = self.begin()
        begun.receive(Cut(PHOTO[:HALF]), len(PHOTO), offset=0, at=self.now)
        self.assertEqual(Upload.objects.get().offset, HALF)
        self.assertEqual(begun.path().read_bytes(), PHOTO[:HALF])

    def test_a_line_that_ends_early_keeps_what_came(self):
        begun = self.begin()
        receive(begun, PHOTO[:HALF], length=len(PHOTO))
        receive(begun, PHOTO[HALF:])
        self.assertEqual(stored(MediaItem.objects.get().stored_name).read_bytes(), PHOTO)

    def test_whole_it_is_an_item_and_nothing_stays_behind(self):
        begun = self.half_way()
        with self.captureOnCommitCallbacks(execute=True):
            receive(begun, PHOTO[HALF:])
        item = MediaItem.objects.get()
        facts = (item.key, item.college, item.uploaded_by, item.name, item.size)
        self.assertEqual(facts, (begun.pk, self.jidian, self.chen, "开幕式.jpg", len(PHOTO)))
        self.assertFalse(begun.path().exists())

    def test_whole_it_takes_nothing_more(self):
        begun = self.half_way()
        late = Upload.objects.get()
        receive(begun, PHOTO[HALF:])
        with self.assertRefusedWith(409, "这个文件已经传完"):
            receive(begun, PHOTO[HALF:], offset=HALF)
        with self.assertRefusedWith(409, f"服务器已收到 {len(PHOTO)} 字节"):
            receive(late, PHOTO[HALF:], offset=HALF)
        self.assertEqual(MediaItem.objects.count(), 1)

    def test_of_two_writers_one_is_asked_to_wait(self):
        begun = self.half_way()
        with store.held(begun.path()), self.assertRefusedWith(423, "正在从另一个窗口或设备上传"):
            receive(begun, PHOTO[HALF:])

    def test_of_two_writers_in_turn_the_second_is_told_where_it_stands(self):
        begun = self.begin()
        other = Upload.objects.get()
        receive(begun, PHOTO[:HALF])
        with self.assertRefusedWith(409, f"服务器已收到 {HALF} 字节"):
            receive(other, PHOTO[:HALF])

    def test_what_is_cancelled_meanwhile_is_not_written_on(self):
        begun = self.half_way()
        Upload.objects.get().terminate()
        with self.assertRefusedWith(410, "已被取消或过期"):
            receive(begun, PHOTO[HALF:])
        self.assertFalse(MediaItem.objects.exists())

    def test_every_piece_gives_it_more_time(self):
        begun = self.begin()
        receive(begun, PHOTO[:1], at=self.now + timedelta(days=6))
        self.assertEqual(Upload.objects.get().expires_at, self.now + timedelta(days=6) + LIFETIME)


class Repair(Rules):
    def test_bytes_that_no_row_knows_of_are_cut_off(self):
        """Killed between the disk and the row: nobody was told that they came."""
        begun = self.half_way()
        with open(begun.path(), "ab") as file:
            file.write(b"never confirmed")
        begun.look()
        self.assertEqual(begun.path().read_bytes(), PHOTO[:HALF])
        receive(begun, PHOTO[HALF:])
        self.assertEqual(stored(MediaItem.objects.get().stored_name).read_bytes(), PHOTO)

    def test_bytes_that_are_gone_are_asked_for_again(self):
        """A backup has the folder as it was a moment before the row."""
        begun = self.half_way()
        begun.path().write_bytes(PHOTO[:7])
        begun.look()
        self.assertEqual((begun.offset, Upload.objects.get().offset), (7, 7))

    def test_who_looks_while_it_is_written_disturbs_nobody(self):
        begun = self.half_way()
        with store.held(begun.path()):
            with open(begun.path(), "ab") as file:
                file.write(b"on its way")
            begun.look()
        self.assertEqual(begun.path().stat().st_size, HALF + len(b"on its way"))


class FullDisk(Rules):
    full = override_settings(MEDIA_FREE_FLOOR=10**18)

    def test_a_file_that_will_not_fit_is_not_begun(self):
        with self.full, self.assertRefusedWith(507, "服务器磁盘空间不足"):
            self.begin()
        self.assertFalse(Upload.objects.exists())

    def test_what_a_unit_promised_counts_for_itself_and_keeps_nobody_else_out(self):
        with override_settings(MEDIA_FREE_FLOOR=store.free_space() - 3 * 1024**3):
            self.begin(size=2 * 1024**3)
            with self.assertRefusedWith(507, "服务器磁盘空间不足"):
                self.begin(size=2 * 1024**3, name="闭幕式.mp4")
            theirs = self.begin(size=2 * 1024**3, by=self.lin, college=self.caijing)
        self.assertEqual(theirs.college, self.caijing)

    def test_nothing_is_lost_when_space_returns(self):
        begun = self.half_way()
        with self.full, self.assertRefusedWith(507, "已收到的部分都在"):
            receive(begun, PHOTO[HALF:])
        receive(begun, PHOTO[HALF:])
        self.assertEqual(stored(MediaItem.objects.get().stored_name).read_bytes(), PHOTO)


class Limits(Rules):
    @override_settings(MEDIA_QUOTA=3 * len(PHOTO))
    def test_what_came_and_what_is_promised_fill_the_quota(self):
        receive(self.begin(), PHOTO)
        self.begin(name="二.jpg")
        self.begin(name="三.jpg")
        with self.assertRefusedWith(413, "机电学院本届的空间（0.0 MB）还剩 0.0 MB"):
            self.begin(name="四.jpg")
        self.begin(by=self.lin, college=self.caijing)

    def test_so_many_are_open_at_most(self):
        for _ in range(MOST_UNFINISHED):
            self.begin(size=1)
        with self.assertRefusedWith(422, f"您有 {MOST_UNFINISHED} 个没有传完的文件"):
            self.begin()

    def test_asked_for_twice_it_begins_once(self):
        first, second, third = (self.begin(metadata={"sample": mark}) for mark in "aab")
        self.assertEqual(first, second)
        self.assertNotEqual(first, third)

    def test_what_has_begun_to_come_is_never_somebody_elses_beginning(self):
        begun = self.half_way(metadata={"sample": "a"})
        self.assertNotEqual(self.begin(metadata={"sample": "a"}), begun)


class Purge(Rules):
    def purge_after(self, span):
        """As if everything in the folder had been written that long ago."""
        written = (self.now - span).timestamp()
        for path in store.folder().iterdir():
            os.utime(path, (written, written))
        Upload.objects.purge(self.now)

    def test_what_nobody_went_on_with_is_forgotten(self):
        begun, kept = self.half_way(), self.begin(name="二.jpg")
        Upload.objects.filter(pk=kept.pk).update(expires_at=begun.expires_at + timedelta(days=1))
        Upload.objects.purge(begun.expires_at)
        self.assertEqual(list(Upload.objects.all()), [kept])

    def test_bytes_of_nothing_are_swept_once_they_are_old(self):
        begun, stray = self.half_way(), store.folder() / "left-by-a-crash"
        stray.write_bytes(b"x")
        self.purge_after(timedelta(minutes=59))
        self.assertTrue(stray.exists())
        self.purge_after(timedelta(minutes=61))
        self.assertFalse(stray.exists())
        self.assertTrue(begun.path().exists())

    def test_bytes_of_an_item_are_swept_from_here_alone(self):
        """Killed between the commit and the last unlink."""
        begun = self.half_way()
        receive(begun, PHOTO[HALF:])  # no commit in this test: its callback did not run
        self.assertTrue(begun.path().exists())
        self.purge_after(2 * STRAYS_KEPT)
        self.assertFalse(begun.path().exists())
        self.assertEqual(stored(MediaItem.objects.get().stored_name).read_bytes(), PHOTO)

    def test_the_beat_does_it(self):
        self.begin()
        Upload.objects.update(expires_at=self.now - timedelta(seconds=1))
        purge_uploads()
        self.assertFalse(Upload.objects.exists())


@pytest.fixture
def full_disk():
    """Writes to it say that it is full, as the kernel does."""
    with open("/dev/full", "wb", buffering=0) as file:
        yield file.fileno()


def test_a_write_that_the_disk_refuses_is_told(full_disk):
    with pytest.raises(OSError) as refused:
        store.write(full_disk, b"x")
    assert refused.value.errno == errno.ENOSPC


def test_a_transaction_that_fails_at_the_end_has_lost_nothing(transactional_db):
    """The last piece came, and then the database would not: it is sent once more."""
    cast = Cast()
    begun = half_way(by=cast.chen, college=cast.jidian)
    with pytest.raises(DatabaseError), transaction.atomic():
        receive(begun, PHOTO[HALF:])
        raise DatabaseError
    again = Upload.objects.get()
    assert (again.offset, again.finished_at, MediaItem.objects.count()) == (HALF, None, 0)
    receive(again, PHOTO[HALF:])
    assert stored(MediaItem.objects.get().stored_name).read_bytes() == PHOTO
    assert not again.path().exists()
    with pytest.raises(BrokenRule, match="刚刚已经传完"):
        again.terminate()
