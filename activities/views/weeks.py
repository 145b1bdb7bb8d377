from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from colleges.hats import college_in_hand

from ..coverage import gaps
from ..models import Activity, Draft, Edition, may_enter
from ..programme import ProgrammeFilter
from ..week import tiles

ROWS_A_PAGE = 50


@require_GET
def week(request, code):
    """A college's seven days: themes, activities, gaps, drafts."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    college = college_in_hand(request)
    activities = list(Activity.objects.of(edition, college).for_list().in_order())
    context = {
        "edition": edition,
        "college": college,
        "days": tiles(edition, activities),
        "outside": [activity for activity in activities if activity.is_outside_the_week],
        "gaps": gaps(edition.dates, activities),
        "warned": [activity for activity in activities if activity.needs_a_look],
        "planned_count": sum(not activity.is_cancelled for activity in activities),
        "drafts": Draft.objects.unsent(edition, college).select_related("owner"),
        "today": timezone.localdate(),
        "can_edit": may_enter(request.user, edition.pk, college.pk),
    }
    return render(request, "activities/week.html", context)


@require_GET
def programme(request, code):
    """Everything filed, for everybody inside the school; no phone numbers here."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    wanted = ProgrammeFilter(request.GET, edition)
    page = Paginator(wanted.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"edition": edition, "page": page, "wanted": wanted}
    return render(request, "activities/programme.html", context)
