"""Photos and a film go in through the page, whatever happens to network, tab and session."""

import hashlib
import os
import random
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from activities.models import MediaItem, Upload
from colleges.files import stored
from tests.conftest import session_cookie, wait_until
from tests.uploads import PHOTO

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("UPLOAD_PICTURES")
MEGABYTE = 1024 * 1024
SLOW = 6 * MEGABYTE


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "开幕式.mp4"
    path.write_bytes(random.Random(2).randbytes(14 * MEGABYTE + 7))
    return path


class Sender:
    """The page as a hand uses it, on a line that takes `speed` bytes a second."""

    def __init__(self, page, edition, speed=SLOW):
        self.page, self.faults, self.begun = page, [], []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self.hear)
        page.on("request", self.note)
        self.address = reverse("upload_new", args=[edition.code])
        page.goto(self.address)
        page.context.new_cdp_session(page).send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": speed},
        )

    def hear(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def note(self, request):
        if request.method == "POST" and request.url.endswith("/uploads/"):
            self.begun.append(request.url)

    def choose(self, *paths):
        self.page.set_input_files("#upload-many", [str(path) for path in paths])

    def under_way(self):
        """Something of it is here, and something is not."""
        wait_until(lambda: (Upload.objects.first() or Upload(offset=0)).offset > 0)

    def press(self, name):
        self.page.get_by_role("button", name=name).click()

    def reads(self, text):
        self.page.get_by_text(text).first.wait_for()

    def all_sent(self, count):
        self.reads(re.compile(f"{count} 个文件都已收到"))
        assert not self.faults


def arrived():
    items = MediaItem.objects.order_by("name")
    return {
        item.name: hashlib.sha256(stored(item.stored_name).read_bytes()).hexdigest()
        for item in items
    }


def as_it_was(*paths):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def shot(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def test_a_handful_of_photos_from_a_phone(cast, visitor, tmp_path):
    photos = [tmp_path / f"IMG_{n}.jpg" for n in range(5)]
    for n, path in enumerate(photos):
        path.write_bytes(PHOTO + bytes([n]))
    empty = tmp_path / "空.jpg"
    empty.write_bytes(b"")
    sender = Sender(visitor(cast.chen, width=390, height=844), cast.edition)
    sender.choose(*photos, empty)
    sender.all_sent(5)
    sender.reads("文件是空的（0 字节），没有上传。")
    shot(sender.page, "phone-done")
    assert arrived() == as_it_was(*photos)
    assert {item.college for item in MediaItem.objects.all()} == {cast.jidian}


def test_files_are_dropped_onto_the_page(cast, visitor):
    sender = Sender(visitor(cast.chen), cast.edition)
    data = sender.page.evaluate_handle(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["%PDF-1.4 %%EOF"], "新闻稿.pdf"));
            return data;
        }"""
    )
    sender.page.dispatch_event("#upload-drop", "drop", {"dataTransfer": data})
    sender.all_sent(1)
    assert list(arrived()) == ["新闻稿.pdf"]


def test_a_lost_network_is_waited_for(cast, visitor, film):
    sender = Sender(visitor(cast.chen), cast.edition)
    sender.choose(film)
    sender.under_way()
    sender.page.context.set_offline(True)
    sender.reads("网络断了，恢复后自动继续。")
    sender.page.context.set_offline(False)
    sender.all_sent(1)
    assert arrived() == as_it_was(film)
    assert len(sender.begun) == 1


def test_a_closed_tab_goes_on_when_the_file_is_chosen_again(cast, visitor, film):
    sender = Sender(visitor(cast.chen), cast.edition)
    sender.choose(film)
    sender.under_way()
    sender.page.close(run_before_unload=False)
    before = Upload.objects.get()
    # On another device: nothing is kept in the browser.
    again = Sender(visitor(cast.chen, width=390, height=844), cast.edition, speed=-1)
    again.reads("没有传完的")
    shot(again.page, "phone-unfinished")
    again.choose(film)
    again.all_sent(1)
    assert arrived() == as_it_was(film)
    assert (again.begun, Upload.objects.get().pk) == ([], before.pk)


def test_another_file_of_the_same_name_and_size_begins_anew(cast, visitor, film):
    sender = Sender(visitor(cast.chen), cast.edition)
    sender.choose(film)
    sender.under_way()
    sender.page.close(run_before_unload=False)
    film.write_bytes(random.Random(3).randbytes(film.stat().st_size))
    again = Sender(visitor(cast.chen), cast.edition, speed=-1)
    again.choose(film)
    again.all_sent(1)
    assert arrived() == as_it_was(film)
    assert len(again.begun) == 1


def test_paused_and_gone_on_with(cast, visitor, film):
    sender = Sender(visitor(cast.chen), cast.edition)
    sender.choose(film)
    sender.under_way()
    sender.press("全部暂停")
    sender.reads("已暂停")
    sender.press("全部继续")
    sender.all_sent(1)
    assert arrived() == as_it_was(film)


def test_cancelled_it_leaves_nothing(cast, visitor, film):
    sender = Sender(visitor(cast.chen), cast.edition)
    sender.choose(film)
    sender.under_way()
    path = Upload.objects.get().path()
    sender.press(f"取消{film.name}")
    wait_until(lambda: not Upload.objects.exists() and not path.exists())
    # The page takes the panel away when it has heard the answer, a moment after the rows went.
    sender.page.locator("#upload-panel").wait_for(state="hidden")


def test_an_ended_session_goes_on_after_signing_in(cast, visitor, film, live_server):
    sender = Sender(visitor(cast.chen), cast.edition)
    sender.choose(film)
    sender.under_way()
    Session.objects.all().delete()
    sender.reads("登录已过期，已传的部分都在。重新登录后回到这一页，会自动继续。")
    shot(sender.page, "signed-out")
    sender.page.context.add_cookies([session_cookie(cast.chen, live_server.url)])
    sender.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    sender.all_sent(1)
    assert arrived() == as_it_was(film)


def test_somebody_else_who_signed_in_does_not_send_it(cast, visitor, film, live_server):
    sender = Sender(visitor(cast.chen), cast.edition)
    sender.choose(film)
    sender.under_way()
    sender.page.context.add_cookies([session_cookie(cast.lin, live_server.url)])
    Session.objects.exclude(pk=newest_session()).delete()
    sender.reads("现在登录的是另一个账号。")
    sender.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert not MediaItem.objects.exists()


def newest_session():
    return Session.objects.order_by("-expire_date").first().pk


def test_leaving_in_the_middle_is_asked_about(cast, visitor, film):
    sender = Sender(visitor(cast.chen), cast.edition)
    sender.choose(film)
    sender.under_way()
    sender.page.mouse.click(5, 5)  # a page nobody touched may not ask
    with sender.page.expect_event("dialog") as asked:
        sender.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_without_a_script_there_is_a_plain_field(cast, chromium, live_server, film):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([session_cookie(cast.chen, live_server.url)])
    page = context.new_page()
    page.goto(reverse("upload_new", args=[cast.edition.code]))
    page.get_by_label("照片、视频和文稿").set_input_files(str(film))
    page.get_by_role("button", name="上传").click()
    page.get_by_text("已收到 1 个文件").first.wait_for()
    context.close()
    assert arrived() == as_it_was(film)
    assert settings.FILES_DIR.joinpath("uploads").is_dir()
