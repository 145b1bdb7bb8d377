from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.hand import edition_in_hand
from colleges.models import AuditEntry, Department
from colleges.rules import require

from ..audit_sheet import require_few
from ..models import WorkMark
from ..work_chart import PowerChart
from ..work_list import STATES, WorkList, lost
from ..work_sheet import WorkPaper, chosen_in_words, sums, work_workbook
from ..worklists.offices import OFFICES

ROWS_A_PAGE = 50
EXPORTED, PRINTED = "导出保障清单", "打印保障清单"


def work_department(request, code=""):
    """The office named in the address, else one's own; 教务处 and 校领导 read all five."""
    user = request.user
    own = [hat.department for hat in user.hats if hat.department_id in user.department_ids]
    own = {one.code: one for one in own if one.code in OFFICES}
    require(own or user.reads_boards)
    wanted = code or next(iter(own or OFFICES))
    if wanted in own:
        return own[wanted]
    if wanted not in OFFICES:
        raise Http404
    require(user.reads_boards)
    return next(one for one in offices_of(request) if one.code == wanted)


def offices_of(request):
    """The five, for who reads them all; read once a request."""
    if not hasattr(request, "work_offices"):
        by_code = {one.code: one for one in Department.objects.filter(code__in=OFFICES)}
        request.work_offices = [by_code[code] for code in OFFICES if code in by_code]
    return request.work_offices


def asked_for(request, code):
    """(the edition, the list with the day of the address)."""
    edition = edition_in_hand(request, code)
    department = work_department(request, request.GET.get("department", ""))
    day = edition.day_from_text(request.GET.get("day", ""))
    return edition, WorkList(edition, department, request.user, timezone.now(), day)


@require_GET
def work_list(request, code):
    edition, view = asked_for(request, code)
    state = request.GET.get("state", "")
    page = Paginator(view.chosen(state), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "view": view,
        "page": page,
        "rows": [(row, view.clash_of(row.item)) for row in page],
        "state": state if state in {one.code for one in STATES} else "",
        "charts": [PowerChart(load) for load in view.loads],
        "sums": sums(view),
        "offices": offices_of(request) if request.user.reads_boards else [],
    }
    return render(request, "reports/work_list.html", context)


@require_GET
def work_item(request, code, office, item):
    """One item whole: what is needed, what was said, the question to ask."""
    edition = edition_in_hand(request, code)
    department = work_department(request, office)
    view = WorkList(edition, department, request.user, timezone.now())
    found = view.sources.named_items([item]).get(item)
    mark = WorkMark.objects.of(edition, department).for_list().keyed(item).first()
    if found is None and mark is None:
        raise Http404
    row = view.row(found, mark) if found else lost(mark)
    context = {"edition": edition, "view": view, "row": row, "mark": mark}
    return render(request, "reports/work_item.html", context)


def exported(request, code, verb):
    """The list that leaves the screen: written in the log, not too often, not too much."""
    edition, view = asked_for(request, code)
    AuditEntry.objects.refuse_flood(request.user, verb)
    require_few(len(view.rows))
    filters = f"{view.department}，{chosen_in_words(view)}"
    counts = {"rows": len(view.rows), "filters": filters}
    AuditEntry.objects.record(request.user, verb, edition, payload=counts)
    return edition, view


@require_GET
def work_sheet(request, code):
    _, view = exported(request, code, EXPORTED)
    at = timezone.localtime(view.now)
    name = f"{view.department}保障清单_{chosen_in_words(view)}_{at:%Y%m%d-%H%M}.xlsx"
    return FileResponse(work_workbook(view), as_attachment=True, filename=name)


@require_GET
def work_print(request, code):
    edition, view = exported(request, code, PRINTED)
    context = {"edition": edition, "view": view, "paper": WorkPaper(view)}
    return render(request, "reports/work_print.html", context)


@require_GET
def work_question_list(request, code):
    """What supporting offices ask the own units."""
    edition = edition_in_hand(request, code)
    marks = WorkMark.objects.filter(edition=edition).asked_of(request.user).for_list()
    page = Paginator(marks.newest_first(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"edition": edition, "page": page}
    return render(request, "reports/work_question_list.html", context)
