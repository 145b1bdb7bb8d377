from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.hand import edition_in_hand
from activities.models import Edition, Requirement, may_organise
from activities.models.stand_in import may_enter
from colleges.hats import names_a_college, organiser_in_hand
from colleges.models import AuditEntry
from colleges.pages import page_of
from colleges.rules import require

from ..annex_two import RULE
from ..figure_sheet import grouped
from ..indicators import BY_CODE
from ..models import Filing
from ..statistics import StatisticsForm, school
from ..statistics_board import StatisticsBoard
from ..statistics_rows import Origin
from ..statistics_sheet import board_workbook, file_of, form_workbook, header_of

EXPORTED = "导出统计表"
Kind = Requirement.Kind
ROWS_A_PAGE = 100


def edition_of(request, code):
    return get_object_or_404(Edition.objects.visible_to(request.user), code=code)


def form_in_hand(request, code):
    edition = edition_in_hand(request, code)
    return StatisticsForm(edition, organiser_in_hand(request), timezone.localdate())


@require_GET
def statistics_form(request, code):
    """附件2 of one college, as its records and its own figures say now."""
    form = form_in_hand(request, code)
    enters = form.is_of_college and may_enter(request.user, form.edition.pk, form.organiser.pk)
    context = {"edition": form.edition, "form": form, "enters": enters, "rule": RULE}
    context |= {"header": header_of(form), "groups": groups_of(form), **filed_as(request, form)}
    return render(request, "reports/statistics_form.html", context)


def groups_of(form):
    """Its lines, each number with the address of the rows behind it."""

    def living(code):
        rows = reverse("statistics_rows", args=[form.edition.code, code])
        return f"{rows}?{form.organiser.kind}={form.organiser.pk}"

    return grouped(form.content()["rows"], living)


def filed_as(request, form):
    """The college's filing of this form, where the portal collects it; the frame around the page
    finds the others beside it."""
    if not form.is_of_college:
        return {}
    request.frame_filings = list(Filing.objects.of_college(form.organiser))
    sought = (form.edition.pk, Kind.STATISTICS_FORM)
    found = [one for one in request.frame_filings if one.is_for(*sought)]
    if not found:
        return {}
    filing = found[0]
    now = timezone.now()
    return {"filing": filing, "state": filing.state(now), "way": filing.way_out(now)}


@require_GET
def statistics_export(request, code):
    form = form_in_hand(request, code)
    AuditEntry.objects.refuse_flood(request.user, EXPORTED)
    now = timezone.now()
    AuditEntry.objects.record(request.user, EXPORTED, form.edition, note=form.unit.name)
    name = file_of(form.unit.name, now)
    return FileResponse(form_workbook(form, now), as_attachment=True, filename=name)


def asked_for(request, edition):
    """(the unit in hand, its facts), or (None, everybody's) for who reads the boards."""
    today = timezone.localdate()
    named = names_a_college(request) or request.GET.get("department")
    if request.user.reads_boards and not named:
        return None, [unit for _, unit in school(edition, today)]
    unit = organiser_in_hand(request)
    return unit, [StatisticsForm(edition, unit, today).unit]


@require_GET
def statistics_rows(request, code, indicator):
    """Where a number comes from: of the unit in hand, or of the school for who reads boards."""
    if indicator not in BY_CODE:
        raise Http404
    edition = edition_of(request, code)
    unit, units = asked_for(request, edition)
    origin = Origin(BY_CODE[indicator], units)
    page = Paginator(origin.shares, ROWS_A_PAGE).get_page(request.GET.get("page"))
    enters = unit is not None and may_organise(request.user, edition.pk, unit)
    context = {"edition": edition, "unit": unit, "origin": origin, "page": page, "enters": enters}
    context["rows"] = origin.shown(page)
    return render(request, "reports/statistics_rows.html", context)


@require_GET
def statistics_board(request, code):
    """Every unit's 附件2 side by side, and the school's."""
    require(request.user.reads_boards)
    edition = edition_in_hand(request, code)
    board = StatisticsBoard(edition, timezone.localdate())
    page = page_of(board.colleges, request.GET.get("page"))
    rows = board.rows([*page.object_list, *(() if page.has_next() else board.departments)])
    context = {"edition": edition, "board": board, "page": page, "rows": rows}
    return render(request, "reports/statistics_board.html", context)


@require_GET
def statistics_board_export(request, code):
    require(request.user.reads_boards)
    edition = edition_of(request, code)
    AuditEntry.objects.refuse_flood(request.user, EXPORTED)
    now = timezone.now()
    file = board_workbook(StatisticsBoard(edition, timezone.localdate(now)), now)
    AuditEntry.objects.record(request.user, EXPORTED, edition, note="全校")
    return FileResponse(file, as_attachment=True, filename=file_of("全校汇总", now))
