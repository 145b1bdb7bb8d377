"""The public addresses that codes on paper, calendars and posters lead to: in full."""

from urllib.parse import urlencode

from django.urls import reverse

from .public.site import absolute


def week_page(edition):
    return absolute(reverse("public_home", args=[edition.code]))


def day_page(edition, day):
    programme = reverse("public_programme", args=[edition.code])
    return absolute(f"{programme}?{urlencode({'day': day.isoformat()})}")


def activity_page(activity):
    return absolute(reverse("public_activity", args=[activity.edition.code, activity.pk]))
