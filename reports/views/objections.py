"""异议 against a 公示: raised by a college or entered for somebody outside, answered by 教务处."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.hats import college_in_hand
from colleges.lines import posted
from colleges.models import Notice
from colleges.rules import BrokenRule, require

from ..models import Objection
from ..objection_form import ObjectionForm, OutsideObjectionForm
from .announcements import visible_announcement


def visible_objection(request, pk):
    objection = get_object_or_404(Objection.objects.visible_to(request.user).for_list(), pk=pk)
    request.frame_edition = objection.announcement.edition
    Notice.objects.seen(request.user, objection)
    return objection


@require_http_methods(["GET", "HEAD", "POST"])
def objection_new(request, announcement):
    one = visible_announcement(request, announcement)
    require(request.user.is_office or request.user.college_ids)
    if not one.is_published:
        raise BrokenRule("公示已经结束或撤下，不能再提异议。请直接联系教务处。")
    outside = request.user.is_office
    if request.method != "POST" and not outside and one.is_over(request.received_at):
        raise BrokenRule(one.too_late)
    form = (OutsideObjectionForm if outside else ObjectionForm)(posted(request), announcement=one)
    college = None if outside else college_in_hand(request)
    if form.is_valid() and (made := raised(request, one, form, college)):
        return redirect(made)
    context = {"announcement": one, "form": form, "college": college}
    status = 422 if form.is_bound else 200
    return render(request, "reports/objection_new.html", context, status=status)


def raised(request, one, form, college):
    """The new objection, or None when the rules said no; what was typed stays on the page."""
    facts = form.facts() | {"college": college}
    try:
        made = Objection.objects.raise_one(one, request.user, request.received_at, **facts)
    except BrokenRule as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, "已提出异议，教务处查证后在这里答复。")
    return made


@require_GET
def objection_detail(request, pk):
    objection = visible_objection(request, pk)
    user = request.user
    context = {
        "objection": objection,
        "can_answer": objection.can_be_answered_by(user),
        "can_withdraw": objection.can_be_withdrawn_by(user),
    }
    return render(request, "reports/objection_detail.html", context)


@require_POST
def objection_reject(request, pk):
    objection = visible_objection(request, pk)
    require(request.user.is_office)
    objection.reject(request.user, request.received_at, request.POST.get("reason", ""))
    messages.success(request, "已答复：异议不成立。提出单位收到通知。")
    return redirect(objection)


@require_POST
def objection_sustain(request, pk):
    objection = visible_objection(request, pk)
    require(request.user.is_office)
    objection.sustain(request.user, request.received_at, request.POST.get("reason", ""))
    messages.success(request, "已答复：异议成立。请撤下公示，更正结果后重新确定、公示。")
    return redirect(objection)


@require_POST
def objection_withdraw(request, pk):
    objection = visible_objection(request, pk)
    require(request.user.can_fill_for(objection.college_id))
    objection.withdraw(request.user)
    messages.success(request, "已撤回异议。")
    return redirect(objection)
