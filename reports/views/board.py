from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.models import Edition
from colleges.pages import page_of
from colleges.rules import id_in, require

from ..board import Board
from ..board_outings import BoardOutings


@require_GET
def board(request, code):
    """教务处看板: colleges × requirements with state and time, four numbers on top, filters."""
    require(request.user.sees_everything)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    query = request.GET
    view = Board(
        edition,
        timezone.now(),
        state=query.get("state", ""),
        mark=query.get("mark", ""),
        words=query.get("q", ""),
        requirement=id_in(query.get("requirement", "")),
    )
    page = page_of(view.college_ids, query.get("page"))
    context = {"edition": edition, "board": view, "page": page, "rows": view.rows(page.object_list)}
    context["outings"] = BoardOutings(edition, request.user, timezone.now())
    template = "reports/_board_live.html" if request.htmx else "reports/board.html"
    return render(request, template, context)
