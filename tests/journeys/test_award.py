"""优秀组织奖 from the list of winners to the certificate that a stranger checks with a phone."""

from datetime import timedelta
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests import honours

from .test_main_job import press, told
from .test_showcase import PHONE, sure

pytestmark = pytest.mark.browser


def board(page, cast):
    page.goto(reverse("announcement", args=[cast.edition.code]))


def hung_on_a_board(page):
    """Of a 公示 whose days are past: it was on paper, and is entered afterwards."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 7)
    page.get_by_label("公示开始").fill(monday.isoformat())
    page.get_by_label("公示结束").fill((monday + timedelta(days=4)).isoformat())
    page.get_by_label("联系方式").fill(honours.CONTACT)


def publish_notice(office, cast):
    """It is refused until it says where it hangs."""
    board(office, cast)
    press(office, "拟公示")
    told(office, "已按常用格式拟好公示")
    hung_on_a_board(office)
    press(office, "保存")
    expect(office.get_by_role("alert")).to_contain_text("请填“已在何处公示”")
    office.get_by_label("已在何处公示").fill("教务处公告栏")
    press(office, "保存")
    told(office, "已保存公示")
    sure(office, "发布公示")
    told(office, "已发布公示")


def print_notice(office):
    office.get_by_role("link", name="打印").click()
    office.wait_for_url("**/print/")
    expect(office.get_by_text("拟获奖单位公示如下")).to_be_visible()
    sheets = pypdfium2.PdfDocument(office.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1, "one sheet for the board"
    assert "拟获奖单位公示如下" in "".join(sheets[0].get_textpage().get_text_range().split())


def file_objection(office, cast):
    board(office, cast)
    office.get_by_role("link", name="登记异议").click()
    office.get_by_label("来源").select_option("letter")
    office.get_by_label("提出人").fill("某教师")
    office.get_by_label("事实和依据").fill("来信反映活动场次有重复计算。")
    press(office, "登记")
    told(office, "公示异议第 1 号")


def close_notice(office, cast):
    """Not before the objection is answered."""
    board(office, cast)
    sure(office, "结束公示，公布结果")
    told(office, "还有 1 件异议没有答复")
    office.get_by_role("link", name="公示异议第 1 号").click()
    office.get_by_label("查证情况和理由").fill(honours.REASON)
    press(office, "异议不成立")
    told(office, "异议不成立")
    board(office, cast)
    sure(office, "结束公示，公布结果")
    told(office, "结果已公布")


def issue_certificates(office):
    press(office, "颁发证书")
    expect(office.get_by_role("cell", name="财经学院")).to_be_visible()
    press(office, "颁发 2 份证书")
    told(office, "正在制作证书")
    expect(office.locator("#certificates-live .state-done")).to_have_count(2)


def code_on_the_certificate(college, cast):
    """Where the code leads that 财经学院 finds on its certificate."""
    board(college, cast)
    with college.expect_download() as coming:
        college.get_by_role("link", name="PDF").click()
    page = pypdfium2.PdfDocument(coming.value.path())[0]
    assert "财经学院：" in page.get_textpage().get_text_range()
    (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    return urlsplit(code.text).path


def check_certificate(stranger, address, cast):
    stranger.goto(address)
    expect(stranger.get_by_role("status").filter(has_text="真实有效")).to_be_visible()
    expect(stranger.locator("dd", has_text="财经学院")).to_be_visible()
    stranger.goto(reverse("public_honours", args=[cast.edition.code]))
    expect(stranger.locator(".honour h2")).to_have_text(["机电学院", "财经学院"])
    assert not stranger.context.cookies()


def void_certificate(office, cast):
    board(office, cast)
    mine = office.locator(".honours-list li", has_text="财经学院").filter(has_text="PDF")
    mine.locator("summary").click()
    mine.get_by_label("情形").select_option("corrected")
    mine.get_by_label("具体原因").fill("单位名称写错")
    mine.get_by_role("button", name="作废").click()
    office.locator("dialog[open] button[value=yes]").click()
    told(office, "已作废")


def restore_certificate(office, cast):
    mine = office.locator(".honours-list li", has_text="财经学院")
    mine.locator("summary").click()
    mine.get_by_label("恢复的原因").fill("单位名称没有错")
    mine.get_by_role("button", name="恢复有效").click()
    office.locator("dialog[open] button[value=yes]").click()
    told(office, "已恢复")


def test_public_notice_objection_certificate_and_its_check(cast, worker, visitor):
    honours.confirmed(cast.edition, cast.jidian, cast.caijing)
    office, college, stranger = visitor(cast.zhou), visitor(cast.he, **PHONE), visitor(**PHONE)

    publish_notice(office, cast)
    print_notice(office)
    stranger.goto(reverse("public_announcement", args=[cast.edition.code]))
    expect(stranger.locator(".official-names li")).to_have_text(["机电学院", "财经学院"])
    board(college, cast)
    expect(college.get_by_text("公示期已满", exact=True)).to_be_visible()

    file_objection(office, cast)
    close_notice(office, cast)
    issue_certificates(office)
    address = code_on_the_certificate(college, cast)
    check_certificate(stranger, address, cast)

    void_certificate(office, cast)
    stranger.goto(address)
    expect(stranger.get_by_role("status").filter(has_text="已作废")).to_be_visible()
    restore_certificate(office, cast)
    stranger.goto(address)
    expect(stranger.get_by_role("status").filter(has_text="真实有效")).to_be_visible()
