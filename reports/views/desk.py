from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.hand import edition_in_hand
from colleges.hats import college_in_hand

from ..desk import Desk


@require_GET
def desk(request, code):
    edition, college = edition_in_hand(request, code), college_in_hand(request)
    desk = Desk(edition, college, request.user, timezone.now())
    request.frame_filings = desk.filings
    context = {"edition": edition, "college": college, "desk": desk, "can_edit": desk.can_edit}
    return render(request, "reports/desk.html", context)
