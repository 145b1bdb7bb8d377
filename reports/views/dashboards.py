from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from activities.hand import edition_in_hand, editions_in_reach
from colleges.hats import names_a_college, organiser_in_hand
from colleges.models import AuditEntry
from colleges.rules import BrokenRule

from ..bulletin import Bulletin, printed
from ..counting import Asked, largest
from ..dashboard import Dashboard, previous_of
from ..dashboard_sheet import NAME, dashboard_workbook, file_of

EXPORTED = "导出数据统计"
PRINTED = "下载简报"


def dashboard_in_hand(request, code):
    """The school's for who reads boards and names no unit, else of the organiser in hand."""
    edition = edition_in_hand(request, code)
    named = names_a_college(request) or request.GET.get("department")
    of_school = request.user.reads_boards and not named
    organiser = None if of_school else organiser_in_hand(request)
    previous = previous_of(edition, editions_in_reach(request))
    return Dashboard(edition, previous, timezone.localdate(), organiser)


@require_GET
def dashboard(request, code):
    """数据统计: of the school for who reads boards, of the own unit for everybody else."""
    board = dashboard_in_hand(request, code)
    context = {"edition": board.edition, "dashboard": board, "at": timezone.now()}
    return render(request, "reports/dashboard.html", context)


@require_GET
def dashboard_export(request, code):
    """All tables, or the one that is named."""
    board, now = dashboard_in_hand(request, code), timezone.now()
    charts, name = board.charts, NAME
    if named := request.GET.get("chart"):
        charts = [chart for chart in charts if chart.code == named]
        name = "_".join([NAME, *(chart.title for chart in charts)])
    if not charts:
        raise Http404
    AuditEntry.objects.refuse_flood(request.user, EXPORTED)
    file = dashboard_workbook(board, charts, now)
    AuditEntry.objects.record(request.user, EXPORTED, board.edition, note=board.whose)
    return FileResponse(file, as_attachment=True, filename=file_of(board, now, name))


def bulletin_of(board):
    asked = Asked((board.edition,), board.organiser)
    return Bulletin(board, largest(asked), timezone.now())


@require_GET
def bulletin(request, code):
    """简报: the same on one sheet of paper."""
    board = dashboard_in_hand(request, code)
    context = {"edition": board.edition, "dashboard": board, "bulletin": bulletin_of(board)}
    return render(request, "reports/bulletin.html", context)


@require_GET
def bulletin_pdf(request, code):
    board = dashboard_in_hand(request, code)
    if not board.has_results:
        raise BrokenRule("还没有活动结果，没有可以印的数。请在活动之后登记结果。")
    AuditEntry.objects.refuse_flood(request.user, PRINTED)
    paper = bulletin_of(board)
    response = HttpResponse(printed(paper), content_type="application/pdf")
    name = file_of(board, paper.at, "简报", "pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    AuditEntry.objects.record(request.user, PRINTED, board.edition, note=board.whose)
    return response
