"""全校总结: which college has a report, whether its numbers hold, what is left open."""

from dataclasses import dataclass
from functools import cached_property

from activities.models import Requirement
from colleges.dates import when
from colleges.models import College

from ..indicators import Figure
from ..models import Filing, SummaryReport
from ..statistics_board import StatisticsBoard
from .comparing import Verdict, filed_figures


@dataclass(frozen=True)
class SummaryRow:
    """`verdict` is None without a report; `state` is None where the portal collects none."""

    college: College
    report: SummaryReport | None
    verdict: Verdict | None
    state: object | None
    filing: Filing | None

    @property
    def version(self):
        return self.report and self.report.newest


class SummaryBoard:
    """Of the colleges of one page."""

    def __init__(self, edition, colleges, now, today):
        self.edition, self.colleges, self.now, self.today = edition, colleges, now, today

    def mine(self, rows):
        """{college id: its row}"""
        return {row.college_id: row for row in rows.filter(college__in=self.colleges)}

    @cached_property
    def reports(self):
        rows = SummaryReport.objects.filter(edition=self.edition, newest__isnull=False)
        return self.mine(rows.select_related("newest__added_by"))

    @cached_property
    def filings(self):
        """{college id: what it owes or has filed of its report}"""
        rows = Filing.objects.filter(
            edition=self.edition, requirement__kind=Requirement.Kind.SUMMARY_REPORT
        ).with_progress()
        rows = rows.select_related("revision", "requirement", "extension")
        return self.mine(rows.defer("revision__content", "revision__personal"))

    @cached_property
    def filed(self):
        """{college id: its filed 附件2}"""
        rows = Filing.objects.in_force().filter(
            edition=self.edition, requirement__kind=Requirement.Kind.STATISTICS_FORM
        )
        return self.mine(rows.select_related("revision"))

    @cached_property
    def school(self):
        return StatisticsBoard(self.edition, self.today)

    @cached_property
    def current(self):
        """{college id: its figures as they stand}"""
        figures = self.school.figures
        return {pk: shown for (kind, pk), shown in figures.items() if kind == "college"}

    def figures(self, college):
        if filing := self.filed.get(college.pk):
            told = f"附件2（{when(filing.revision.received_at)}报送）"
            return filed_figures(filing.revision.content), told
        return self.current.get(college.pk, NOTHING), "附件2（当前）"

    @cached_property
    def rows(self):
        return [self.row(college, self.filings.get(college.pk)) for college in self.colleges]

    def row(self, college, filing):
        report = self.reports.get(college.pk)
        verdict = Verdict(report.newest, *self.figures(college)) if report else None
        state = filing.state(self.now) if filing else None
        return SummaryRow(college, report, verdict, state, filing)


class Nothing(dict):
    """Of a college without any record every figure is unknown."""

    def __missing__(self, code):
        return Figure(None)


NOTHING = Nothing()
