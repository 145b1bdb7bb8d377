"""Many posters at once: whoever is not drawn yet is asked for again, and the page says so."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_poster_that_was_busy_once_comes_without_reloading(cast, visitor):
    page = visitor(cast.zhou)
    asked = []

    def busy_once(route):
        asked.append(route.request.url)
        busy = "again=" not in route.request.url
        route.fulfill(status=503, body="请过几秒再打开") if busy else route.continue_()

    page.route("**/posters/**size=small*", busy_once)
    page.goto(reverse("poster_list", args=[cast.edition.code]))
    told = page.locator("[data-posters-told]")
    expect(told).to_contain_text("正在绘制海报，还有")
    expect(told).to_be_hidden(timeout=90_000)
    expect(page.locator(".is-drawing")).to_have_count(0)
    assert any("again=1" in address for address in asked)


def test_a_stranger_gets_the_poster_as_a_file_with_a_name(cast, visitor):
    page = visitor(None)
    page.goto(reverse("public_home", args=[cast.edition.code]))
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载海报").click()
    assert coming.value.suggested_filename == f"海报 {cast.edition}.png"
