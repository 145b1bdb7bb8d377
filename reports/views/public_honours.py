"""What strangers see of an award: the 公示, the winners, whether a certificate is genuine."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activities.models import CollegeProfile
from activities.public.kept import public_page
from activities.public.numbers import numbers_of
from activities.public.pace import paced
from activities.public.site import newest_site, site_of
from activities.views.public_pages import shown

from ..honours import guesses
from ..honours.past import past_winners
from ..honours.serials import as_printed
from ..models import Announcement, Certificate

UNKNOWN = "unknown"


@public_page()
def public_announcement(request, code):
    """On display, and afterwards as a record; what was taken down is not there any more."""
    site = site_of(code)
    found = Announcement.objects.public().of(site.edition).for_page()
    context = {"announcement": get_object_or_404(found)}
    return shown(request, site, "reports/public_announcement.html", context, "public_honours")


@public_page()
def public_honours(request, code):
    """优秀组织奖: who won, once the 公示 is over."""
    site = site_of(code)
    found = Announcement.objects.public().of(site.edition).for_page()
    announcement = get_object_or_404(found, status=Announcement.Status.ENDED)
    counts = {pk: count for pk, _, count in numbers_of(site.edition).by_college}
    profiles = CollegeProfile.objects.filter(edition=site.edition, college__in=counts)
    sites = dict(profiles.values_list("college", "website"))
    winners = [
        winner | {"count": counts.get(winner["college"], 0), "site": sites.get(winner["college"])}
        for winner in announcement.honoured()
    ]
    context = {"announcement": announcement, "winners": winners}
    return shown(request, site, "reports/public_honours.html", context)


@public_page()
def public_winners(request):
    """历届: who won in each edition whose result stands."""
    context = {"past": past_winners()}
    return framed(request, newest_site(), "reports/public_winners.html", context)


@login_not_required
@require_safe
def certificate_find(request):
    """A number typed off a certificate leads to the page that its code leads to."""
    if typed := request.GET.get("serial", "").strip():
        return redirect("certificate_check", as_printed(typed) or UNKNOWN)
    return find_page(request)


@public_page()
def find_page(request):
    return framed(request, newest_site(), "reports/certificate_find.html", {})


@login_not_required
@require_safe
@paced
@never_cache
def certificate_check(request, serial):
    """Is it genuine, and does it count now? The same answer for every number that is not one.

    Made anew each time and kept by nobody: revoked or restored, it is told at once.
    """
    if guesses.too_many():
        return refused(request, 429)
    printed = as_printed(serial)
    found = Certificate.objects.for_list().called(printed) if printed else None
    if found is None:
        guesses.note_wrong()
        return refused(request, 404)
    context = {"certificate": found}
    return framed(request, site_for(found), "reports/certificate_check.html", context)


def site_for(certificate):
    """In the frame of its own week, as long as that is open to the public."""
    try:
        return site_of(certificate.award.edition.code)
    except Http404:
        return None


def framed(request, site, template, context, status=200):
    """In the frame of the site, or in the bare one of a school without any open week."""
    frame = {"site": site, "here": "", "address": ""}
    return render(request, template, frame | context, status=status)


def refused(request, status):
    """Said without naming what was asked for; the form stays, for another try."""
    context = {"status": status}
    return framed(request, newest_site(), "reports/certificate_find.html", context, status)
