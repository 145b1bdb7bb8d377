"""A real Celery worker on a real Valkey: a job runs, and a killed worker leaves nothing half."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from colleges.files import sha256_of, stored
from colleges.models import AuditEntry
from reports.models import CompileJob, Revision
from reports.tasks import run_compile_job

from .. import make

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]
MANY = 4000  # rows: seconds of work, so that a worker can be met in the middle of it


def database_url():
    """The test database, as the worker's environment names it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user = f"{values['USER']}:{values['PASSWORD']}@" if values["USER"] else ""
    return f"postgres://{user}{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


def until(question, seconds=60):
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.05)
    return answer


@pytest.fixture
def worker(broker, tmp_path):
    """Starts workers that have a process group of their own; ends them all."""
    started = []

    def start():
        command = [sys.executable, "-m", "celery", "-A", "vocweek", "worker", "-Q", "compile"]
        command += ["--concurrency", "1", "--without-gossip", "--without-mingle"]
        log = open(tmp_path / f"worker{len(started)}.log", "wb")  # noqa: SIM115
        environment = os.environ | {"DATABASE_URL": database_url()}
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def kill(process):
    """kill -9 of the worker and its pool, as a power cut would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def state(job):
    job.refresh_from_db()
    return job.status


def swell(filing, rows):
    """File a form of so many rows that compiling it takes seconds."""
    content = make.filed(filing).full_content()
    many = [content["rows"][0] | {"id": number} for number in range(1, rows + 1)]
    filing.handed_over_by = filing.revision.prepared_by
    filing.revision = Revision.objects.freeze(
        filing,
        content | {"rows": many},
        by=filing.revision.signed_by,
        received_at=timezone.now(),
        is_late=False,
        reason="",
    )
    filing.save()


def test_a_job_goes_through_queue_and_worker(cast, worker):
    make.filed(cast.filing)
    worker()
    job = CompileJob.objects.order(cast.edition, cast.zhou)
    until(lambda: state(job) == "done")
    assert sha256_of(stored(job.file_key)) == job.file_sha256
    assert job.sent_at is not None


def test_five_deliveries_are_one_effect(cast, worker):
    make.filed(cast.filing)
    job = CompileJob.objects.order(cast.edition, cast.zhou, in_queue=False)
    for _ in range(5):
        run_compile_job.delay(job.pk)
    worker()
    until(lambda: state(job) == "done")
    time.sleep(1)
    assert AuditEntry.objects.about(job).filter(verb="汇总完成").count() == 1
    assert job.attempts == 1


def test_a_job_ordered_while_nobody_listens_starts_later(cast, worker):
    make.filed(cast.filing)
    job = CompileJob.objects.order(cast.edition, cast.zhou, in_queue=False)
    worker()
    CompileJob.objects.sweep(timezone.now() + timedelta(seconds=21))
    until(lambda: state(job) == "done")


def test_a_worker_killed_in_the_middle_leaves_no_half_file(cast, worker):
    swell(cast.filing, MANY)
    swell(cast.other_filing, MANY)
    first = worker()
    job = CompileJob.objects.order(cast.edition, cast.zhou)
    until(lambda: state(job) == "running" and job.progress > 0)
    kill(first)
    assert state(job) == "running"
    assert not stored(job.file_key).exists()
    worker()
    # A minute later by the clock, as beat would find it.
    CompileJob.objects.sweep(timezone.now() + timedelta(seconds=60))
    until(lambda: state(job) == "done")
    assert job.attempts == 2
    assert sha256_of(stored(job.file_key)) == job.file_sha256
    rows = CalamineWorkbook.from_path(str(stored(job.file_key))).get_sheet_by_index(0)
    assert sum(isinstance(row[0], float) for row in rows.to_python()) == 2 * MANY
    CompileJob.objects.sweep(timezone.now() + timedelta(hours=2))
    assert list(Path(settings.TEMP_DIR).glob("job-*")) == []
