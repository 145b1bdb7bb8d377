from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities.models import Requirement
from activities.views.activities import week_address
from colleges.files import handed_out
from colleges.hats import college_in_hand
from colleges.models import AuditEntry
from colleges.models.audit import canonical, digest
from colleges.rules import BrokenRule, WrongState, require
from colleges.xlsx_guard import MOST_BYTES

from ..annex_forms import AnnexUploadForm, ReasonsForm
from ..models import AnnexUpload, Filing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = (
    ("add", "新增", "plus"),
    ("change", "修改", "pencil"),
    ("cancel", "取消（已报送过，要写原因）", "x"),
    ("delete", "删除（还没有报送过）", "trash"),
)


def filing_in_hand(request, code):
    """附件1 of the college this request is about."""
    college = college_in_hand(request)
    filing = get_object_or_404(
        Filing.objects.visible_to(request.user).select_related("edition", "college", "requirement"),
        edition__code=code,
        college=college,
        requirement__kind=Requirement.Kind.INFO_FORM,
    )
    request.frame_edition = filing.edition
    return filing


@require_http_methods(["GET", "HEAD", "POST"])
def annex_upload(request, code):
    """The form for the file; what it would do is shown next, nothing is changed here."""
    filing = filing_in_hand(request, code)
    require(filing.can_be_prepared_by(request.user))
    form = AnnexUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and (upload := taken_in(request, form, filing)):
        return redirect(upload)
    context = {
        "form": form,
        "filing": filing,
        "uploads": filing.uploads.select_related("uploaded_by", "applied_by")[:5],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/annex_upload.html", context, status=status)


annex_upload.longest_body = MOST_BYTES + 1024 * 1024  # the file, and the form around it


def taken_in(request, form, filing):
    """The upload, or None when the form says why not."""
    form.is_bound = True
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        return AnnexUpload.objects.take_in(filing, file, file.name, request.user)
    except BrokenRule as refusal:
        form.add_error("file", str(refusal))
        return None


def visible_upload(request, pk):
    uploads = AnnexUpload.objects.visible_to(request.user).select_related(
        "filing__edition", "filing__college", "filing__requirement", "uploaded_by", "applied_by"
    )
    upload = get_object_or_404(uploads, pk=pk)
    require(upload.filing.can_be_prepared_by(request.user))
    request.frame_edition = upload.filing.edition
    return upload


@require_GET
def annex_upload_detail(request, pk):
    return preview_page(request, visible_upload(request, pk))


def preview_page(request, upload, form=None, status=200):
    filing = upload.filing
    context = {
        "upload": upload,
        "filing": filing,
        "week": week_address(filing.edition, filing.college),
    }
    if not upload.is_expired:
        preview, is_newer = upload.preview_now()
        reasons = ReasonsForm(form.data if form else None, preview=preview)
        context |= {
            "preview": preview,
            "is_newer": is_newer,
            "refusal": form.non_field_errors() if form else [],
            "form": reasons,
            "groups": groups(preview, reasons.asked_fields()),
            "seen": digest(canonical(preview)),
        }
    return render(request, "reports/annex_upload_detail.html", context, status=status)


def groups(preview, fields):
    """[(heading, icon, kind, [(change, its reason field)])] of the kinds that occur."""
    told = []
    for kind, heading, icon in KINDS:
        rows = [
            (change, fields.get(change["pk"]))
            for change in preview["changes"]
            if change["kind"] == kind
        ]
        if rows:
            told.append((heading, icon, kind, rows))
    return told


@require_POST
def annex_upload_apply(request, pk):
    upload = visible_upload(request, pk)
    if upload.is_expired:
        raise BrokenRule("这份文件已过期，没有导入。请重新上传。")
    form = ReasonsForm(request.POST, preview=upload.preview_now()[0])
    if not form.is_valid():
        return preview_page(request, upload, form, status=422)
    try:
        upload.apply(request.user, seen=request.POST.get("seen", ""), reasons=form.reasons())
    except WrongState as refusal:
        form.add_error(None, str(refusal))
        return preview_page(request, upload, form, status=409)
    messages.success(request, "已导入。请核对活动周，再到报送页提交签发。")
    return redirect(week_address(upload.filing.edition, upload.filing.college))


@require_GET
def annex_upload_file(request, pk):
    """The original, for as long as it is kept."""
    upload = visible_upload(request, pk)
    if upload.is_expired:
        raise BrokenRule("上传的文件只保留 7 天，已经删除。")
    AuditEntry.objects.record(request.user, "下载上传的文件", upload.filing, note=upload.name)
    return handed_out(upload.file_key, upload.name, XLSX)
