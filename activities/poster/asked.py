"""What strangers may have a poster of: read from the database, nothing but what is public."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from ..models import Activity, Edition
from .facts import of_activity, of_day, of_week

# More never find room on one sheet; the rest is told by its number.
MOST_ROWS = 120
RELATED = ("edition", "college", "department", "category")


def open_edition(code):
    editions = Edition.objects.opened().select_related("showcase")
    return get_object_or_404(editions, code=code)


def open_day(code, text):
    """(edition, date): of the week, or the showcase day, which the weather may move out of it."""
    edition = open_edition(code)
    day = edition.day_from_text(text)
    if day is None or not (edition.contains(day) or day == edition.showcase_on):
        raise Http404
    return edition, day


def public_activity(pk):
    return get_object_or_404(Activity.objects.public().select_related(*RELATED), pk=pk)


def facts_of_activity(pk):
    return of_activity(public_activity(pk))


def facts_of_day(code, text):
    edition, day = open_day(code, text)
    found = Activity.objects.filter(edition=edition).public_on(day)
    rows = found.select_related(*RELATED).order_by("start_time", "pk")
    return of_day(edition, day, rows[:MOST_ROWS], found.count())


def facts_of_week(code):
    edition = open_edition(code)
    found = Activity.objects.filter(edition=edition)
    counts = {day: found.public_on(day).count() for day in edition.dates}
    return of_week(edition, counts, found.public().count())
