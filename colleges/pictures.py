"""The copy of an uploaded picture that is shown; the file that came is never shown itself."""

import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from . import picture_copy
from .rules import BrokenRule

log = logging.getLogger(__name__)

# Wall clock; the program limits its own time on the processor to less.
SECONDS = 20
DAMAGED = "图片已损坏，读不出来。请用看图软件打开、另存为 JPG 或 PNG 后再传。"
TOO_HEAVY = "图片太复杂，没有处理完。请用看图软件缩小、另存为普通 JPG 后再传。"


def shown_copy(path):
    """(path, (width, height)): a new temporary JPEG made of the checked picture at `path`."""
    handle, target = tempfile.mkstemp(dir=settings.TEMP_DIR)
    os.close(handle)
    try:
        return Path(target), run_copy(path, target)
    except BaseException:
        Path(target).unlink(missing_ok=True)
        raise


def run_copy(path, target):
    command = [sys.executable, "-I", str(Path(picture_copy.__file__)), str(path), str(target)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command, capture_output=True, timeout=SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        log.warning("a picture took longer than %s s", SECONDS)
        raise BrokenRule(TOO_HEAVY) from None
    if done.returncode:
        trace = done.stderr.decode(errors="replace")[-4000:]
        log.warning("a picture could not be read (%s):\n%s", done.returncode, trace)
        killed = done.returncode < 0 or "MemoryError" in trace
        raise BrokenRule(TOO_HEAVY if killed else DAMAGED)
    width, height = done.stdout.split()
    return int(width), int(height)
