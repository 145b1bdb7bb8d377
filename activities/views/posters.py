"""Posters and codes: for everybody, of what is public; and the page that offers them to print."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from colleges.dates import day as day_of_year
from colleges.rules import BrokenRule

from ..models import Edition
from ..poster.asked import (
    facts_of_activity,
    facts_of_day,
    facts_of_week,
    open_day,
    open_edition,
    public_activity,
)
from ..poster.codes import KINDS, SVG, code_file
from ..poster.kept import key_of, poster
from ..poster.material import Material
from ..poster.press import CARD, FORMATS, PHONE
from ..public_pages import activity_page, day_page, week_page

SOON = 60


def picture(request, facts, size, name):
    """The poster as a file; unchanged it is not sent again, nor even read."""
    etag = f'"{key_of(facts, size)}"'
    if answer := get_conditional_response(request, etag=etag):
        answer.headers["ETag"] = etag
        return kept_a_while(answer)
    kind, ending = FORMATS[size]
    try:
        drawn = poster(facts, size)
    except BrokenRule as busy:
        return HttpResponse(str(busy), status=503, headers={"Retry-After": "5"})
    return handed_out(drawn, kind, f"{name}.{ending}", etag)


def handed_out(content, kind, name, etag=None):
    headers = {"Content-Disposition": content_disposition_header(False, name)}
    # Browsers that show a picture by itself lay it out with a style of their own.
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if etag:
        headers["ETag"] = etag
    return kept_a_while(HttpResponse(content, content_type=kind, headers=headers))


def kept_a_while(response):
    """A minute, so that a change of day or place gets through; what is refused is not kept."""
    patch_cache_control(response, public=True, max_age=SOON)
    return response


def size_in(request):
    """What the address asks for; a phone's, if it asks for what there is not."""
    size = request.GET.get("size")
    return size if size in FORMATS and size != CARD else PHONE


def code_of(request, link, name):
    kind = request.GET.get("as", SVG)
    kind = kind if kind in KINDS else SVG
    return handed_out(code_file(link, kind), KINDS[kind], f"{name}二维码.{kind}")


@login_not_required
@require_safe
def activity_poster(request, pk):
    facts = facts_of_activity(pk)
    return picture(request, facts, size_in(request), f"海报 {facts.title}")


@login_not_required
@require_safe
def activity_card(request, pk):
    """What goes with the link of an activity where it is shared (Open Graph)."""
    facts = facts_of_activity(pk)
    return picture(request, facts, CARD, f"分享图 {facts.title}")


@login_not_required
@require_safe
def day_poster(request, code, day):
    facts = facts_of_day(code, day)
    return picture(request, facts, size_in(request), f"海报 {facts.frame.edition} {facts.day}")


@login_not_required
@require_safe
def week_poster(request, code):
    facts = facts_of_week(code)
    return picture(request, facts, size_in(request), f"海报 {facts.frame.edition}")


@login_not_required
@require_safe
def day_card(request, code, day):
    facts = facts_of_day(code, day)
    return picture(request, facts, CARD, f"分享图 {facts.frame.edition} {facts.day}")


@login_not_required
@require_safe
def week_card(request, code):
    facts = facts_of_week(code)
    return picture(request, facts, CARD, f"分享图 {facts.frame.edition}")


@login_not_required
@require_safe
def activity_qr(request, pk):
    activity = public_activity(pk)
    return code_of(request, activity_page(activity), activity.title)


@login_not_required
@require_safe
def day_qr(request, code, day):
    edition, day = open_day(code, day)
    return code_of(request, day_page(edition, day), f"{edition.title}{day_of_year(day)}")


@login_not_required
@require_safe
def week_qr(request, code):
    edition = open_edition(code)
    return code_of(request, week_page(edition), edition.title)


@require_GET
def poster_list(request, code):
    """宣传物料: posters, codes and calendars of the own activities, of the days and the week."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    material = Material(edition, request)
    return render(request, "activities/poster_list.html", {"edition": edition, "page": material})
