"""A judge scores on a phone, 教务处 closes, explains and names the winners, a college reads why."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.models import Award, AwardSheet

from .. import make

pytestmark = pytest.mark.browser


def press(page, name):
    """What cannot be undone is asked once more."""
    page.get_by_role("button", name=name).click()
    page.get_by_role("dialog").get_by_role("button", name=name).click()


def test_from_the_rubric_to_the_winners(cast, visitor):
    office = visitor(cast.zhou)
    office.goto(reverse("award_detail", args=[cast.edition.code]))
    office.get_by_role("button", name="建立评分细则").click()
    office.get_by_role("link", name="修改细则").click()
    office.get_by_role("group", name="1.1 ").get_by_label("满分", exact=True).fill("5")
    expect(office.locator("[data-rubric-sum]")).to_have_text("99")
    office.get_by_role("group", name="1.2 ").get_by_label("满分", exact=True).fill("6")
    expect(office.locator("[data-rubric-sum]")).to_have_text("100")
    office.get_by_role("button", name="保存细则").click()
    expect(office.get_by_text("已保存评分细则，合计 100 分。")).to_be_visible()
    office.goto(reverse("award_detail", args=[cast.edition.code]))
    press(office, "开始评分")
    expect(office.get_by_text("评分开始，细则已冻结")).to_be_visible()

    judge = visitor(cast.jiang, width=390)
    judge.goto(reverse("award_sheet_list", args=[cast.edition.code]))
    judge.get_by_role("link", name="机电学院").click()
    judge.locator("label:has([name='m-1.5'][value='8'])").click()
    expect(judge.get_by_text("草稿已保存")).to_be_visible()
    judge.reload()
    expect(judge.locator("[name='m-1.5'][value='8']")).to_be_checked()
    judge.get_by_role("button", name="提交").click()
    expect(judge.get_by_role("alert")).to_contain_text("活动质量与典型案例")
    for item in ("2.4", "3.4.2"):
        judge.locator(f"label:has([name='m-{item}'][value='9'])").click()
    judge.get_by_role("button", name="提交").click()
    expect(judge.get_by_role("heading", level=1)).to_have_text("财经学院")
    judge.get_by_label("弃权").check()
    judge.get_by_role("button", name="提交").click()
    expect(judge.get_by_text("已提交 2 / 2")).to_be_visible()
    assert AwardSheet.objects.submitted().count() == 2

    office.reload()
    expect(office.get_by_text("评委都已提交，可以结束评分")).to_be_visible()
    press(office, "结束评分")
    expect(office.locator(".award-ranking")).to_contain_text("第 1 名")
    press(office, "确定获奖单位")
    expect(office.get_by_text("已确定获奖单位")).to_be_visible()

    award = Award.objects.get()
    award.show(cast.zhou, True)
    college = visitor(cast.chen, width=390)
    college.goto(reverse("award_own", args=[cast.edition.code]))
    expect(college.get_by_role("heading", level=1)).to_contain_text("机电学院：得分明细")
    expect(college.get_by_text("1 名评委打分，平均 8（满分 10）")).to_be_visible()


def test_without_a_network_a_judge_is_told_and_loses_nothing(cast, visitor):
    award = make.scoring_award(by=cast.zhou)
    judge = visitor(cast.jiang, width=390)
    judge.goto(reverse("award_sheet", args=[cast.edition.code, cast.jidian.pk]))
    judge.context.set_offline(True)
    judge.locator("label:has([name='m-1.5'][value='8'])").click()
    expect(judge.get_by_text("网络不通，草稿没有保存")).to_be_visible()
    judge.context.set_offline(False)
    judge.locator("label:has([name='m-2.4'][value='7'])").click()
    expect(judge.get_by_text("草稿已保存")).to_be_visible()
    assert award.sheets.get().marks == {"1.5": 8, "2.4": 7}
