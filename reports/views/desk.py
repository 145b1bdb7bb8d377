from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.coverage import gaps
from activities.models import Activity, Draft, Edition
from activities.views.weeks import week_tiles
from colleges.hats import college_in_hand

from ..models import Filing


@require_GET
def desk(request, code):
    """学院工作台: what is due, what was returned and why, the week, what to do next."""
    edition = get_object_or_404(Edition, code=code)
    college = college_in_hand(request)
    activities = list(Activity.objects.of(edition, college).for_list().in_order())
    now = timezone.now()
    today = timezone.localdate(now)
    filings = list(Filing.objects.for_board(edition).filter(college=college))
    context = {
        "edition": edition,
        "college": college,
        "now": now,
        "today": today,
        "cards": [filing_card(filing, request.user, now) for filing in filings],
        "by_mail": edition.requirements.filter(in_portal=False),
        "days": week_tiles(edition, activities),
        "gaps": gaps(edition.dates, activities),
        "outings": [
            activity
            for activity in activities
            if activity.is_outing and activity.covers(today) and not activity.is_cancelled
        ],
        "drafts": Draft.objects.unsent(edition, college).select_related("owner"),
        "can_edit": request.user.can_fill_for(college.pk),
    }
    return render(request, "reports/desk.html", context)


def filing_card(filing, user, now):
    return {
        "filing": filing,
        "state": filing.state(now),
        "steps": filing.steps(),
        "next": filing.next_step(user, now),
        "changed": filing.is_filed() and filing.has_changes(),
        "is_late": filing.requirement.is_late(now),
    }
