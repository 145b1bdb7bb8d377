import errno
import logging
import shutil
import time
import uuid
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from ..rules import BrokenRule
from .notice import Notice, NoticeKind
from .workflow import Workflow

logger = logging.getLogger(__name__)

# A worker says every second or so that it lives; silent this long, it is taken for dead.
LEASE = timedelta(seconds=30)
SENT_AGAIN_AFTER = timedelta(seconds=20)
MOST_ATTEMPTS = 3
SCRAPS_KEPT = timedelta(hours=1)
DISK_FULL = "服务器磁盘空间不足，文件没有生成。请通知系统管理员清理空间后重试。"
DISK_ERROR = "服务器读写文件时出错，文件没有生成。请重试；仍然失败请通知系统管理员。"


class LeaseLost(Exception):
    """Another worker took the job over; this one has to leave it alone."""


class JobQuerySet(models.QuerySet):
    def active(self):
        return self.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])

    def sweep(self, at=None):
        """Take up what no living worker holds, send again what nobody picked up."""
        at = at or timezone.now()
        for job in self.filter(status=Job.Status.RUNNING, lease_until__lt=at):
            job.give_up_worker(at)
        waiting = self.filter(status=Job.Status.QUEUED)
        since = at - SENT_AGAIN_AFTER
        for job in waiting.filter(Q(sent_at=None) | Q(sent_at__lt=since), queued_at__lt=since):
            job.send()
        remove_scraps(at)


class Job(Workflow):
    """Background work as a row; the queue only carries its id (design §4.13).

    A worker holds it by a lease that it renews. Subclasses name their `task` and make
    something in `produce`, calling `beat` or `note_progress` on the way.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    task = ""
    # What people are told when there is no room to write.
    disk_full = DISK_FULL

    status = models.CharField("状态", max_length=8, choices=Status, default=Status.QUEUED)
    message = models.CharField("说明", max_length=300, blank=True)
    progress = models.PositiveIntegerField("进度", default=0)
    total = models.PositiveIntegerField("总数", null=True)
    created_at = models.DateTimeField("登记时间", default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    # Questions

    @property
    def is_active(self):
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)

    @property
    def is_done(self):
        return self.status == self.Status.DONE

    @property
    def is_failed(self):
        return self.status == self.Status.FAILED

    @property
    def waits_for_service(self):
        """Nobody took it up within seconds: the broker or every worker is down."""
        waited = timezone.now() - self.queued_at
        return self.status == self.Status.QUEUED and (
            self.sent_at is None or waited > timedelta(seconds=10)
        )

    @property
    def percent(self):
        return min(100, round(100 * self.progress / self.total)) if self.total else 0

    def rows(self):
        return type(self).objects.filter(pk=self.pk)

    # Verbs

    def send(self):
        """Tell a worker. With the broker down the job stays queued and the sweeper tells later."""
        try:
            current_app.send_task(self.task, args=[self.pk], retry=False)
        except (OperationalError, OSError) as error:
            logger.warning("%s %s not sent: %s", self.task, self.pk, error)
            return
        self.rows().update(sent_at=timezone.now())

    def start(self, token):
        """Claim the job for this worker; a task delivered twice finds nothing to claim."""
        now = timezone.now()
        claimed = (
            self.rows()
            .filter(status=self.Status.QUEUED)
            .update(
                status=self.Status.RUNNING,
                message="",
                started_at=now,
                attempts=F("attempts") + 1,
                progress=0,
                lease_token=token,
                lease_until=now + LEASE,
            )
        )
        if claimed:
            self.refresh_from_db()
            self.beaten = time.monotonic()
        return bool(claimed)

    def beat(self, **facts):
        """Renew the lease and show progress; raises when the job is no longer ours."""
        mine = self.rows().filter(status=self.Status.RUNNING, lease_token=self.lease_token)
        if not mine.update(lease_until=timezone.now() + LEASE, **facts):
            raise LeaseLost(f"{self} was taken over by another worker")
        self.beaten = time.monotonic()

    def note_progress(self, count):
        self.progress += count
        if time.monotonic() - self.beaten >= 0.5:
            self.beat(progress=self.progress)

    def run(self):
        """Do the work, whatever happens leave a true status; safe to call twice."""
        if not self.start(uuid.uuid4()):
            return
        folder = Path(settings.TEMP_DIR) / f"job-{self.lease_token}"
        try:
            folder.mkdir(mode=0o700)
            self.produce(folder)
        except LeaseLost as lost:
            logger.warning("%s", lost)
        except BrokenRule as refusal:
            self.fail(str(refusal))
        except OSError as error:
            logger.exception("%s", self)
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            self.fail(self.disk_full if full else DISK_ERROR)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def produce(self, folder):
        """Make what the job is for; `folder` is for scraps and gone afterwards."""
        raise NotImplementedError

    def fail(self, reason):
        """End the attempt this worker holds, with a sentence people can act on."""
        with transaction.atomic():
            try:
                self.beat()
            except LeaseLost:
                return
            self.end_badly(reason)

    def end_badly(self, reason):
        self.move(
            "任务失败",
            by=None,
            source=[self.Status.RUNNING],
            target=self.Status.FAILED,
            note=reason,
            message=reason[:300],
            finished_at=timezone.now(),
            lease_until=None,
        )
        self.tell_owner(f"{self}失败", reason)

    def tell_owner(self, title, body=""):
        """Whoever ordered it may have gone on with something else."""
        people = [self.owner] if self.owner else []
        key = f"job:{self._meta.model_name}:{self.pk}:{self.finished_at.timestamp()}"
        words = {"title": title, "body": body}
        Notice.objects.tell(people, key=key, kind=NoticeKind.JOB, about=self, **words)

    @transaction.atomic
    def give_up_worker(self, at):
        """The worker that held this job is gone: queue it again, or say that it will not do."""
        lost = self.rows().filter(
            status=self.Status.RUNNING, lease_token=self.lease_token, lease_until__lt=at
        )
        if not lost.update(lease_until=None):
            return
        if self.attempts >= MOST_ATTEMPTS:
            self.end_badly(f"后台进程连续 {MOST_ATTEMPTS} 次中断，已停止。请通知系统管理员。")
        else:
            note = "后台进程中断，已自动重新排队。"
            self.queue_again("重新排队", by=None, source=self.Status.RUNNING, message=note)

    @transaction.atomic
    def retry(self, by):
        """The same inputs once more."""
        self.queue_again("重试", by=by, source=self.Status.FAILED, attempts=0)

    def queue_again(self, verb, *, by, source, **facts):
        try:
            with transaction.atomic():
                self.move(
                    verb,
                    by=by,
                    source=[source],
                    target=self.Status.QUEUED,
                    **{"message": "", "progress": 0, "finished_at": None, "sent_at": None} | facts,
                    queued_at=timezone.now(),
                )
        except IntegrityError:
            raise BrokenRule("同样内容的任务已在进行，请在列表里查看。") from None
        transaction.on_commit(self.send, robust=True)


def remove_scraps(at):
    """Folders of workers that died while writing."""
    for folder in Path(settings.TEMP_DIR).glob("job-*"):
        if (
            folder.exists()
            and at.timestamp() - folder.stat().st_mtime > SCRAPS_KEPT.total_seconds()
        ):
            shutil.rmtree(folder, ignore_errors=True)
