from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from colleges.hats import organiser_in_hand
from colleges.rules import id_in, require

from ..forms.activity import initial_from
from ..forms.outing import FORM_FIELDS, OutingForm
from ..models import Activity, Edition, Outing, OutingConflict, OutingDraft, may_organise
from ..outing_facts import compared
from ..outing_start import activities_to_leave_for, begin_outing, copy_outing
from .drafts import told
from .outings import visible_outing


def own_outing(request, pk):
    """The outing this person may write."""
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    return outing


@require_http_methods(["GET", "HEAD", "POST"])
def outing_new(request, code):
    """Choose the activity; what it already says is not asked again."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    organiser = organiser_in_hand(request)
    require(may_organise(request.user, edition.pk, organiser))
    mine = Activity.objects.of(edition, organiser)
    if request.method == "POST":
        activity = get_object_or_404(mine, pk=id_in(request.POST.get("activity", "")))
        outing = begin_outing(activity, request.user)
        messages.success(request, f"已按{activity}填好时间、地点和带队教师，请补充其余内容。")
        if activity.is_past:
            messages.warning(request, "活动日期已经过去，请改填这次外出的时间。")
        return redirect("outing_edit", outing.pk)
    request.frame_edition = edition
    activities = activities_to_leave_for(mine, timezone.now())
    context = {"edition": edition, "organiser": organiser, "activities": activities}
    return render(request, "activities/outing_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def outing_edit(request, pk):
    outing = own_outing(request, pk)
    if request.method == "POST":
        return answer(request, OutingForm(request.POST, instance=outing))
    if not outing.can_be_changed:
        state = outing.state(timezone.now()).name
        messages.error(request, f"{outing}已是“{state}”，不能修改。尚无人办理的可以先撤回。")
        return redirect(outing)
    draft = outing.drafts.filter(owner=request.user).first()
    initial = initial_from(draft.data) if draft else None
    return form_page(request, OutingForm(instance=outing, initial=initial), draft=draft)


def form_page(request, form, *, draft=None, status=200):
    # What the form was given may have been put into its own copy: the page tells what is kept.
    outing = Outing.objects.for_list().get(pk=form.instance.pk)
    outing.reader = request.user
    context = {
        "form": form,
        "draft": draft,
        "outing": outing,
        "warnings": outing.warnings(timezone.now()),
        "known": Activity.objects.of(outing.edition, outing.organiser).known_words(),
    }
    return render(request, "activities/outing_form.html", context, status=status)


def answer(request, form):
    """To what was posted: saved, shown again with its errors, or set beside a colleague's."""
    try:
        reopened = form.store(request.user, timezone.now()) if form.is_valid() else None
    except OutingConflict as conflict:
        return conflict_page(request, form, conflict.outing)
    if reopened is None:
        return form_page(request, form, status=422)
    return saved(request, Outing.objects.for_list().get(pk=form.instance.pk), reopened)


def saved(request, outing, reopened):
    if reopened:
        messages.warning(
            request,
            f"已保存{outing}。改动了批准过的内容，原批准暂停，已重新报批；"
            "重新批准之前不得外出。不改了可以撤回，恢复原批准的内容。",
        )
    elif outing.has_passed:
        messages.success(request, f"已保存{outing}，没有改动批准的内容，批准仍然有效。")
    else:
        messages.success(request, f"已保存{outing}。")
    return redirect(f"{outing.get_absolute_url()}?saved={outing.token}")


def conflict_page(request, form, theirs):
    """Both versions side by side; the person's own stays in the form and in a draft."""
    fields = {name: values for name, values in request.POST.lists() if name in FORM_FIELDS}
    fields |= {"base_version": [str(theirs.version)]}
    OutingDraft.objects.keep(theirs, request.user, fields)
    context = {
        "outing": theirs,
        "rows": compared(theirs.facts(), form.facts()),
        "fields": [(name, value) for name, values in fields.items() for value in values],
    }
    return render(request, "activities/outing_conflict.html", context, status=409)


@require_POST
def outing_draft_save(request, pk):
    """What stands in the form, every ten seconds; raw, so nothing typed is ever refused."""
    outing = own_outing(request, pk)
    typed = {name: values for name, values in request.POST.lists() if name in FORM_FIELDS}
    draft = OutingDraft.objects.keep(outing, request.user, typed)
    return told(draft)


@require_POST
def outing_draft_delete(request, pk):
    outing = own_outing(request, pk)
    outing.drafts.filter(owner=request.user).delete()
    messages.success(request, "草稿已丢弃，下面是已保存的内容。")
    return redirect("outing_edit", outing.pk)


@require_POST
def outing_copy(request, pk):
    """For the same activity, or for the one named; times, people and approval stay behind."""
    outing = own_outing(request, pk)
    named = id_in(request.POST.get("activity", "")) or outing.activity_id
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=named)
    require(activity.can_be_edited_by(request.user))
    copy = copy_outing(outing, activity, request.user)
    messages.success(request, f"已复制{outing}的内容，请填写这一次的时间；名单和审批没有复制。")
    return redirect("outing_edit", copy.pk)
