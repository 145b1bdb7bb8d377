"""What the frame of a page does in a real window."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from . import make

pytestmark = pytest.mark.browser


def test_the_sidebar_stays_beside_a_long_page(cast, visitor):
    for _ in range(40):
        make.activity(college=cast.jidian)
    make.filed(cast.filing)
    page = visitor(cast.chen)
    page.goto(reverse("programme", args=[cast.edition.code]))
    page.evaluate("window.scrollTo(0, 1500)")
    box = page.locator(".sidebar").bounding_box()
    assert (box["y"], box["height"]) == (0, 900)


def test_filters_are_folded_on_a_phone_alone(cast, visitor):
    address = reverse("programme", args=[cast.edition.code])
    for width, shown in [(1440, True), (390, False)]:
        page = visitor(cast.chen, width=width)
        page.goto(address)
        expect(page.get_by_label("类别")).to_be_visible(visible=shown)
    page.get_by_text("筛选", exact=True).first.click()
    expect(page.get_by_label("类别")).to_be_visible()


def test_a_unit_is_asked_of_the_roles_that_have_one(cast, visitor):
    page = visitor(cast.zheng)
    page.goto(reverse("person_new"))
    for role, shown in [("office", ""), ("college_lead", "二级学院"), ("department", "部门")]:
        page.get_by_label("角色").select_option(role)
        for label in ("二级学院", "部门"):
            expect(page.get_by_label(label)).to_be_visible(visible=label == shown)
