from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..forms import AuditFilterForm
from ..models import AuditEntry, Role
from ..phones import masked
from ..rules import require

PAGE_SIZE = 50


@require_GET
def audit_list(request):
    require(request.user.has_role(Role.AUDITOR))
    form = AuditFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = AuditEntry.objects.matching(**asked)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    for entry in page:
        entry.changes = changes(entry.payload or {})
    return render(request, "colleges/audit_list.html", {"form": form, "page": page})


def changes(payload):
    """(name, before, after) of what the payload says, for people to read."""
    before, after = payload.get("before") or {}, payload.get("after") or {}
    if not (isinstance(before, dict) and isinstance(after, dict)) or not (before or after):
        return [(name, "", told(name, value)) for name, value in payload.items()]
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [(name, told(name, before.get(name)), told(name, after.get(name))) for name in names]


def told(name, value):
    if name.endswith("phone"):
        # That it changed matters here; the number itself is nobody's business.
        return masked(value or "")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)
