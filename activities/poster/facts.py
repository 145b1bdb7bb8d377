"""What a poster says: plain values, taken from what is public, without any phone number."""

from dataclasses import dataclass

from django.conf import settings

from colleges.dates import WEEKDAYS
from colleges.phones import masked_in

from ..facts import Mode
from ..public_pages import activity_page, day_page, week_page
from .lines import clean

OTHER = "other"  # the kind that says nothing


@dataclass(frozen=True)
class Frame:
    """What stands on every poster; `place` is the day's in the week, None of the week."""

    school: str
    edition: str
    slogan: str
    theme: str
    place: int | None
    link: str


@dataclass(frozen=True)
class ActivityFacts:
    frame: Frame
    number: int
    title: str
    category: str
    day: str
    weekday: str
    hours: str
    venue: str
    organiser: str
    partners: str
    audience: str
    is_open: bool


@dataclass(frozen=True)
class Row:
    """One line of a list: when or what day, what, and where and whose."""

    head: str
    title: str
    more: str = ""


@dataclass(frozen=True)
class DayFacts:
    frame: Frame
    day: str
    weekday: str
    rows: tuple[Row, ...]
    count: int
    told: str = ""


@dataclass(frozen=True)
class WeekFacts:
    frame: Frame
    span: str
    rows: tuple[Row, ...]
    showcase: str
    count: int


def short(day):
    """5.14, as posters write it."""
    return f"{day.month}.{day.day}"


def weekday(day):
    return f"周{WEEKDAYS[day.weekday()]}"


def told(text):
    return clean(masked_in(text))


def frame(edition, day, link):
    """The look and the links; a day outside the week looks like the week."""
    themes = edition.theme_day_by_date
    place = edition.dates.index(day) if day in edition.dates else None
    return Frame(
        school=told(settings.SCHOOL_NAME),
        edition=told(edition.title),
        slogan=told(edition.theme),
        theme=told(themes[day].name) if day in themes else "",
        place=place,
        link=link,
    )


def hours_of(activity):
    return f"{activity.start_time:%-H:%M}–{activity.end_time:%-H:%M}"


def where(activity):
    """The place, and that one may come by the net; online alone it is the net."""
    if activity.mode == Mode.ONLINE:
        return "线上"
    return told(activity.venue) + ("（同步线上）" if activity.mode == Mode.MIXED else "")


def of_activity(activity):
    first, last = activity.start_date, activity.end_date
    several = first != last
    return ActivityFacts(
        frame=frame(activity.edition, first, activity_page(activity)),
        number=activity.pk,
        title=told(activity.title),
        category="" if activity.category.code == OTHER else told(activity.category.name),
        day=f"{short(first)}–{short(last)}" if several else short(first),
        weekday=f"{weekday(first)}至{weekday(last)}" if several else weekday(first),
        hours=hours_of(activity),
        venue=where(activity),
        organiser=told(str(activity.organiser)),
        partners=told("、".join(activity.partners)),
        audience="、".join(activity.audience_names),
        is_open=activity.open_to_public,
    )


def of_day(edition, day, activities, count):
    """`activities` are the first of the `count` there are."""
    rows = [
        Row(hours_of(one), told(one.title), f"{where(one)}，{told(str(one.organiser))}")
        for one in activities
    ]
    showcase = edition.showcase
    if day == edition.showcase_on and not showcase.is_cancelled:
        hours = f"{edition.showcase_from:%-H:%M}–{edition.showcase_until:%-H:%M}"
        count += 1
        rows.insert(0, Row(hours, "各学院集中展示", told(edition.showcase_place)))
    return DayFacts(
        frame=frame(edition, day, day_page(edition, day)),
        day=short(day),
        weekday=weekday(day),
        rows=tuple(rows),
        count=count,
        told=told(showcase.told) if day == edition.showcase_on else "",
    )


def of_week(edition, counts, count):
    """`counts` are {day: number of activities}, of which some may last for several days."""
    themes = edition.theme_day_by_date
    rows = [
        Row(
            f"{short(day)} {weekday(day)}",
            told(themes[day].name) if day in themes else "天天有活动",
            f"{counts[day]} 项" if counts.get(day) else "",
        )
        for day in edition.dates
    ]
    day, hours = (
        edition.showcase_on,
        f"{edition.showcase_from:%-H:%M}–{edition.showcase_until:%-H:%M}",
    )
    place = f"集中展示：{short(day)} {weekday(day)} {hours}，{told(edition.showcase_place)}"
    off = edition.showcase.is_cancelled
    return WeekFacts(
        frame=frame(edition, None, week_page(edition)),
        span=f"{short(edition.starts_on)}–{short(edition.ends_on)}",
        rows=tuple(rows),
        showcase="集中展示已取消" if off else place,
        count=count,
    )
