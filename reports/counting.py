"""What the database adds up of editions, in five queries whatever the school's size; `gathering`
puts it together.

The same figures as `statistics` makes of single rows; tests hold the two together.
"""

from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from activities.facts import Mode
from activities.models import (
    COUNTED_AS,
    Activity,
    MediaItem,
    MediaMention,
    NewsItem,
    Outing,
    ResultPart,
    Story,
    Tag,
)
from activities.models.organiser import column_of
from activities.newsroom.counting import Level
from activities.outing_status import PASSED
from activities.result_facts import ATTENDANCE, NUMBERS, TOOK_PLACE, Part
from colleges.models import College

from .indicator_rows import NAMINGS
from .models.summary_report import SummaryReport

UNKNOWN = Q(**{f"result__{name}": None for name in ATTENDANCE})
# Indicators that add up one number of the results.
SUMMED = {
    **{f"D{place}": name for place, name in enumerate(ATTENDANCE, start=3)},
    **{"C4": "served_people", "D13": "online_views", "E3": "signed_projects"},
    **{"E6": "visited_alumni", "E7": "returned_alumni", "E8": "craftsmen"},
    **{"F2": "fair_enterprises", "F3": "job_openings", "F4": "fair_students"},
    **{"F5": "job_intents", "G6": "materials"},
}
IN_MODE = {"A2": Mode.ON_SITE, "A3": Mode.ONLINE, "A4": Mode.MIXED}
IN_CATEGORY = {"C3": "social_service", "F1": "job_fair"}
# What is marked, by category or tag, or where it went.
MARKED = {
    "B2": (("open_campus", "campus_open"), ""),
    "B4": (("open_contest",), ""),
    "C1b": (("into_community",), "community"),
    "C2b": (("into_village",), "village"),
}
# Organisations told apart: of which kind, with which of these parts.
ANY = tuple(Part.values)
ORGANISATIONS = {
    "B1": ("enterprise", ("opened",)),
    "B3": ("institute", ("opened",)),
    "C1": ("community", ("place",)),
    "C2": ("village", ("place",)),
    "E1": ("enterprise", ANY),
    "E2": ("enterprise", ("signed",)),
    "E5": ("enterprise", ("visited",)),
}
LEVELS = dict(zip(Level.values, ("G1", "G2", "G3", "G4"), strict=True))
# Between the words of a line.
MARK = "\n"
# Recorded for everybody, so that nothing is 0.
KEPT = ("H1", "H2", "G7", "G8", "I1", "I2", *LEVELS.values())
MEDIA = {MediaItem.Kind.PHOTO: "G7", MediaItem.Kind.VIDEO: "G8"}


def words(text):
    return Value(text, output_field=CharField())


def none():
    return Value(0, output_field=IntegerField())


def nobody():
    return Value(None, output_field=IntegerField())


@dataclass(frozen=True)
class Asked:
    """Which editions, and whose: one organiser's, or everybody's."""

    editions: tuple
    organiser: object = None

    def rows(self, rows, path=""):
        wanted = {"edition__in": self.editions}
        if self.organiser is not None:
            wanted |= column_of(self.organiser)
        return rows.filter(**{f"{path}{name}": value for name, value in wanted.items()}).order_by()

    def happened(self):
        return self.rows(Activity.objects).filter(result__outcome__in=TOOK_PLACE)


def marked(asked, codes, place):
    """By category or by tag, as one activity; or whoever went to such a `place`."""
    tagged = asked.rows(Activity.tags.through.objects, "activity__").filter(tag__code__in=codes)
    found = Q(category__code__in=codes) | Q(pk__in=tagged.values("activity"))
    return found | naming(asked, place, "place") if place else found


def naming(asked, kind, part):
    """Activities that name an organisation of this kind with this part."""
    counted_kind = Coalesce("partner__merged_into__kind", "partner__kind")
    rows = asked.rows(ResultPart.objects, "result__activity__").alias(counted_kind=counted_kind)
    named = rows.filter(part=part, counted_kind=kind)
    return Q(pk__in=named.values("result__activity"))


