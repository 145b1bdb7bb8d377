"""The plan in a stranger's hand: a phone on the plaza, a wide screen, no script at all."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from colleges.models import College
from tests import make
from tests.plans import draw_plaza

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def plaza(cast):
    names = ["现代农业与生物技术学院", "护理与健康学院", "艺术设计学院", "汽车与轨道交通学院"]
    more = [
        College.objects.create(code=f"1{n}", name=name, position=10 + n)
        for n, name in enumerate(names)
    ]
    site = cast.edition.showcase.site
    draw_plaza(site, [cast.jidian, cast.caijing, *more])
    make.booth_need(cast.jidian, theme="一技在手：机械臂写字")
    make.release(site)
    return reverse("showcase_plan", args=[cast.edition.code])


def drawn_width(page):
    return page.evaluate("document.querySelector('.plan-drawing').getBoundingClientRect().width")


def is_in_sight(page, code):
    """Does the booth lie inside the frame?"""
    return page.evaluate(
        """code => {
          const inner = [...document.querySelectorAll(".booth")]
            .find((one) => one.textContent.startsWith(code)).getBoundingClientRect();
          const outer = document.querySelector(".plan-frame").getBoundingClientRect();
          return inner.left >= outer.left && inner.right <= outer.right
            && inner.top >= outer.top && inner.bottom <= outer.bottom;
        }""",
        code,
    )


@pytest.mark.parametrize("width", [1440, 390])
def test_search_zoom_and_tap(plaza, visitor, width):
    page = visitor(width=width, height=844)
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(plaza)
    page.fill("#plan-words", "护理")
    page.get_by_text("护理与健康学院在 B02").wait_for()
    expect(page.locator(".booth.is-found")).to_have_count(1)
    assert is_in_sight(page, "B02")
    expect(page.locator("tr[data-booth]:visible")).to_have_count(1)
    page.fill("#plan-words", "没有的学院")
    page.get_by_text("没有找到，换个词试试").wait_for()
    page.fill("#plan-words", "")
    page.get_by_role("button", name="看全图").click()
    whole = drawn_width(page)
    page.get_by_role("button", name="放大").click()
    assert drawn_width(page) == pytest.approx(1.5 * whole, rel=0.02)
    page.get_by_role("button", name="看全图").click()
    page.locator(".booth").first.click()
    sheet = page.locator(".plan-sheet")
    expect(sheet).to_contain_text("机电学院")
    expect(sheet).to_contain_text("一技在手：机械臂写字")
    sheet.get_by_role("button", name="关闭").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not faults


def test_dragging_moves_the_plan_and_opens_nothing(plaza, visitor):
    page = visitor(width=1440, height=844)
    page.goto(plaza)
    for _ in range(3):
        page.get_by_role("button", name="放大").click()
    box = page.locator(".plan-frame").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 200
    before = page.evaluate("document.querySelector('.plan-frame').scrollLeft")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 200, y, steps=5)
    page.mouse.up()
    after = page.evaluate("document.querySelector('.plan-frame').scrollLeft")
    assert after == pytest.approx(before + 200, abs=2)
    expect(page.locator(".plan-sheet")).to_be_hidden()


def test_without_a_script_the_table_and_its_anchors_do(plaza, chromium, live_server):
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport=PHONE
    )
    page = context.new_page()
    page.goto(plaza)
    expect(page.locator("#plan-words")).to_be_hidden()
    page.locator(".booth").first.click()
    assert page.url.split("#")[1].startswith("booth-")
    row = page.locator("tr:target")
    expect(row).to_contain_text("机电学院")
    context.close()


def test_letters_of_the_readers_font_stay_inside_the_booths(plaza, visitor):
    page = visitor(width=1440)
    page.goto(plaza)
    outside = page.evaluate(
        """[...document.querySelectorAll(".booth")].flatMap((booth) => {
          const outer = booth.querySelector("rect").getBoundingClientRect();
          return [...booth.querySelectorAll("text")].filter((text) => {
            const inner = text.getBoundingClientRect();
            return inner.left < outer.left || inner.right > outer.right;
          }).map((text) => text.textContent);
        })"""
    )
    assert outside == []
