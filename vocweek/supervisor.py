"""Starts a handful of processes, restarts the one that dies, and leaves nothing behind.

honcho stops everything when one process ends; here a worker that is killed must come back
so that people's jobs go on, which is why this is not honcho.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
# What stopping may take: a polite request, an urgent one, then force. Together with the
# broker, which goes last, it stays under ten seconds.
URGENT_AFTER, FORCE_AFTER, LAST_FORCE_AFTER = 2.5, 6.0, 2.0
DEATHS_ALLOWED, WITHIN = 5, 60


def end_with_parent(signum=signal.SIGTERM):
    """Linux: have the kernel end this process when its parent is killed without a chance."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signum)


class Child:
    """One process in a group of its own, so that signals of the terminal reach only us."""

    def __init__(self, name, command, env=None):
        self.name, self.command, self.env = name, command, env
        self.process = None
        self.deaths = []

    def start(self):
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=os.environ | (self.env or {}),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def send(self, signum):
        """To the process alone: it knows its own children."""
        if self.is_running():
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signum)

    def kill(self):
        """The whole group, also what a dead parent left of it."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def restart(self):
        """Returns False when it keeps dying."""
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < WITHIN] + [now]
        self.kill()
        if len(self.deaths) > DEATHS_ALLOWED:
            return False
        self.start()
        return True


def wait_for_end(children, seconds):
    limit = time.monotonic() + seconds
    while any(child.is_running() for child in children) and time.monotonic() < limit:
        time.sleep(0.05)


def stop(children, broker=None):
    """Everybody first, the broker last: a worker gives its messages back while it stops."""
    for child in children:
        child.send(signal.SIGTERM)
    wait_for_end(children, URGENT_AFTER)
    for child in children:
        child.send(signal.SIGQUIT)
    wait_for_end(children, FORCE_AFTER - URGENT_AFTER)
    for child in children:
        child.kill()
    if broker is not None:
        broker.send(signal.SIGTERM)
        wait_for_end([broker], LAST_FORCE_AFTER)
        broker.kill()