def unnamed(asked):
    """{indicator: how many activities do not name what it tells apart}"""
    lacking = {
        code: marked(asked, one.marks, "") & ~naming(asked, one.kind, one.part)
        for code, one in NAMINGS.items()
    }
    return {f"unnamed_{code}": Count("pk", filter=about) for code, about in lacking.items()}


def units(asked, today):
    """Per unit and outcome: what its activities add up to."""
    lacks = Q(status=Activity.Status.PLANNED, end_date__lt=today, result=None)
    return (
        asked.rows(Activity.objects)
        .values("edition", "college", "department", outcome=F("result__outcome"))
        .annotate(
            organiser=Coalesce(Max("college__name"), Max("department__name")),
            activities=Count("pk"),
            lacking=Count("pk", filter=lacks),
            unknown=Count("pk", filter=UNKNOWN),
            **{name: Sum(f"result__{name}") for name in NUMBERS},
            **{f"known_{name}": Count(f"result__{name}") for name in ATTENDANCE},
            **sessions_of(asked),
            **unnamed(asked),
        )
    )


def sessions_of(asked):
    """{indicator: its sessions}; B4 counts activities."""
    wanted = {code: Q(mode=mode) for code, mode in IN_MODE.items()}
    wanted |= {code: Q(category__code=category) for code, category in IN_CATEGORY.items()}
    wanted |= {code: marked(asked, *about) for code, about in MARKED.items()}
    found = {code: Sum("result__session_count", filter=about) for code, about in wanted.items()}
    found["B4"] = Count("pk", filter=wanted["B4"])
    return found | {"A1": Sum("result__session_count")}


def attendance_sum():
    return Sum(sum((Coalesce(f"result__{name}", 0) for name in ATTENDANCE), start=Value(0)))


def days(asked):
    """Per unit, dates and rooms: (…, activities, sessions, visits, of how many unknown)."""
    return (
        asked.happened()
        .values_list(
            *("edition", "college", "department"),
            Cast("result__dates_held", TextField()),
            Cast("result__venues", TextField()),
        )
        .annotate(
            n=Count("pk"),
            sessions=Sum("result__session_count"),
            visits=attendance_sum(),
            unknown=Count("pk", filter=UNKNOWN),
        )
    )


def largest(asked):
    """The activity most people came to: (title, unit, visits); None while nobody counted."""
    rows = asked.happened().annotate(visits=attendance_sum()).filter(visits__gt=0)
    unit = Coalesce("college__name", "department__name")
    return rows.order_by("-visits", "pk").values_list("title", unit, "visits").first()


def organisations(asked):
    """Each once per unit and part: a merged spelling as the organisation it counts as."""
    rows = asked.rows(ResultPart.objects, "result__activity__")
    rows = rows.filter(result__outcome__in=TOOK_PLACE).annotate(
        counted=COUNTED_AS, counted_kind=Coalesce("partner__merged_into__kind", "partner__kind")
    )
    where = [f"result__activity__{name}" for name in ("edition", "college", "department")]
    return rows.values_list(*where, "counted", "counted_kind", "part").distinct()


def smaller(asked):
    """Kinds, tags, outings, pictures, texts and mentions in one query: (edition, college,
    department, what, four numbers)."""
    pictures = asked.rows(MediaItem.objects.counting()).filter(kind__in=MEDIA)
    kinds = [When(kind=kind, then=words(code)) for kind, code in MEDIA.items()]
    cases = asked.rows(NewsItem.objects).filter(
        kind=NewsItem.Kind.CASE, status=NewsItem.Status.PUBLISHED
    )
    took = Case(*[When(best=level, then=words(code)) for level, code in LEVELS.items()])
    tagged = asked.happened().filter(tags__code__isnull=False)
    in_words = ("category__code", words(MARK), "mode", words(MARK), "category__name")
    # First what names its unit: of nothing but NULLs PostgreSQL would make a column of text.
    return counted_rows(pictures, Case(*kinds)).union(
        counted_rows(cases, words("I2")),
        counted_rows(summaries(asked), words("I1")),
        counted_rows(mentions(asked), took),
        outings(asked),
        lines(asked.happened(), words("kind" + MARK), *in_words),
        lines(tagged, words("tag" + MARK), "tags__code"),
        tag_names(asked),
        all=True,
    )


