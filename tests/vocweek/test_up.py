"""`manage.py up` as a whole: ready, healed, and gone without a trace."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.broker
READY_WITHIN, GONE_WITHIN = 180, 60


def until(question, seconds):
    limit = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < limit, f"not within {seconds} s"
        time.sleep(0.1)
    return answer


class Installation:
    """One data folder with a port of its own."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        left_out = ("DATABASE_URL", "REDIS_URL", "MAKELEVEL", "TEST_DATABASE_URL")
        self.environment = {k: v for k, v in os.environ.items() if k not in left_out}
        self.environment |= {"VOCWEEK_DATA_DIR": str(folder), "PORT": str(self.port)}
        self.up = None

    def start(self, **environment):
        self.log = open(self.folder.parent / "up.log", "w")  # noqa: SIM115 - the process writes
        self.up = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=settings.BASE_DIR,
            env=self.environment | environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # Of a run that was itself started with nohup it would inherit deaf ears.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )
        return self.up

    def invite(self, username):
        """What the command prints in a window of its own, which knows nothing of PORT."""
        environment = {k: v for k, v in self.environment.items() if k != "PORT"}
        command = [sys.executable, "manage.py", "invite", username]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
        ).stdout

    def said(self):
        return (self.folder.parent / "up.log").read_text()

    def status(self):
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/readyz", timeout=3
            ) as answer:
                return json.load(answer)["status"]
        except OSError:
            return ""

    def wait_until_ready(self):
        until(lambda: self.status() == "ok", READY_WITHIN)

    def processes(self):
        """{pid: command} of all that run on this data folder, read from their environments."""
        mark, found = f"VOCWEEK_DATA_DIR={self.folder}".encode(), {}
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (place / "environ").read_bytes().split(b"\0"):
                    found[int(place.name)] = (place / "cmdline").read_bytes().decode()
            except OSError:
                continue
        return {pid: command for pid, command in found.items() if command}

    def stop(self, send):
        send()
        try:
            until(lambda: not self.processes(), GONE_WITHIN)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.processes()}\n{self.said()[-2000:]}") from None


@pytest.fixture
def installation(tmp_path):
    # A name with blanks and Chinese, as people have them; deep, so that the socket moves.
    folder = tmp_path / "职教 活动周"
    folder.mkdir()
    there = Installation(folder)
    yield there
    for pid in there.processes():
        os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
class TestUp:
    def test_from_nothing_to_ready_to_nothing(self, installation):
        up = installation.start()
        installation.wait_until_ready()
        assert re.search(r"首次启动：请打开 http://127.0.0.1:\d+/invitations/", installation.said())
        assert "superuser privileges" not in installation.said()
        assert f"http://127.0.0.1:{installation.port}/invitations/" in installation.invite("admin")
        assert (installation.folder / "secret_key").stat().st_mode & 0o077 == 0
        installation.stop(lambda: os.killpg(up.pid, signal.SIGTERM))
        assert up.wait() == 0

    def test_a_killed_worker_comes_back(self, installation):
        up = installation.start()
        installation.wait_until_ready()
        worker = next(p for p, c in installation.processes().items() if "worker" in c)
        os.kill(worker, signal.SIGKILL)
        until(lambda: "worker 意外结束，重新启动。" in installation.said(), 10)
        until(lambda: any("worker" in c for c in installation.processes().values()), 10)
        installation.wait_until_ready()
        installation.stop(lambda: up.send_signal(signal.SIGINT))

    def test_killed_as_a_whole_it_starts_again(self, installation):
        up = installation.start()
        installation.wait_until_ready()
        installation.stop(lambda: (up.kill(), up.wait()))
        up = installation.start()
        installation.wait_until_ready()
        installation.stop(lambda: up.send_signal(signal.SIGHUP))

    def test_a_taken_port_is_one_sentence(self, installation):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", installation.port))
            taken.listen()
            assert installation.start().wait(timeout=30) == 1
        assert "换一个端口：make run PORT=" in installation.said()
        assert len(installation.said().strip().splitlines()) == 1
        assert not installation.processes()

    def test_the_demo_is_refused_in_production(self, installation):
        up = installation.start(VOCWEEK_DEMO="1", DJANGO_ENV="production")
        assert up.wait(timeout=30) == 1
        assert "演示数据不能用于正式环境" in installation.said()
