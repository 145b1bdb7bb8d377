"""Tables people send as .xlsx: upload, preview with errors by row and column, confirm."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from activities.models import Edition
from colleges.rules import BrokenRule, require
from colleges.views.slips import show_slips, slip

from .. import headcount_sheet, people_sheet
from ..table import blank_table, opened, sealed

ROOM = 200  # rows drawn for typing


def rows_sent(request, read):
    """(rows, refusal): what came, as a new file or as the confirmed preview."""
    try:
        if preview := request.POST.get("preview"):
            return opened(preview, request.user), ""
        return read(request.FILES.get("file")), ""
    except BrokenRule as refusal:
        return [], str(refusal)


@require_http_methods(["GET", "POST"])
def people_import(request):
    require(request.user.is_administrator)
    if request.method == "GET":
        return render(request, "reports/people_import.html")
    rows, refusal = rows_sent(request, people_sheet.read_people)
    if refusal:
        return render(request, "reports/people_import.html", {"refusal": refusal}, status=422)
    wishes, faults = people_sheet.checked(rows, request.user)
    if request.POST.get("preview") and not faults:
        return people_taken(request, rows)
    context = {"wishes": wishes, "faults": faults, "row_count": len(rows)}
    context["change_count"] = sum(bool(wish.changes) for wish in wishes)
    if context["change_count"] and not faults:
        context["preview"] = sealed(rows, request.user)
    status = 422 if faults else 200
    return render(request, "reports/people_import.html", context, status=status)


def people_taken(request, rows):
    fresh = people_sheet.take(rows, request.user)
    messages.success(request, f"已导入 {len(rows)} 行，其中新建账号 {len(fresh)} 个。")
    if not fresh:
        return redirect("person_list")
    return show_slips(request, [slip(user, token) for user, token in fresh])


@require_GET
def people_template(request):
    require(request.user.is_administrator)
    notes = [*people_sheet.NOTES, people_sheet.COLUMNS, *people_sheet.EXAMPLES]
    file = blank_table("人员导入", people_sheet.COLUMNS, notes=notes, room=ROOM)
    return FileResponse(file, as_attachment=True, filename="人员导入模板.xlsx")


@require_http_methods(["GET", "POST"])
def headcount_import(request, code):
    require(request.user.is_administrator or request.user.is_office)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    context = {"edition": edition}
    if request.method == "GET":
        return render(request, "reports/headcount_import.html", context)
    rows, refusal = rows_sent(request, headcount_sheet.read_headcounts)
    if refusal:
        context["refusal"] = refusal
        return render(request, "reports/headcount_import.html", context, status=422)
    return headcount_preview(request, edition, rows, context)


def headcount_preview(request, edition, rows, context):
    """The preview of what was sent; once confirmed and faultless, its result."""
    found, faults = headcount_sheet.checked(rows, edition)
    if request.POST.get("preview") and not faults:
        changed = headcount_sheet.take(rows, edition, request.user)
        messages.success(request, f"已导入 {len(rows)} 个学院的人数，{changed} 个有变化。")
        return redirect("profile_list", edition.code)
    context |= {"found": found, "faults": faults, "row_count": len(rows)}
    context["change_count"] = sum(new != old for _, _, new, old in found)
    if context["change_count"] and not faults:
        context["preview"] = sealed(rows, request.user)
    status = 422 if faults else 200
    return render(request, "reports/headcount_import.html", context, status=status)


@require_GET
def headcount_template(request, code):
    """The edition's own table: every college with what is known of it."""
    require(request.user.is_administrator or request.user.is_office)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    file = blank_table(
        f"{edition.code}人数", headcount_sheet.COLUMNS, headcount_sheet.known(edition)
    )
    return FileResponse(file, as_attachment=True, filename=f"{edition.code}届学院人数.xlsx")
