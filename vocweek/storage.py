"""Whether files can be kept: asked by the health check, often, so it must cost nothing."""

import os
import shutil
import tempfile
import time

from django.conf import settings

EVERY = 60  # seconds between two attempts to write, of one process
# With less than this left a save fails half-way sooner or later.
LEAST_FREE = 10 * 1024 * 1024


def can_write(folder):
    """Really write: a quota or a broken disk shows nowhere else. Nothing is left behind."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"ready")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


class NowAndThen:
    """The answer of `ask`, at most a minute old, however often it is wanted."""

    def __init__(self, ask, clock=time.monotonic):
        self.ask, self.clock = ask, clock
        self.asked_at, self.answer = None, True

    def __call__(self):
        now = self.clock()
        if self.asked_at is None or now - self.asked_at >= EVERY:
            self.asked_at = now  # first: of many threads one asks
            self.answer = self.ask()
        return self.answer


files_were_written = NowAndThen(lambda: can_write(settings.FILES_DIR))


def storage_takes_files():
    """Read-only or full is seen at once, anything else within a minute."""
    try:
        free = shutil.disk_usage(settings.FILES_DIR).free
    except OSError:
        return False
    is_writable = os.access(settings.FILES_DIR, os.W_OK)
    return is_writable and free >= LEAST_FREE and files_were_written()
