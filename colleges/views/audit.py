from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..forms import AuditFilterForm
from ..models import AuditEntry, Role
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
        return [(name, "", told(value)) for name, value in payload.items()]
    names = dict.fromkeys([*before, *after])
    pairs = [(name, told(before.get(name)), told(after.get(name))) for name in names]
    return [pair for pair in pairs if pair[1] != pair[2]]


def told(value):
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)
