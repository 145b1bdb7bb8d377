"""数据统计 in a browser: charts beside their tables, a picture to take along, tables alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from colleges.dates import day
from tests import make

pytestmark = pytest.mark.browser


@pytest.fixture
def address(cast):
    for place, college in enumerate([cast.jidian, cast.caijing]):
        activity = make.activity(college=college, start_date=cast.edition.dates[0])
        make.result(activity, students=90 + place)
    return reverse("dashboard", args=[cast.edition.code])


@pytest.mark.parametrize("width", [1440, 390])
def test_charts_stand_beside_their_tables(cast, visitor, address, width):
    page, faults = visitor(cast.chu, width=width), []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(address)
    card = page.locator(".chart-card").first
    expect(card.locator("canvas")).to_be_visible()
    expect(card.get_by_role("table")).to_be_hidden()
    card.get_by_role("button", name="参与人次").click()
    pressed = card.get_by_role("button", name="参与人次")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    card.get_by_text("数据表").click()
    expect(card.get_by_role("table")).to_contain_text(day(cast.edition.dates[0]))
    with page.expect_download() as picture:
        card.get_by_role("button", name="存为图片").click()
    assert picture.value.suggested_filename == "按日期_参与人次.png"
    with open(picture.value.path(), "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"
    assert not faults


def test_the_library_is_fetched_on_this_page_alone(cast, visitor, address):
    page, asked = visitor(cast.chu), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(reverse("statistics_board", args=[cast.edition.code]))
    assert not [url for url in asked if "echarts" in url]
    page.goto(address)
    expect(page.locator("canvas").first).to_be_visible()
    assert len([url for url in asked if "echarts" in url]) == 1


def test_without_the_library_the_tables_stay_open(cast, visitor, address):
    page = visitor(cast.chu)
    page.route("**/echarts*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto(address)
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.locator("canvas")).to_have_count(0)
