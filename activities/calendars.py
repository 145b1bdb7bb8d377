"""What is public of the week, as iCalendar (RFC 5545): no phone number, the same bytes for all."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.urls import reverse

from colleges.phones import masked_in

from .facts import Mode
from .public_pages import activity_page

ZONE = ZoneInfo(settings.TIME_ZONE)
# China has kept one hour all year since 1991.
ONE_OFFSET_SINCE = datetime(1992, 1, 1).date()
ASK_AGAIN = timedelta(hours=1)
A_DAY = timedelta(days=1)
ONLINE = "线上"


@dataclass(frozen=True)
class Event:
    uid: str
    title: str
    starts: datetime
    ends: datetime
    place: str
    told: str
    link: str
    sequence: int
    changed_at: datetime
    category: str = ""
    is_cancelled: bool = False
    # More than one: on so many days from the first, at the same hours, less those skipped.
    days: int = 1
    skipped: tuple[datetime, ...] = ()


def event_of(activity, day=None) -> Event | None:
    """An activity as an event; of several days as it stands on one `day` alone."""
    every = days = days_of(activity)
    if day is not None and not runs_on(activity):
        days = [one for one in every if one == day]
    if not days:
        return None
    first, last = days[0], days[-1]
    missing = sorted(set(span(first, last)).difference(days))
    return Event(
        uid=uid(f"activity-{activity.pk}", first if days != every else None),
        title=masked_in(activity.title),
        starts=at(first, activity.start_time),
        ends=at(activity.end_date if runs_on(activity) else first, activity.end_time),
        place=masked_in(activity.venue) or ONLINE,
        told=description(activity),
        link=activity.online_link or activity_page(activity),
        sequence=activity.version,
        changed_at=activity.updated_at,
        category=activity.category.name,
        is_cancelled=activity.is_cancelled,
        days=(last - first).days + 1,
        skipped=tuple(at(one, activity.start_time) for one in missing),
    )


def runs_on(activity):
    """Through the night: of several days each has its hours, but not where these run backwards."""
    return activity.end_time <= activity.start_time


def days_of(activity):
    """Those on which it may be held: of an outing only what has been approved."""
    if runs_on(activity):
        return [activity.start_date]
    days = span(activity.start_date, activity.end_date)
    return [day for day in days if not activity.is_held_up_on(day)]


def span(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def description(activity):
    lines = [
        f"主办：{activity.organiser}",
        f"形式：{activity.get_mode_display()}" if activity.mode != Mode.ON_SITE else "",
        "面向社会开放" if activity.open_to_public else "",
        f"已取消：{activity.cancel_reason}" if activity.is_cancelled else "",
        activity.summary,
        f"详情：{activity_page(activity)}",
    ]
    return masked_in("\n".join(filter(None, lines)))


def showcase_event(showcase, acts) -> Event:
    """集中展示日, wherever the weather has moved it; `acts` are the instants at which it did."""
    edition = showcase.edition
    day, page = edition.showcase_on, reverse("showcase_plan", args=[edition.code])
    told = ["各学院设展位集中展示。", showcase.told, f"展位图：{settings.SITE_URL}{page}"]
    return Event(
        uid=uid(f"showcase-{edition.code}"),
        title=f"{edition.title}集中展示",
        starts=at(day, edition.showcase_from),
        ends=at(day, edition.showcase_until),
        place=edition.showcase_place,
        told="\n".join(filter(None, told)),
        link=f"{settings.SITE_URL}{page}",
        # Settings count their saves, the weather does not touch that number.
        sequence=edition.version + len(acts),
        changed_at=max([edition.opened_at, *acts]),
        is_cancelled=showcase.is_cancelled,
    )


def uid(name, day=None):
    part = f"-{day:%Y%m%d}" if day else ""
    return f"{name}{part}@{urlsplit(settings.SITE_URL).hostname}"


def at(day, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZONE)


def calendar(name: str, address: str, events) -> bytes:
    """The whole file. `address` is its own, where programmes that subscribe look again."""
    empty = icalendar.Calendar()
    empty.add("prodid", "-//vocweek//职教活动周//ZH")
    empty.add("version", "2.0")
    empty.add("calscale", "GREGORIAN")
    empty.add("method", "PUBLISH")
    for word in ("name", "x-wr-calname"):
        empty.add(word, name)
    empty.add("x-wr-timezone", ZONE.key)
    empty.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    empty.add("x-published-ttl", "PT1H")
    empty.add("source", f"{settings.SITE_URL}{address}", parameters={"VALUE": "URI"})
    empty.add_component(zone())
    head, end, _ = empty.to_ical().rpartition(b"END:VCALENDAR")
    return b"".join([head, *map(written, filter(None, events)), end, b"\r\n"])


def zone():
    made = icalendar.Timezone.from_tzid(ZONE.key, first_date=ONE_OFFSET_SINCE)
    # The library says until when it has looked for changes of the hour.
    made.pop("comment", None)
    return made


@lru_cache(maxsize=8192)
def written(event: Event) -> bytes:
    """Most events are as they were when somebody last asked, and writing one takes 2 ms."""
    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("summary", f"（已取消）{event.title}" if event.is_cancelled else event.title)
    made.add("dtstart", event.starts)
    made.add("dtend", event.ends)
    if event.days > 1:
        made.add("rrule", {"freq": "daily", "count": event.days})
    for day in event.skipped:
        made.add("exdate", day)
    made.add("location", event.place)
    made.add("description", event.told)
    made.add("url", event.link)
    if event.category:
        made.add("categories", [event.category])
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    made.add("sequence", event.sequence)
    for word in ("dtstamp", "last-modified"):
        made.add(word, event.changed_at.astimezone(UTC))
    return made.to_ical()
