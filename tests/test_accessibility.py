"""Every page, on a phone and on a wide screen: axe finds nothing, nothing runs out sideways,
and the browser has no complaint (a blocked script, a missing file)."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from activities.models import Edition
from colleges.models import Role
from reports.demo.plaza import draw_plaza
from reports.models import CompileJob, ReminderRun

from . import honours, make
from .access_matrix import rows
from .colleges.test_second_factor import code_of
from .stage import Stage

pytestmark = pytest.mark.browser

WIDTHS = (1440, 390)
NO_PAGES = {"healthz", "readyz", "filing_sheet", "compile_job_download", "filing_panel"}
NO_PAGES |= {"people_template", "headcount_template"}
NO_PAGES |= {"document_download", "audit_export", "compile_job_progress", "account_logout"}
NO_PAGES |= {"annex_upload_file", "outing_people_template", "outing_export"}
NO_PAGES |= {"booth_need_export", "outing_permit", "attachment_download"}
NO_PAGES |= {"plan_picture_show"}
NO_PAGES |= {"summary_draft", "summary_upload", "summary_adopt", "summary_file", "summary_use"}
NO_PAGES |= {"summary_explain", "summary_school_draft"}
NO_PAGES |= {"statistics_export", "statistics_board_export", "mention_export"}
NO_PAGES |= {"news_docx", "mention_shot", "dashboard_export", "bulletin_pdf"}
NO_PAGES |= {"media_arriving", "media_original", "media_copy", "media_consent", "media_public"}
NO_PAGES |= {"release_pdf", "release_png", "plan_preview", "booth_cards"}
NO_PAGES |= {"outing_permit", "attachment_download", "work_sheet"}
NO_PAGES |= {"calendar_feed", "day_calendar", "college_calendar", "activity_calendar"}
NO_PAGES |= {"activity_poster", "activity_card", "day_poster", "week_poster"}
NO_PAGES |= {"day_card", "week_card"}
NO_PAGES |= {"activity_qr", "day_qr", "week_qr", "public_sitemap", "robots"}
NO_PAGES |= {"material_download", "mention_shot", "mention_export", "statistics_export"}
NO_PAGES |= {"statistics_board_export", "news_docx", "news_pictures", "public_document"}
NO_PAGES |= {"certificate_pdf", "certificate_png"}
NO_PAGES |= {"award_export", "award_report"}
# Between them they see every page that there is.
VISITORS = ["anonymous", "staff", "office", "leader", "administrator", "auditor", "department"]
VISITORS += ["judge"]


def pages_of(role):
    """URL names that show a page to `role`."""
    return [
        name
        for (name, method), answers in rows().items()
        if method == "GET" and answers[role] == "200" and name not in NO_PAGES
    ]


@pytest.fixture
def stage(cast):
    stage = Stage(cast)
    make.sent_back(cast.filing, cast.zhou, timezone.now(), "第 1 项的联系电话打不通，请核实。")
    make.filed(cast.other_filing)
    make.activity(college=cast.jidian, title="卖场义务维修", expected_external=1200)
    span = {"start_date": cast.edition.dates[2], "end_date": cast.edition.dates[4]}
    make.activity(college=cast.jidian, title="护理体验周", is_outing=True, **span)
    make.activity(college=cast.jidian, title="停办的").cancel(cast.chen, "天气原因")
    return stage


class Inspector:
    """Looks at pages through one window and collects what is wrong."""

    def __init__(self, page):
        self.page, self.faults = page, []
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.note("script", str(error)))

    def hear(self, message):
        # A page that answers 4xx is a complaint of the browser's, not of ours.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.note("console", message.text)

    def note(self, *facts):
        self.faults.append((self.page.url, *facts))

    def visit(self, address):
        self.page.goto(address)
        self.look()

    def look(self):
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.check_width(width)
            for violation in Axe().run(self.page).response["violations"]:
                where = [node["target"] for node in violation["nodes"]][:3]
                self.note(width, violation["id"], violation["help"], where)

    def check_width(self, width):
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self.note(width, f"runs out sideways: {wide} px")

    def is_content(self):
        assert not self.faults, "\n" + "\n".join(map(str, self.faults))


def inspect(page, addresses):
    inspector = Inspector(page)
    for address in addresses:
        inspector.visit(address)
    inspector.is_content()


@pytest.mark.parametrize("role", VISITORS)
def test_every_page(role, stage, visitor):
    page = visitor(stage.users()[role])
    inspect(page, [stage.address(name) for name in pages_of(role)])


def test_every_page_is_inspected_by_somebody():
    shown = {name for (name, method), answers in rows().items() if "200" in answers.values()
             if method == "GET"}  # fmt: skip
    assert shown - NO_PAGES == {name for role in VISITORS for name in pages_of(role)}


def test_pages_that_say_no(cast, visitor):
    board = reverse("board", args=[cast.edition.code])
    inspect(visitor(cast.chen), ["/nowhere/", board])


def test_invitation(cast, stage, visitor):
    gone = reverse("invitation_accept", args=["nothing"])
    inspect(visitor(), [stage.address("invitation_accept"), gone])


def test_first_day_without_anything(cast, visitor):
    pages = [reverse(name, args=[cast.edition.code]) for name in ("desk", "week", "programme")]
    inspect(visitor(cast.chen), [*pages, cast.filing.get_absolute_url()])


def test_what_an_award_comes_to(cast, visitor):
    """Each page of it in the states that the stage has not: drafted, over, nothing found."""
    page = reverse("announcement", args=[cast.edition.code])
    office, edition = visitor(cast.zhou), cast.edition
    inspect(office, [page])
    draft = honours.draft(edition, cast.jidian, cast.caijing)
    inspect(office, [page, reverse("announcement_edit", args=[draft.pk])])
    draft.publish(cast.zhou, timezone.now())
    draft.end(cast.zhou, draft.closes_at)
    inspect(office, [page, reverse("certificate_job_check", args=[edition.code])])
    one = honours.certificate(draft.award, cast.jidian, by=cast.zhou)
    inspect(office, [page])
    public = [reverse("public_honours", args=[edition.code]), reverse("public_winners")]
    inspect(visitor(), [*public, one.public_path, reverse("certificate_check", args=["nothing"])])
    one.revoke(cast.zhou, timezone.now(), "cancelled", "选错了情形")
    inspect(office, [page])


def test_what_a_department_organises(cast, visitor):
    one = make.activity(department=cast.security, start_date=cast.edition.dates[1])
    week = reverse("week", args=[cast.edition.code])
    inspect(visitor(cast.wei), [week, one.get_absolute_url(), one.edit_address])
    inspect(visitor(cast.zhou), [reverse("coverage", args=[cast.edition.code])])


def test_signing_in_time_and_late(cast, visitor):
    make.handed_over(cast.filing)
    page = visitor(cast.sun)
    inspect(page, [cast.filing.get_absolute_url()])
    cast.filing.requirement.due_at = timezone.now()
    cast.filing.requirement.save()
    inspect(page, [cast.filing.get_absolute_url()])


def test_form_with_errors(cast, visitor):
    inspector = Inspector(page := visitor(cast.chen))
    page.goto(reverse("activity_new", args=[cast.edition.code]))
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector(".invalid-feedback")
    inspector.look()
    inspector.is_content()


def test_side_panel(cast, visitor):
    make.filed(cast.filing)
    inspector = Inspector(page := visitor(cast.zhou))
    page.goto(reverse("board", args=[cast.edition.code]))
    page.locator(".matrix-cell").first.click()
    page.get_by_role("button", name="确认").wait_for()
    inspector.look()
    inspector.is_content()


def test_reminders_sent_and_read(cast, visitor):
    requirement = cast.filing.requirement
    ReminderRun.objects.chase(requirement, by=cast.zhou, at=timezone.now())
    cast.chen.notices.get().read()
    pages = [reverse("reminder_list", args=[cast.edition.code]), cast.filing.get_absolute_url()]
    inspect(visitor(cast.zhou), pages)
    inspect(visitor(cast.sun), [reverse("inbox")])


def test_accepted_and_finished(cast, visitor):
    make.filed(cast.filing)
    make.accepted(cast.filing, cast.zhou, timezone.now())
    job = CompileJob.objects.order(cast.edition, cast.zhou)
    job.run()
    pages = [cast.filing.get_absolute_url(), job.get_absolute_url()]
    inspect(visitor(cast.wu), pages)


def test_figures_of_a_week(cast, visitor):
    activity = make.activity(college=cast.jidian, start_date=cast.edition.dates[0])
    make.result(activity, students=90)
    inspector = Inspector(page := visitor(cast.chu))
    page.goto(reverse("dashboard", args=[cast.edition.code]))
    page.locator("[data-drawn]").first.wait_for()
    inspector.look()
    inspector.is_content()
    inspect(page, [reverse("bulletin", args=[cast.edition.code])])


def test_one_time_links(cast, visitor):
    make.person("钱", Role.COLLEGE_STAFF, college=cast.jidian)
    inspector = Inspector(page := visitor(cast.zheng))
    page.goto(reverse("person_list"))
    page.get_by_role("button", name="链接").first.click()
    page.wait_for_load_state()
    inspector.look()
    inspector.is_content()


def test_settings_with_errors_moved_and_changed_by_a_colleague(cast, visitor):
    basics = reverse("edition_basics", args=[cast.edition.code])
    inspector = Inspector(page := visitor(cast.zhou))
    page.goto(basics)
    page.fill("#id_title", "")
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector(".error-summary")
    inspector.look()
    page.goto(reverse("edition_requirements", args=[cast.edition.code]))
    page.locator("input[name$=due_clock]").first.fill("19:00")
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector("#confirmed")
    inspector.look()
    page.goto(basics)
    cast.edition.theme = "同事的主题"
    cast.edition.save()
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector(".conflict")
    inspector.look()
    inspector.is_content()


def test_edition_being_prepared(cast, visitor):
    made = Edition.objects.load("2025", starts_on=date(2028, 5, 14), prepared=True)
    inspector = Inspector(page := visitor(cast.zhou))
    inspector.visit(reverse("edition_settings", args=[made.code]))
    made.requirements.all().delete()
    inspector.visit(reverse("edition_settings", args=[made.code]))
    expect(page.get_by_text("没有一项在本系统报送的要求")).to_be_visible()
    inspector.is_content()


def test_upload_with_everything_to_see(cast, visitor):
    """A preview that adds, changes, cancels and deletes; one with faults; the form's refusal."""
    for number in range(3):
        make.activity(college=cast.jidian, title=f"焊接体验课第{number}期")
    make.filed(cast.filing)
    make.activity(college=cast.jidian, title="还没有报送的", start_date=cast.edition.dates[5])

    def change(sheet):
        sheet["F6"], sheet["L6"] = "图书馆报告厅", 13800000077
        sheet.delete_rows(7, 2)
        sheet.insert_rows(6)
        for column in range(1, 23):
            sheet.cell(6, column).value = sheet.cell(5, column).value
        sheet["B6"] = "新加的焊接展示"

    def spoil(sheet):
        sheet["E5"], sheet["L6"], sheet["X4"] = "上午", "123", "辅导员"

    uploads = [make.annex_upload(cast.filing, change=one) for one in (change, spoil)]
    inspector = Inspector(page := visitor(cast.chen))
    for upload in uploads:
        inspector.visit(upload.get_absolute_url())
    page.goto(reverse("annex_upload", args=[cast.edition.code]))
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_text("请选择文件").wait_for()
    inspector.look()
    inspector.is_content()


