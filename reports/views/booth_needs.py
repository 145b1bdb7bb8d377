from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.models import Edition
from activities.showcase.needs import NeedTable
from colleges.models import AuditEntry
from colleges.rules import require

from ..booth_need_sheet import booth_need_workbook

EXPORTED = "导出展位需求"


@require_GET
def booth_need_export(request, code):
    """Every college's need as .xlsx, phones included: 教务处 alone, written in the log."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    require(request.user.is_office)
    AuditEntry.objects.refuse_flood(request.user, EXPORTED)
    now = timezone.now()
    table = NeedTable(edition)
    file = booth_need_workbook(table, now)
    AuditEntry.objects.record(request.user, EXPORTED, edition, payload={"rows": len(table.rows)})
    name = f"展位需求_{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)
