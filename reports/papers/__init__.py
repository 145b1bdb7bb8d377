"""What a college files for each kind of requirement: one registry, a plain mapping.

A kind plugs in with a subclass of `Paper` in a module of its own, a line in `PAPERS` and one in
`Requirement.COLLECTED`; personal facts of its rows are named in `reports.content`. Filing,
Revision, 变更单, desk, board, reminders and receipts ask the paper and know no kind by name.
"""

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, When

from activities.models import Requirement

from .info_form import InfoForm
from .media_package import MediaPaper
from .paper import Paper
from .statistics_form import StatisticsPaper
from .summary_report import SummaryPaper

__all__ = ["PAPERS", "Paper", "has_begun", "paper_of"]

PAPERS = {
    Requirement.Kind.INFO_FORM: InfoForm(),
    Requirement.Kind.STATISTICS_FORM: StatisticsPaper(),
    Requirement.Kind.SUMMARY_REPORT: SummaryPaper(),
    Requirement.Kind.MEDIA_PACKAGE: MediaPaper(),
}


def has_begun():
    """In SQL, of each Filing: has its college started on it?"""
    edition, college = OuterRef("edition"), OuterRef("college")
    roads = [
        When(Q(requirement__kind=kind) & Exists(rows), then=True)
        for kind, paper in PAPERS.items()
        for rows in paper.begun(edition, college)
    ]
    return Case(*roads, default=False, output_field=BooleanField())


def paper_of(requirement):
    return PAPERS[requirement.kind]
