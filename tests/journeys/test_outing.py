"""An outing in phone-sized windows: asked, signed, approved, printed, scanned, out and back."""

from datetime import datetime, time, timedelta

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from activities.models import Outing
from activities.outing_status import Status
from tests import make

from .test_main_job import press, told

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def right_now(cast):
    """An activity that begins soon, ends on the same day, and may leave two hours early."""
    begins = timezone.localtime() + timedelta(minutes=30)
    if begins.time() >= time(23, 50):
        begins += timedelta(minutes=20)
    midnight = datetime.combine(begins, time(23, 59), begins.tzinfo)
    ends = min(begins + timedelta(hours=1), midnight)
    times = {"start_time": begins.time(), "end_time": ends.time()}
    day = begins.date()
    return make.outing_activity(college=cast.jidian, start_date=day, end_date=day, **times)


def write(page):
    """What the activity did not say, as a teacher types it."""
    typed = {
        "student_count": "４０人",
        "teacher_count": "2",
        "emergency_contact": "赵老师",
        "emergency_phone": "138 0000 0003",
        "safety_plan": "两名教师全程带队，走散即在社区服务站集合。",
        "briefing": "出发前一天班会",
        "warning_reason": "活动周时间紧，已电话报告。",
    }
    page.locator('input[name="transport"][value="walk"]').check()
    page.locator('input[name="insurance"][value="bought"]').check()
    for name, text in typed.items():
        page.locator(f'[name="{name}"]').fill(text)
    press(page, "保存")
    told(page, "已保存")


def code_on(paper):
    """The address in the paper's code, read from the page as a scanner sees it."""
    picture = pypdfium2.PdfDocument(paper)[0].render(scale=4, grayscale=True)
    shape = (picture.height, picture.width)
    (code,) = zxingcpp.read_barcodes(memoryview(picture.buffer).cast("B", shape))
    return code.text


def test_from_the_activity_to_the_gate_and_back(cast, visitor, tmp_path):
    activity = right_now(cast)
    college, lead, office, guard = (
        visitor(user, **PHONE) for user in (cast.chen, cast.sun, cast.zhou, cast.wei)
    )
    college.goto(activity.get_absolute_url())
    press(college, "申请外出")
    assert college.locator('[name="destination"]').input_value() == activity.venue
    write(college)
    outing = Outing.objects.get()
    college.goto(outing.get_absolute_url())
    press(college, "提交签发")
    told(college, "待学院签发")

    lead.goto(reverse("outing_queue", args=[cast.edition.code]))
    lead.get_by_role("button", name="同意").first.click()
    told(lead, "现在是“待教务处审批”")
    office.goto(outing.get_absolute_url())
    told(office, "待教务处审批")
    office.get_by_role("button", name="同意").first.click()
    told(office, "已通过")

    college.goto(outing.get_absolute_url())
    with college.expect_download() as download:
        college.get_by_role("link", name="下载外出审批单").click()
    paper = tmp_path / "permit.pdf"
    download.value.save_as(paper)
    scanned = code_on(paper).removeprefix(settings.SITE_URL)

    stranger = visitor(**PHONE)
    stranger.goto(scanned)
    told(stranger, "有效")
    assert "钱老师" not in stranger.content()
    stranger.goto(scanned[:-4] + "AAA/")
    told(stranger, "无效")

    guard.goto(scanned)
    press(guard, "登记出发")
    told(guard, "已出发")
    office.goto(reverse("outing_board", args=[cast.edition.code]))
    told(office, "现在谁在外面")
    told(office, activity.title)

    college.goto(outing.get_absolute_url())
    press(college, "归校报平安")
    told(college, "已归校")
    college.get_by_label("反馈").fill("服务居民 60 人，一切顺利")
    press(college, "提交反馈")
    told(college, "已办结")
    outing.refresh_from_db()
    assert (outing.status, outing.left_count, outing.back_count) == (Status.CLOSED, 42, 42)
    stranger.goto(scanned)
    told(stranger, "已归校")


def test_a_material_change_stops_it_at_the_gate(cast, visitor):
    outing = make.approved_outing(college=cast.jidian)
    college = visitor(cast.chen, **PHONE)
    college.goto(reverse("outing_edit", args=[outing.pk]))
    college.locator('[name="destination"]').fill("云顶山")
    press(college, "保存")
    told(college, "变更待重批")
    assert make.reloaded(outing).is_reopened
