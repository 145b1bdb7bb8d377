"""Calendars for everybody: no sign-in, no cookie, a minute old at the most."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from colleges.dates import day as day_of_year
from colleges.models import College

from ..calendars import calendar, event_of, showcase_event
from ..models import Activity, Edition, Showcase
from ..programme import ProgrammeFilter
from ..public.pace import paced

SOON = 60


def public_edition(code):
    return get_object_or_404(Edition.objects.opened(), code=code)


def public_day(edition, text):
    """A date of the week, or the showcase day, which the weather may move out of it."""
    day = edition.day_from_text(text)
    if day is None or not (edition.contains(day) or day == edition.showcase_on):
        raise Http404
    return day


def showcase_of(edition):
    showcase = get_object_or_404(Showcase.objects.for_page(), edition=edition)
    switches = edition.weather_switches.values_list("switched_at", "undone_at")
    return showcase_event(showcase, [act for acts in switches for act in acts if act])


def events_of(edition, activities, day=None):
    told = activities.filter(edition=edition).for_calendar().in_order()
    return [event_of(activity, day) for activity in told]


def file(request, name, events):
    body = calendar(name, request.get_full_path(), events)
    header = content_disposition_header(False, f"{name}.ics")
    kind = "text/calendar; charset=utf-8"
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": header})


@login_not_required
@require_safe
@paced
@cache_control(public=True, max_age=SOON)
@conditional_page
def calendar_feed(request, code):
    """The week, or of it what the filters of the programme leave."""
    edition = public_edition(code)
    wanted = ProgrammeFilter(request.GET, edition)
    events = events_of(edition, wanted.apply(Activity.objects.all()), wanted.day)
    if not wanted.is_set:
        events.append(showcase_of(edition))
    return file(request, edition.title, events)


@login_not_required
@require_safe
@paced
@cache_control(public=True, max_age=SOON)
@conditional_page
def day_calendar(request, code, day):
    edition = public_edition(code)
    day = public_day(edition, day)
    events = events_of(edition, Activity.objects.touching(day), day)
    if day == edition.showcase_on:
        events.append(showcase_of(edition))
    return file(request, f"{edition.title}{day_of_year(day)}", events)


@login_not_required
@require_safe
@paced
@cache_control(public=True, max_age=SOON)
@conditional_page
def college_calendar(request, code, pk):
    edition, college = public_edition(code), get_object_or_404(College, pk=pk)
    events = events_of(edition, Activity.objects.filter(college=college))
    return file(request, f"{edition.title}（{college}）", events)


@login_not_required
@require_safe
@paced
@cache_control(public=True, max_age=SOON)
@conditional_page
def activity_calendar(request, pk):
    activity = get_object_or_404(Activity.objects.for_calendar(), pk=pk)
    return file(request, activity.title, [event_of(activity)])
