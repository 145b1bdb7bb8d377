"""The office draws the place: a row of booths, dragged, turned, undone, saved, read again."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import Booth, SitePlan
from reports.demo.plaza import draw_plaza
from tests import make

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PLAN_PICTURES")


def shot(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


class Editor:
    """The page as a hand uses it; places are metres on the plan."""

    def __init__(self, page, site):
        self.page, self.site, self.faults = page, site, []
        page.on("console", lambda one: one.type == "error" and self.faults.append(one.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(site.get_absolute_url())
        page.wait_for_function("window.plan && window.plan.opened")
        page.wait_for_function("document.getElementById('plan-zoom').textContent")

    def at(self, x, y):
        """Pixels of a place."""
        place = self.page.evaluate(
            """([x, y]) => {
                const { canvas } = window.plan.opened;
                const box = canvas.svg.getBoundingClientRect();
                return [box.left + (x - canvas.view.x) * canvas.view.scale,
                        box.top + (y - canvas.view.y) * canvas.view.scale];
            }""",
            [x, y],
        )
        return place

    def tool(self, name):
        self.page.locator(f'[data-tool="{name}"]').click()

    def click(self, x, y):
        self.page.mouse.click(*self.at(x, y))

    def drag(self, start, end, steps=6):
        mouse = self.page.mouse
        mouse.move(*self.at(*start))
        mouse.down()
        mouse.move(*self.at(*end), steps=steps)
        mouse.up()

    def drag_handle(self, name, end):
        box = self.page.locator(f'[data-handle="{name}"]').bounding_box()
        mouse = self.page.mouse
        mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        mouse.down()
        mouse.move(*self.at(*end), steps=6)
        mouse.up()

    def fill(self, field, text):
        self.page.locator(f"#{field}").fill(text)
        self.page.keyboard.press("Tab")

    def value(self, field):
        return self.page.locator(f"#{field}").input_value()

    def codes(self):
        return self.page.evaluate(
            "plan.opened.model.pieces.filter(p => p.kind === 'booth').map(p => p.code).sort()"
        )

    def rects(self):
        return self.page.evaluate(
            "Object.fromEntries(plan.opened.model.pieces.map(p => "
            "[p.code || p.label, [p.x, p.y, p.width, p.depth, p.angle]]))"
        )

    def save(self):
        self.page.keyboard.press("Control+s")
        self.page.locator('#plan-status[data-kind="saved"]', has_text="已保存").wait_for()

    def violations(self):
        return self.page.locator(".plan-violation").all_inner_texts()


@pytest.fixture
def site(cast):
    return cast.edition.showcase.site


def stored():
    return {
        one.code: [float(one.x), float(one.y), float(one.width), float(one.depth), one.angle]
        for one in Booth.objects.all()
    }


def test_a_row_is_drawn_changed_saved_and_read_again(cast, site, visitor):
    editor = Editor(page := visitor(cast.zhou), site)
    editor.tool("booth")
    editor.click(5.6, 10.4)
    assert editor.rects() == {"A01": [4, 9, 3, 3, 0]}
    page.locator("summary", has_text="复制成一排").click()
    editor.fill("row-gap", "0.5")
    page.get_by_role("button", name="画好这一排").click()
    assert editor.codes() == [f"A{n:02}" for n in range(1, 11)]
    assert editor.rects()["A10"] == [35.5, 9, 3, 3, 0]

    page.keyboard.press("Escape")
    editor.drag((5.5, 10.5), (5.7, 20.3))
    assert editor.rects()["A01"][:2] == [4, 19]
    editor.drag_handle("se", (9.1, 24.2))
    assert editor.rects()["A01"] == [4, 19, 5, 5, 0]
    page.keyboard.press("r")
    page.keyboard.press("r")
    assert editor.rects()["A01"][4] == 30
    page.keyboard.press("r")
    page.keyboard.press("Control+z")
    assert editor.rects()["A01"] == [4, 19, 5, 5, 0]
    page.keyboard.press("Control+y")
    assert editor.rects()["A01"][4] == 45
    shot(page, "row")
    editor.save()
    drawn = editor.rects()
    assert stored() == drawn
    again = Editor(page, site)
    assert again.rects() == drawn
    assert not editor.faults


def test_everything_by_keyboard(cast, site, visitor):
    editor = Editor(page := visitor(cast.zhou), site)
    page.locator('[data-tool="booth"]').focus()
    page.keyboard.press("Enter")
    x, y, *_ = editor.rects()["A01"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("+")
    assert editor.rects()["A01"] == [x + 0.5, pytest.approx(y + 0.1), 3.5, 3.5, 0]
    expect(page.locator("#plan-say")).to_contain_text("展位 A01：左")
    page.keyboard.press("d")
    assert editor.codes() == ["A01", "A02"]
    page.keyboard.press("Delete")
    assert editor.codes() == ["A01"]
    page.locator("#plan-canvas").focus()
    page.keyboard.press("Tab")
    assert editor.value("piece-code") == "A01"
    page.keyboard.press("Escape")
    expect(page.locator("#site-name")).to_be_visible()


def test_several_at_once(cast, site, visitor):
    for number in range(1, 4):
        make.booth(site, f"A0{number}", x=10 + 5 * number, y=9 + number)
    editor = Editor(page := visitor(cast.zhou), site)
    editor.drag((12, 8), (34, 18))
    expect(page.locator('[data-form="many"] h2')).to_have_text("已选 3 件")
    page.get_by_role("button", name="上对齐").click()
    editor.fill("many-width", "4")
    page.locator("#many-zone").fill("工科区")
    page.keyboard.press("Tab")
    shot(page, "many")
    assert [rect[1:3] for rect in editor.rects().values()] == [[10, 4]] * 3
    editor.drag((16.5, 11.5), (16.5, 21.5))
    assert [rect[1] for rect in editor.rects().values()] == [20] * 3
    page.keyboard.press("Delete")
    assert editor.rects() == {}
    page.get_by_role("button", name="撤销").click()
    editor.save()
    assert set(site.booths.values_list("zone", flat=True)) == {"工科区"}


def test_a_gangway_is_pulled_open_and_turned(cast, site, visitor):
    editor = Editor(page := visitor(cast.zhou), site)
    page.keyboard.press("g")
    editor.drag((10.1, 20.2), (24.9, 22.9))
    assert list(editor.rects().values()) == [[10, 20, 15, 3, 0]]
    editor.drag_handle("turn", (25, 21.5))
    assert list(editor.rects().values())[0][4] == 90
    editor.fill("piece-angle", "4５度")
    expect(page.locator("#piece-angle.is-invalid")).to_be_visible()
    editor.fill("piece-angle", "-30")
    assert list(editor.rects().values())[0][4] == 330
    editor.fill("piece-label", "主通道")
    shot(page, "gangway")
    editor.save()
    assert site.fixtures.get().angle == 330


def test_the_scale_is_measured_on_the_picture(cast, site, visitor):
    make.backdrop(site)
    make.booth(site, "A01", x=9, y=9, width=2, depth=2)
    editor = Editor(page := visitor(cast.zhou), site)
    page.get_by_role("button", name="设比例").click()
    editor.click(10, 5)
    editor.click(40, 5)
    page.locator("#scale-real").fill("15")
    shot(page, "measure")
    page.locator('[data-form="scale"] .btn-primary').click()
    assert (editor.value("site-width"), editor.value("site-depth")) == ("30", "20")
    assert editor.rects() == {"A01": [4, 4, 2, 2, 0]}
    editor.save()
    site.refresh_from_db()
    assert (site.width_m, site.depth_m) == (30, 20)


def test_a_violation_comes_and_goes(cast, site, visitor):
    make.booth(site, "A01", x=10, y=10)
    make.booth(site, "A02", x=20, y=10)
    editor = Editor(page := visitor(cast.zhou), site)
    editor.drag((21.5, 11.5), (12.6, 11.5))
    line = page.locator(".plan-violation", has_text="重叠")
    line.wait_for()
    expect(page.locator(".plan-piece.is-wrong")).to_have_count(2)
    shot(page, "violation")
    page.keyboard.press("Escape")
    line.click()
    expect(page.locator("#many-width")).to_be_visible()
    page.keyboard.press("Control+z")
    line.wait_for(state="detached")


def test_two_windows_on_one_plan(cast, site, visitor):
    make.booth(site, "A01", x=10, y=10)
    make.booth(site, "A02", x=20, y=10)
    mine, hers = Editor(visitor(cast.zhou), site), Editor(visitor(cast.wu), site)
    hers.drag((21.5, 11.5), (21.5, 21.5))
    hers.save()
    mine.drag((11.5, 11.5), (11.5, 31.5))
    mine.page.keyboard.press("Control+s")
    dialog = mine.page.locator("#plan-conflict")
    dialog.wait_for()
    expect(dialog).to_contain_text("吴")
    expect(dialog).to_contain_text("展位 A02")
    shot(mine.page, "conflict")
    dialog.get_by_role("button", name="合并并保存").click()
    mine.page.locator("#plan-status", has_text="已保存").wait_for()
    assert {code: rect[:2] for code, rect in stored().items()} == {"A01": [10, 30], "A02": [20, 20]}


def test_a_college_placed_meanwhile_is_no_conflict(cast, site, visitor):
    booth = make.booth(site, "A01", x=10, y=10)
    editor = Editor(visitor(cast.zhou), site)
    booth.give(cast.jidian, cast.wu, "手工安排")
    editor.drag((11.5, 11.5), (11.5, 21.5))
    editor.save()
    booth.refresh_from_db()
    assert (booth.college, float(booth.y)) == (cast.jidian, 20)
    editor.page.keyboard.press("Delete")
    expect(editor.page.locator("#toasts")).to_contain_text("请先把学院移出")


def test_unsaved_work_outlives_the_window(cast, site, visitor):
    editor = Editor(page := visitor(cast.zhou), site)
    editor.tool("stage")
    editor.click(30, 20)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="恢复").wait_for()
    # Drawing on does not write over what is still offered.
    editor.tool("booth")
    editor.click(10, 10)
    page.reload()
    page.get_by_role("button", name="丢弃").click()
    page.reload()
    page.get_by_role("button", name="恢复").click()
    assert page.evaluate("plan.opened.model.pieces[0].kind") == "stage"
    assert page.evaluate("plan.opened.model.pieces.length") == 1
    page.keyboard.press("Control+s")
    page.locator("#plan-status", has_text="已保存").wait_for()
    assert SitePlan.objects.get(pk=site.pk).fixtures.get().kind == "stage"


def test_a_full_plan_on_the_desk_and_on_a_phone(cast, site, visitor):
    draw_plaza(cast.edition, cast.zhou)
    Booth.objects.get(code="A03").give(cast.jidian, cast.zhou, "手工安排")
    editor = Editor(page := visitor(cast.zhou), site)
    page.locator("#plan-count", has_text="都符合规则").wait_for()
    shot(page, "desk")
    editor.click(21, 15)
    shot(page, "desk-selected")
    phone = Editor(visitor(cast.zhou, width=390, height=844), site).page
    shot(phone, "phone")
    expect(phone.locator('[data-tool="booth"]')).to_be_hidden()
    expect(phone.get_by_role("rowheader", name="A03")).to_be_visible()
    if PICTURES:
        phone.screenshot(path=Path(PICTURES) / "phone-full.png", full_page=True)
        for name, address in {
            "list": reverse("plan_list", args=[cast.edition.code]),
            "table": f"{site.get_absolute_url()}?table=1",
            "picture": reverse("plan_picture", args=[site.pk]),
        }.items():
            page.goto(address)
            page.screenshot(path=Path(PICTURES) / f"{name}.png")
            phone.goto(address)
            phone.screenshot(path=Path(PICTURES) / f"phone-{name}.png")
