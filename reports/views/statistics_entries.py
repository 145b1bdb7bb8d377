from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from activities.models import Edition
from activities.models.stand_in import may_enter
from activities.views.drafts import told
from colleges.hats import college_in_hand
from colleges.lines import posted
from colleges.rules import require

from ..models import StatisticsConflict, StatisticsDraft
from ..models.statistics import compared
from ..statistics import StatisticsForm
from ..statistics_entry_form import FORM_FIELDS, StatisticsEntryForm, initial_from


def own_sheet(request, code):
    """附件2 of the college whose own figures this person may write."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    college = college_in_hand(request)
    require(may_enter(request.user, edition.pk, college.pk))
    return StatisticsForm(edition, college, timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def statistics_entry(request, code):
    """What the college states itself, and where it knows better than the records."""
    sheet = own_sheet(request, code)
    if request.method == "POST":
        return answer(request, sheet, StatisticsEntryForm(posted(request), form=sheet))
    draft = StatisticsDraft.objects.of(sheet.entry, request.user).first()
    initial = initial_from(draft.data) if draft else None
    return entry_page(request, sheet, StatisticsEntryForm(form=sheet, initial=initial), draft=draft)


def answer(request, sheet, form):
    """To what was posted: saved, shown again with its errors, or set beside a colleague's."""
    try:
        changed = form.store(request.user) if form.is_valid() else None
    except StatisticsConflict as conflict:
        return conflict_page(request, sheet, form, conflict.entry)
    if changed is None:
        return entry_page(request, sheet, form, status=422)
    messages.success(request, "已保存统计表的自报指标。" if changed else "没有改动。")
    address = reverse("statistics_form", args=[sheet.edition.code])
    return redirect(f"{address}?college={sheet.organiser.pk}&saved={sheet.entry.token}")


def entry_page(request, sheet, form, *, status=200, **more):
    context = {"edition": sheet.edition, "college": sheet.organiser, "form": form} | more
    return render(request, "reports/statistics_entry.html", context, status=status)


def typed(request):
    return {name: values for name, values in request.POST.lists() if name in FORM_FIELDS}


def conflict_page(request, sheet, form, theirs):
    """What was typed stays, also in a draft; saved again, it replaces the colleague's, who is
    named."""
    fields = typed(request) | {"base_version": [str(theirs.version)]}
    StatisticsDraft.objects.keep(sheet.edition, sheet.organiser, request.user, fields)
    rows = compared(theirs.facts, form.facts())
    form.data = form.data.copy()
    form.data["base_version"] = str(theirs.version)
    return entry_page(request, sheet, form, status=409, theirs=theirs, rows=rows)


@require_POST
def statistics_draft_save(request, code):
    """What stands in the form, every ten seconds; raw, so nothing typed is ever refused."""
    sheet = own_sheet(request, code)
    keep = StatisticsDraft.objects.keep
    draft = keep(sheet.edition, sheet.organiser, request.user, typed(request))
    return told(draft)


@require_POST
def statistics_draft_delete(request, code):
    entry = own_sheet(request, code).entry
    StatisticsDraft.objects.of(entry, request.user).delete()
    messages.success(request, "草稿已丢弃，下面是已保存的内容。")
    return redirect(entry.edit_address)
