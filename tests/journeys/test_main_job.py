"""The whole main job in real windows: a college files, the office compiles, the sheet is right."""

import pytest
import python_calamine
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import Activity, Draft
from reports.columns import SUMMARY
from reports.models import CompileJob, Filing, Revision
from tests import make

pytestmark = pytest.mark.browser


def told(page, sentence):
    """`sentence` is on the page now (a toast, a message, a heading)."""
    page.get_by_text(sentence).first.wait_for()


def press(page, name, **options):
    page.get_by_role("button", name=name, exact=True, **options).first.click()


def tick(page, *names):
    for name in names:
        page.get_by_label(name, exact=True).check()


def fill_activity(page, title, day, **overrides):
    """Types one activity as a teacher would; `day` is a date of the week."""
    page.get_by_label("活动名称").fill(title)
    page.get_by_label("活动类别").select_option(label=overrides.get("category", "校园开放"))
    page.get_by_label("开始日期").fill(day.isoformat())
    page.get_by_label("开始时间").fill("09:00")
    page.get_by_label("结束时间").fill("11:30")
    page.get_by_label("活动内容简介").fill(overrides.get("summary", "=1+1 师傅带中小学生体验。"))
    page.locator('input[name="mode"][value="on_site"]').check()
    page.get_by_label("活动地点").fill("实训楼 101")
    tick(page, "中小学生", "社会公众")
    page.locator('input[name="open_to_public"][value="True"]').check()
    page.get_by_label("预计校内人数（人）").fill("１２０")
    page.get_by_label("预计校外人数（人）").fill(overrides.get("visitors", ""))
    page.get_by_label("负责人").fill("赵老师")
    page.get_by_label("联系电话").fill("138 0000 0001")
    page.locator('input[name="is_outing"][value="False"]').check()


def add_activity(page, edition, title, day, **overrides):
    page.goto(reverse("week", args=[edition.code]))
    page.get_by_role("link", name="新增活动", exact=True).click()
    fill_activity(page, title, day, **overrides)
    press(page, "保存")
    told(page, f"已保存“{title}”。")


def hand_over(page, filing):
    page.goto(filing.get_absolute_url())
    press(page, "提交签发")
    told(page, "已提交签发。")


def sign(page, filing):
    page.goto(filing.get_absolute_url())
    page.locator('input[name="declared"]').check()
    press(page, "签发")
    told(page, "已签发，报送完成。")


def cells_of_first_sheet(path):
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    return workbook.sheet_names, workbook.get_sheet_by_index(0).to_python()


def expected_rows():
    """What the database says the sheet must hold, cell by cell."""
    newest = Filing.objects.exclude(revision=None).order_by("college__position")
    rows = [
        row | {"unit": filing.college.name}
        for filing in newest.select_related("revision", "college")
        for row in filing.revision.full_content()["rows"]
    ]
    return [
        [cell(column, row | {"number": number}) for column in SUMMARY]
        for number, row in enumerate(rows, start=1)
    ]


def cell(column, row):
    value = column.value(row)
    return float(value) if isinstance(value, int) else "-" if value is None else value


def test_from_the_first_activity_to_the_compiled_sheet(cast, visitor, worker, tmp_path):
    college, lead, office = (visitor(user) for user in (cast.chen, cast.sun, cast.zhou))
    edition, filing = cast.edition, cast.filing
    add_activity(college, edition, "焊接体验课", edition.dates[1])
    add_activity(college, edition, "工匠开放日", edition.dates[2], visitors="1500")
    told(college, "提醒（不影响保存）：预计校外人数达到 1000 人")
    told(college, "还有 5 天没有安排")
    make.filed(cast.other_filing)
    hand_over(college, filing)
    sign(lead, filing)
    return_from_board(office, edition, "焊接体验课的地点请写清楚。")
    correct_and_refile(college, lead, edition, filing)
    accept(office, filing)
    path = compile_and_download(office, edition, tmp_path)
    names, cells = cells_of_first_sheet(path)
    assert names == ["汇总", "机电学院", "财经学院"]
    assert only_rows(cells) == expected_rows()
    assert [row for row in only_rows(cells) if "=1+1 师傅带中小学生体验。" in row]


def return_from_board(office, edition, reason):
    office.goto(reverse("board", args=[edition.code]))
    office.locator("tr", has_text="机电学院").locator(".matrix-cell").click()
    office.get_by_label("退回原因").fill(reason)
    press(office, "退回")
    told(office, "已退回机电学院")


def correct_and_refile(college, lead, edition, filing):
    college.goto(reverse("desk", args=[edition.code]))
    told(college, "焊接体验课的地点请写清楚。")
    college.goto(Activity.objects.get(title="焊接体验课").edit_address)
    college.get_by_label("活动地点").fill("东区实训楼 101")
    press(college, "保存")
    told(college, "已保存“焊接体验课”。")
    hand_over(college, filing)
    sign(lead, filing)
    assert Revision.objects.get(number=2).receipt_no in lead.content()


def accept(office, filing):
    office.goto(filing.get_absolute_url())
    press(office, "确认")
    told(office, "已确认机电学院")


