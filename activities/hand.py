"""The editions a request is about: read once, for the view and for the frame around it."""

from django.db.models import FilteredRelation, Q
from django.http import Http404

from .models import Edition, Requirement


def editions_in_reach(request):
    """Every edition this person sees, newest first; `info_form_of` knows its 附件1."""
    if not hasattr(request, "editions_in_reach"):
        is_form = Q(requirements__kind=Requirement.Kind.INFO_FORM)
        seen = Edition.objects.visible_to(request.user)
        with_form = seen.annotate(info_form=FilteredRelation("requirements", condition=is_form))
        request.editions_in_reach = list(with_form.select_related("info_form"))
    return request.editions_in_reach


def info_form_of(edition):
    return getattr(edition, "info_form", None)


def edition_in_hand(request, code):
    """The one named in the address."""
    found = [edition for edition in editions_in_reach(request) if edition.code == code]
    if not found:
        raise Http404
    return found[0]
