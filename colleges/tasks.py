from celery import shared_task
from django.utils import timezone

from .delegation_notices import tell_of_those_over
from .models import AuditEntry, Delivery, RobotMessage


@shared_task
def deliver_notices():
    Delivery.objects.send_due()
    RobotMessage.objects.send_due()


@shared_task
def tell_of_ended_delegations():
    tell_of_those_over(timezone.now())


@shared_task
def seal_audit_entries():
    AuditEntry.objects.seal()
    AuditEntry.objects.note_head()


@shared_task
def check_audit_chain():
    AuditEntry.objects.check_chain(None)
