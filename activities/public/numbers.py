"""The week in numbers, before it has happened: what is announced, and the people it expects.

Nothing here is a result. 预计 stands wherever people are counted, and a number that nobody wrote
down is missing and not nought (design §4.10).
"""

from dataclasses import dataclass, field

from django.core.cache import caches
from django.db.models import Count, Q, Sum

from ..models import Activity
from ..models.activity import Audience
from .kept import KEPT_FOR


@dataclass(frozen=True)
class Share:
    """One bar: its name, how many activities, and where they are listed ("" for nowhere)."""

    name: str
    count: int
    query: str = ""


@dataclass(frozen=True)
class Numbers:
    total: int
    open: int
    online: int
    organisers: int
    expected: int
    unknown: int
    by_day: dict = field(default_factory=dict)
    by_kind: list = field(default_factory=list)
    by_audience: list = field(default_factory=list)
    by_college: list = field(default_factory=list)


def numbers_of(edition):
    """Kept on their own: every page with the seven days shows them, all of the school is read."""
    key = f"numbers-{edition.pk}"
    if (kept := caches["pages"].get(key)) is None:
        kept = counted(edition)
        caches["pages"].set(key, kept, KEPT_FOR)
    return kept


def counted(edition):
    public = Activity.objects.filter(edition=edition).public().order_by()
    told = public.aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(open_to_public=True)),
        online=Count("pk", filter=~Q(mode=Activity.Mode.ON_SITE)),
        organisers=Count("college", distinct=True) + Count("department", distinct=True),
        internal=Sum("expected_internal"),
        external=Sum("expected_external"),
        unknown=Count("pk", filter=Q(expected_internal=None, expected_external=None)),
        **{f"day{n}": Count("pk", filter=on(day)) for n, day in enumerate(edition.dates)},
    )
    return Numbers(
        expected=(told.pop("internal") or 0) + (told.pop("external") or 0),
        by_day={day: told.pop(f"day{n}") for n, day in enumerate(edition.dates)},
        by_kind=by_kind(public),
        by_audience=by_audience(public),
        by_college=by_college(public),
        **told,
    )


def on(day):
    """An activity that leaves the campus for several days needs an approval for each of them."""
    free = Q(is_outing=False) | Q(Activity.objects.passed_outing(day))
    return Q(start_date__lte=day, end_date__gte=day) & free


def by_kind(public):
    kinds = public.values("category__name", "category__code", "category__position")
    found = kinds.annotate(count=Count("pk")).order_by("-count", "category__position")
    return [
        Share(row["category__name"], row["count"], f"category={row['category__code']}")
        for row in found
    ]


def by_audience(public):
    """An activity for two kinds of people counts for each: the bars do not add up."""
    found = public.values("audiences").annotate(count=Count("pk"))
    counts = dict.fromkeys(Audience.values, 0)
    for row in found:
        for code in set(row["audiences"]) & set(counts):
            counts[code] += row["count"]
    shares = [Share(Audience(code).label, count) for code, count in counts.items() if count]
    return sorted(shares, key=lambda share: -share.count)


def by_college(public):
    """[(id, name, activities)] in the order of the colleges."""
    found = (
        public.filter(college__isnull=False)
        .values("college", "college__name", "college__position", "college__code")
        .annotate(count=Count("pk"))
        .order_by("college__position", "college__code")
    )
    return [(row["college"], row["college__name"], row["count"]) for row in found]
