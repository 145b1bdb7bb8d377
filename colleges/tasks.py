from celery import shared_task

from .models import AuditEntry


@shared_task
def seal_audit_entries():
    AuditEntry.objects.seal()
