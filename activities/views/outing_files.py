"""方案、预案、责任书、保险、车辆材料 of an outing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.files import handed_out
from colleges.rules import BrokenRule, require
from colleges.uploads import takes_files

from ..forms.outing_file import OutingFileForm
from ..models import OutingFile
from .outings import visible_outing


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def outing_files(request, pk):
    outing = visible_outing(request, pk)
    if request.method != "POST":
        return files_page(request, outing, OutingFileForm())
    require(outing.can_be_entered_by(request.user))
    form = OutingFileForm(request.POST, request.FILES)
    try:
        file = form.store(outing, request.user) if form.is_valid() else None
    except BrokenRule as refusal:
        form.add_error("file", str(refusal))
        file = None
    if file is None:
        return files_page(request, outing, form, status=422)
    messages.success(request, f"已上传{file.get_kind_display()}“{file}”。")
    return redirect("outing_files", outing.pk)


def files_page(request, outing, form, status=200):
    context = {
        "outing": outing,
        "form": form,
        "files": outing.files.select_related("uploaded_by"),
        "enters": outing.can_be_entered_by(request.user),
    }
    return render(request, "activities/outing_files.html", context, status=status)


@require_GET
def attachment_download(request, pk):
    file = get_object_or_404(OutingFile.every.visible_to(request.user), pk=pk)
    return handed_out(file.key, file.name, file.content_type)


@require_POST
def attachment_delete(request, pk):
    files = OutingFile.objects.visible_to(request.user)
    file = get_object_or_404(files.select_related("outing__activity"), pk=pk)
    require(file.outing.can_be_entered_by(request.user))
    file.remove(request.user)
    messages.success(request, f"已删除{file.get_kind_display()}“{file}”。")
    return redirect("outing_files", file.outing_id)
