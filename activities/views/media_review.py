"""The grid in which AIGC新媒体中心 and 教务处 review, with keys or by ticking."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from colleges.rules import BrokenRule, id_in, require

from ..forms.media import ticked_in
from ..media_list import MediaFilter
from ..models import MediaItem
from .media import visible_edition, visible_item


@require_GET
def media_review(request, code):
    edition = visible_edition(request, code)
    require(request.user.reviews_media)
    wanted = MediaFilter(request.GET, edition, request.user, state="waiting")
    page = wanted.page(request.GET.get("page"))
    for item in page:
        item.is_mine = item.is_written_by(request.user)
    return render(
        request,
        "activities/media_review.html",
        {"edition": edition, "wanted": wanted, "page": page, "twins": twin_families(edition)},
    )


def twin_families(edition):
    """How many pictures came more than once."""
    families = MediaItem.objects.filter(edition=edition).order_by().values("family")
    return families.annotate(n=Count("pk")).filter(n__gt=1).count()


def reviewed(request, pk, act, told):
    """One item after `act`: its cell again for the grid, its page for who has no script."""
    item = visible_item(request, pk)
    require(item.can_be_reviewed_by(request.user))
    act(item)
    if request.htmx:
        item.refresh_from_db()
        wanted = shown_around(request, item.edition)
        context = {"item": item, "told": told, "wanted": wanted}
        return render(request, "activities/_media_cell.html", context)
    messages.success(request, f"{item}：{told}。")
    return redirect(item)


def version_seen(told):
    """0, which no item has, when the page did not say."""
    return id_in(told or "") or 0


def shown_around(request, edition):
    """The filters of the grid in which a cell was judged: its counters move with it."""
    query = QueryDict(urlsplit(request.htmx.current_url or "").query)
    return MediaFilter(query, edition, request.user, state="waiting")


@require_POST
def media_approve(request, pk):
    seen = version_seen(request.POST.get("version"))
    return reviewed(request, pk, lambda item: item.approve(request.user, seen=seen), "已通过")


@require_POST
def media_hide(request, pk):
    reason = request.POST.get("reason", "")
    return reviewed(request, pk, lambda item: item.hide(request.user, reason), "已隐藏")


@require_POST
def media_ask(request, pk):
    reason, consent = request.POST.get("reason", ""), request.POST.get("for") == "consent"
    ask = {"for_consent": consent}
    told = "已要求补授权" if consent else "已退回"
    return reviewed(request, pk, lambda item: item.ask_again(request.user, reason, **ask), told)


@require_POST
def media_pick(request, pk):
    return reviewed(request, pk, lambda item: item.pick(request.user), "已选为优秀")


@require_POST
def media_unpick(request, pk):
    return reviewed(request, pk, lambda item: item.unpick(request.user), "已取消优秀")


@require_POST
def media_minors(request, pk):
    said = request.POST.get("has_minors", "")
    told = "已说明含未成年人" if said == "yes" else "已说明不含未成年人"
    return reviewed(request, pk, lambda item: item.say_minors(request.user, said), told)


# Of what a bulk review leaves as it is, so many are named.
MOST_TOLD = 5
MANY = {
    "approve": ("通过", lambda item, user, seen: item.approve(user, seen=seen)),
    "hide": ("隐藏", lambda item, user, seen: item.hide(user)),
    "pick": ("选为优秀", lambda item, user, seen: item.pick(user)),
}


@require_POST
def media_review_many(request, code):
    """Each of the ticked on its own: what cannot be is named, the others are done."""
    edition = visible_edition(request, code)
    require(request.user.reviews_media)
    verb, act = MANY.get(request.POST.get("verb"), (None, None))
    ids = ticked_in(request)
    if act is None or not ids:
        raise BrokenRule("请先勾选，再按“通过”“隐藏”或“优秀”。")
    ticked = MediaItem.objects.visible_to(request.user).filter(edition=edition, pk__in=ids)
    theirs = ticked.reviewable_by(request.user)
    own = ticked.count() - theirs.count()
    done, left = judge_all(theirs, act, request)
    messages.success(request, f"{verb} {done} 个。")
    for sentence in left_told(left, verb, own):
        messages.warning(request, sentence)
    return redirect(f"{reverse('media_review', args=[edition.code])}?{request.GET.urlencode()}")


def judge_all(items, act, request):
    done, left = 0, []
    for item in items.order_by("pk"):
        try:
            act(item, request.user, version_seen(request.POST.get(f"version-{item.pk}")))
            done += 1
        except BrokenRule as refusal:
            left.append(str(refusal))
    return done, left


def left_told(sentences, verb, own):
    """Why some of what was ticked stayed as it is: each of a few, the number of the rest."""
    told = sentences[:MOST_TOLD]
    if more := len(sentences) - len(told):
        told.append(f"另有 {more} 个也没有{verb}，现在的状态见各自的页面。")
    if own:
        told.append(f"{own} 个是您自己上传或填写的，没有{verb}：请另一位审核。")
    return told


@require_GET
def media_twins(request, code):
    """What looks the same, side by side: one picture counts once."""
    edition = visible_edition(request, code)
    require(request.user.reviews_media)
    items = MediaItem.objects.filter(edition=edition)
    families = items.order_by().values("family").annotate(n=Count("pk")).filter(n__gt=1)
    page = Paginator(families.order_by("family"), 12).get_page(request.GET.get("page"))
    shown = items.filter(family__in=[one["family"] for one in page]).for_list().order_by("pk")
    rows = {}
    for item in shown:
        rows.setdefault(item.family, []).append(item)
    context = {"edition": edition, "page": page, "rows": list(rows.values())}
    return render(request, "activities/media_twins.html", context)


@require_POST
def media_part(request, pk):
    item = visible_item(request, pk)
    require(request.user.reviews_media)
    item.part(request.user)
    messages.success(request, f"{item}已单独计算。")
    return redirect("media_twins", item.edition.code)
