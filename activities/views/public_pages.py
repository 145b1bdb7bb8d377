"""The public site: for everybody, without signing in. What it may show, `public()` decides."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from colleges.dates import day as told_day
from colleges.models import College
from colleges.qr import qr

from ..models import Activity, CollegeProfile, EditionDocument
from ..public.charts import bars
from ..public.front import Front
from ..public.kept import public_page
from ..public.numbers import Share, numbers_of
from ..public.programme import PublicProgramme, entries
from ..public.site import absolute, newest_site, site_of
from ..public.stories import pictures_of
from ..public.structured import activity_event, data_block, week_event
from ..public.texts import told_of

ROWS_A_PAGE, FEW = 30, 5
FILTERS = ("day", "category", "college", "public", "page")


def shown(request, site, template, context, here=""):
    """The page in the frame of the site; `here` is the entry it belongs to, its own if none."""
    here = here or request.resolver_match.url_name
    frame = {"site": site, "here": here, "address": absolute(request.path)}
    return render(request, template, frame | context)


def front_page(request, site):
    context = {"front": Front(site), "structured": data_block(week_event(site))}
    # At `/` it is the same page: search engines list it once.
    return shown(
        request,
        site,
        "activities/public_home.html",
        context | {"address": absolute(site.home)},
        "public_home",
    )


@public_page()
def public_home(request, code):
    return front_page(request, site_of(code))


@public_page()
def newest_home(request):
    """At `/`, for whoever is not signed in; nothing while no edition is open."""
    if (site := newest_site()) is None:
        raise Http404
    return front_page(request, site)


@public_page(*FILTERS, typed=("q",))
def public_programme(request, code):
    site = site_of(code)
    wanted = PublicProgramme(request.GET, site.edition)
    page = Paginator(wanted.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"wanted": wanted, "page": page, "numbers": numbers_of(site.edition)}
    if wanted.day_is_ours:
        # A day has a page and a picture of its own to be shared.
        context["address"] = absolute(f"{request.path}?day={wanted.day}")
    return shown(request, site, "activities/public_programme.html", context)


@public_page()
def public_activity(request, code, pk):
    """Also of one that was called off after people could put it into their calendars."""
    site = site_of(code)
    ours = Activity.objects.filter(edition=site.edition)
    told = entries(ours.public()) | entries(ours.once_public())
    activity = get_object_or_404(told.prefetch_related("tags"), pk=pk)
    unit = {"college": activity.college_id, "department": activity.department_id}
    others = entries(ours.public().filter(**unit)).in_order().exclude(pk=pk)[:FEW]
    context = {"activity": activity, "others": others, "qr": qr(absolute(request.path))}
    context |= {"pictures": (found := pictures_of(activity))[:FEW], "picture_count": found.count()}
    context["stories"] = told_of(activity)[:FEW]
    context["structured"] = data_block(activity_event(site, activity))
    return shown(request, site, "activities/public_activity.html", context, "public_programme")


@public_page("page")
def public_college(request, code, pk):
    site = site_of(code)
    college = get_object_or_404(College, pk=pk)
    rows = entries(Activity.objects.filter(edition=site.edition, college=college).public())
    page = Paginator(rows.in_order(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    profile = CollegeProfile.objects.of(site.edition, college)
    context = {"college": college, "page": page, "website": profile.website}
    return shown(request, site, "activities/public_college.html", context, "public_programme")


@public_page()
def public_numbers(request, code):
    site = site_of(code)
    numbers = numbers_of(site.edition)
    days = [Share(told_day(day), count, f"day={day}") for day, count in numbers.by_day.items()]
    charts = {"by_day": bars(days), "by_kind": bars(numbers.by_kind)}
    charts["by_audience"] = bars(numbers.by_audience)
    return shown(request, site, "activities/public_numbers.html", charts | {"numbers": numbers})


@public_page()
def public_about(request, code):
    site = site_of(code)
    documents = EditionDocument.objects.public().filter(edition=site.edition)
    listed = sorted(documents, key=lambda document: document.place)
    context = {"duties": site.edition.duties.all(), "documents": listed}
    return shown(request, site, "activities/public_about.html", context)
