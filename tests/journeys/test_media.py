"""Pictures and a film on their way: from a phone, past the reviewers' keys, into the gallery."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import MediaItem
from colleges.models import Department, Role
from tests import hostile_media, make, media
from tests.conftest import wait_until

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
SOON = 60_000


@pytest.fixture
def press(cast):
    centre = Department.objects.get(code="media")
    return make.person("许", Role.DEPARTMENT, username="xu", department=centre)


@pytest.fixture
def desk(cast, press, visitor):
    """The grid as a reviewer opens it."""

    def open_grid():
        page = visitor(press)
        page.goto(reverse("media_review", args=[cast.edition.code]))
        return page

    return open_grid


def cell_of(page, item):
    return page.locator(f"#media-{item.pk}")


def toast(page, text):
    expect(page.locator("#toasts").get_by_text(text).first).to_be_visible()


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def files(folder):
    contents = {f"IMG_{n}.jpg": hostile_media.photo(seed=n) for n in range(3)}
    contents["VID_1.mov"] = hostile_media.film_in(sound="aac", pix_fmt="yuv420p10le")
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [str(folder / name) for name in contents]


def test_from_a_phone_to_the_public_gallery(cast, desk, visitor, worker, tmp_path):
    phone = visitor(cast.chen, **PHONE)
    phone.goto(reverse("upload_new", args=[cast.edition.code]))
    phone.set_input_files("#upload-many", files(tmp_path))
    expect(phone.get_by_text(re.compile("4 个文件都已收到")).first).to_be_visible(timeout=SOON)
    expect(phone.locator("#upload-space")).not_to_contain_text("已用 0")
    wait_until(lambda: MediaItem.objects.waiting().count() == 4, seconds=90)

    phone.goto(reverse("media_list", args=[cast.edition.code]))
    expect(phone.locator(".media-tile")).to_have_count(4)
    fits(phone)
    phone.get_by_text("批量填写：先勾选，再写一次").click()
    phone.get_by_text("勾选本页全部").click()
    expect(phone.locator("[data-ticked]")).to_have_text("已勾选 4 个")
    for label in ("活动", "日期", "说明", "含未成年人"):
        field = phone.locator("#media-many").get_by_label(label, exact=True)
        box = field.bounding_box()
        assert box["height"] >= 44 and box["width"] > PHONE["width"] * 0.7, (label, box)
    phone.locator("#media-many").get_by_label("说明").fill("学生体验焊接")
    phone.locator("#media-many").get_by_label("含未成年人").select_option("no")
    phone.get_by_role("button", name="应用到勾选的").click()
    toast(phone, "已修改 4 个文件。")

    page = desk()
    page.keyboard.press("ArrowRight")
    for n in range(1, 5):
        expect(page.locator(".media-cell:focus")).to_have_count(1)
        page.keyboard.press("a")
        expect(page.locator(".media-cell.is-done")).to_have_count(n)
    page.keyboard.press("s")
    toast_in_cell = page.locator(".media-cell", has_text="已选为优秀")
    expect(toast_in_cell).to_have_count(1)

    stranger = visitor(**PHONE)
    stranger.goto(reverse("public_gallery", args=[cast.edition.code]))
    expect(stranger.locator("a.pic")).to_have_count(4)
    fits(stranger)
    stranger.locator("a.pic", has=stranger.locator(".pic-film")).click()
    film = stranger.locator("video")
    expect(film).to_be_visible()
    # Decoded by the browser: what the phone sent was HEVC.
    film.evaluate("film => film.play().catch(() => {})")
    wait_until(lambda: film.evaluate("film => film.videoWidth > 0 && film.currentTime > 0"))
    assert MediaItem.objects.public().count() == 4


def test_the_list_tells_by_itself_when_files_are_ready(cast, visitor):
    item = media.arrived(college=cast.jidian, name="开幕式.jpg")
    page = visitor(cast.chen, **PHONE)
    page.goto(reverse("media_list", args=[cast.edition.code]))
    expect(page.locator("#media-arriving")).to_contain_text("正在处理 1 个文件")
    item.job.run()
    expect(page.locator("#media-arriving")).to_contain_text("已处理完")
    page.get_by_role("link", name="显示新的").click()
    expect(page.locator(".media-tile")).to_have_count(1)


class TestKeys:
    def test_a_key_that_can_do_nothing_says_why(self, cast, desk, press):
        unsaid = media.item(college=cast.jidian, has_minors="unknown")
        minors = media.item(college=cast.jidian, has_minors="yes")
        mine = media.item(college=cast.jidian)
        MediaItem.objects.filter(pk=mine.pk).update(updated_by=press)
        page = desk()
        page.keyboard.press("a")
        toast(page, "先按方向键选中一张")
        for item, key, text in [
            (unsaid, "a", "还没有说明是否含未成年人"),
            (minors, "a", "没有授权文件，不能通过"),
            (unsaid, "s", "通过以后才能选为优秀"),
            (mine, "h", "这是您自己上传或填写的"),
        ]:
            cell_of(page, item).focus()
            page.keyboard.press(key)
            toast(page, text)
        assert MediaItem.objects.waiting().count() == 3

    def test_said_that_no_minors_are_on_it_the_same_picture_is_approved(self, cast, desk):
        item = media.item(college=cast.jidian, has_minors="unknown")
        page = desk()
        cell_of(page, item).focus()
        page.keyboard.press("n")
        expect(cell_of(page, item).get_by_role("button", name="通过")).to_be_visible()
        expect(cell_of(page, item)).to_be_focused()
        page.keyboard.press("a")
        expect(cell_of(page, item)).to_contain_text("已通过")
        assert MediaItem.objects.public().get() == item

    def test_sent_back_with_a_reason_the_next_one_is_in_hand(self, cast, desk):
        below, above = (media.item(college=cast.jidian) for _ in range(2))
        page = desk()
        page.keyboard.press("ArrowRight")
        expect(cell_of(page, above)).to_be_focused()
        page.keyboard.press("r")
        expect(cell_of(page, above).locator("textarea")).to_be_focused()
        page.keyboard.type("ahs：请写明地点")
        cell_of(page, above).get_by_role("button", name="退回修改").click()
        expect(cell_of(page, above)).to_contain_text("已退回")
        expect(cell_of(page, below)).to_be_focused()
        above.refresh_from_db()
        assert (above.status, above.reason) == ("returned", "ahs：请写明地点")
        page.keyboard.press("h")
        expect(cell_of(page, below)).to_contain_text("已隐藏")


def test_after_verdicts_counters_are_right_and_all_means_what_is_left(cast, desk):
    first, *others = reversed([media.item(college=cast.jidian) for _ in range(3)])
    page = desk()
    waiting = page.locator("#media-chips a", has_text="待审核").locator(".number")
    expect(waiting).to_have_text("3")
    cell_of(page, first).focus()
    page.keyboard.press("s")
    toast(page, "通过以后才能选为优秀")
    page.keyboard.press("a")
    expect(waiting).to_have_text("2")
    expect(page.locator("#media-total")).to_have_text("2")
    # What was refused before covers the cards no longer.
    expect(page.locator("#toasts .is-error")).to_have_count(0)
    page.get_by_text("勾选本页全部").click()
    expect(page.locator("[data-ticked]")).to_have_text("已勾选 2 个")
    for item, ticked in [(first, False), *((one, True) for one in others)]:
        expect(cell_of(page, item).locator(".media-tick")).to_be_checked(checked=ticked)


def test_sent_back_without_a_word_says_what_is_missing(cast, desk):
    item = media.item(college=cast.jidian)
    page = desk()
    cell_of(page, item).focus()
    page.keyboard.press("r")
    expect(cell_of(page, item).locator(".counter")).to_have_text("0 / 200 字")
    cell_of(page, item).get_by_role("button", name="退回修改").click()
    toast(page, "请写明要学院补什么")


def test_ticked_with_the_space_bar_all_are_approved_at_once(cast, desk):
    items = [media.item(college=cast.jidian, has_minors=said) for said in ("no", "no", "yes")]
    page = desk()
    told = page.locator("[data-ticked]")
    for item, text in zip(items[:2], ("已勾选 1 个", "已勾选 2 个"), strict=True):
        cell_of(page, item).focus()
        page.keyboard.press(" ")
        expect(told).to_have_text(text)
    page.get_by_text("勾选本页全部").click()
    expect(told).to_have_text("已勾选 3 个")
    page.get_by_role("button", name="通过勾选的").click()
    toast(page, "通过 2 个。")
    expect(page.get_by_text("没有授权文件，不能通过")).to_be_visible()
    expect(page.locator(".media-cell")).to_have_count(1)


@pytest.mark.parametrize("name", ["media_list", "media_review", "news_list", "mention_list"])
def test_on_a_phone_the_filters_are_folded_and_say_how_many_are_in_use(cast, visitor, name):
    page = visitor(cast.zhou, **PHONE)
    page.goto(f"{reverse(name, args=[cast.edition.code])}?q=焊接")
    words = page.locator(".filter-form input[name=q]")
    expect(words).to_be_hidden()
    fold = page.locator(".filter-button")
    expect(fold).to_contain_text("1")
    fold.click()
    expect(words).to_be_visible()
    expect(words).to_have_value("焊接")
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(fold).to_be_hidden()
    page.reload()
    expect(words).to_be_visible()
