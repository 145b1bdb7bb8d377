"""The editions a request is about: read once, for the view and for the frame around it."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from .models import Edition, Requirement

LINE = ("annex", "title", "due_at", "closes_at")


def editions_in_reach(request):
    """Every edition this person sees, newest first; `line_of` knows its next line."""
    if not hasattr(request, "editions_in_reach"):
        seen = Edition.objects.visible_to(request.user)
        request.editions_in_reach = list(seen.annotate(**next_line()))
    return request.editions_in_reach


def next_line():
    """What the portal collects next in each edition; once all lines have passed, the last one."""
    lines = Requirement.objects.filter(edition=OuterRef("pk"), in_portal=True)
    ahead = lines.filter(due_at__gt=timezone.now()).order_by("due_at", "pk")
    passed = lines.order_by("-due_at", "pk")
    return {
        f"line_{name}": Coalesce(
            Subquery(ahead.values(name)[:1]), Subquery(passed.values(name)[:1])
        )
        for name in LINE
    }


def line_of(edition):
    """As a Requirement that is not stored, or None where the portal collects nothing."""
    if getattr(edition, "line_due_at", None) is None:
        return None
    return Requirement(**{name: getattr(edition, f"line_{name}") for name in LINE})


def edition_in_hand(request, code):
    """The one named in the address."""
    found = [edition for edition in editions_in_reach(request) if edition.code == code]
    if not found:
        raise Http404
    return found[0]
