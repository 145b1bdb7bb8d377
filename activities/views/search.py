from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..search import Search

ROWS_A_PAGE, FIRST_ROWS = 20, 5


@require_GET
def search(request):
    """The first rows of every group, or one group page by page; all within one's own scope."""
    found = Search(request.GET.get("q", ""), request.user)
    groups = found.groups()
    chosen = request.GET.get("in", "")
    context = {"found": found}
    if chosen in groups:
        name, rows = groups[chosen]
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "groups": [(chosen, name, list(page), False)]}
    else:
        context["groups"] = [first_of(code, *group) for code, group in groups.items()]
    context["is_empty"] = not any(rows for _, _, rows, _ in context["groups"])
    return render(request, "activities/search.html", context)


def first_of(code, name, rows):
    """(code, name, the first rows, whether there are more): one query, no count."""
    first = list(rows[: FIRST_ROWS + 1])
    return code, name, first[:FIRST_ROWS], len(first) > FIRST_ROWS
