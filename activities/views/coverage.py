from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from colleges.models import College

from ..matrix import CoverageMatrix
from ..models import Edition

ROWS_A_PAGE = 60


@require_GET
def coverage(request, code):
    """天天有活动: colleges × seven days; a college sees its own row."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    colleges = list(College.objects.active().visible_to(request.user))
    if not colleges and not request.user.sees_everything:
        raise Http404
    query = request.GET
    matrix = CoverageMatrix(edition, colleges, words=query.get("q", ""), gap=query.get("gap", ""))
    page = Paginator(matrix.rows, ROWS_A_PAGE).get_page(query.get("page"))
    context = {"edition": edition, "matrix": matrix, "page": page}
    live = "activities/_coverage_live.html"
    return render(request, live if request.htmx else "activities/coverage.html", context)
