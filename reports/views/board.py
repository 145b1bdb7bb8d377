from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.models import Edition
from colleges.rules import require

from ..board import Board

ROWS_A_PAGE = 60


@require_GET
def board(request, code):
    """教务处看板: colleges × requirements with state and time, four numbers on top, filters."""
    require(request.user.sees_everything)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    view = Board(
        edition,
        timezone.now(),
        state=request.GET.get("state", ""),
        words=request.GET.get("q", ""),
    )
    page = Paginator(view.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"edition": edition, "board": view, "page": page}
    template = "reports/_board_live.html" if request.htmx else "reports/board.html"
    return render(request, template, context)
