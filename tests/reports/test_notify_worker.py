"""Reminders and mail through a real worker, a real broker and a mail server that comes and goes."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from activities.models import Edition, Requirement
from colleges.models import Delivery, Notice, NoticeKind, User
from colleges.tasks import deliver_notices
from reports.models import ReminderRun
from reports.tasks import send_due_reminders

from ..conftest import database_url, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]


class Postbox(socketserver.StreamRequestHandler):
    """As much of a mail server as one letter takes; `pause` keeps the sender waiting."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.take_letter()
            else:
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")

    def take_letter(self):
        text = b"".join(iter(self.rfile.readline, b".\r\n"))
        time.sleep(self.server.pause)
        self.server.letters.append(text.decode())
        self.wfile.write(b"250 taken\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, port=0, pause=0):
        super().__init__(("127.0.0.1", port), Postbox)
        self.letters, self.pause = [], pause
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def stop(self):
        self.shutdown()
        self.server_close()


@pytest.fixture
def worker(broker, tmp_path):
    """Starts workers of the queue `notify` that send to a mail server's port."""
    started = []

    def start(port):
        command = [sys.executable, "-m", "celery", "-A", "vocweek", "worker", "-Q", "notify"]
        command += ["--concurrency", "1", "--without-gossip", "--without-mingle"]
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "EMAIL_USE_SSL": "0"}
        log = open(tmp_path / f"worker{len(started)}.log", "wb")  # noqa: SIM115
        process = subprocess.Popen(
            command,
            env=os.environ | mail | {"DATABASE_URL": database_url()},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def kill(process):
    """kill -9 of the worker and its pool."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def letter_to(user, settings):
    settings.MAIL_CONFIGURED = True
    User.objects.filter(pk=user.pk).update(email="chen@example.com")
    user.refresh_from_db()
    Notice.objects.tell([user], key="k", kind=NoticeKind.RETURNED, title="附件1被退回", url="/")
    return Delivery.objects.get()


def state(delivery):
    connection.close()  # a fresh look, not this connection's snapshot
    delivery.refresh_from_db()
    return delivery.state


def test_five_ticks_in_the_queue_are_one_reminder(cast, worker):
    Edition.objects.update(opened_at=timezone.now() - timedelta(days=1))
    Requirement.objects.update(due_at=timezone.now() + timedelta(minutes=59))
    for _ in range(5):
        send_due_reminders.delay()
    worker(1)
    wait_until(lambda: ReminderRun.objects.exists(), 60)
    time.sleep(1)
    assert ReminderRun.objects.count() == 1
    assert cast.chen.notices.count() == 1


def test_mail_arrives_after_the_server_is_back(cast, worker, settings):
    server = MailServer()
    port = server.port
    server.stop()
    delivery = letter_to(cast.chen, settings)
    worker(port)
    deliver_notices.delay()
    wait_until(lambda: state(delivery) and delivery.error, 60)
    assert (delivery.state, delivery.attempts) == ("queued", 0)
    back = MailServer(port)
    Delivery.objects.update(next_try_at=timezone.now())  # a minute later by the clock
    deliver_notices.delay()
    wait_until(lambda: state(delivery) == "sent", 60)
    back.stop()
    assert len(back.letters) == 1


def test_a_worker_killed_between_taking_and_sending_loses_nothing(cast, worker, settings):
    slow = MailServer(pause=30)
    delivery = letter_to(cast.chen, settings)
    first = worker(slow.port)
    deliver_notices.delay()
    wait_until(lambda: state(delivery) and delivery.attempts == 1, 60)
    kill(first)
    assert state(delivery) == "queued"
    slow.stop()
    server = MailServer()
    worker(server.port)
    Delivery.objects.update(next_try_at=timezone.now())  # three minutes later by the clock
    deliver_notices.delay()
    wait_until(lambda: state(delivery) == "sent", 60)
    server.stop()
    assert len(server.letters) == 1
    assert delivery.attempts == 2
