"""Draft and released are two things: colleges and the public see the last release alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.rules import require

from ..models import Lot, PlanConflict, PlanRelease
from ..showcase.changes import moves, redrawn
from ..showcase.lots import method_in_words
from ..showcase.placing import rows_of
from ..showcase.release import Release, restore
from .showcase_booths import changed_meanwhile, seen_version
from .showcase_plans import site_to_draw


@require_http_methods(["GET", "HEAD", "POST"])
def plan_release(request, pk):
    """What this release would change and what is wrong with it; then the act."""
    site = site_to_draw(request, pk)
    release = Release(site.edition.showcase, site)
    if request.method == "POST":
        return released(request, site, release)
    context = {"site": site, "edition": site.edition, "release": release}
    return render(request, "activities/plan_release.html", context)


def released(request, site, release):
    warned, note = request.POST.get("warned") == "1", request.POST.get("note", "")
    by, at, seen = request.user, request.received_at, request.POST.get("seen", "")
    facts = {"base_version": seen_version(request), "seen": seen, "note": note, "warned": warned}
    try:
        made = release.make(by, at, **facts)
    except PlanConflict:
        return changed_meanwhile(request, site, "plan_release")
    told = "展位有变的学院已收到通知" if release.is_in_use else "备用场地的图不发通知"
    messages.success(request, f"已发布第 {made.number} 版，{told}。")
    return redirect(made)


def visible_release(request, pk):
    release = get_object_or_404(PlanRelease.objects.visible_to(request.user).for_page(), pk=pk)
    # An earlier one, or one for another weather, is the office's paper.
    showcase = release.site.edition.showcase
    in_force = release.is_last and showcase.site_id == release.site_id
    require(in_force or request.user.sees_everything)
    request.frame_edition = release.site.edition
    return release


@require_GET
def release_list(request, site):
    site = site_to_draw(request, site)
    releases = site.releases.select_related("released_by")
    context = {"site": site, "edition": site.edition, "releases": releases}
    return render(request, "activities/release_list.html", context)


@require_GET
def release_detail(request, pk):
    """One release: who stands where, and against the one before it."""
    release = visible_release(request, pk)
    previous = release.previous() if request.user.sees_everything else None
    context = {
        "release": release,
        "edition": release.site.edition,
        "previous": previous,
        "moves": moves(previous.drawn, release.drawn) if previous else [],
        "redrawn": list(redrawn(previous.drawn, release.drawn)) if previous else [],
        "own": [release.booth_of(hat.college) for hat in request.user.hats if hat.college],
    }
    return render(request, "activities/release_detail.html", context)


@require_POST
def release_restore(request, pk):
    """Back into the draft; what is shown stays the last release until the next one."""
    release = visible_release(request, pk)
    site = site_to_draw(request, release.site_id)
    try:
        restore(release, request.user, base_version=seen_version(request))
    except PlanConflict:
        return changed_meanwhile(request, site, "release_list")
    messages.success(request, f"草稿已恢复成第 {release.number} 版，核对后再发布才会公开。")
    return redirect("plan_release", site.pk)


@login_not_required
@require_GET
def lot_detail(request, pk):
    """For everybody: the seed, the method and the result, to be repeated by hand."""
    lot = get_object_or_404(Lot.objects.public().select_related("site__edition"), pk=pk)
    context = {
        "lot": lot,
        "rows": rows_of(lot),
        "method": method_in_words(lot.seed),
        "others": lot.site.lots.exclude(pk=lot.pk),
    }
    return render(request, "activities/lot_detail.html", context)
