"""Doors for the queue: one method called."""

from celery import shared_task
from django.utils import timezone

from .models import Participant
from .outing_watch import watch


@shared_task
def watch_outings():
    watch(timezone.now())


@shared_task
def purge_participants():
    Participant.objects.erase(timezone.localdate())
