"""总结报告: the draft from the data, the college's file and its numbers; the school's own."""

import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from activities.models import Edition, Requirement
from activities.models.stand_in import may_enter
from colleges.docx_guard import guarded_text
from colleges.hats import college_in_hand
from colleges.models import AuditEntry, College
from colleges.pages import page_of
from colleges.rules import id_in, require
from colleges.uploads import takes_files

from ..models import Filing, SummaryReport, SummaryVersion
from ..models.summary_report import MOST_VERSIONS
from ..summary.board import SummaryBoard
from ..summary.checking import as_data, left_open, mentions
from ..summary.comparing import verdict_of
from ..summary.draft import draft_document
from ..summary.form import SummaryUploadForm
from ..summary.gathering import college_draft, school_draft

DRAFTED, UPLOADED, SENT = "生成总结草稿", "上传总结报告文件", "下载总结报告"
# What no file name on Windows may hold.
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def report_in_hand(request, code):
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    request.frame_edition = edition
    return SummaryReport.objects.of(edition, college_in_hand(request))


def report_to_write(request, code):
    report = report_in_hand(request, code)
    require(may_enter(request.user, report.edition_id, report.college_id))
    return report


@require_GET
def summary_report(request, code):
    """The college's report: where it stands, what its numbers say, what comes next."""
    return report_page(request, report_in_hand(request, code), SummaryUploadForm())


def report_page(request, report, form, status=200):
    edition, college = report.edition, report.college
    filing = Filing.objects.visible_to(request.user).filter(edition=edition, college=college)
    context = {
        "edition": edition,
        "college": college,
        "report": report,
        "form": form,
        "most_versions": MOST_VERSIONS,
        "versions": report.history(),
        "enters": may_enter(request.user, edition.pk, college.pk),
        "filing": filing.filter(requirement__kind=Requirement.Kind.SUMMARY_REPORT).first(),
    }
    if report.newest:
        context["verdict"] = verdict_of(report.newest, edition, college)
    return render(request, "reports/summary_report.html", context, status=status)


def document(draft, *, is_final=False):
    name = FORBIDDEN.sub("", draft.title) + ("" if is_final else "（草稿）")
    return f"{name}.docx", draft_document(draft, is_final=is_final)


@require_GET
def summary_draft(request, code):
    """The draft as its data stand now, to be finished in Word or WPS."""
    report = report_in_hand(request, code)
    AuditEntry.objects.refuse_flood(request.user, DRAFTED)
    name, file = document(college_draft(report.edition, report.college, timezone.localdate()))
    AuditEntry.objects.record(request.user, DRAFTED, report.edition, note=report.college.name)
    return FileResponse(file, as_attachment=True, filename=name)


@takes_files
@require_POST
def summary_upload(request, code):
    report = report_to_write(request, code)
    AuditEntry.objects.refuse_flood(request.user, UPLOADED)
    AuditEntry.objects.record(request.user, UPLOADED, report.edition, note=report.college.name)
    form = SummaryUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return report_page(request, report, form, status=422)
    version = form.store(report, request.user)
    messages.success(request, f"已收下第 {version.number} 版，数字核对结果见下面。{gone(report)}")
    return redirect(report)


@require_POST
def summary_adopt(request, code):
    """按草稿直接报送: the draft of this moment, without open marks, becomes the report."""
    report = report_to_write(request, code)
    AuditEntry.objects.refuse_flood(request.user, DRAFTED)
    AuditEntry.objects.record(request.user, DRAFTED, report.edition, note=report.college.name)
    draft = college_draft(report.edition, report.college, timezone.localdate())
    name, file = document(draft, is_final=True)
    content = file.read()
    text = guarded_text(content)
    said = as_data(mentions(text, report.edition.starts_on.year))
    facts = {"said": said, "left_open": left_open(text)}
    facts |= {"way": SummaryVersion.Way.DRAFT, "name": name, "by": request.user}
    with tempfile.NamedTemporaryFile(dir=settings.TEMP_DIR, delete=False) as copy:
        copy.write(content)
    try:
        version = report.take_in(Path(copy.name), **facts)
    finally:
        Path(copy.name).unlink(missing_ok=True)
    told = f"已按现在的数据生成第 {version.number} 版，可下载核对。"
    messages.success(request, told + gone(report))
    return redirect(report)


def gone(report):
    """Which versions made room."""
    told = "、".join(map(str, report.let_go))
    return f"为腾出位置，删去了没有报送过的最早一版（第 {told} 版）。" if told else ""


def visible_version(request, pk):
    reports = SummaryReport.objects.visible_to(request.user)
    versions = SummaryVersion.objects.filter(report__in=reports)
    version = get_object_or_404(
        versions.select_related("report__edition", "report__college"), pk=pk
    )
    request.frame_edition = version.report.edition
    return version


def version_to_write(request, pk):
    version = visible_version(request, pk)
    report = version.report
    require(may_enter(request.user, report.edition_id, report.college_id))
    return version


@require_GET
def summary_file(request, pk):
    version = visible_version(request, pk)
    response = version.hand_out(request.user)
    AuditEntry.objects.record(request.user, SENT, version.report, note=f"第 {version.number} 版")
    return response


@require_POST
def summary_use(request, pk):
    version = version_to_write(request, pk)
    version.report.use(version, request.user, id_in(request.POST.get("seen", "")))
    messages.success(request, f"已改用第 {version.number} 版。")
    return redirect(version.report)


@require_POST
def summary_explain(request, pk):
    version = version_to_write(request, pk)
    seen = request.POST.get("seen", "")
    version.explain(request.user, request.POST.get("comment", ""), seen)
    messages.success(request, "已保存说明。")
    return redirect(version.report)


@require_GET
def summary_board(request, code):
    """Who has what; the school's own draft stands on top."""
    require(request.user.reads_boards)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    request.frame_edition = edition
    page = page_of(College.objects.active(), request.GET.get("page"))
    now = timezone.now()
    board = SummaryBoard(edition, list(page.object_list), now, timezone.localdate(now))
    context = {"edition": edition, "board": board, "page": page}
    context["with_report"] = SummaryReport.objects.in_use(edition).count()
    return render(request, "reports/summary_board.html", context)


@require_GET
def summary_school_draft(request, code):
    require(request.user.reads_boards)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    AuditEntry.objects.refuse_flood(request.user, DRAFTED)
    name, file = document(school_draft(edition, timezone.localdate()))
    AuditEntry.objects.record(request.user, DRAFTED, edition, note="全校")
    return FileResponse(file, as_attachment=True, filename=name)
