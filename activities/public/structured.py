"""The same facts for search engines: schema.org events as JSON-LD."""

import json
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from colleges.phones import masked_in

from ..models import Activity
from .site import absolute

MODES = {
    Activity.Mode.ON_SITE: "OfflineEventAttendanceMode",
    Activity.Mode.ONLINE: "OnlineEventAttendanceMode",
    Activity.Mode.MIXED: "MixedEventAttendanceMode",
}
# What could end the element or begin another, in the spelling of JSON.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
SCHEMA = "https://schema.org/"


def data_block(facts):
    """A block of data is not a script: no browser runs it, and the policy has nothing to allow."""
    text = json.dumps({"@context": "https://schema.org"} | facts, ensure_ascii=False)
    # Safe: after the escapes no character of it means anything to HTML.
    told = SafeString(text.translate(ESCAPES))
    return format_html('<script type="application/ld+json">{}</script>', told)


def instant(day, clock):
    return timezone.make_aware(datetime.combine(day, clock)).isoformat()


def week_event(site):
    edition = site.edition
    return {
        "@type": "Festival",
        "name": f"{edition.title}：{edition.theme}",
        "startDate": edition.starts_on.isoformat(),
        "endDate": edition.ends_on.isoformat(),
        "eventStatus": f"{SCHEMA}EventScheduled",
        "location": {"@type": "Place", "name": site.school, "address": site.school},
        "organizer": organisation(site.school, absolute(site.home)),
        "url": absolute(site.home),
        "isAccessibleForFree": True,
    }


def activity_event(site, activity):
    state = "EventCancelled" if activity.is_cancelled else "EventScheduled"
    address = reverse("public_activity", args=[site.edition.code, activity.pk])
    return {
        "@type": "Event",
        "name": masked_in(activity.title),
        "description": masked_in(activity.summary),
        "startDate": instant(activity.start_date, activity.start_time),
        "endDate": instant(activity.end_date, activity.end_time),
        "eventStatus": SCHEMA + state,
        "eventAttendanceMode": SCHEMA + MODES[activity.mode],
        "location": places(activity, absolute(address)),
        "organizer": organisation(str(activity.organiser), absolute(site.home)),
        "url": absolute(address),
        "isAccessibleForFree": True,
    }


def places(activity, address):
    found = []
    if activity.venue:
        venue = masked_in(activity.venue)
        where = {"name": venue, "address": f"{settings.SCHOOL_NAME} {venue}"}
        found.append({"@type": "Place"} | where)
    if activity.mode != Activity.Mode.ON_SITE:
        found.append({"@type": "VirtualLocation", "url": activity.online_link or address})
    return found


def organisation(name, url):
    return {"@type": "Organization", "name": name, "url": url}
