from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ..forms import AuditFilterForm
from ..models import AuditEntry, Role
from ..models.audit import CHECKED
from ..rules import BrokenRule, require

PAGE_SIZE = 50
# More than this many entries are walked by the nightly check, not while somebody waits.
CHECKED_AT_ONCE = 5000


@require_GET
def audit_list(request):
    require(request.user.has_role(Role.AUDITOR))
    form = AuditFilterForm(request.GET or None)
    entries = AuditEntry.objects.all()
    found = entries.none() if form.is_refused else entries.matching(**form.asked)
    context = {
        "form": form,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "chain": AuditEntry.objects.chain(),
        "most": CHECKED_AT_ONCE,
    }
    return render(request, "colleges/audit_list.html", context)


@require_POST
def audit_verify(request):
    """核对: walk the whole chain now, and write down what came out."""
    require(request.user.has_role(Role.AUDITOR))
    AuditEntry.objects.refuse_flood(request.user, CHECKED)
    if AuditEntry.objects.count() > CHECKED_AT_ONCE:
        raise BrokenRule(
            f"记录超过 {CHECKED_AT_ONCE} 条，核对需要较长时间：每天凌晨自动核对一次，结果见本页；"
            "需要立即核对时，请系统管理员在服务器上运行 manage.py verify_audit。"
        )
    sealed, unsealed, faults = AuditEntry.objects.check_chain(request.user)
    for fault in faults[:5]:
        messages.error(request, fault)
    if not faults:
        messages.success(request, f"审计链完整：已封存 {sealed} 条，待封存 {unsealed} 条。")
    return redirect("audit_list")
