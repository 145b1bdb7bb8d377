from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from activities.matrix import CoverageMatrix
from activities.models import Edition
from colleges.models import College
from colleges.pages import page_of

from ..models import Filing


@require_GET
def coverage(request, code):
    """天天有活动: colleges × seven days; a college sees its own row."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    colleges, query = College.objects.active().visible_to(request.user), request.GET
    matrix = CoverageMatrix(
        edition,
        colleges,
        words=query.get("q", ""),
        gap=query.get("gap", ""),
        excused=Filing.objects.excused_colleges(edition),
    )
    if not matrix.all_colleges and not request.user.sees_everything:
        raise Http404
    page = page_of(matrix.found, query.get("page"))
    rows = matrix.rows(page.object_list)
    context = {"edition": edition, "matrix": matrix, "page": page, "rows": rows}
    template = "reports/_coverage_live.html" if request.htmx else "reports/coverage.html"
    return render(request, template, context)