def compile_and_download(office, edition, folder):
    office.goto(reverse("compile_job_list", args=[edition.code]))
    press(office, "汇总附件1")
    link = office.get_by_role("link", name="下载附件1汇总")
    link.wait_for(timeout=60_000)
    with office.expect_download() as download:
        link.click()
    path = folder / "annex.xlsx"
    download.value.save_as(path)
    assert CompileJob.objects.get().status == "done"
    return path


def only_rows(cells):
    """The table of the sheet: the lines below the header that begin with a running number."""
    start = next(n for n, line in enumerate(cells) if line[:1] == ["序号"]) + 1
    rows = [line[: len(SUMMARY)] for line in cells[start:]]
    return [row for row in rows if isinstance(row[0], float)]


def typed_without_connection(page, cast):
    page.goto(reverse("activity_new", args=[cast.edition.code]))
    fill_activity(page, "断网也不丢", cast.edition.dates[3])
    page.context.set_offline(True)
    press(page, "保存")
    told(page, "现在没有网络，内容已保存在本机")


def test_what_is_typed_survives_a_browser_closed_without_connection(cast, visitor):
    page = visitor(cast.chen)
    typed_without_connection(page, cast)
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(reverse("activity_new", args=[cast.edition.code]))
    told(again, "本机还有一项没有保存的内容")
    press(again, "恢复到下面的表单")
    assert again.get_by_label("活动名称").input_value() == "断网也不丢"
    press(again, "保存")
    told(again, "已保存“断网也不丢”。")
    assert Activity.objects.get().expected_internal == 120


def test_with_the_connection_back_the_draft_goes_to_the_server(cast, visitor):
    page = visitor(cast.chen)
    typed_without_connection(page, cast)
    page.context.set_offline(False)
    told(page, "草稿已保存")
    page.goto(Draft.objects.get().get_absolute_url())
    expect(page.get_by_label("活动名称")).to_have_value("断网也不丢")
    press(page, "保存")
    told(page, "已保存“断网也不丢”。")
    assert (Activity.objects.count(), Draft.objects.count()) == (1, 0)


def test_a_draft_reaches_the_server_when_the_page_is_left(cast, visitor):
    page = visitor(cast.chen)
    page.goto(reverse("activity_new", args=[cast.edition.code]))
    page.get_by_label("活动名称").fill("写了一半")
    page.get_by_role("link", name="返回").click()
    page.wait_for_url("**/week/**")
    page.wait_for_timeout(500)
    page.reload()
    told(page, "写了一半")
    assert [draft.title for draft in Draft.objects.all()] == ["写了一半"]


def test_two_people_edit_one_activity(cast, visitor):
    one = make.activity(college=cast.jidian, title="焊接体验课")
    chen, sun = (visitor(user) for user in (cast.chen, cast.sun))
    for page, venue in ((chen, "东区"), (sun, "西区")):
        page.goto(one.edit_address)
        page.get_by_label("活动地点").fill(venue)
    press(chen, "保存")
    told(chen, "已保存“焊接体验课”。")
    press(sun, "保存")
    told(sun, "已被他人修改。")
    rows = sun.locator("tr.differs")
    assert [cell.strip() for cell in rows.locator("td").all_inner_texts()] == ["东区", "西区"]
    press(sun, "用我的内容保存")
    told(sun, "已保存“焊接体验课”。")
    one.refresh_from_db()
    assert (one.venue, one.version) == ("西区", 3)


def test_filing_in_two_tabs_files_once(cast, visitor):
    make.handed_over(cast.filing)
    first = visitor(cast.sun)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(cast.filing.get_absolute_url())
        tab.locator('input[name="declared"]').check()
    press(first, "签发")
    told(first, "已签发，报送完成。")
    press(second, "签发")
    told(second, "不需要再次签发。")
    assert Revision.objects.count() == 1


def test_the_same_form_pressed_twice_is_saved_once(cast, visitor):
    page = visitor(cast.chen)
    page.goto(reverse("activity_new", args=[cast.edition.code]))
    fill_activity(page, "按了两下", cast.edition.dates[1])
    page.get_by_role("button", name="保存", exact=True).dblclick(no_wait_after=True)
    told(page, "已保存“按了两下”。")
    assert Activity.objects.count() == 1


def test_errors_stand_at_their_fields_and_the_rest_is_kept(cast, visitor):
    page = visitor(cast.chen)
    page.goto(reverse("activity_new", args=[cast.edition.code]))
    fill_activity(page, "义诊", cast.edition.dates[1])
    page.get_by_label("联系电话").fill("12345")
    page.get_by_label("结束时间").fill("08:00")
    press(page, "保存")
    told(page, "请填写 11 位手机号，或带区号的座机号，如 028-12345678。")
    told(page, "同一天内，结束时间要晚于开始时间。")
    expect(page.get_by_label("活动名称")).to_have_value("义诊")
    assert page.get_by_label("中小学生", exact=True).is_checked()


def test_signing_in_with_the_form(cast, visitor):
    page = visitor()
    page.goto(reverse("desk", args=[cast.edition.code]))
    page.get_by_label("账号").fill("chen")
    page.get_by_label("密码").fill(make.PASSWORD)
    press(page, "登录")
    page.get_by_role("heading", name="机电学院工作台").wait_for()
