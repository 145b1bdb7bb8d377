import time

from celery import shared_task
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError

WORKER_SEEN = "worker-seen-at"
LATELY = 60


@shared_task
def note_worker_alive():
    cache.set(WORKER_SEEN, time.time(), timeout=24 * 3600)


@shared_task
def clear_expired_sessions():
    call_command("clearsessions")


def worker_seen_lately():
    try:
        return time.time() - cache.get(WORKER_SEEN, 0) < LATELY
    except DatabaseError:  # the cache is a table, and that may be missing
        return False
