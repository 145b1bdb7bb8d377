import errno
import os
import shutil
import time
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from colleges.models import Job, JobQuerySet

from ..media.workshop import Workshop
from .edition import Edition
from .organiser import Organised, both_columns

DISK_FULL = "服务器磁盘空间不足，暂停处理。腾出空间后会自动继续，不用重新上传。"
LOOKED_AGAIN_AFTER = timedelta(seconds=30)
# With the longest of files (workshop.SECONDS) begun at its end, still less than the queue lets a
# task take (CELERY_TASK_TIME_LIMIT).
LONGEST_TURN = 4 * 60
JOBS_KEPT = timedelta(days=30)
# So many files at most: a job ends before the queue's time limit, and two workers share a rush.
MOST_ITEMS = 40


class MediaJobQuerySet(JobQuerySet):
    def sweep(self, at=None):
        """And go on with what stopped for a full disk, once there is room again."""
        super().sweep(at)
        before = (at or timezone.now()) - LOOKED_AGAIN_AFTER
        stopped = {"status": Job.Status.FAILED, "message": DISK_FULL}
        for job in self.filter(**stopped, finished_at__lt=before):
            if has_room(job.room_needed):
                job.retry(by=None)

    def purge(self, at):
        """Forget what was done long ago and nothing waits for; what it did stays in the log."""
        ended = self.filter(status__in=[Job.Status.DONE, Job.Status.FAILED])
        old = ended.filter(finished_at__lt=at - JOBS_KEPT)
        return old.exclude(items__status="processing").delete()

    def for_items_of(self, item):
        """The job that `item` waits in: one that nobody has begun, else a new one.

        Called in the transaction that saves the item. The UPDATE keeps a worker from beginning
        before the item is there to be found.
        """
        facts = {"edition": item.edition, "owner": item.uploaded_by}
        facts |= both_columns(item.organiser)
        waiting = self.filter(status=Job.Status.QUEUED, item_count__lt=MOST_ITEMS, **facts)
        for job in waiting.order_by("pk")[:1]:
            queued = self.filter(pk=job.pk, status=Job.Status.QUEUED, item_count__lt=MOST_ITEMS)
            if queued.update(item_count=F("item_count") + 1):
                return job
        job = self.create(item_count=1, **facts)
        transaction.on_commit(lambda: self.send_queued(job.pk), robust=True)
        return job

    def send_queued(self, pk):
        for job in self.filter(pk=pk, status=Job.Status.QUEUED):
            job.send()


def has_room(more):
    """For `more` bytes of copies, above the floor without which the database could not write."""
    return shutil.disk_usage(settings.FILES_DIR).free - more > settings.MEDIA_FREE_FLOOR


class MediaJob(Organised, Job):
    """What arrived of one person is checked, hashed and copied: several files a process."""

    task = "activities.tasks.run_media_job"
    disk_full = DISK_FULL

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    item_count = models.PositiveSmallIntegerField("文件数")

    objects = MediaJobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "影像处理"
        constraints = [*Organised.Meta.constraints]
        indexes = [
            models.Index(fields=["status", "owner"], name="media_job_of_owner"),
        ]

    def __str__(self):
        return f"影像处理 {self.pk}"

    def get_absolute_url(self):
        return reverse("media_list", args=[self.edition.code])

    @property
    def room_needed(self):
        """A film's copy is as large as the film."""
        return self.items.to_do().aggregate(most=Max("size"))["most"] or 0

    def produce(self, folder):
        items = list(self.items.to_do().select_related("edition", "uploaded_by"))
        self.beat(total=len(items))
        begun = time.monotonic()
        with Workshop(on_wait=self.note_part) as workshop:
            for item in reversed(items):
                if time.monotonic() - begun > LONGEST_TURN:
                    self.hand_on()
                    break
                if not has_room(item.size):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                self.in_hand, self.has_told = item, False
                item.work_on(workshop, folder)
                self.note_progress(1)
                if self.has_told:
                    self.beat(message="")
        self.finish()

    def note_part(self, done=None):
        """So much of the file in hand is done: told of a film that takes its minutes."""
        if done is None:
            self.note_progress(0)
        else:
            self.has_told, name = True, Truncator(self.in_hand.name).chars(40)
            self.beat(message=f"正在把“{name}”转换成各种浏览器都能播放的格式：{done:.0%}")

    @transaction.atomic
    def hand_on(self):
        """The rest goes to a job of its own, before the queue loses patience with this one."""
        facts = {"edition": self.edition, "owner": self.owner} | both_columns(self.organiser)
        rest = self.items.to_do()
        following = MediaJob.objects.create(item_count=rest.count(), **facts)
        rest.update(job=following)
        transaction.on_commit(lambda: MediaJob.objects.send_queued(following.pk), robust=True)

    @transaction.atomic
    def finish(self):
        self.beat()  # holds the row until the commit: nobody takes the job over meanwhile
        self.move(
            "处理完成",
            by=None,
            source=[self.Status.RUNNING],
            target=self.Status.DONE,
            progress=self.progress,
            finished_at=timezone.now(),
            lease_until=None,
        )