def lines(rows, *told):
    """Of the school or the unit asked for: activities, sessions, visits, of how many unknown."""
    what = Concat(*told, output_field=CharField())
    rows = rows.annotate(what=what, no_college=nobody(), no_department=nobody())
    return rows.values_list("edition", "no_college", "no_department", "what").annotate(
        a=Count("pk"),
        b=Sum("result__session_count"),
        c=attendance_sum(),
        d=Count("pk", filter=UNKNOWN),
    )


def tag_names(asked):
    """Every tag of the edition, also where nothing bears it; the first number is its place."""
    told = Concat(words("name" + MARK), "code", words(MARK), "name", output_field=CharField())
    rows = Tag.objects.filter(edition__in=asked.editions).order_by().annotate(what=told)
    rows = rows.annotate(no_college=nobody(), no_department=nobody())
    rows = rows.values_list("edition", "no_college", "no_department", "what", "position")
    return rows.annotate(b=none(), c=none(), d=none())


def counted_rows(rows, what):
    rows = rows.annotate(what=what).values_list("edition", "college", "department", "what")
    return rows.annotate(a=Count("pk"), b=none(), c=none(), d=none())


def outings(asked):
    rows = asked.rows(Outing.objects.meant(), "activity__").annotate(what=words("H"))
    where = [f"activity__{name}" for name in ("edition", "college", "department")]
    passed = Count("pk", filter=Q(status__in=PASSED))
    return rows.values_list(*where, "what").annotate(a=Count("pk"), b=passed, c=none(), d=none())


def summaries(asked):
    """Reports that colleges handed in; departments write none."""
    if asked.organiser is not None and asked.organiser.kind != College.kind:
        return SummaryReport.objects.none().annotate(department=nobody())
    reports = SummaryReport.objects.handed_in().select_related(None)
    return asked.rows(reports.annotate(department=nobody()))


def mentions(asked):
    """Stories that an outlet took, each with the highest level it reached."""
    rank = Case(*[When(level=level, then=place) for place, level in enumerate(Level)])
    confirmed = MediaMention.objects.filter(
        story=OuterRef("pk"), edition=OuterRef("edition"), status=MediaMention.Status.CONFIRMED
    )
    best = Subquery(confirmed.order_by(rank.desc()).values("level")[:1])
    return asked.rows(Story.objects).annotate(best=best).filter(best__isnull=False)


def colleges(asked):
    """In their order, with their head-counts and what they state, of each edition."""
    rows, own = College.objects.all(), {}
    if asked.organiser is not None:
        is_college = asked.organiser.kind == College.kind
        rows = rows.filter(pk=asked.organiser.pk) if is_college else rows.none()
    for edition in asked.editions:
        profile, entry = f"profile_{edition.pk}", f"entry_{edition.pk}"
        rows = rows.annotate(
            **{profile: FilteredRelation("profiles", condition=Q(profiles__edition=edition))},
            **{entry: FilteredRelation("statistics", condition=Q(statistics__edition=edition))},
        )
        for name in ("enrolled_students", "staff_total"):
            own[f"{name}_{edition.pk}"] = F(f"{profile}__{name}")
        for name in ("stated", "notes"):
            own[f"{name}_{edition.pk}"] = F(f"{entry}__{name}")
    return rows.values("pk", "name", "is_active", **own)
