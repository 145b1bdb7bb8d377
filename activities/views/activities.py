from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.hats import organiser_in_hand
from colleges.models import AuditEntry
from colleges.rules import require

from ..facts import compared
from ..forms.activity import FORM_FIELDS, ActivityForm, initial_from
from ..models import Activity, Draft, EditConflict, Edition, NewsItem, may_organise
from ..outing_start import outings_of
from ..result_list import result_of


def visible_activity(request, pk):
    return get_object_or_404(Activity.objects.visible_to(request.user).for_list(), pk=pk)


def week_address(edition, organiser):
    return f"{reverse('week', args=[edition.code])}?{urlencode({organiser.kind: organiser.pk})}"


def form_page(request, form, *, activity=None, draft=None, status=200):
    """The one page on which an activity is written, new or old."""
    request.frame_edition = form.edition
    context = {
        "form": form,
        "activity": activity,
        "draft": draft,
        "edition": form.edition,
        "organiser": form.organiser,
        "known": Activity.objects.of(form.edition, form.organiser).known_words(),
        "back": week_address(form.edition, form.organiser),
        "own_drafts": own_drafts(request, form) if not (activity or draft or form.is_bound) else [],
        "action": activity.edit_address if activity else new_address(form),
    }
    return render(request, "activities/activity_form.html", context, status=status)


def own_drafts(request, form):
    """What this person began and did not save: offered before they type it a second time."""
    drafts = Draft.objects.unsent(form.edition, form.organiser)
    return drafts.filter(owner=request.user)[:5]


def new_address(form):
    return reverse("activity_new", args=[form.edition.code])


@require_http_methods(["GET", "HEAD", "POST"])
def activity_new(request, code):
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    organiser = organiser_in_hand(request)
    require(may_organise(request.user, edition.pk, organiser))
    if request.method == "POST":
        form = ActivityForm(request.POST, edition=edition, organiser=organiser)
        return answer(request, form)
    day = edition.day_from_text(request.GET.get("date", ""))
    theme = edition.theme_day_by_date.get(day)
    initial = {"start_date": day, "theme_day": theme and theme.pk, "category": None}
    return form_page(request, ActivityForm(initial=initial, edition=edition, organiser=organiser))


@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request, pk):
    if request.method == "POST" and not Activity.objects.filter(pk=pk).exists():
        return written_anew(request)
    activity = visible_activity(request, pk)
    require(activity.can_be_edited_by(request.user))
    where = {"edition": activity.edition, "organiser": activity.organiser}
    if request.method == "POST":
        return answer(request, ActivityForm(request.POST, instance=activity, **where), activity)
    draft = activity.drafts.filter(owner=request.user).first()
    initial = initial_from(draft.data) if draft else None
    form = ActivityForm(instance=activity, initial=initial, **where)
    return form_page(request, form, activity=activity, draft=draft)


def written_anew(request):
    """A colleague deleted it meanwhile: what was typed stands in a new form, nothing is lost."""
    editions = Edition.objects.visible_to(request.user)
    edition = get_object_or_404(editions, code=request.POST.get("edition", ""))
    organiser = organiser_in_hand(request)
    require(may_organise(request.user, edition.pk, organiser))
    form = ActivityForm(request.POST, edition=edition, organiser=organiser)
    form.add_error(None, "这项活动刚刚被同事删除。您填写的都还在，再按“保存”会作为新活动保存。")
    return form_page(request, form, status=422)


def answer(request, form, activity=None):
    """To what was posted: saved, shown again with its errors, or set beside a colleague's."""
    try:
        return saved(request, form) or form_page(request, form, activity=activity, status=422)
    except EditConflict as conflict:
        return conflict_page(request, form, conflict.activity)


def saved(request, form):
    """Store a valid form and say so; None when it has to be shown again."""
    activity = form.store(request.user) if form.is_valid() else None
    if activity is None:
        return None
    messages.success(request, f"已保存{activity}。")
    for sentence in activity.warnings():
        messages.warning(request, f"提醒（不影响保存）：{sentence}")
    if activity.is_outing and not activity.outings.exists():
        messages.info(request, "这项活动要外出：请在这一页“申请外出”，审批通过后方可外出。")
        return redirect(f"{activity.get_absolute_url()}?saved={activity.token}")
    return redirect(f"{week_address(form.edition, form.organiser)}&saved={activity.token}")


def conflict_page(request, form, theirs):
    """Both versions side by side; the person's own stays in the form and in a draft."""
    mine = form.instance.facts(tags=form.cleaned_data["tags"])
    fields = resent_fields(request, theirs)
    Draft.objects.keep(
        token=theirs.token,
        owner=request.user,
        edition=theirs.edition,
        organiser=theirs.organiser,
        activity=theirs,
        data=fields,
    )
    request.frame_edition = theirs.edition
    context = {
        "activity": theirs,
        "rows": compared(theirs.facts(), mine),
        "fields": [(name, value) for name, values in fields.items() for value in values],
    }
    return render(request, "activities/activity_conflict.html", context, status=409)


def resent_fields(request, theirs):
    """{name: values} the person sent, on top of the version they now know of."""
    fields = {name: values for name, values in request.POST.lists() if name in FORM_FIELDS}
    return fields | {"token": [str(theirs.token)], "base_version": [str(theirs.version)]}


@require_GET
def activity_detail(request, pk):
    activity = visible_activity(request, pk)
    request.frame_edition = activity.edition
    outings = outings_of(activity, timezone.now())
    context = {
        "activity": activity,
        "can_edit": activity.can_be_edited_by(request.user),
        "sees_phone": activity.shows_phone_to(request.user),
        "outings": outings,
        "is_held_up": activity.needs_outing_approval,
        "ending": [
            f"{one.departure_told}（{one.told_state.name}）"
            for one in outings
            if one.can_be_cancelled
        ],
        "news": NewsItem.objects.visible_to(request.user).about(activity),
        "history": AuditEntry.objects.about(activity)[:20],
        "back": week_address(activity.edition, activity.organiser),
    } | result_of(activity)
    return render(request, "activities/activity_detail.html", context)


@require_GET
def activity_copy(request, pk):
    """A new form filled from an old activity; nothing is saved until it is."""
    activity = visible_activity(request, pk)
    require(activity.can_be_edited_by(request.user))
    where = {"edition": activity.edition, "organiser": activity.organiser}
    source = ActivityForm(instance=activity, **where)
    twin = {name: value for name, value in source.initial.items() if name not in NOT_COPIED}
    form = ActivityForm(initial=twin, **where)
    messages.info(request, f"已复制{activity}的内容：请改日期，再保存为新活动。")
    return form_page(request, form)


NOT_COPIED = {"token", "base_version", "start_date", "end_date", "theme_day"}


@require_POST
def activity_cancel(request, pk):
    activity = visible_activity(request, pk)
    require(activity.can_be_edited_by(request.user))
    activity.cancel(by=request.user, reason=request.POST.get("reason", ""))
    again = "请重新提交签发。" if activity.was_filed else ""
    messages.success(request, f"已取消{activity}。{again}")
    return redirect(activity)


@require_POST
def activity_restore(request, pk):
    activity = visible_activity(request, pk)
    require(activity.can_be_edited_by(request.user))
    activity.restore(by=request.user)
    messages.success(request, f"已恢复{activity}。")
    return redirect(activity)


@require_POST
def activity_delete(request, pk):
    activity = visible_activity(request, pk)
    require(activity.can_be_edited_by(request.user))
    activity.remove(by=request.user)
    messages.success(request, f"已删除{activity}。")
    return redirect(week_address(activity.edition, activity.organiser))
