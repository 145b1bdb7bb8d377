from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.hats import organiser_in_hand
from colleges.rules import require

from ..forms.result import FORM_FIELDS, ResultForm, initial_from
from ..models import Activity, ActivityResult, Edition, Partner, ResultConflict, ResultDraft
from ..result_facts import compared
from ..result_list import ResultList, by_organiser
from .drafts import told


def own_result(request, pk):
    """The result of an activity that this person may book, the frame put into its edition."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).for_list(), pk=pk)
    result = ActivityResult.objects.of(activity)
    result.activity = activity
    require(result.can_be_booked_by(request.user))
    request.frame_edition = activity.edition
    return result


@require_GET
def result_list(request, code):
    """What the unit has booked, and what it still owes."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    listed = ResultList(edition, organiser_in_hand(request), timezone.localdate())
    return render(
        request,
        "activities/result_list.html",
        {"edition": edition, "listed": listed, "enters": listed.can_be_booked_by(request.user)},
    )


@require_GET
def result_board(request, code):
    """Every unit with what it has booked and what it lacks."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    require(request.user.reads_boards)
    rows = by_organiser(edition, timezone.localdate())
    return render(request, "activities/result_board.html", {"edition": edition, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def result_edit(request, pk):
    result = own_result(request, pk)
    now = timezone.now()
    if request.method == "POST":
        return answer(request, ResultForm(request.POST, result=result, now=now))
    draft = ResultDraft.objects.filter(activity=result.activity, owner=request.user).first()
    initial = initial_from(draft.data) if draft else None
    return form_page(request, ResultForm(result=result, now=now, initial=initial), draft=draft)


def form_page(request, form, *, draft=None, status=200):
    context = {
        "form": form,
        "draft": draft,
        "result": form.result,
        "activity": form.activity,
        "known": Partner.objects.order_by("name").values_list("name", flat=True)[:500],
    }
    return render(request, "activities/result_form.html", context, status=status)


def answer(request, form):
    """To what was posted: saved, shown again with its errors, or set beside a colleague's."""
    try:
        changed = form.store(request.user) if form.is_valid() else None
    except ResultConflict as conflict:
        return conflict_page(request, form, conflict.result)
    if changed is None:
        return form_page(request, form, status=422)
    activity = form.activity
    saved = f"已登记{activity}的结果。" if changed else "没有改动，仍是原来的结果。"
    messages.success(request, saved)
    back = reverse("result_list", args=[activity.edition.code])
    unit = activity.organiser
    return redirect(f"{back}?{unit.kind}={unit.pk}&saved={activity.token}")


def typed(request):
    return {name: values for name, values in request.POST.lists() if name in FORM_FIELDS}


def conflict_page(request, form, theirs):
    """Both versions side by side; the person's own stays in the form and in a draft."""
    fields = typed(request) | {"base_version": [str(theirs.version)]}
    ResultDraft.objects.keep(form.activity, request.user, fields)
    context = {
        "result": theirs,
        "activity": form.activity,
        "rows": compared(theirs.facts(), form.facts()),
        "fields": [(name, value) for name, values in fields.items() for value in values],
    }
    return render(request, "activities/result_conflict.html", context, status=409)


@require_POST
def result_draft_save(request, pk):
    """What stands in the form, every ten seconds; raw, so nothing typed is ever refused."""
    result = own_result(request, pk)
    draft = ResultDraft.objects.keep(result.activity, request.user, typed(request))
    return told(draft)


@require_POST
def result_draft_delete(request, pk):
    result = own_result(request, pk)
    ResultDraft.objects.filter(activity=result.activity, owner=request.user).delete()
    messages.success(request, "草稿已丢弃，下面是已保存的内容。")
    return redirect(result.edit_address)
