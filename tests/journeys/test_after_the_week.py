"""After the week in one piece: results on a phone, 附件2 filed and compiled, the award scored, made
public and won, the certificate checked by a stranger."""

from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import Announcement, Award, Certificate, CompileJob, Revision
from tests import honours, make

from .test_main_job import cells_of_first_sheet, hand_over, press, sign, told
from .test_showcase import PHONE, sure

pytestmark = pytest.mark.browser
MARKS = {"1.5": 8, "2.4": 9, "3.4.2": 7}


def evening_of(day):
    return timezone.make_aware(datetime.combine(day, time(20, 0)))


def book_result(phone, activity):
    phone.goto(reverse("result_edit", args=[activity.pk]))
    phone.get_by_label("本校学生（人次）").fill("１２０人次")
    phone.get_by_label("教职工（人次）").fill("8")
    phone.get_by_label("合作单位 1", exact=True).fill("示例机电有限公司")
    press(phone, "保存")
    told(phone, "已登记")


def state_own_figures(phone, cast):
    """What the portal cannot know, and a word on each of its warnings."""
    phone.goto(reverse("statistics_entry", args=[cast.edition.code]))
    phone.get_by_label("参与学生数（去重）（人）").fill("100")
    phone.get_by_label("参与教职工数（去重）（人）").fill("8")
    phone.get_by_label("安全事故（起）").fill("0")
    for comment in phone.locator("[name^=comment_]").all():
        comment.fill("其余场次因天气取消。")
    press(phone, "保存")
    told(phone, "已保存")


def compile_annex_two(office, cast, folder):
    """The file that the worker made."""
    office.goto(reverse("compile_job_list", args=[cast.edition.code]) + "?annex=2")
    press(office, "汇总附件2")
    link = office.get_by_role("link", name="下载附件2汇总")
    link.wait_for(timeout=60_000)
    with office.expect_download() as coming:
        link.click()
    path = folder / "annex.xlsx"
    coming.value.save_as(path)
    return path


def figures_of(cells, unit):
    """{code: what stands in the college's row of the table of all}"""
    heads = next(line for line in cells if any(str(cell).startswith("A1 ") for cell in line))
    row = next(line for line in cells if unit in line)
    return {str(head).split(" ")[0]: cell for head, cell in zip(heads, row, strict=True) if head}


def start_scoring(office, cast):
    office.goto(reverse("award_detail", args=[cast.edition.code]))
    press(office, "建立评分细则")
    told(office, "已建立评分细则")
    office.goto(reverse("award_detail", args=[cast.edition.code]))
    sure(office, "开始评分")
    told(office, "评分开始，细则已冻结")


def score(judge, cast):
    """From the first college to the last; each submitted sheet leads to the next."""
    judge.goto(reverse("award_sheet_list", args=[cast.edition.code]))
    judge.get_by_role("link", name="机电学院").click()
    for college, less in ((cast.jidian, 0), (cast.caijing, 3)):
        expect(judge.get_by_role("heading", level=1)).to_have_text(college.name)
        for item, mark in MARKS.items():
            judge.locator(f"label:has([name='m-{item}'][value='{mark - less}'])").click()
        press(judge, "提交")
    expect(judge.get_by_text("已提交 2 / 2")).to_be_visible()


def close_and_confirm(office, cast):
    office.goto(reverse("award_detail", args=[cast.edition.code]))
    sure(office, "结束评分")
    expect(office.locator(".award-ranking")).to_contain_text("第 1 名")
    sure(office, "确定获奖单位")
    told(office, "已确定获奖单位")


def publish(office, cast):
    """The usual words and days; only whom to tell is added."""
    office.goto(reverse("announcement", args=[cast.edition.code]))
    press(office, "拟公示")
    told(office, "已按常用格式拟好公示")
    office.goto(reverse("announcement_edit", args=[Announcement.objects.get().pk]))
    office.get_by_label("联系方式").fill(honours.CONTACT)
    press(office, "保存")
    told(office, "已保存公示")
    sure(office, "发布公示")
    told(office, "已发布公示")
    return Announcement.objects.get()


def end_and_issue(office, cast):
    office.goto(reverse("announcement", args=[cast.edition.code]))
    sure(office, "结束公示，公布结果")
    told(office, "结果已公布")
    winners = Award.objects.get().winners().count()
    press(office, "颁发证书")
    expect(office.get_by_role("cell", name="机电学院")).to_be_visible()
    press(office, f"颁发 {winners} 份证书")
    told(office, "正在制作证书")
    done = office.locator("#certificates-live .state-done")
    expect(done).to_have_count(winners, timeout=60_000)


def certificate_of(college, cast):
    """Where the code on the paper leads."""
    college.goto(reverse("announcement", args=[cast.edition.code]))
    with college.expect_download() as coming:
        college.get_by_role("link", name="PDF").click()
    page = pypdfium2.PdfDocument(coming.value.path())[0]
    assert "机电学院：" in page.get_textpage().get_text_range()
    (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    return urlsplit(code.text).path


def verify(stranger, address):
    """By the code, and by the number typed from the paper."""
    serial = Certificate.objects.get(college_name="机电学院").serial
    stranger.goto(address)
    expect(stranger.get_by_role("status").filter(has_text="真实有效")).to_be_visible()
    stranger.goto(reverse("certificate_find"))
    stranger.get_by_label("证书编号").fill(serial)
    press(stranger, "核验")
    expect(stranger.get_by_role("status").filter(has_text="真实有效")).to_be_visible()
    expect(stranger.locator("dd", has_text="机电学院")).to_be_visible()
    assert urlsplit(stranger.url).path == address


def test_from_the_results_to_the_certificate(cast, visitor, worker, tmp_path):
    activity = make.activity(college=cast.jidian, start_date=cast.edition.dates[0])
    filing = make.collects(cast.edition, cast.jidian, "statistics_form")
    with time_machine.travel(evening_of(cast.edition.dates[-1])) as clock:
        phone, lead = visitor(cast.chen, **PHONE), visitor(cast.sun, **PHONE)
        book_result(phone, activity)
        state_own_figures(phone, cast)
        hand_over(phone, filing)
        sign(lead, filing)
        assert Revision.objects.get().receipt_no in lead.content()

        office = visitor(cast.zhou)
        path = compile_annex_two(office, cast, tmp_path)
        names, cells = cells_of_first_sheet(path)
        assert names == ["汇总", "机电学院"]
        own = figures_of(cells, "机电学院")
        assert [own[code] for code in ("A1", "D1", "D3", "D4", "D10", "E1")] == [
            1,
            100,
            120,
            8,
            128,
            1,
        ]
        assert CompileJob.objects.get().is_done

        start_scoring(office, cast)
        score(visitor(cast.jiang, **PHONE), cast)
        close_and_confirm(office, cast)
        shown = publish(office, cast)

        # Days later: whoever was signed in then has to sign in anew.
        clock.move_to(shown.closes_at + timedelta(hours=9))
        end_and_issue(visitor(cast.zhou), cast)
        address = certificate_of(visitor(cast.chen, **PHONE), cast)
        verify(visitor(**PHONE), address)
