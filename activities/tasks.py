"""Doors for the queue: one method called."""

import logging

from celery import shared_task
from django.utils import timezone

from .models import MediaItem, MediaJob, Participant, Upload
from .outing_watch import watch
from .poster.kept import purge
from .showcase.reminding import remind

logger = logging.getLogger(__name__)


@shared_task
def watch_outings():
    watch(timezone.now())


@shared_task
def purge_participants():
    Participant.objects.erase(timezone.localdate())


@shared_task
def remind_of_showcase():
    remind(timezone.now())


@shared_task
def purge_uploads():
    Upload.objects.purge(timezone.now())
    MediaItem.objects.purge_strays(timezone.now())
    MediaJob.objects.purge(timezone.now())


@shared_task
def purge_posters():
    purge()


@shared_task
def run_media_job(job_id):
    job = MediaJob.objects.get(pk=job_id)
    try:
        job.run()
    except Exception:
        logger.exception("media job %s", job_id)
        job.fail("处理影像时出现意外错误。请在影像资料页按“重新处理”；仍然失败请通知系统管理员。")


@shared_task
def sweep_media_jobs():
    MediaJob.objects.sweep()
    MediaItem.objects.queue_old_films()
