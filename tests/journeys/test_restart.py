"""tus-js-client in a browser against gunicorn as it runs, which is killed and started again."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from activities.models import Upload
from tests.conftest import database_url, session_cookie
from tests.vocweek.test_tus_server import Server

from .test_uploads import MEGABYTE, Sender, arrived, as_it_was, film  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
SLOW = 2 * MEGABYTE


@pytest.fixture
def server(cast):
    """With its own style sheets and scripts, as a school starts it."""
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_url()},
        check=True,
    )
    server = Server().start()
    yield server
    server.kill()


def test_a_server_that_is_killed_and_comes_back_gets_the_rest(cast, server, chromium, film):  # noqa: F811
    context = chromium.new_context(base_url=server.url, locale="zh-CN")
    context.set_default_timeout(60_000)
    context.add_cookies([session_cookie(cast.chen, server.url)])
    sender = Sender(context.new_page(), cast.edition, speed=SLOW)
    sender.choose(film)
    sender.under_way()
    with sender.page.expect_event("requestfailed"):
        server.kill()
    had = Upload.objects.get().offset
    assert 0 < had < film.stat().st_size
    server.start()
    sender.all_sent(1)
    assert arrived() == as_it_was(film)
    assert (len(sender.begun), Upload.objects.count()) == (1, 1)
    context.close()
