"""A judge's round: one sheet a college, saved as a draft by itself, submitted when it is done."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities.hand import edition_in_hand
from activities.models import Requirement
from colleges.hats import college_in_hand
from colleges.lines import posted
from colleges.models import AuditEntry, College
from colleges.rules import require

from ..award_page import Breakdown
from ..award_reading import CollegeMaterial
from ..award_round import Round
from ..award_sheet_form import AwardSheetForm
from ..models import Award, AwardPlace, AwardSheet
from ..models.award_sheet import refuse_own
from .awards import award_of


@require_GET
def award_sheet_list(request, code):
    edition = edition_in_hand(request, code)
    award = Award.objects.of(edition)
    wrote = AwardSheet.objects.by(request.user).filter(award=award)
    require(request.user.is_judge or (award and wrote.exists()))
    context = {"edition": edition, "award": award}
    if award is not None:
        context["round"] = Round(award, request.user, timezone.now())
    return render(request, "reports/award_sheet_list.html", context)


def sheet_in_hand(request, code, college):
    require(request.user.is_judge)
    award = award_of(request, code)
    college = get_object_or_404(College.objects.active(), pk=college)
    refuse_own(request.user, college)
    return AwardSheet.objects.of(award, request.user, college)


@require_http_methods(["GET", "HEAD", "POST"])
def award_sheet(request, code, college):
    sheet = sheet_in_hand(request, code, college)
    form = AwardSheetForm(posted(request), sheet=sheet)
    if form.is_bound and form.is_valid():
        form.require_all()
        if form.is_valid():
            return submitted(request, sheet, form)
    edition = sheet.award.edition
    context = {"edition": edition, "award": sheet.award, "sheet": sheet, "form": form}
    context["material"] = CollegeMaterial(edition, sheet.college).rows
    context["kept"] = "您打的分都还在"
    status = 422 if form.is_bound else 200
    return render(request, "reports/award_sheet.html", context, status=status)


def submitted(request, sheet, form):
    sheet.submit(request.received_at, **form.facts)
    after = Round(sheet.award, request.user, timezone.now()).next_after(sheet.college)
    messages.success(request, f"已提交{sheet.college}的评分。")
    if after is None:
        return redirect("award_sheet_list", sheet.award.edition.code)
    return redirect("award_sheet", sheet.award.edition.code, after.pk)


@require_GET
def award_report(request, code, college):
    """The 总结报告 that a college filed, for who judges it."""
    sheet = sheet_in_hand(request, code, college)
    material = CollegeMaterial(sheet.award.edition, sheet.college)
    filing = material.filed(Requirement.Kind.SUMMARY_REPORT)
    if filing is None:
        raise Http404
    content = filing.revision.full_content()
    paper = filing.paper.sheet(content, filing, filing.revision, reader=request.user)
    response = paper.hand_out(request.user)
    AuditEntry.objects.record(request.user, "下载", filing)
    return response


@require_POST
def award_sheet_draft(request, code, college):
    """Kept in the background while a judge marks; counts for nothing until it is submitted."""
    sheet = sheet_in_hand(request, code, college)
    form = AwardSheetForm(request.POST, sheet=sheet)
    if not form.is_valid():
        return HttpResponse("有一项不是 0 到 10 的分数，没有保存。", status=422)
    sheet.keep(request.received_at, **form.facts)
    return HttpResponse(f"草稿已保存 {timezone.localtime(sheet.saved_at):%H:%M}")


@require_GET
def award_place(request, pk):
    """One college's points, item by item."""
    places = AwardPlace.objects.visible_to(request.user)
    place = get_object_or_404(places.select_related("award__edition", "college"), pk=pk)
    edition = place.award.edition
    request.frame_edition = edition
    context = {"edition": edition, "award": place.award, "place": place}
    context["breakdown"] = Breakdown(place, edition)
    # A rank that may still change is for who decides; its words name the neighbours.
    context["shows_rank"] = place.award.is_decided or request.user.reads_boards
    return render(request, "reports/award_place.html", context)


@require_GET
def award_own(request, code):
    """The college's own breakdown, or when it will be there."""
    edition, college = edition_in_hand(request, code), college_in_hand(request)
    place = AwardPlace.objects.visible_to(request.user).filter(
        award__edition=edition, college=college
    )
    if found := place.first():
        return redirect("award_place", found.pk)
    context = {"edition": edition, "college": college, "award": Award.objects.of(edition)}
    return render(request, "reports/award_own.html", context)
