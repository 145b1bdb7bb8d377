from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.models import Edition, Participant
from activities.outing_list import OutingFilter
from activities.outing_status import with_states
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, require

from ..audit_sheet import require_few
from ..outing_sheet import OutingPaper, outing_workbook

EXPORTED = "导出外出名单"
MOST_PEOPLE = 5000
PRINTED = "打印外出一览"


@require_GET
def outing_export(request, code):
    """What the list shows with these filters, as .xlsx; 教务处 and 保卫处, written in the log."""
    edition = edition_to_export(request, code, EXPORTED)
    wanted, outings = asked_for(request, edition, with_people=True)
    people = people_shown(outings, request.user)
    file = outing_workbook(outings, people, wanted.sentence, wanted.now)
    counts = {"rows": len(outings), "people": len(people), "filters": wanted.sentence}
    AuditEntry.objects.record(request.user, EXPORTED, edition, payload=counts)
    name = f"外出一览_{timezone.localtime(wanted.now):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


@require_GET
def outing_print(request, code):
    """The same on A4, without who goes: its numbers leave the screen, so it is logged as well."""
    edition = edition_to_export(request, code, PRINTED)
    wanted, outings = asked_for(request, edition)
    counts = {"rows": len(outings), "filters": wanted.sentence}
    AuditEntry.objects.record(request.user, PRINTED, edition, payload=counts)
    context = {"edition": edition, "wanted": wanted, "paper": OutingPaper(outings)}
    return render(request, "reports/outing_print.html", context)


def edition_to_export(request, code, verb):
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    require(request.user.is_office or request.user.guards)
    AuditEntry.objects.refuse_flood(request.user, verb)
    return edition


def asked_for(request, edition, *, with_people=False):
    """(the filters, their outings, each with its state and whether its phones are shown)."""
    wanted = OutingFilter(request.GET, edition, timezone.now())
    found = wanted.rows(request.user)
    require_few(found.count())
    if with_people:
        # Counted before any is read.
        require_few_people(Participant.objects.filter(outing__in=found).count())
        found = found.prefetch_related("participants")
    outings = with_states(list(found), wanted.now)
    for outing in outings:
        outing.sees_phones = outing.shows_phones_to(request.user)
    return wanted, outings


def require_few_people(count):
    if count > MOST_PEOPLE:
        raise BrokenRule(
            f"这些外出的名单一共 {count} 人，一次最多导出 {MOST_PEOPLE} 人。"
            "请按日期、单位或状态筛选后再导出。"
        )


def people_shown(outings, user):
    """Pairs of (outing, participant): 保卫处 sees who goes once it has passed (B-04)."""
    return [
        (outing, one)
        for outing in outings
        if outing.shows_participants_to(user)
        for one in outing.participants.all()
    ]
