"""新闻稿 and 典型案例: the list, one text, its versions."""

from itertools import pairwise

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from colleges.models import AuditEntry
from colleges.rules import require

from ..hand import edition_in_hand
from ..models import NewsItem
from ..newsroom.article import rendered
from ..newsroom.listing import NewsFilter
from ..newsroom.reading import pictures_for, reads_inside, waiting_pictures

ROWS_A_PAGE = 20


def visible_item(request, pk):
    item = get_object_or_404(NewsItem.objects.visible_to(request.user).for_page(), pk=pk)
    request.frame_edition = item.edition
    return item


@require_GET
def news_list(request, code):
    edition = edition_in_hand(request, code)
    wanted = NewsFilter(request.GET, edition)
    rows = wanted.rows(NewsItem.objects, request.user)
    awaiting = NewsItem.objects.visible_to(request.user).filter(edition=edition)
    context = {
        "edition": edition,
        "wanted": wanted,
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "awaiting": awaiting.awaiting(request.user).count(),
        "writes": bool(request.user.college_ids or request.user.department_ids),
    }
    return render(request, "activities/news_list.html", context)


@require_GET
def news_detail(request, pk):
    """The text as the public would read it; who holds it, and what may be done with it."""
    item = visible_item(request, pk)
    inside = reads_inside(item, request.user)
    writes = item.can_be_written_by(request.user)
    context = {
        "item": item,
        "inside": inside,
        "article": rendered(item.body, pictures_for(item, request.user), tells=inside),
        "waiting_pictures": waiting_pictures(item) if inside else 0,
        "writes": writes,
        "pushes": writes or request.user.reviews_media,
        "reviews": item.can_be_reviewed_by(request.user),
        "barred": item.is_under_review and item.hat_of(request.user) and item.barred(request.user),
        "takes_down": item.is_published and item.can_be_taken_down_by(request.user),
        "history": AuditEntry.objects.about(item)[:30] if inside else None,
        "draft": item.drafts.filter(owner=request.user).first() if item.can_be_changed else None,
    }
    return render(request, "activities/news_detail.html", context)


@require_GET
def news_compare(request, pk):
    """Every 稿 beside the one before it."""
    item = visible_item(request, pk)
    require(reads_inside(item, request.user))
    versions = list(item.versions.select_related("made_by"))
    changes = [(old, new, old.rows_to(new), old.pieces_to(new)) for old, new in pairwise(versions)]
    context = {"item": item, "changes": changes[::-1], "versions": versions[::-1]}
    return render(request, "activities/news_compare.html", context)


def own_item(request, pk):
    """The text this person may write."""
    item = visible_item(request, pk)
    require(item.can_be_written_by(request.user))
    return item


@require_POST
def news_submit(request, pk):
    item = own_item(request, pk)
    item.submit(by=request.user)
    messages.success(request, f"已送审{item}，现在由{item.holder}审。")
    return redirect(item)


@require_POST
def news_withdraw(request, pk):
    item = own_item(request, pk)
    item.withdraw(by=request.user)
    messages.success(request, f"已撤回{item}，改好后再送审。")
    return redirect(item)


@require_POST
def news_delete(request, pk):
    item = own_item(request, pk)
    item.remove(by=request.user)
    messages.success(request, f"已删除{item}。")
    return redirect("news_list", item.edition.code)
