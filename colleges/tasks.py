from celery import shared_task

from .models import AuditEntry, Delivery, RobotMessage


@shared_task
def deliver_notices():
    Delivery.objects.send_due()
    RobotMessage.objects.send_due()


@shared_task
def seal_audit_entries():
    AuditEntry.objects.seal()
    AuditEntry.objects.note_head()


@shared_task
def check_audit_chain():
    AuditEntry.objects.check_chain(None)
