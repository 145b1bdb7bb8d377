from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.models import Edition, Outing
from activities.outing_list import OutingFilter
from colleges.models import AuditEntry
from colleges.rules import require

from ..audit_sheet import require_few
from ..outing_sheet import outing_workbook

EXPORTED = "导出外出名单"


@require_GET
def outing_export(request, code):
    """What the list shows with these filters, as .xlsx; 教务处 and 保卫处, written in the log."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    require(request.user.is_office or request.user.guards)
    AuditEntry.objects.refuse_flood(request.user, EXPORTED)
    at = timezone.now()
    wanted = OutingFilter(request.GET, edition, at)
    found = wanted.apply(Outing.objects.visible_to(request.user).of(edition).for_list())
    require_few(found.count())
    wanted.put_states(outings := list(found.prefetch_related("participants")))
    people = people_shown(outings, request.user)
    file = outing_workbook(outings, people, wanted.sentence, at)
    counts = {"rows": len(outings), "people": len(people), "filters": wanted.sentence}
    AuditEntry.objects.record(request.user, EXPORTED, edition, payload=counts)
    name = f"外出一览_{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def people_shown(outings, user):
    """Pairs of (outing, participant): 保卫处 sees who goes once it has passed (B-04)."""
    return [
        (outing, one)
        for outing in outings
        if outing.shows_participants_to(user)
        for one in outing.participants.all()
    ]
