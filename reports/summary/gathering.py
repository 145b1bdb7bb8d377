"""What a draft says, read from the records in a number of queries that does not grow."""

from collections import defaultdict

from django.conf import settings

from activities.models import (
    Activity,
    ActivityResult,
    MediaItem,
    MediaMention,
    NewsItem,
)
from activities.models.organiser import column_of
from activities.newsroom.counting import RANKS
from activities.result_facts import Part
from colleges.files import stored

from ..statistics import StatisticsForm
from ..statistics_board import StatisticsBoard
from ..unfiled import unfiled
from .facts import Draft, Held, Kind, Photo, Report, Share

MOST_PHOTOS, MOST_REPORTS = 8, 200
COPY = 800  # pixels: two beside each other at 270 dpi
# A place is where, not with whom.
PARTNERS = [part for part in Part if part != Part.PLACE]


def college_draft(edition, college, today):
    form = StatisticsForm(edition, college, today)
    reports, more = reports_of(edition, college)
    return Draft(
        unit=college.name,
        figures=form.figures,
        kinds=kinds_of(edition, college),
        cases=cases_of(edition, college),
        reports=reports,
        more_reports=more,
        photos=photos_of(edition, college),
        lacking=form.unit.lacking,
        **week_of(edition, today),
    )


def school_draft(edition, today):
    """Built from every unit; what is distinct is counted over the whole school."""
    board = StatisticsBoard(edition, today)
    reports, more = reports_of(edition)
    return Draft(
        unit=settings.SCHOOL_NAME,
        figures=board.total.figures,
        kinds=kinds_of(edition),
        cases=cases_of(edition),
        reports=reports,
        more_reports=more,
        photos=photos_of(edition),
        shares=tuple(Share(row.name, row.figures) for row in board.rows(board.units)),
        lacking=sum(unit.lacking for _, unit in board.units),
        unfiled=unfiled(edition, board.figures),
        unknown=board.unknown,
        **week_of(edition, today),
    )


def week_of(edition, today):
    first, last = edition.starts_on, edition.ends_on
    until = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    span = f"{first.year}年{first.month}月{first.day}日至{until}"
    return {"year": edition.year, "theme": edition.theme, "span": span, "on": today}


def of(rows, organiser, path=""):
    """`rows` of one organiser, who stands at `path`, or of everybody."""
    if organiser is None:
        return rows
    return rows.filter(**{f"{path}{name}": one for name, one in column_of(organiser).items()})


def kinds_of(edition, organiser=None):
    """By category in the order of the edition; of each what took place, by day."""
    rows = ActivityResult.objects.took_place().filter(activity__edition=edition)
    rows = of(rows, organiser, "activity__").select_related("activity__category")
    rows = rows.prefetch_related("parts__partner__merged_into")
    found = defaultdict(list)
    for row in rows.order_by("activity__category__position", "activity__start_date", "pk"):
        found[row.activity.category.name].append(held(row))
    return tuple(Kind(name, tuple(rows)) for name, rows in found.items())


def held(result):
    activity = result.activity
    partners = {
        (part.partner.merged_into or part.partner).name
        for part in result.parts.all()
        if part.part in PARTNERS
    }
    return Held(
        title=activity.title,
        days=days_told(result.dates_held),
        venue=activity.venue or ("线上" if activity.mode == Activity.Mode.ONLINE else ""),
        sessions=result.session_count,
        attendance=result.attendance,
        partners=tuple(sorted(partners)),
        summary=" ".join(activity.summary.split()),
    )


def days_told(dates):
    """["2025-05-12", "2025-05-14"] → 5月12日、14日."""
    told, month = [], None
    for text in sorted(dates):
        _, this, day = map(int, text.split("-"))
        told.append(f"{day}日" if this == month else f"{this}月{day}日")
        month = this
    return "、".join(told)


def cases_of(edition, organiser=None):
    published = NewsItem.objects.filter(
        edition=edition, kind=NewsItem.Kind.CASE, status=NewsItem.Status.PUBLISHED
    )
    return tuple(of(published, organiser).order_by("pk").values_list("title", flat=True))


def reports_of(edition, organiser=None):
    """(the reports that outlets have taken, highest level first; how many more there are)"""
    rows = of(MediaMention.objects.confirmed(edition), organiser, "story__").for_list()
    rows = sorted(rows, key=lambda row: (-RANKS[row.level], row.published_on, row.pk))
    return tuple(map(told, rows[:MOST_REPORTS])), max(0, len(rows) - MOST_REPORTS)


def told(mention):
    day = mention.published_on
    return Report(
        title=mention.story.title,
        unit=str(mention.story.organiser),
        outlet=mention.outlet,
        level=mention.get_level_display(),
        day=f"{day.month}月{day.day}日",
        address=mention.url,
    )


def photos_of(edition, organiser=None):
    """Reviewed, each once, the excellent ones first; minors only where consent is in order."""
    rows = of(MediaItem.objects.counting().consented(), organiser).filter(edition=edition)
    rows = rows.filter(kind=MediaItem.Kind.PHOTO).select_related("college", "department")
    rows = rows.order_by("-is_excellent", "day", "pk")[: MOST_PHOTOS * 2]
    there = [(row, stored(row.stored_copy(COPY))) for row in rows]
    found = [(row, file) for row, file in there if file.exists()]
    return tuple(Photo(caption_of(row, organiser), file) for row, file in found[:MOST_PHOTOS])


def caption_of(item, organiser):
    where = [item.place, f"{item.day.month}月{item.day.day}日" if item.day else ""]
    if organiser is None:
        where.insert(0, str(item.organiser))
    told = "，".join(filter(None, where))
    return f"{item.caption or '活动照片'}{f'（{told}）' if told else ''}"
