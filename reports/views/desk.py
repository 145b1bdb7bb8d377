from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.models import Edition, may_enter
from colleges.hats import college_in_hand

from ..desk import Desk


@require_GET
def desk(request, code):
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    college = college_in_hand(request)
    context = {
        "edition": edition,
        "college": college,
        "desk": Desk(edition, college, request.user, timezone.now()),
        "can_edit": may_enter(request.user, edition.pk, college.pk),
    }
    return render(request, "reports/desk.html", context)
