"""三审三校: the decisions on a text. Each button has its own address."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from colleges.rules import require

from .news import visible_item


def opinion_and_round(request):
    return request.POST.get("reason", ""), request.POST.get("seen", "")


def item_to_review(request, pk):
    """A text at this person's station, or one that has just left it (the verb says so then)."""
    item = visible_item(request, pk)
    stations = (status for status in item.STATIONS if item.hat_of(request.user, status))
    require(any(stations))
    return item


@require_POST
def news_agree(request, pk):
    item = item_to_review(request, pk)
    opinion, seen = opinion_and_round(request)
    item.agree(request.user, opinion, seen=seen)
    if item.is_published:
        messages.success(request, f"{item}三审通过，已发布。")
    else:
        messages.success(request, f"已通过{item}，现在由{item.holder}审。")
    return redirect(item)


@require_POST
def news_send_back(request, pk):
    item = item_to_review(request, pk)
    opinion, seen = opinion_and_round(request)
    item.send_back(request.user, opinion, seen=seen)
    messages.success(request, f"已退回{item}，{item.organiser}会收到通知和您的意见。")
    return redirect(item)


@require_POST
def news_take_down(request, pk):
    item = visible_item(request, pk)
    require(item.can_be_taken_down_by(request.user))
    item.take_down(request.user, request.POST.get("reason", ""))
    messages.success(request, f"已撤下{item}，公开页面上不再显示。")
    return redirect(item)
