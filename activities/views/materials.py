"""每日宣传主题素材: 教务处 and the media centre hand out, everybody takes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.files import handed_out
from colleges.rules import BrokenRule, require
from colleges.uploads import takes_files

from ..forms.material import MaterialForm
from ..hand import edition_in_hand
from ..models import ThemeMaterial


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def material_list(request, code):
    edition = edition_in_hand(request, code)
    if request.method != "POST":
        return materials_page(request, edition, MaterialForm(edition=edition))
    require(request.user.reviews_media)
    form = MaterialForm(request.POST, request.FILES, edition=edition)
    try:
        material = form.store(request.user) if form.is_valid() else None
    except BrokenRule as refusal:
        form.add_error(None, str(refusal))
        material = None
    if material is None:
        return materials_page(request, edition, form, status=422)
    messages.success(request, f"已发布{material}，各学院在这一页和“活动周”里看到。")
    return redirect("material_list", edition.code)


def materials_page(request, edition, form, status=200):
    days = {theme: [] for theme in edition.theme_days.all()}
    loose = []
    for one in ThemeMaterial.objects.filter(edition=edition).for_list():
        days.get(one.theme_day, loose).append(one)
    context = {
        "edition": edition,
        "form": form,
        "days": list(days.items()),
        "loose": loose,
        "keeps": request.user.reviews_media,
        "is_empty": not (loose or any(days.values())),
    }
    return render(request, "activities/material_list.html", context, status=status)


@require_GET
def material_download(request, pk):
    material = get_object_or_404(ThemeMaterial.objects.visible_to(request.user), pk=pk)
    if material.key is None:
        raise BrokenRule("这份素材只有文字，没有文件。")
    return handed_out(material.key, material.name, material.content_type)


@require_POST
def material_delete(request, pk):
    materials = ThemeMaterial.objects.visible_to(request.user).select_related("edition")
    material = get_object_or_404(materials, pk=pk)
    require(request.user.reviews_media)
    material.remove(request.user)
    messages.success(request, f"已删除{material}。")
    return redirect("material_list", material.edition.code)
