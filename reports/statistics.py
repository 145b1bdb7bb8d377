"""附件2 of one unit and of the whole school, read in a number of queries that does not grow."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce

from activities.models import (
    COUNTED_AS,
    Activity,
    ActivityResult,
    CollegeProfile,
    MediaItem,
    MediaMention,
    NewsItem,
    Outing,
    Requirement,
    ResultPart,
)
from activities.models.organiser import column_of
from activities.models.partner import key_of
from activities.newsroom.counting import RANKS
from activities.outing_status import PASSED
from activities.result_facts import NUMBERS, TOOK_PLACE
from colleges.models import College, Department

from .counting import Asked, none, summaries, words
from .indicator_checks import Check, checks
from .indicators import BY_CODE, INDICATORS, RATES, Figure, Indicator, figures, things, unnamed
from .models.statistics import StatisticsEntry
from .unit_facts import Departure, Happened, Partner, Piece, Unit

Key = tuple[str, int]  # (kind of organiser, id)
RECORDED = ("photos", "videos", "mentions", "cases", "reports")
STORY_COLUMNS = ("story__college", "story__department", "pk", "story__title")
by_pk = itemgetter(2)
MEDIA_KINDS = {MediaItem.Kind.PHOTO: "photos", MediaItem.Kind.VIDEO: "videos"}


def key_of_unit(college_id, department_id) -> Key:
    if college_id:
        return College.kind, college_id
    return Department.kind, department_id


class Facts:
    """What the records say of one organiser, or of everybody, in one edition."""

    def __init__(self, edition, today, organiser=None):
        self.edition, self.today, self.organiser = edition, today, organiser

    def narrowed(self, rows, path=""):
        """`rows` of the edition and of the organiser, who both stand at `path`."""
        wanted = {"edition": self.edition}
        if self.organiser is not None:
            wanted |= column_of(self.organiser)
        return rows.filter(**{f"{path}{name}": value for name, value in wanted.items()})

    def by_unit(self, rows, path, *fields):
        """{unit: [row, …]}; a row begins with its unit's two columns."""
        found = defaultdict(list)
        columns = (f"{path}college_id", f"{path}department_id")
        for college, department, *row in rows.order_by("pk").values_list(*columns, *fields):
            found[key_of_unit(college, department)].append(row)
        return found

    @cached_property
    def tags(self):
        """{activity id: {tag code}}"""
        through = Activity.tags.through.objects
        rows = self.narrowed(through, "activity__").filter(activity__result__isnull=False)
        found = defaultdict(set)
        for activity, code in rows.values_list("activity_id", "tag__code"):
            found[activity].add(code)
        return found

    @cached_property
    def partners(self):
        """{result id: {Partner}}, a merged spelling as the organisation it counts as."""
        rows = self.narrowed(ResultPart.objects, "result__activity__").order_by()
        rows = rows.annotate(
            counted=COUNTED_AS,
            counted_name=Coalesce("partner__merged_into__name", "partner__name"),
            counted_kind=Coalesce("partner__merged_into__kind", "partner__kind"),
        )
        found = defaultdict(set)
        fields = ("result_id", "counted", "counted_name", "counted_kind", "part")
        for result, *one in rows.values_list(*fields):
            found[result].add(Partner(*one))
        return found

    @cached_property
    def results(self):
        rows = self.narrowed(ActivityResult.objects, "activity__")
        fields = ("pk", "outcome", "session_count", "dates_held", "venues", "activity_id")
        fields += ("activity__title", "activity__mode", "activity__category__code", *NUMBERS)
        return self.by_unit(rows, "activity__", *fields)

    def happened(self, row):
        pk, _, sessions, dates, venues, activity, title, mode, category, *numbers = row
        return Happened(
            key=activity,
            title=title,
            mode=mode,
            category=category,
            marks=frozenset({category, *self.tags.get(activity, ())}),
            sessions=sessions,
            dates=frozenset(dates),
            numbers=dict(zip(NUMBERS, numbers, strict=True)),
            partners=frozenset(self.partners.get(pk, ())),
            venues=frozenset((key_of(name), name) for name in venues),
        )

    @cached_property
    def departures(self):
        rows = self.narrowed(Outing.objects.meant(), "activity__")
        return self.by_unit(rows, "activity__", "pk", "activity__title", "status")

    @cached_property
    def media(self):
        """{unit: {kind: [Piece]}}"""
        found = defaultdict(lambda: {kind: [] for kind in RECORDED})
        told = defaultdict(list)
        for college, department, pk, title, kind, level, story in sorted(self.pieces(), key=by_pk):
            unit = key_of_unit(college, department)
            if kind == "mentions":
                told[unit].append((pk, story, title, level))
            else:
                found[unit][kind].append(Piece(pk, title))
        for unit, rows in told.items():
            found[unit]["mentions"] = highest(rows)
        return found

    def pieces(self):
        """Pictures, films, cases, reports and mentions in one query."""
        asked = Asked((self.edition,), self.organiser)
        items = asked.rows(MediaItem.objects.counting()).filter(kind__in=MEDIA_KINDS)
        kinds = Case(*[When(kind=kind, then=words(name)) for kind, name in MEDIA_KINDS.items()])
        cases = asked.rows(NewsItem.objects).filter(
            kind=NewsItem.Kind.CASE, status=NewsItem.Status.PUBLISHED
        )
        reports = summaries(asked).order_by()
        mentions = asked.rows(MediaMention.objects.confirmed(self.edition), "story__")
        facts = (words("mentions"), F("level"), F("story_id"))
        return piece_rows(items, kinds, "pk", "name").union(
            piece_rows(cases, words("cases"), "pk", "title"),
            piece_rows(reports, words("reports"), "newest_id", "newest__name"),
            mentions.values_list(*STORY_COLUMNS, *facts),
            all=True,
        )

    @cached_property
    def organised(self):
        """{unit: (name, activities that are over without a result)}"""
        # As `ActivityResult.objects.lacking` has it.
        lacks = Q(status=Activity.Status.PLANNED, end_date__lt=self.today, booked=False)
        booked = ActivityResult.objects.filter(activity=OuterRef("pk"))
        rows = self.narrowed(Activity.objects.annotate(booked=Exists(booked))).order_by()
        names = ("college__name", "department__name")
        rows = rows.values("college", "department", *names).annotate(n=Count("pk", filter=lacks))
        return {
            key_of_unit(row["college"], row["department"]): (
                row["college__name"] or row["department__name"],
                row["n"],
            )
            for row in rows
        }

    def of_colleges(self, rows):
        """{college id: its row of this edition}"""
        rows = rows.filter(edition=self.edition)
        if self.organiser is not None:
            own = {"college": self.organiser.pk} if self.organiser.kind == College.kind else None
            rows = rows.filter(**own) if own else rows.none()
        return {row.college_id: row for row in rows}

    @cached_property
    def profiles(self):
        return self.of_colleges(CollegeProfile.objects)

    @cached_property
    def owing_reports(self):
        """{college id}: of whom the portal collects the 总结报告, and who is not let off."""
        rows = College.objects.filter(
            filings__edition=self.edition,
            filings__requirement__kind=Requirement.Kind.SUMMARY_REPORT,
            filings__requirement__in_portal=True,
            filings__not_required_at=None,
        )
        return set(rows.order_by().values_list("pk", flat=True))

    @cached_property
    def entries(self):
        return self.of_colleges(StatisticsEntry.objects.select_related("updated_by"))

    def unit(self, key: Key, name: str) -> Unit:
        kind, pk = key
        results = self.results.get(key, [])
        is_college = kind == College.kind
        profile = self.profiles.get(pk) if is_college else None
        entry = self.entries.get(pk) if is_college else None
        return Unit(
            name=name,
            week=tuple(day.isoformat() for day in self.edition.dates),
            booked=len(results),
            lacking=self.organised.get(key, ("", 0))[1],
            happened=tuple(self.happened(row) for row in results if row[1] in TOOK_PLACE),
            departures=tuple(
                Departure(pk, title, status in PASSED)
                for pk, title, status in self.departures.get(key, ())
            ),
            media={kind: tuple(rows) for kind, rows in self.media[key].items()},
            enrolled_students=profile.enrolled_students if profile else None,
            staff_total=profile.staff_total if profile else None,
            stated=entry.stated if entry else {},
            notes=entry.notes if entry else {},
            is_college=is_college,
            owes_report=is_college and pk in self.owing_reports,
        )


