import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import sync_playwright

from .base import Cast

CHROMIUM = "/usr/bin/chromium"


def pytest_configure(config):
    """What makes tests quick and leaves nothing to prepare: cheap hashes, plain static files."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=settings.STORAGES | {"staticfiles": plain},
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
        context.set_default_timeout(10_000)
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
