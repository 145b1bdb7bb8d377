"""tuspy against the server as it runs: lines are cut, processes killed, the bytes stay equal."""

import hashlib
import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from django.conf import settings
from django.test import Client
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from activities.models import MediaItem, Upload
from activities.tus import BODY, MEGABYTE
from colleges.files import stored
from tests.conftest import database_url, wait_until

CHUNK = MEGABYTE
CSRF = "c" * 32


class Server:
    """gunicorn with its threads, on the database and in the data folder of this test."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
        self.process = subprocess.Popen(
            [*command, "vocweek.wsgi"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": database_url(), "PORT": str(self.port)},
            start_new_session=True,
        )
        wait_until(self.answers)
        return self

    def answers(self):
        try:
            return requests.get(f"{self.url}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def kill(self):
        """Master and workers at once, as when the power fails."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(cast):
    server = Server().start()
    yield server
    server.kill()


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "开幕式.mp4"
    path.write_bytes(random.Random(1).randbytes(3 * CHUNK + 12_345))
    return path


@pytest.fixture
def chen(cast):
    """Her session, as a script sends it."""
    browser = Client()
    browser.force_login(cast.chen)
    name = settings.SESSION_COOKIE_NAME
    cookies = {name: browser.cookies[name].value, settings.CSRF_COOKIE_NAME: CSRF}
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": cookie, "X-CSRFToken": CSRF}


@pytest.fixture
def uploader(server, chen, film):
    def make(**facts):
        client = TusClient(f"{server.url}/uploads/", headers=chen)
        facts = {"metadata": {"filename": film.name}, "chunk_size": CHUNK} | facts
        return client.uploader(str(film), upload_checksum=True, **facts)

    return make


def begin_piece(server, headers, address, content, length):
    """A PATCH of `length` of which only `content` is sent; the line stays open."""
    line = socket.create_connection(("127.0.0.1", server.port))
    told = headers | {"Host": f"127.0.0.1:{server.port}", "Tus-Resumable": "1.0.0"}
    told |= {"Content-Type": BODY, "Content-Length": str(length), "Upload-Offset": "0"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    line.sendall(f"PATCH {address} HTTP/1.1\r\n{lines}\r\n".encode() + content)
    return line


def sent_half(server, chen, upload, film):
    """Wait until the server has written half a chunk of it."""
    half = film.read_bytes()[: CHUNK // 2]
    line = begin_piece(server, chen, upload.get_absolute_url(), half, CHUNK)
    wait_until(lambda: upload.path().exists() and upload.path().stat().st_size >= len(half))
    return line


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def assert_arrived(film):
    item = MediaItem.objects.get()
    assert (item.name, item.size) == (film.name, film.stat().st_size)
    assert digest(stored(item.stored_name)) == digest(film)
    assert not Upload.objects.get().path().exists()


def begun(uploader):
    one = uploader()
    one.set_url(one.create_url())
    return one, Upload.objects.get()


def test_a_script_sends_a_film_with_checksums(uploader, film):
    uploader().upload()
    assert_arrived(film)


def test_a_line_that_is_cut_goes_on_where_it_was_cut(server, chen, uploader, film):
    sender, upload = begun(uploader)
    sent_half(server, chen, upload, film).close()
    wait_until(lambda: Upload.objects.get().offset)
    again = uploader(url=sender.url)
    assert again.offset == CHUNK // 2
    again.upload()
    assert_arrived(film)


def test_a_server_that_is_killed_goes_on_from_the_last_piece(server, chen, uploader, film):
    sender, upload = begun(uploader)
    sender.upload(stop_at=CHUNK)
    line = begin_piece(server, chen, upload.get_absolute_url(), b"", CHUNK)
    server.kill()
    with open(upload.path(), "ab") as file:
        file.write(b"written, and not yet told to the row")
    line.close()
    server.start()
    again = uploader(url=sender.url)
    assert again.offset == CHUNK
    again.upload()
    assert_arrived(film)


def test_a_server_that_is_killed_in_a_piece_keeps_nothing_unconfirmed(server, chen, uploader, film):
    sender, upload = begun(uploader)
    line = sent_half(server, chen, upload, film)
    server.kill()
    line.close()
    server.start()
    again = uploader(url=sender.url)
    assert (again.offset, upload.path().stat().st_size) == (0, 0)
    again.upload()
    assert_arrived(film)


def test_of_two_at_once_one_waits_and_the_file_stays_whole(server, chen, uploader, film):
    sender, upload = begun(uploader)
    line = sent_half(server, chen, upload, film)
    with pytest.raises(TusUploadFailed) as refused:
        uploader(url=sender.url).upload()
    assert refused.value.status_code == 423
    line.close()
    wait_until(lambda: Upload.objects.get().offset)
    uploader(url=sender.url).upload()
    assert_arrived(film)
