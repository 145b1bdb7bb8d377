"""Finished posters on the disk, under a digest of what they say: drawn once, however often asked.

What is kept can be drawn again at any time: it stands outside the private files, no backup holds
it, and the oldest go when there are too many.
"""

import fcntl
import hashlib
import json
import logging
import os
import shutil
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import asdict

from django.conf import settings

from colleges.rules import BrokenRule

from .press import print_of

FOLDER = settings.DATA_DIR / "posters"
# Counts changes of the drawing: what older code drew is not shown any more.
DESIGN = 2
MOST_BYTES = 500 * 1024 * 1024
LEAST_FREE = 200 * 1024 * 1024
LONGEST_WAIT = 5  # seconds for one's turn to draw
# Half of a process's threads may wait for their turn; the others go on serving pages.
WAITING = threading.BoundedSemaphore(4)
LEFT_BEHIND = 3600  # seconds after which half a file is nobody's any more
BUSY = "很多海报正在绘制，请过几秒再打开。"
log = logging.getLogger(__name__)


def key_of(facts, size) -> str:
    told = [DESIGN, size, type(facts).__name__, asdict(facts)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:40]


def poster(facts, size) -> bytes:
    key = key_of(facts, size)
    if (drawn := read(key)) is not None:
        return drawn
    with one_of_few(), turn():
        # Whoever waited finds what the one before drew.
        if (drawn := read(key)) is None:
            drawn = print_of(facts, size)
            keep(key, drawn)
    return drawn


def read(key):
    try:
        drawn = (FOLDER / key).read_bytes()
        # The oldest are thrown away first: what is asked for is young.
        os.utime(FOLDER / key)
    except FileNotFoundError:
        return None
    return drawn


@contextmanager
def one_of_few():
    if not WAITING.acquire(blocking=False):
        raise BrokenRule(BUSY)
    try:
        yield
    finally:
        WAITING.release()


@contextmanager
def turn():
    """One at a time on this machine: strangers who ask for everything cost one core."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    with open(FOLDER / "drawing.lock", "w") as lock:
        until = time.monotonic() + LONGEST_WAIT
        while not is_mine(lock):
            if time.monotonic() > until:
                raise BrokenRule(BUSY)
            time.sleep(0.03)
        yield


def is_mine(lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def keep(key, drawn):
    """Whole or not at all. A disk that is full costs time, not the poster."""
    if shutil.disk_usage(FOLDER).free < LEAST_FREE:
        return
    part = FOLDER / f"{uuid.uuid4()}.part"
    try:
        part.write_bytes(drawn)
        os.replace(part, FOLDER / key)
    except OSError:
        log.warning("A poster could not be kept.", exc_info=True)
        part.unlink(missing_ok=True)


def purge(most=MOST_BYTES):
    """The oldest beyond so many bytes, and what a killed process left half written."""
    if not FOLDER.exists():
        return
    files = [(path, path.stat()) for path in FOLDER.iterdir() if path.suffix != ".lock"]
    left = sum(facts.st_size for _, facts in files)
    for path, facts in sorted(files, key=lambda file: file[1].st_mtime):
        is_half = path.suffix == ".part"
        if is_half and time.time() - facts.st_mtime > LEFT_BEHIND or not is_half and left > most:
            path.unlink(missing_ok=True)
            left -= facts.st_size
