from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from colleges.models import AuditEntry
from colleges.rules import require

from ..booth_notices import remind
from ..hand import edition_in_hand
from ..showcase.needs import NeedTable


def edition_to_read(request, code):
    edition = edition_in_hand(request, code)
    require(request.user.sees_everything)
    return edition


@require_GET
def booth_need_list(request, code):
    """Every college, what it needs, and the sums; for those who read the boards."""
    edition = edition_to_read(request, code)
    context = {"edition": edition, "table": NeedTable(edition)}
    return render(request, "activities/booth_need_list.html", context)


@require_POST
@transaction.atomic
def booth_need_remind(request, code):
    """催办: one college, or every one that has said nothing; each once a day."""
    edition = edition_to_read(request, code)
    require(request.user.is_office)
    table = NeedTable(edition)
    named = request.POST.get("college")
    wanted = [one for one in table.silent if named in (None, str(one.pk))]
    told = remind(edition, wanted, request.user, timezone.localdate())
    if told:
        note = "、".join(str(college) for college in told)
        AuditEntry.objects.record(request.user, "催填展位需求", edition, note=note)
        messages.success(request, f"已催办 {len(told)} 个学院：{note}。")
    else:
        messages.info(request, "没有新的催办：都已填写，或今天已经催过（一天一次）。")
    return redirect("booth_need_list", edition.code)
