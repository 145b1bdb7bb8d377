"""Drawing one plan: the page, its save, its check, the picture behind it."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.files import shown
from colleges.models import AuditEntry
from colleges.uploads import takes_files

from ..forms.plan import KINDS, DrawingForm, read_json
from ..forms.plan_pages import PictureForm
from ..forms.plan_table import PlanTable
from ..models import PlanConflict
from ..showcase.editing import as_sent
from ..showcase.sketch import sketch
from .showcase_plans import site_to_draw


@require_GET
def plan_draw(request, pk):
    site = site_to_draw(request, pk)
    if request.GET.get("table"):
        return table_page(request, PlanTable(site, page=request.GET.get("page", "")))
    context = {
        "site": site,
        "edition": site.edition,
        "sketch": sketch(site),
        "data": as_sent(site) | addresses(site),
        "booths": site.booths.for_page(),
        "in_force": site.pk == site.edition.showcase.site_id,
    }
    return render(request, "activities/plan_draw.html", context)


def addresses(site):
    """What the editor asks, and what it calls each kind."""
    names = {"save": "plan_save", "check": "plan_check"}
    urls = {word: reverse(name, args=[site.pk]) for word, name in names.items()}
    picture = reverse("plan_picture_show", args=[site.pk]) if site.picture_key else None
    return {"urls": urls | {"picture": picture}, "kinds": KINDS, "plan": site.pk}


@require_POST
def plan_save(request, pk):
    """The whole drawing on the version it was drawn on; JSON from the editor, or the table."""
    site = site_to_draw(request, pk)
    if request.content_type != "application/json":
        return table_saved(request, site)
    form = DrawingForm(site, read_json(request.body))
    if not form.is_valid():
        return JsonResponse({"faults": told(form)}, status=422)
    try:
        ids = form.save(request.user)
    except PlanConflict as conflict:
        return JsonResponse(theirs(conflict.site), status=409)
    saved_at = f"{timezone.localtime():%H:%M}"
    return JsonResponse({"ids": ids, "version": site.version, "saved_at": saved_at})


def theirs(site):
    """What a colleague has saved meanwhile, and who that was."""
    last = AuditEntry.objects.about(site).first()
    at = f"{timezone.localtime(last.at):%H:%M}" if last else ""
    return as_sent(site) | {"by": last.actor_name if last else "同事", "at": at}


def told(form):
    """Everything wrong, what stops a save first."""
    faults = [{"sentence": text, "keys": keys, "stops": True} for text, keys in form.faults]
    known = {text for text, _ in form.faults}
    return faults + [
        {"sentence": one.sentence, "keys": one.keys, "stops": False}
        for one in form.violations
        if one.sentence not in known
    ]


@require_POST
def plan_check(request, pk):
    site = site_to_draw(request, pk)
    # The body of a form has been read, and cannot be read again.
    is_json = request.content_type == "application/json"
    form = DrawingForm(site, read_json(request.body) if is_json else None)
    form.is_valid()
    return JsonResponse({"violations": told(form)})


def table_page(request, table, status=200):
    context = {"site": table.site, "edition": table.site.edition, "table": table}
    return render(request, "activities/plan_table.html", context, status=status)


def table_saved(request, site):
    table = PlanTable(site, request.POST, page=request.POST.get("page", ""))
    try:
        if not table.is_valid():
            return table_page(request, table, status=422)
        table.save(request.user)
    except PlanConflict as conflict:
        return table_page(request, table.on_top_of(conflict.site), status=409)
    messages.success(request, f"已保存{site}。")
    for sentence in table.warnings():
        messages.warning(request, f"不合规则（不影响保存）：{sentence}")
    return redirect(table.address)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def plan_picture(request, pk):
    site = site_to_draw(request, pk)
    if request.method != "POST":
        return picture_page(
            request, site, PictureForm(site=site, initial={"width_m": site.width_m})
        )
    if "remove" in request.POST:
        site.set_picture(None, request.user)
        messages.success(request, "已去掉底图，画好的图形都在。")
        return redirect(site)
    form = PictureForm(request.POST, request.FILES, site=site)
    if not form.is_valid():
        return picture_page(request, site, form, status=422)
    form.store(request.user)
    messages.success(request, f"底图已放好，场地是 {site.width_m} × {site.depth_m} 米。")
    return redirect(site)


def picture_page(request, site, form, status=200):
    context = {"site": site, "edition": site.edition, "form": form}
    return render(request, "activities/plan_picture.html", context, status=status)


@require_GET
def plan_picture_show(request, pk):
    """The ground behind the draft; what a release shows, everybody gets from its own address."""
    site = site_to_draw(request, pk)
    if site.picture_key is None:
        raise Http404
    return shown(site.picture_key, "image/jpeg")
