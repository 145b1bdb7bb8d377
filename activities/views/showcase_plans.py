"""展位图 of an edition: the one in force, those for bad weather, a new one, the rules' limits."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.rules import require

from ..forms.plan_pages import LimitsForm, PlanForm
from ..hand import edition_in_hand
from ..models import Edition, SitePlan
from ..models.showcase import LIMITS
from ..showcase.sketch import sketch


def drawn_edition(request, code):
    """The edition, for who may draw its place."""
    edition = edition_in_hand(request, code)
    require(edition.showcase.can_be_drawn_by(request.user))
    return edition


@require_GET
def plan_list(request, code):
    edition = drawn_edition(request, code)
    sites = list(SitePlan.objects.of(edition).for_list())
    backups = list(edition.backup_plans.all())
    plans = [
        {
            "site": site,
            "sketch": sketch(site),
            "in_force": site.pk == edition.showcase.site_id,
            "backups": [one for one in backups if one.site_id == site.pk],
            "booths": len(site.booths.all()),
            "placed": sum(booth.college_id is not None for booth in site.booths.all()),
        }
        for site in sites
    ]
    plans.sort(key=lambda plan: not plan["in_force"])
    context = {"edition": edition, "plans": plans, "showcase": edition.showcase}
    return render(request, "activities/plan_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request, code):
    edition = drawn_edition(request, code)
    if request.method != "POST":
        copied = request.GET.get("copy", "")
        form = PlanForm(edition=edition, initial={"copied": copied if copied.isdecimal() else None})
        return render(request, "activities/plan_new.html", {"edition": edition, "form": form})
    form = PlanForm(request.POST, edition=edition)
    if not form.is_valid():
        context = {"edition": edition, "form": form}
        return render(request, "activities/plan_new.html", context, status=422)
    site = form.store(request.user)
    messages.success(request, f"已新建{site}。")
    return redirect(site)


@require_POST
def plan_delete(request, pk):
    site = site_to_draw(request, pk)
    name, code = str(site), site.edition.code
    site.remove(request.user)
    messages.success(request, f"已删除{name}。")
    return redirect("plan_list", code)


def site_to_draw(request, pk):
    """The plan, for who may draw it."""
    editions = Edition.objects.visible_to(request.user)
    sites = SitePlan.objects.of_editions(editions).select_related("edition__showcase")
    site = get_object_or_404(sites, pk=pk)
    require(site.edition.showcase.can_be_drawn_by(request.user))
    request.frame_edition = site.edition
    return site


@require_http_methods(["GET", "HEAD", "POST"])
def plan_limits(request, code):
    edition = drawn_edition(request, code)
    stored = {name: getattr(edition.showcase, name) for name in LIMITS}
    form = LimitsForm(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_bound and form.is_valid():
        edition.showcase.change_limits(request.user, form.cleaned_data)
        messages.success(request, "已保存展位图规则。画图时按新的数核对。")
        return redirect("plan_list", edition.code)
    context = {"edition": edition, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "activities/plan_limits.html", context, status=status)
