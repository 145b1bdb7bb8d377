from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.hats import college_in_hand
from colleges.models import AuditEntry
from colleges.rules import require

from ..booth_facts import compared, told_groups, warnings_of
from ..booth_notices import tell_of_change
from ..forms.activity import initial_from
from ..forms.booth_need import FORM_FIELDS, BoothNeedForm
from ..models import Activity, BoothNeed, BoothNeedDraft, Edition, NeedConflict
from ..showcase.prefill import prefilled, source_of
from .drafts import told


def need_in_hand(request, code):
    """The need of the college in the address, of the own one by default."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    return BoothNeed.objects.of(edition, college_in_hand(request))


def own_need(request, code):
    """The need this person may write."""
    need = need_in_hand(request, code)
    require(need.can_be_entered_by(request.user))
    return need


def drafts_of(need, user):
    return BoothNeedDraft.objects.filter(edition=need.edition, college=need.college, owner=user)


def warnings(need):
    return warnings_of(need, need.edition.showcase_from, need.edition.showcase_until)


@require_GET
def booth_need(request, code):
    """What the college has said, what is missing, and who changed what."""
    need = need_in_hand(request, code)
    enters = need.can_be_entered_by(request.user)
    context = {"need": need, "edition": need.edition, "enters": enters}
    if need.is_stored:
        shows_phone = need.shows_phone_to(request.user)
        context |= {
            "groups": told_groups(need, sees_phone=shows_phone),
            "warnings": warnings(need),
            "history": AuditEntry.objects.about(need)[:60],
        }
    return render(request, "activities/booth_need.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def booth_need_edit(request, code):
    need = own_need(request, code)
    if request.method == "POST":
        return answer(request, BoothNeedForm(request.POST, instance=need))
    draft = drafts_of(need, request.user).first()
    source = None if need.is_stored else source_of(need.edition, need.college)
    if draft:
        initial = initial_from(draft.data)
    else:
        initial = None if need.is_stored else prefilled(need.edition, source)
    form = BoothNeedForm(instance=need, initial=initial)
    return form_page(request, form, draft=draft, source=source)


def form_page(request, form, *, draft=None, source=None, status=200):
    # What the form was given may have been put into its own copy: the page tells what is kept.
    need = BoothNeed.objects.of(form.instance.edition, form.instance.college)
    context = {
        "form": form,
        "draft": draft,
        "source": None if draft else source,
        "need": need,
        "edition": need.edition,
        "released": need.edition.showcase.released,
        "known": Activity.objects.of(need.edition, need.college).known_words(),
    }
    return render(request, "activities/booth_need_form.html", context, status=status)


def answer(request, form):
    """To what was posted: saved, shown again with its errors, or set beside a colleague's."""
    try:
        changed = keep(form, request.user) if form.is_valid() else None
    except NeedConflict as conflict:
        return conflict_page(request, form, conflict.need)
    if changed is None:
        return form_page(request, form, status=422)
    need = form.instance
    saved = "已保存展位需求。" if changed else "没有改动，仍是原来的内容。"
    messages.success(request, saved)
    return redirect(f"{need.get_absolute_url()}&saved={need.token}")


@transaction.atomic
def keep(form, by):
    changed = form.store(by, timezone.now())
    if changed and form.instance.edition.showcase.released:
        tell_of_change(form.instance, by)
    return changed


def typed(request):
    return {name: values for name, values in request.POST.lists() if name in FORM_FIELDS}


def conflict_page(request, form, theirs):
    """Both versions side by side; the person's own stays in the form and in a draft."""
    fields = typed(request) | {"base_version": [str(theirs.version)]}
    BoothNeedDraft.objects.keep(theirs.edition, theirs.college, request.user, fields)
    context = {
        "need": theirs,
        "edition": theirs.edition,
        "rows": compared(theirs.facts(), form.facts()),
        "fields": [(name, value) for name, values in fields.items() for value in values],
    }
    return render(request, "activities/booth_need_conflict.html", context, status=409)


@require_POST
def booth_need_draft_save(request, code):
    """What stands in the form, every ten seconds; raw, so nothing typed is ever refused."""
    need = own_need(request, code)
    draft = BoothNeedDraft.objects.keep(need.edition, need.college, request.user, typed(request))
    return told(draft)


@require_POST
def booth_need_draft_delete(request, code):
    need = own_need(request, code)
    drafts_of(need, request.user).delete()
    messages.success(request, "草稿已丢弃，下面是已保存的内容。")
    return redirect(need.edit_address)
