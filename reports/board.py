"""The office's board, worked out from the filings of one edition at one instant."""

from functools import cached_property
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from activities.models import Activity, CollegeProfile, Outing
from activities.outing_status import PASSED

from .honours.todo import office_lines
from .models.filing import STATES
from .models.revision import Revision
from .papers import has_begun
from .tally import MARKS, Tally, expected_of, in_state, marks_of, told_apart


class Board:
    """Colleges down, requirements across. The filters narrow the rows, not the numbers."""

    def __init__(self, edition, at, *, state="", mark="", words="", requirement=None):
        self.edition, self.at, self.asked = edition, at, requirement
        self.chosen_state = state if state in STATES else ""
        self.chosen_mark = mark if mark in MARKS else ""
        self.words = words.strip()[:40]

    @cached_property
    def tally(self):
        return Tally(self.edition, self.at, self.chosen)

    @cached_property
    def honours(self):
        """What the award of this edition asks of the office."""
        return office_lines(self.edition, self.at)

    @cached_property
    def lacking_headcounts(self):
        return CollegeProfile.objects.lacking_headcounts(self.edition)

    @cached_property
    def collected(self):
        return list(self.edition.requirements.filter(in_portal=True))

    @cached_property
    def chosen(self):
        """The one requirement that is looked at, or None for all."""
        return next((one for one in self.collected if one.pk == self.asked), None)

    @property
    def requirements(self):
        return [self.chosen] if self.chosen else self.collected

    def of_chosen(self, filings):
        return filings.filter(requirement=self.chosen) if self.chosen else filings

    @cached_property
    def college_ids(self):
        """The colleges that the filters let through, in the school's order."""
        chosen = self.chosen_state or self.chosen_mark
        filings = told_apart(self.edition, self.at) if chosen else expected_of(self.edition)
        filings = self.of_chosen(filings)
        if self.words:
            filings = filings.filter(college__name__contains=self.words)
        if self.chosen_state:
            filings = filings.filter(in_state(self.chosen_state))
        if self.chosen_mark:
            filings = filings.filter(**{f"is_{self.chosen_mark}": True})
        filings = filings.order_by("college__position", "college__code")
        return list(dict.fromkeys(filings.values_list("college_id", flat=True)))

    def rows(self, college_ids):
        """[(college, [(filing, its state, its marks) or None, …])] for the colleges of one page,
        a cell for each requirement."""
        filings = self.filings_of(college_ids)
        for filing in filings:
            filing.edition = self.edition
        grouped = groupby(filings, key=lambda filing: filing.college)
        return [self.row(college, list(found)) for college, found in grouped]

    def row(self, college, filings):
        college.planned_count = filings[0].planned_count
        cells = {one.requirement_id: self.cell(one) for one in filings}
        return college, [cells.get(one.pk) for one in self.requirements]

    def cell(self, filing):
        marks = [mark for code, mark in MARKS.items() if getattr(filing, f"is_{code}")]
        return filing, filing.state(self.at), marks

    def filings_of(self, college_ids):
        planned = Activity.objects.filter(edition=self.edition, college=OuterRef("college"))
        planned = planned.planned().order_by().values("college").values(count=Count("pk"))
        return (
            self.of_chosen(expected_of(self.edition))
            .filter(college__in=college_ids)
            .select_related("college", "requirement", "extension", "revision")
            # Without what was filed: it is long, and a chip does not show it.
            .defer("revision__content", "revision__personal", "revision__declaration")
            .annotate(
                **marks_of(self.edition),
                planned_count=Coalesce(Subquery(planned), 0),
                begun=has_begun(),
                in_time_once=Exists(Revision.objects.in_time().filter(filing=OuterRef("pk"))),
            )
            .order_by("college__position", "college__code", "requirement__due_at")
        )

    @cached_property
    def numbers(self):
        """应报 / 已报 / 逾期 (份) and 今日外出 (项, how many approved, how many more unasked)."""
        return {
            "expected": self.tally.count(lambda group: group["code"] != "not_required"),
            "filed": self.tally.count(lambda group: group["filed"]),
            "overdue": self.tally.count(lambda group: group["overdue"]),
            **self.outings_today,
        }

    @property
    def today(self):
        return timezone.localdate(self.at)

    @cached_property
    def outings_today(self):
        """Outings asked for that are away today, and what was announced to leave without."""
        away = Outing.objects.of(self.edition).on(self.today).meant().order_by()
        counts = away.aggregate(
            outings=Count("pk"), outings_passed=Count("pk", filter=Q(status__in=PASSED))
        )
        asked = away.filter(activity=OuterRef("pk"))
        announced = Activity.objects.filter(edition=self.edition).announced()
        unasked = announced.held_up_on(self.today).filter(~Exists(asked)).order_by()
        return counts | {"outings_unasked": unasked.count()}

    @property
    def owed(self):
        """[(requirement, how many colleges still owe it)], what is owed alone."""
        counts = self.tally.owed
        return [(one, counts[one.pk]) for one in self.requirements if counts[one.pk]]

    @property
    def percent_filed(self):
        expected = self.numbers["expected"]
        return round(100 * self.numbers["filed"] / expected) if expected else 0