def piece_rows(rows, kind, pk, title):
    return rows.values_list("college", "department", pk, title, kind, words(""), none())


def highest(rows):
    """One story once, at the highest level any outlet took it on."""
    best = {}
    for pk, story, title, level in rows:
        if story not in best or RANKS[level] > RANKS[best[story].level]:
            best[story] = Piece(pk, title, level)
    return list(best.values())


def school(edition, today):
    """[(key, Unit)]: every college, then the departments that organise."""
    facts = Facts(edition, today)
    colleges = {(College.kind, one.pk): one for one in College.objects.active()}
    names = {key: college.name for key, college in colleges.items()}
    others = sorted(key for key in facts.organised if key not in colleges)
    names |= {key: facts.organised[key][0] for key in others}
    return [(key, facts.unit(key, name)) for key, name in names.items()]


@dataclass(frozen=True)
class Line:
    """One row of the form."""

    indicator: Indicator
    figure: Figure
    remark: str


class StatisticsForm:
    """附件2 of one college (or of what a department organised), as it stands now."""

    def __init__(self, edition, organiser, today):
        self.edition, self.organiser = edition, organiser
        self.facts = Facts(edition, today, organiser)

    @cached_property
    def unit(self):
        return self.facts.unit((self.organiser.kind, self.organiser.pk), self.organiser.name)

    @property
    def is_of_college(self):
        return self.organiser.kind == College.kind

    @cached_property
    def entry(self):
        if not self.is_of_college:
            return StatisticsEntry(edition=self.edition, version=0)
        found = self.facts.entries.get(self.organiser.pk)
        if found:
            found.edition, found.college = self.edition, self.organiser
        return found or StatisticsEntry(edition=self.edition, college=self.organiser, version=0)

    @cached_property
    def figures(self):
        return figures(self.unit)

    @property
    def title(self):
        return f"{self.edition.year}年职教活动周情况统计表"

    @cached_property
    def lines(self):
        return [
            Line(one, self.figures[one.code], remark(one, self.figures[one.code], self.entry))
            for one in INDICATORS
        ]

    @property
    def groups(self):
        """[(区分, its lines)]"""
        grouped = groupby(self.lines, key=lambda line: line.indicator.group)
        return [(group, list(lines)) for group, lines in grouped]

    @cached_property
    def checks(self):
        found = checks(self.unit, self.figures) + moved_since(self.entry, self.figures)
        return sorted(found, key=lambda check: not check.is_error)

    @property
    def errors(self):
        return [check for check in self.checks if check.is_error]

    @property
    def warnings(self):
        return [check for check in self.checks if not check.is_error]

    @cached_property
    def asked(self):
        """The warnings that want a word of the college."""
        return [check for check in self.checks if check.wants_comment]

    @cached_property
    def comments(self):
        """What the college says of the warnings there are: {code: text}."""
        said, answers = self.entry.comments, self.entry.answers
        return {one.code: said[one.code] for one in self.asked if answers(one.code, one.sentence)}

    @cached_property
    def outdated(self):
        """{code: (what the college said, of which warning)} where the numbers moved since."""
        said, then = self.entry.comments, self.entry.answered
        moved = [one.code for one in self.asked if one.code in said]
        return {code: (said[code], then[code]) for code in moved if code not in self.comments}

    @property
    def told(self):
        """[(check, what the college says, what it said of other numbers)] of the warnings."""
        said, moved = self.comments, self.outdated
        return [(one, said.get(one.code), moved.get(one.code)) for one in self.warnings]

    def content(self):
        """The whole form as plain JSON, for whoever freezes it."""
        return {
            "title": self.title,
            "unit": self.unit.name,
            # What the rates are of; of several forms they are worked out again.
            "bases": {name: getattr(self.unit, name) for _, name, *_ in RATES.values()},
            "rows": [
                line_content(line) | told_apart(line.indicator, self.unit) for line in self.lines
            ],
            "checks": [[one.code, one.sentence, one.is_error] for one in self.checks],
        }