def test_second_step(cast, visitor, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    inspector = Inspector(page := visitor())

    def enter():
        page.goto(reverse("account_login"))
        page.fill("#id_login", cast.zhou.username)
        page.fill("#id_password", make.PASSWORD)
        page.get_by_role("button", name="登录").click()

    enter()
    page.wait_for_url("**" + reverse("mfa_activate_totp"))
    assert page.evaluate("document.querySelector('img.qr').naturalWidth")
    inspector.look()
    page.locator("summary").click()
    page.fill("#id_code", code_of(page.locator("details .mono").inner_text()))
    page.get_by_role("button", name="完成设置").click()
    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    inspector.look()
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        inspector.visit(reverse(name))
    page.context.clear_cookies()
    enter()
    page.wait_for_url("**" + reverse("mfa_authenticate") + "**")
    inspector.look()
    inspector.is_content()


def test_plan_being_drawn(cast, visitor):
    """A full plan with something wrong, one piece chosen, several, and the table of it."""
    site = draw_plaza(cast.edition, cast.zhou)
    site.booths.first().give(cast.jidian, cast.zhou, "手工安排")
    site.booths.filter(code="A02").update(x=11)
    inspector = Inspector(page := visitor(cast.zhou))
    inspector.visit(site.get_absolute_url())
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator(".plan-violation").first.click()
    inspector.look()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.keyboard.press("Escape")
    page.locator('.plan-piece[aria-label^="展位 A05"]').click()
    page.locator("summary", has_text="复制成一排").click()
    inspector.look()
    inspector.visit(f"{site.get_absolute_url()}?table=1")
    inspector.is_content()


def test_the_award_on_its_road(cast, visitor):
    code, award = cast.edition.code, make.award(by=cast.zhou)
    pages = [reverse(name, args=[code]) for name in ("award_rubric_edit", "award_what_if")]
    inspect(visitor(cast.zhou), [*pages, award.get_absolute_url()])
    award.start_scoring(cast.zhou, timezone.now(), judge_count=1)
    sheet = reverse("award_sheet", args=[code, cast.jidian.pk])
    inspect(visitor(cast.jiang), [sheet, reverse("award_sheet_list", args=[code])])
    make.close(award, cast.zhou, timezone.now(), anyway=True)
    make.veto(award, cast.jidian, by=cast.zhou)
    place = reverse("award_place", args=[award.places.get(college=cast.caijing).pk])
    inspect(visitor(cast.zhou), [award.get_absolute_url(), place])
    inspect(visitor(cast.chen), [reverse("award_own", args=[code])])


def test_equals_of_the_award(cast, visitor):
    type(cast.edition).objects.update(award_count=1)
    cast.edition.refresh_from_db()
    award = make.closed_award(cast.edition, by=cast.zhou)
    inspect(visitor(cast.zhou), [award.get_absolute_url()])
