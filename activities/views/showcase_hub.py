from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ..hand import edition_in_hand
from ..showcase.hub import Hub


@require_GET
def showcase(request, code):
    """集中展示 for everybody inside the school: the day, the place, and what it asks of whom."""
    hub = Hub(edition_in_hand(request, code), request.user, timezone.now())
    return render(request, "activities/showcase.html", {"edition": hub.edition, "hub": hub})
