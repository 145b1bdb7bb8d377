"""What others take from the public site: the programme in their own pages, the sitemap."""

from functools import wraps

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt

from ..public.kept import public_page
from ..public.programme import PublicProgramme
from ..public.site import absolute, newest_site
from ..public.sitemaps import SITEMAPS

MOST_ROWS = 50
ROBOTS = """User-agent: *
Allow: /$
Allow: /w/
Allow: /showcase/
Allow: /static/
Allow: /calendars/
Allow: /honours/
Allow: /posters/
Disallow: /

Sitemap: {sitemap}
"""


def for_frames(view):
    """In a frame of those sites alone that the setting names."""

    @wraps(view)
    def page(request, *args, **named):
        ancestors = {"frame-ancestors": settings.EMBED_ANCESTORS or [NONE]}
        return csp_replace(ancestors)(view)(request, *args, **named)

    return page


@for_frames
@xframe_options_exempt
@public_page("day", "category", "college", "public")
def public_embed(request):
    """The programme of the newest edition for a frame in a page of the school's own site."""
    if (site := newest_site()) is None:
        raise Http404
    wanted = PublicProgramme(request.GET, site.edition)
    rows = wanted.rows
    if not wanted.day and site.today <= site.edition.ends_on:
        rows = rows.filter(end_date__gte=site.today)
    context = {"site": site, "wanted": wanted, "rows": list(rows[: MOST_ROWS + 1])}
    context["more"] = len(context["rows"]) > MOST_ROWS
    context["rows"] = context["rows"][:MOST_ROWS]
    return render(request, "activities/public_embed.html", context)


@public_page("p", "section")
def public_sitemap(request):
    return sitemap(request, SITEMAPS, section=None).render()


@public_page()
def robots(request):
    text = ROBOTS.format(sitemap=absolute("/sitemap.xml"))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