def told_apart(indicator, unit):
    """What a distinct number counts, and how many activities should have named such a thing."""
    lacking = unnamed(indicator, unit)
    return {"things": things(indicator, unit)} | ({"unnamed": lacking} if lacking else {})


def line_content(line):
    shown = line.figure
    value = shown.value if shown.value is None or isinstance(shown.value, int) else shown.text
    return {
        "code": line.indicator.code,
        "group": line.indicator.group,
        "name": line.indicator.name,
        "unit": line.indicator.unit,
        "value": value,
        "text": shown.text,
        "computed": shown.computed,
        "is_stated": shown.is_stated,
        "remark": line.remark,
    }


def remark(indicator, shown, entry):
    """备注: what the college adds, and both figures where it knows better."""
    parts = [shown.note] if shown.note else []
    if shown.is_overridden:
        reason = entry.overrides.get(indicator.code, {}).get("reason", "")
        parts.append(f"系统算得 {shown.computed}；{reason}")
    return "；".join(parts)


def moved_since(entry, figures):
    """What was computed when the college said otherwise, and is computed differently now."""
    found = []
    for code, override in entry.overrides.items():
        now = figures[code].computed
        if code in entry.stated and now != override["computed"]:
            then, name = override["computed"], BY_CODE[code].name
            now = "-" if now is None else now
            sentence = f"“{name}”更正时系统算得 {then}，现在是 {now}，请看更正是否还要。"
            found.append(Check(code, sentence, is_error=False))
    return found
