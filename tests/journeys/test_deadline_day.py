"""A deadline day in real windows: extended, late, changed, chased, compiled twice and compared."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from colleges.models import Notice
from reports.models import CompileJob, Revision
from tests import make

from .test_main_job import press, told

pytestmark = pytest.mark.browser


def lines_at(filing, *, due, closes):
    """Puts both lines of the requirement so far from now: the clock of the windows is real."""
    requirement, now = filing.requirement, timezone.now()
    requirement.due_at, requirement.closes_at = now + due, now + closes
    requirement.save(update_fields=["due_at", "closes_at"])


def extend(page, filing, hours):
    until = timezone.localtime(timezone.now() + timedelta(hours=hours))
    page.goto(reverse("extension_new", args=[filing.pk]))
    page.locator('[name="until"]').fill(f"{until:%Y-%m-%dT%H:%M}")
    page.locator('[name="reason"]').fill("全院在外地参赛")
    press(page, "延期")
    told(page, "已延期至")


def sign_late(page, filing, reason):
    page.goto(filing.get_absolute_url())
    page.locator('input[name="declared"]').check()
    page.locator("#sign-reason").fill(reason)
    press(page, "签发")
    told(page, "已签发，报送完成。")


def ask_for_change(page, filing, title):
    """After the line has closed: the activity is changed, and the change asked for."""
    page.goto(Activity.objects.get(title=title).edit_address)
    page.get_by_label("活动地点").fill("西区体育馆")
    press(page, "保存")
    told(page, f"已保存“{title}”。")
    page.goto(reverse("amendment_new", args=[filing.pk]))
    page.locator("#amendment-reason").fill("原场地停电")
    press(page, "提交变更单")
    told(page, "西区体育馆")


def compile_now(page, edition, number):
    page.goto(reverse("compile_job_list", args=[edition.code]))
    press(page, "汇总附件1")
    page.get_by_role("link", name="下载附件1汇总").wait_for(timeout=60_000)
    assert CompileJob.objects.filter(status="done").count() == number


def test_extend_one_let_one_be_late_approve_a_change_chase_compare(cast, visitor, worker):
    college, lead, office = (visitor(user) for user in (cast.chen, cast.sun, cast.zhou))
    filing, other = cast.filing, cast.other_filing
    lines_at(filing, due=timedelta(hours=1), closes=timedelta(hours=2))
    extend(office, other, hours=4)

    lines_at(filing, due=-timedelta(hours=1), closes=timedelta(hours=2))
    make.activity(college=cast.jidian, title="焊接体验课")
    make.handed_over(filing)
    sign_late(lead, filing, "带队参赛，刚回校")
    assert Revision.objects.get().is_late
    office.goto(reverse("board", args=[cast.edition.code]))
    told(office, "补报")
    told(office, "已延期")
    compile_now(office, cast.edition, 1)

    lines_at(filing, due=-timedelta(hours=2), closes=-timedelta(minutes=1))
    ask_for_change(college, filing, "焊接体验课")
    office.goto(filing.amendments.get().get_absolute_url())
    told(office, "原场地停电")
    press(office, "批准")
    told(office, "已批准")
    sign_late(lead, filing, "原场地停电")

    office.goto(reverse("board", args=[cast.edition.code]))
    press(office, "催办 1 个学院")
    told(office, "已催办")
    chased = Notice.objects.filter(kind="chase").values_list("user__name", flat=True)
    assert sorted(chased) == ["何", "林"]

    office.goto(CompileJob.objects.get().get_absolute_url())
    told(office, "已过期")
    compile_now(office, cast.edition, 2)
    office.goto(reverse("compile_job_compare", args=[CompileJob.objects.first().pk]))
    told(office, "西区体育馆")
    told(office, "实训楼 101")


def test_the_line_in_force_is_the_server_s(cast, visitor):
    """17:59:58 → 18:00:01: the page was opened in time, the signature came too late."""
    make.handed_over(cast.filing)
    page = visitor(cast.sun)
    page.goto(cast.filing.get_absolute_url())
    page.locator('input[name="declared"]').check()
    lines_at(cast.filing, due=-timedelta(seconds=1), closes=timedelta(hours=1))
    press(page, "签发")
    told(page, "原因")
    assert not Revision.objects.exists()
    page.locator('input[name="declared"]').check()
    page.locator("#sign-reason").fill("网络慢了三秒")
    press(page, "签发")
    told(page, "已签发，报送完成。")
    assert Revision.objects.get().is_late
