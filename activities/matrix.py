"""The coverage matrix: colleges down, the seven days across (design §4.16).

Counted in the database: a thousand colleges cost hardly more than thirty.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, F, Q, TextField
from django.db.models.functions import Cast, Concat

from colleges.dates import day as told
from colleges.models import College

from .models import Activity
from .spans import Spans

# From how many activities on a day a cell is drawn as strongly as it gets.
STRONGEST = 4


@dataclass(frozen=True)
class Cell:
    """One college on one day: how many activities (项) cover it, how many of them are filed,
    how many more wait for the approval of their outing and do not count."""

    day: date
    planned: int
    filed: int
    held_up: int = 0

    @property
    def is_gap(self):
        return self.planned == 0

    @property
    def is_filed(self):
        """Drawn solid; an outlined cell rests on activities nobody has filed yet."""
        return self.filed > 0

    @property
    def heat(self):
        return min(self.planned, STRONGEST)

    @property
    def words(self):
        waiting = f"{self.held_up} 项外出待审批" if self.held_up else ""
        if self.is_gap:
            named = f"{waiting}，通过后才算有安排" if waiting else "没有活动"
            return f"{told(self.day)}：{named}"
        left_out = f"，另有 {waiting}，不计入" if waiting else ""
        return f"{told(self.day)}：{self.planned} 项，其中已报送 {self.filed} 项{left_out}"


@dataclass(frozen=True)
class Row:
    college: College
    cells: list[Cell]
    is_excused: bool = False

    @property
    def gaps(self):
        return 0 if self.is_excused else sum(cell.is_gap for cell in self.cells)


class CoverageMatrix:
    """`colleges` (a queryset) are the rows the reader may see; `words` and `gap` narrow them.

    `excused` are the ids of colleges that owe nothing: shown, and their activities with them,
    but an empty day of theirs is no gap and no number is about them.
    """

    def __init__(self, edition, colleges, *, words="", gap="", excused=()):
        self.edition, self.colleges, self.excused = edition, colleges, frozenset(excused)
        self.words = words.strip()[:40]
        self.gap_day = edition.day_from_text(gap)
        self.only_gaps = gap == "any" or self.gap_day is not None

    # What counts (design §4.16): what stays on the campus on each of its days, what leaves on
    # those days on which an approved outing of it is away.

    @property
    def staying(self):
        planned = Activity.objects.filter(edition=self.edition, is_outing=False).planned()
        return planned.order_by()

    @property
    def leaving(self):
        planned = Activity.objects.filter(edition=self.edition, is_outing=True).planned()
        return planned.with_gate().order_by()

    def days_of(self, leaving):
        """{college id: [(is filed, [None, or may it leave, a day])]} of activities that leave."""
        dates = ("start_date", "end_date", "filed_version", "version", "is_outing")
        found = {}
        for one in leaving.only("college", "status", *dates):
            is_filed = one.filed_version == one.version
            free = [not one.is_held_up_on(d) if one.covers(d) else None for d in self.edition.dates]
            found.setdefault(one.college_id, []).append((is_filed, free))
        return found

    # All colleges: the numbers, which no filter changes

    @cached_property
    def all_colleges(self):
        """[(id, name)] of the rows there are: all that a row shows."""
        return list(self.colleges.values_list("pk", "name"))

    @property
    def owing(self):
        return sum(pk not in self.excused for pk, _ in self.all_colleges)

    @cached_property
    def weeks(self):
        """[(how many colleges, [how many activities on each day])] of those that owe them, the
        empty weeks included."""
        ends = (Cast(name, TextField()) for name in ("start_date", "end_date"))
        owing = self.colleges.order_by().exclude(pk__in=self.excused)
        by_college = self.staying.filter(college__in=owing).values("college")
        texts = dict(
            by_college.annotate(spans=Spans(Concat(*ends))).values_list("college", "spans")
        )
        away = self.days_of(self.leaving.filter(college__in=owing))
        alike = Counter(text for college, text in texts.items() if college not in away)
        busy = [(count, self.week_of(text)) for text, count in alike.items()]
        busy += [
            (1, added(self.week_of(texts.get(college, "")), rows)) for college, rows in away.items()
        ]
        idle = self.owing - len(texts.keys() | away.keys())
        return [*busy, (idle, [0] * len(self.edition.dates))]

    def week_of(self, text):
        days = [day.isoformat() for day in self.edition.dates]
        spans = [(span[:10], span[10:]) for span in text.split(",") if span]
        return [sum(first <= day <= last for first, last in spans) for day in days]

    @cached_property
    def of_departments(self):
        """部门活动 a day (项): shown and counted for the school, never owed (design §2)."""
        return self.daily(Q(college=None))

    @cached_property
    def of_excused(self):
        """What colleges hold that owe nothing (项), a day."""
        if not self.excused:
            return [0] * len(self.edition.dates)
        excused = self.colleges.order_by().filter(pk__in=self.excused)
        return self.daily(Q(college__in=excused))

    def daily(self, whose):
        spans = list(self.staying.filter(whose).values_list("start_date", "end_date"))
        week = [sum(first <= day <= last for first, last in spans) for day in self.edition.dates]
        for rows in self.days_of(self.leaving.filter(whose)).values():
            week = added(week, rows)
        return week

    @cached_property
    def days(self):
        """One dict a day: date, theme, is_showcase, departments and planned (项, of the whole
        school), gaps (colleges without any)."""
        return [
            {
                "date": day,
                "iso": day.isoformat(),
                "theme": self.edition.theme_day_by_date.get(day),
                "is_showcase": day == self.edition.showcase_on,
                "departments": self.of_departments[place],
                "planned": self.of_departments[place]
                + self.of_excused[place]
                + sum(count * week[place] for count, week in self.weeks),
                "gaps": sum(count for count, week in self.weeks if not week[place]),
            }
            for place, day in enumerate(self.edition.dates)
        ]

    @cached_property
    def numbers(self):
        """天天有活动 colleges, colleges with gaps, gap days in all, percent of days covered."""
        complete = sum(count for count, week in self.weeks if all(week))
        gaps = sum(count * week.count(0) for count, week in self.weeks)
        cells = self.owing * len(self.edition.dates)
        return {
            "complete": complete,
            "with_gaps": self.owing - complete,
            "gaps": gaps,
            "percent": round(100 * (cells - gaps) / cells) if cells else 0,
        }

    # The rows: found by the filters, read a page at a time

    @cached_property
    def found(self):
        """[(id, name)] of the colleges that the filters let through."""
        found = [college for college in self.all_colleges if self.words in college[1]]
        if not self.only_gaps:
            return found
        busy = self.busy_on(self.gap_day) if self.gap_day else self.busy_every_day()
        return [college for college in found if college[0] not in busy | self.excused]

    def busy_on(self, day):
        counting = Activity.objects.filter(edition=self.edition).counting_on(day)
        return set(counting.order_by().values_list("college_id", flat=True))

    def busy_every_day(self):
        return set.intersection(*map(self.busy_on, self.edition.dates))

    def rows(self, colleges):
        """The colleges of one page with their seven cells."""
        ids = [pk for pk, _ in colleges]
        staying = self.counts(self.staying.filter(college__in=ids))
        leaving = self.days_of(self.leaving.filter(college__in=ids))
        return [
            Row(
                College(pk=pk, name=name),
                self.cells(staying.get(pk, {}), leaving.get(pk, [])),
                pk in self.excused,
            )
            for pk, name in colleges
        ]

    def counts(self, activities):
        """{college id: {"planned0": …, "filed0": …, …}} for the days of the week."""
        numbers = {}
        for place, day in enumerate(self.edition.dates):
            covers = Q(start_date__lte=day, end_date__gte=day)
            filed = covers & Q(filed_version=F("version"))
            numbers[f"planned{place}"] = Count("pk", filter=covers)
            numbers[f"filed{place}"] = Count("pk", filter=filed)
        rows = activities.values("college_id").annotate(**numbers)
        return {row["college_id"]: row for row in rows}

    def cells(self, staying, leaving):
        return [
            Cell(
                day,
                staying.get(f"planned{place}", 0) + sum(bool(free[place]) for _, free in leaving),
                staying.get(f"filed{place}", 0)
                + sum(bool(is_filed and free[place]) for is_filed, free in leaving),
                sum(free[place] is False for _, free in leaving),
            )
            for place, day in enumerate(self.edition.dates)
        ]


def added(week, leaving):
    """How many a day, those that may leave on it with them."""
    return [
        count + sum(bool(free[place]) for _, free in leaving) for place, count in enumerate(week)
    ]
