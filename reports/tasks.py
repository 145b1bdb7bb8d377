"""Doors for the queue: ids in, one method called."""

import logging

from celery import shared_task
from django.utils import timezone

from .models import (
    AnnexUpload,
    CertificateJob,
    CompileJob,
    MediaPackage,
    ReminderRun,
    SummaryVersion,
)

logger = logging.getLogger(__name__)


@shared_task
def run_compile_job(job_id):
    job = CompileJob.objects.get(pk=job_id)
    try:
        job.run()
    except Exception:
        logger.exception("compile job %s", job_id)
        job.fail("汇总时出现意外错误，文件没有生成。请重试；仍然失败请通知系统管理员。")


@shared_task
def sweep_compile_jobs():
    CompileJob.objects.sweep()


@shared_task
def run_media_package(job_id):
    job = MediaPackage.objects.get(pk=job_id)
    try:
        job.run()
    except Exception:
        logger.exception("media package %s", job_id)
        job.fail("打包时出现意外错误，文件没有生成。请重试；仍然失败请通知系统管理员。")


@shared_task
def sweep_media_packages():
    MediaPackage.objects.sweep()


@shared_task
def run_certificate_job(job_id):
    job = CertificateJob.objects.get(pk=job_id)
    try:
        job.run()
    except Exception:
        logger.exception("certificate job %s", job_id)
        job.fail("制作证书时出现意外错误。已经做好的不受影响，请重试；仍然失败请通知系统管理员。")


@shared_task
def sweep_certificate_jobs():
    CertificateJob.objects.sweep()


@shared_task
def purge_expired():
    CompileJob.objects.purge()
    AnnexUpload.objects.purge()
    MediaPackage.objects.purge()
    SummaryVersion.objects.purge_strays(timezone.now())


@shared_task
def send_due_reminders():
    ReminderRun.objects.send_due()
