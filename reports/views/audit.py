from django.db import transaction
from django.http import FileResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from colleges.forms import AuditFilterForm
from colleges.models import AuditEntry, Role
from colleges.rules import BrokenRule, require

from ..audit_sheet import audit_workbook, require_few

EXPORTED = "导出审计记录"


@require_GET
def audit_export(request):
    """What the auditor's page shows with these filters, as .xlsx; the export is an entry too."""
    require(request.user.has_role(Role.AUDITOR))
    form = AuditFilterForm(request.GET or None)
    if form.is_refused:
        raise BrokenRule("筛选条件有误，没有导出。请先改正筛选条件。")
    AuditEntry.objects.refuse_flood(request.user, EXPORTED)
    found = AuditEntry.objects.matching(**form.asked)
    require_few(found.count())
    at = timezone.now()
    file, count = audit_workbook(found.iterator(), form.sentence, at)
    with transaction.atomic():
        payload = {"rows": count, "filters": form.sentence}
        AuditEntry.objects.record(request.user, EXPORTED, payload=payload)
    name = f"审计记录_{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)
