"""Loaded by `-p` before Django reads its settings: the test run never sees this machine's own.

Each process of the run has a data folder of its own, gone afterwards. The database is a
SQLite file in it, or PostgreSQL when TEST_DATABASE_URL says so; the broker is a socket in
it that nobody listens on unless a test starts the server (`broker` in conftest.py), or the
Redis of TEST_REDIS_URL.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def data_folder():
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        return Path(os.environ["VOCWEEK_DATA_DIR"]) / worker
    folder = Path(tempfile.mkdtemp(prefix="vocweek-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


for name in ("REDIS_URL", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES"):
    os.environ.pop(name, None)
for name in ("EMAIL_HOST", "DJANGO_ENV", "DJANGO_DEBUG", "VOCWEEK_DEMO", "DATABASE_URL"):
    os.environ.pop(name, None)
if "TEST_REDIS_URL" in os.environ:
    # Redis has sixteen numbered databases: each process of the run takes one from the end.
    number = 15 - int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{os.environ['TEST_REDIS_URL'].rstrip('/')}/{number}"
if "TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
os.environ["VOCWEEK_DATA_DIR"] = str(data_folder())
# Playwright's synchronous calls run inside an event loop, which Django would refuse.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
