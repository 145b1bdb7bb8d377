"""The other side of `program`: gives it one file after the other and outlives it."""

import json
import logging
import os
import select
import subprocess
import sys
import time

from django.conf import settings

from colleges.rules import BrokenRule

log = logging.getLogger(__name__)

START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from activities.media.program import serve;"
    " serve()"
)
# Wall clock, for the largest video on a slow disk; the program limits its own time to less.
SECONDS = 600
TOO_HEAVY = "文件太复杂，没有处理完。请用看图或剪辑软件另存为普通的 JPG 或 MP4 后再传。"


class Workshop:
    """`with Workshop(on_wait) as workshop: workshop.look_into(path, name, target)`.

    `on_wait` is called about every second, with the part that is done where that is known.

    Starting Python and its libraries takes as long as two pictures: one process looks into
    many, and a new one is started after a file that killed it.
    """

    def __init__(self, on_wait=lambda done=None: None):
        self.on_wait, self.process = on_wait, None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def look_into(self, path, name, target):
        """What the file is, its copies written beside `target`; a sentence if it is refused."""
        self.process = self.process or started()
        order = {"path": str(path), "name": name, "target": str(target)}
        answer = self.answer(json.dumps(order) + "\n")
        if answer.get("errno"):
            raise OSError(answer["errno"], os.strerror(answer["errno"]))
        if answer.get("heavy"):
            self.close()
            raise BrokenRule(TOO_HEAVY)
        if "refusal" in answer:
            raise BrokenRule(answer["refusal"])
        return answer

    def answer(self, order):
        """What it says; that it was too much, if it dies of it or takes for ever."""
        ends = time.monotonic() + SECONDS
        try:
            self.process.stdin.write(order.encode())
        except BrokenPipeError:
            return {"heavy": True}
        while time.monotonic() < ends:
            if select.select([self.process.stdout], [], [], 1)[0]:
                line = self.process.stdout.readline()
                answer = json.loads(line) if line else {"heavy": True}
                if "done" not in answer:
                    return answer
                self.on_wait(answer["done"])
            else:
                self.on_wait()
        log.warning("a file took longer than %s s", SECONDS)
        return {"heavy": True}

    def close(self):
        if self.process is None:
            return
        self.process.kill()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        self.process = None


def started():
    command = [sys.executable, "-I", "-c", START, str(settings.BASE_DIR)]
    # One thread each: the workers beside it have the other processors.
    quiet = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    # Nothing is buffered on this side: a line that lay in a buffer would not wake `select`.
    return subprocess.Popen(  # noqa: S603 - our own program, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=quiet
    )
