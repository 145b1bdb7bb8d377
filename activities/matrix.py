"""The coverage matrix: colleges down, the seven days across (design §4.16).

Counted in the database, one row a college, so that a thousand colleges cost one query.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, F, Q

from colleges.models import College

from .models import Activity

# From how many activities on a day a cell is drawn as strongly as it gets.
STRONGEST = 4


@dataclass(frozen=True)
class Cell:
    """One college on one day: how many activities (项) cover it, how many of them are filed."""

    day: date
    planned: int
    filed: int

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


@dataclass(frozen=True)
class Row:
    college: College
    cells: list[Cell]

    @property
    def gaps(self):
        return sum(cell.is_gap for cell in self.cells)


class CoverageMatrix:
    """`colleges` are the rows the reader may see; `words` and `gap` narrow what is shown."""

    def __init__(self, edition, colleges, *, words="", gap=""):
        self.edition, self.colleges = edition, colleges
        self.words = words.strip()[:40]
        self.gap_day = edition.day_from_text(gap)
        self.only_gaps = gap == "any" or self.gap_day is not None

    @cached_property
    def counts(self):
        """{college id: {"planned0": …, "filed0": …, …}} for the days of the week."""
        numbers = {}
        for place, day in enumerate(self.edition.dates):
            covers = Q(start_date__lte=day, end_date__gte=day)
            filed = covers & Q(filed_version=F("version"))
            numbers[f"planned{place}"] = Count("pk", filter=covers)
            numbers[f"filed{place}"] = Count("pk", filter=filed)
        activities = Activity.objects.filter(edition=self.edition).planned().order_by()
        rows = activities.values("college_id").annotate(**numbers)
        return {row["college_id"]: row for row in rows}

    @cached_property
    def all_rows(self):
        return [Row(college, self.cells_of(college)) for college in self.colleges]

    def cells_of(self, college):
        counts = self.counts.get(college.pk, {})
        return [
            Cell(day, counts.get(f"planned{place}", 0), counts.get(f"filed{place}", 0))
            for place, day in enumerate(self.edition.dates)
        ]

    @cached_property
    def rows(self):
        return [row for row in self.all_rows if self.lets_through(row)]

    def lets_through(self, row):
        if self.words and self.words not in row.college.name:
            return False
        if self.gap_day:
            return any(cell.is_gap and cell.day == self.gap_day for cell in row.cells)
        return not self.only_gaps or row.gaps > 0

    @cached_property
    def days(self):
        """One dict a day: date, theme, is_showcase, planned (项), gaps (colleges without any)."""
        columns = zip(*(row.cells for row in self.all_rows), strict=True) if self.all_rows else ()
        found = dict(zip(self.edition.dates, columns, strict=False))
        return [
            {
                "date": day,
                "theme": self.edition.theme_day_by_date.get(day),
                "is_showcase": day == self.edition.showcase_on,
                "planned": sum(cell.planned for cell in found.get(day, ())),
                "gaps": sum(cell.is_gap for cell in found.get(day, ())),
            }
            for day in self.edition.dates
        ]

    @cached_property
    def numbers(self):
        """天天有活动 colleges, colleges with gaps, gap days in all, percent of days covered."""
        gaps = sum(row.gaps for row in self.all_rows)
        cells = len(self.all_rows) * len(self.edition.dates)
        with_gaps = sum(row.gaps > 0 for row in self.all_rows)
        return {
            "complete": len(self.all_rows) - with_gaps,
            "with_gaps": with_gaps,
            "gaps": gaps,
            "percent": round(100 * (cells - gaps) / cells) if cells else 0,
        }
