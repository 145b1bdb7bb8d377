from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from colleges.hats import organiser_in_hand
from colleges.models import College

from ..models import Activity, Draft, Edition, may_organise
from ..programme import ProgrammeFilter
from ..week import gaps, outings_of, tiles

ROWS_A_PAGE = 50


@require_GET
def week(request, code):
    """A college's seven days: themes, activities, gaps, drafts. A department owes no day."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    organiser = organiser_in_hand(request)
    activities = list(Activity.objects.of(edition, organiser).for_list().in_order())
    owes_days = organiser.kind == College.kind
    days = tiles(edition, activities, outings_of(activities, request.user))
    context = {
        "edition": edition,
        "organiser": organiser,
        "owes_days": owes_days,
        "days": days,
        "outside": [activity for activity in activities if activity.is_outside_the_week],
        "gaps": gaps(days) if owes_days else None,
        "warned": [activity for activity in activities if activity.needs_a_look],
        "planned_count": sum(not activity.is_cancelled for activity in activities),
        "drafts": Draft.objects.unsent(edition, organiser).select_related("owner"),
        "today": timezone.localdate(),
        "can_edit": may_organise(request.user, edition.pk, organiser),
    }
    return render(request, "activities/week.html", context)


@require_GET
def programme(request, code):
    """Everything announced, for everybody inside the school; no phone numbers here."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    wanted = ProgrammeFilter(request.GET, edition)
    page = Paginator(wanted.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"edition": edition, "page": page, "wanted": wanted}
    return render(request, "activities/programme.html", context)
