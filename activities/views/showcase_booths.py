"""教务处 puts colleges onto booths: by hand, by lot, or as proposed."""

from secrets import randbelow

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.models import College
from colleges.rules import BrokenRule, id_in, within

from ..models import Booth, PlanConflict
from ..showcase.board import BoothBoard
from ..showcase.notices import tell_swapped
from ..showcase.placing import draw_lot, propose, take_proposal
from .showcase_plans import site_to_draw

BY_HAND = "手工安排"
MOST_SEEDS = 1_000_000


def booth_as_seen(request, pk, seen):
    """The booth with the college that its officer saw on it: the verbs compare."""
    booth = get_object_or_404(Booth.objects.select_related("site__edition__showcase"), pk=pk)
    site_to_draw(request, booth.site_id)
    booth.college = College.objects.filter(pk=id_in(seen)).first()
    return booth


def pair_in(text):
    """Two ids as a choice of the page sends them, “12.7”; 0 for what is not there."""
    first, _, second = text.partition(".")
    return id_in(first), id_in(second)


def seen_version(request):
    return id_in(request.POST.get("version", ""))


def changed_meanwhile(request, site, address):
    """Plan or needs were saved meanwhile: nothing was done, and the newer ones are shown."""
    told = "图或展位需求刚刚有人改过，这次没有执行。下面是最新的，请核对后再按一次。"
    messages.error(request, told)
    return redirect(address, site.pk)


@require_GET
def booth_board(request, site):
    site = site_to_draw(request, site)
    showcase = site.edition.showcase
    context = {
        "site": site,
        "edition": site.edition,
        "showcase": showcase,
        "board": BoothBoard(showcase, site),
        "lots": site.lots.select_related("drawn_by"),
    }
    return render(request, "activities/booth_board.html", context)


@require_POST
def booth_give(request, pk):
    """The college that was dragged or chosen stands here from now on."""
    booth = booth_as_seen(request, pk, "")
    wanted, moved_from = pair_in(request.POST.get("college", ""))
    college = College.objects.active().filter(pk=wanted).first()
    if college is None:
        raise BrokenRule("还没有选择学院。请先选学院，再按“安排”。")
    booth.give(college, request.user, BY_HAND, moved_from=moved_from)
    messages.success(request, f"{college}已安排在 {booth.code}，发布之前学院看不到。")
    return redirect("booth_board", booth.site_id)


@require_POST
def booth_clear(request, pk):
    booth = booth_as_seen(request, pk, request.POST.get("college", ""))
    booth.clear(request.user)
    messages.success(request, f"{booth.code} 已空出。")
    return redirect("booth_board", booth.site_id)


@require_POST
def booth_pin(request, pk):
    booth = booth_as_seen(request, pk, request.POST.get("college", ""))
    pinned = request.POST.get("pinned") == "1"
    booth.pin(request.user, pinned)
    told = "已固定，抽签和方案都不会动它" if pinned else "不再固定"
    messages.success(request, f"{booth.code} {told}。")
    return redirect("booth_board", booth.site_id)


@require_POST
def booth_swap(request, pk):
    """对调 with the booth that was named; both colleges are told."""
    booth = booth_as_seen(request, pk, request.POST.get("college", ""))
    wanted, on_it = pair_in(request.POST.get("other", ""))
    if not booth.site.booths.filter(pk=wanted).exists():
        raise BrokenRule("还没有选择和哪个展位对调。请先选展位，再按“对调”。")
    other = booth_as_seen(request, wanted, str(on_it))
    reason = within(request.POST.get("reason", ""), 200) or "教务处调整"
    booth.swap(other, request.user, reason, tell=tell_swapped)
    messages.success(request, f"{booth.code} 和 {other.code} 已对调，两个学院都会收到通知。")
    return redirect("booth_board", booth.site_id)


@require_http_methods(["GET", "HEAD", "POST"])
def booth_propose(request, site):
    """A proposal with its reasons; taken as it was shown, or another one asked for."""
    site = site_to_draw(request, site)
    site.edition.showcase.refuse_if_cancelled()
    if request.method == "POST":
        return proposal_taken(request, site)
    text = request.GET.get("seed", "")
    seed = id_in(text) if text.isdecimal() else randbelow(MOST_SEEDS)
    if seed >= MOST_SEEDS:
        raise Http404
    context = {"site": site, "edition": site.edition, "proposed": propose(site, seed)}
    return render(request, "activities/booth_propose.html", context)


def proposal_taken(request, site):
    seed = id_in(request.POST.get("seed", ""))
    facts = {"base_version": seen_version(request), "seen": request.POST.get("seen", "")}
    try:
        taken = take_proposal(site, seed, request.user, **facts)
    except PlanConflict:
        return changed_meanwhile(request, site, "booth_propose")
    messages.success(request, f"已安排 {len(taken.placements)} 个学院，发布之前学院看不到。")
    return redirect("booth_board", site.pk)


@require_POST
def lot_draw(request, site):
    site = site_to_draw(request, site)
    reason, version = request.POST.get("reason", ""), seen_version(request)
    try:
        lot = draw_lot(site, request.user, request.received_at, base_version=version, reason=reason)
    except PlanConflict:
        return changed_meanwhile(request, site, "booth_board")
    messages.success(request, f"{lot}完成，结果和种子已公开，任何人可以重算。")
    return redirect(lot)
