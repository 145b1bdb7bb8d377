"""The instants of reminders follow the line as it is typed, in a real browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from colleges.dates import when

pytestmark = pytest.mark.browser


def test_instants_follow_what_is_typed(cast, visitor):
    page, requirement = visitor(cast.zhou), cast.filing.requirement
    page.goto(reverse("edition_requirements", args=[cast.edition.code]))
    card = page.locator("[data-reminders]")
    due_at = requirement.due_at + timedelta(days=3, hours=1)
    card.locator("[name$=due_date]").fill(f"{timezone.localtime(due_at):%Y-%m-%d}")
    card.locator("[name$=due_clock]").fill("１９：００")
    hour = card.get_by_text("截止前 1 小时")
    assert when(due_at - timedelta(hours=1)) in hour.inner_text()
    card.locator("[name$=extra_amount]").fill("90")
    card.locator("[name$=extra_unit]").select_option("分钟")
    typed = card.locator("[data-extra]")
    assert typed.inner_text() == f"另加：{when(due_at - timedelta(minutes=90))}"
