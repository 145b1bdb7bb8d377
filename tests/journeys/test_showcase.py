"""集中展示 as the office lives it: lots, release, 附件3, the rain plan, and back again."""

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import Booth, Edition, Lot
from colleges.models import College
from tests import make

from .test_main_job import press, told

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def site(cast):
    site = cast.edition.showcase.site
    for n in range(1, 4):
        make.booth(site, f"A0{n}")
    return site


def college_on(code):
    return Booth.objects.get(code=code).college


def sure(page, name):
    """Press a button that asks whether one is sure."""
    press(page, name)
    page.locator("dialog[open] button[value=yes]").click()


def test_a_college_is_dragged_onto_a_booth_of_the_drawing(cast, site, visitor):
    page = visitor(cast.zhou)
    page.goto(reverse("booth_board", args=[site.pk]))
    chip = page.locator(f'[data-college="{cast.jidian.pk}"]')
    booth = page.locator(f'svg [data-booth="{site.booths.get(code="A02").pk}"]')
    chip.drag_to(booth)
    told(page, "机电学院已安排在 A02")
    assert college_on("A02") == cast.jidian


def test_a_college_is_chosen_and_then_its_booth_on_a_phone(cast, site, visitor):
    page = visitor(cast.zhou, **PHONE)
    page.goto(reverse("booth_board", args=[site.pk]))
    page.locator(f'[data-college="{cast.caijing.pk}"]').click()
    page.locator(f'svg [data-booth="{site.booths.get(code="A01").pk}"]').click()
    told(page, "财经学院已安排在 A01")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_from_the_lot_to_the_rain_and_back(cast, site, visitor):
    office, stranger = visitor(cast.zhou), visitor(**PHONE)
    backup = make.backup_plan(cast.edition)
    office.goto(reverse("booth_board", args=[site.pk]))
    sure(office, "抽签")
    told(office, "怎样自己重算")
    assert Lot.objects.get().seed in office.content()

    public = reverse("showcase_plan", args=[cast.edition.code])
    stranger.goto(public)
    told(stranger, "展位图正在安排")
    office.goto(reverse("plan_release", args=[site.pk]))
    office.get_by_label("提醒已逐条核对，仍要发布").check()
    press(office, "发布第 1 版")
    told(office, "已发布第 1 版")

    paper = office.request.get(office.url + "paper/")
    words = pypdfium2.PdfDocument(paper.body())[0].get_textpage().get_text_range()
    for college in College.objects.all():
        assert college.name in "".join(words.split()), words

    # Kept for a while by browsers: another address is another page.
    stranger.goto(f"{public}?released=1")
    expect(stranger.locator("tr[data-booth]", has_text="机电学院")).to_be_visible()

    office.goto(reverse("backup_plan_switch", args=[backup.pk]))
    office.fill('[name="reason"]', "暴雨橙色预警")
    press(office, "切换")
    told(office, "谁还没看到")
    stranger.goto(f"{public}?switched=1")
    told(stranger, "因暴雨橙色预警，集中展示改为")

    sure(office, "撤销，恢复原来的安排")
    told(office, "恢复原来的安排；收到过通知的人会收到更正")
    assert Edition.objects.get().showcase_on == cast.edition.showcase_on
