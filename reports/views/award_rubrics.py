"""The rubric: everybody reads it, 教务处 sets it until scoring begins."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from activities.hand import edition_in_hand
from colleges.lines import posted
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState

from ..award import rubric as rubrics
from ..award_bundle import bundle_of
from ..award_page import AwardPage, WhatIf
from ..award_rubric_form import RubricForm
from ..models import Award
from .awards import office_award

EXPORTED = "导出评奖结果"


@require_GET
def award_rubric(request, code):
    edition = edition_in_hand(request, code)
    award = Award.objects.of(edition)
    context = {"edition": edition, "award": award, "acts": request.user.is_office}
    if award is not None:
        context["page"] = AwardPage(award, timezone.now())
    return render(request, "reports/award_rubric.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def award_rubric_edit(request, code):
    award = office_award(request, code)
    if not award.is_draft:
        raise BrokenRule("评分已经开始，细则已冻结，不能再改。")
    form = RubricForm(posted(request), award=award)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return revised(request, award, form)
        except WrongState as conflict:
            form.add_error(None, str(conflict))
            status = 409
    # What a colleague saved meanwhile is what the next save builds on.
    context = {"edition": award.edition, "award": award, "form": form, "base": award.version}
    return render(request, "reports/award_rubric_form.html", context, status=status)


def revised(request, award, form):
    award.revise(request.user, form.data_typed(), base_version=form.cleaned_data["version"])
    messages.success(request, f"已保存评分细则，合计 {rubrics.plain(award.rules.total)} 分。")
    return redirect("award_rubric", award.edition.code)


def with_points(rubric, asked):
    """The rubric's data with other points where `asked` has a number for an item."""
    data = rubrics.as_data(rubric)
    for criterion in data["criteria"]:
        for part in criterion["parts"]:
            part["points"] = points_in(asked.get(part["code"], ""), part["points"])
    return rubrics.from_data(data)


def points_in(text, usual):
    """A number of points as people type it; what is none changes nothing."""
    whole, _, tenth = text.strip().partition(".")
    is_number = whole.isascii() and whole.isdecimal() and len(whole) < 4
    is_number = is_number and (not tenth or (tenth.isascii() and tenth.isdecimal()))
    return f"{whole}.{tenth[:1] or 0}" if is_number else usual


@require_GET
def award_what_if(request, code):
    """试算: other points on the records as they stand. Nothing is written."""
    award = office_award(request, code)
    if not award.is_draft:
        raise BrokenRule("细则已冻结，不再试算。")
    changed = with_points(award.rules, request.GET)
    trial = WhatIf(award, timezone.now(), changed)
    context = {"edition": award.edition, "award": award, "trial": trial, "rubric": changed}
    return render(request, "reports/award_what_if.html", context)


@require_GET
def award_export(request, code):
    award = office_award(request, code)
    AuditEntry.objects.refuse_flood(request.user, EXPORTED)
    text = json.dumps(bundle_of(award), ensure_ascii=False, indent=1, sort_keys=True)
    AuditEntry.objects.record(request.user, EXPORTED, award)
    name = f"award-{award.edition.code}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)
