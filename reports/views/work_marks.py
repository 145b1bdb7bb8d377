from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from activities.hand import edition_in_hand
from colleges.rules import BrokenRule, require

from ..models import WorkMark
from ..work_acts import act_on
from ..work_list import WorkList
from .work_lists import ROWS_A_PAGE, work_department


def own_list(request, code, office):
    """The list of the person's own office: nobody else confirms for it."""
    edition = edition_in_hand(request, code)
    department = work_department(request, office)
    view = WorkList(edition, department, request.user, request.received_at)
    require(view.is_own)
    return view


def many(request, code, office, verb, word):
    """Each ticked one by itself: one that changed meanwhile holds up no other."""
    view = own_list(request, code, office)
    ticked = request.POST.getlist("item")[: ROWS_A_PAGE * 2]
    if not ticked:
        raise BrokenRule(f"还没有勾选。请先勾选要{word}的事项，再按“{word}所选”。")
    passed, refusals = act_on(view, ticked, verb, request.user, request.received_at)
    for sentence in refusals:
        messages.error(request, sentence)
    if passed:
        messages.success(request, f"已{word} {len(passed)} 项：{'、'.join(passed[:5])}。")
    return back(request, view)


def back(request, view):
    """To the list as it was chosen."""
    address = view.address
    day, state = request.POST.get("day", ""), request.POST.get("state", "")
    kept = [f"{name}={value}" for name, value in (("day", day), ("state", state)) if is_word(value)]
    return redirect(address + ("&" if kept else "") + "&".join(kept))


def is_word(text):
    return bool(text) and text.replace("-", "").isalnum() and text.isascii()


@require_POST
def work_mark_confirm(request, code, office):
    return many(request, code, office, WorkMark.confirm, "确认")


@require_POST
def work_mark_done(request, code, office):
    return many(request, code, office, WorkMark.finish, "完成")


@require_POST
def work_mark_ask(request, code, office, item):
    view = own_list(request, code, office)
    found = view.sources.named_items([item]).get(item)
    if found is None:
        raise BrokenRule("这一项已经不在清单里（取消了，或不再需要），没有提问。请回到清单查看。")
    mark = WorkMark.objects.for_item(view.edition, view.department, found)
    mark.ask(found, request.user, request.received_at, request.POST.get("reason", ""))
    messages.success(request, f"已向{found.unit}提问：{mark}。答复时会通知您。")
    return redirect(mark)


@require_POST
def work_mark_answer(request, pk):
    mark = get_object_or_404(WorkMark.objects.visible_to(request.user).for_list(), pk=pk)
    require(mark.can_be_answered_by(request.user))
    mark.answer(request.user, request.received_at, request.POST.get("reason", ""))
    messages.success(request, f"已答复{mark.department}：{mark}。")
    return redirect("work_question_list", mark.edition.code)
