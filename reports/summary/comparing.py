"""A report against 附件2 as it was filed, or as it stands now while it was not."""

from django.utils import timezone

from activities.models import Requirement
from colleges.dates import when

from ..indicators import Figure
from ..statistics import StatisticsForm
from .checking import KEYS, findings


class Verdict:
    """What is to be said of one version of a report."""

    def __init__(self, version, figures, source):
        self.version, self.source = version, source
        self.figures = {key.code: figures[key.code] for key in KEYS}
        self.findings = findings(version.mentions, self.figures, source)

    def of_kind(self, kind):
        return [one for one in self.findings if one.kind == kind]

    @property
    def differing(self):
        return self.of_kind("differs")

    @property
    def missing(self):
        return self.of_kind("missing")

    @property
    def same(self):
        return self.of_kind("same")

    @property
    def wants_comment(self):
        return bool(self.differing) and not self.version.comment


def verdict_of(version, edition, college):
    return Verdict(version, *figures_of(edition, college))


def figures_of(edition, college):
    """({code: Figure}, what they are called): the filed form's, else those of this moment."""
    filed = college.filings.in_force().filter(
        edition=edition, requirement__kind=Requirement.Kind.STATISTICS_FORM
    )
    if filing := filed.select_related("revision").first():
        told = f"附件2（{when(filing.revision.received_at)}报送）"
        return filed_figures(filing.revision.content), told
    return StatisticsForm(edition, college, timezone.localdate()).figures, "附件2（当前）"


def filed_figures(content):
    """Of the frozen rows; a line that the form did not have then is unknown."""
    values = {row["code"]: row["value"] for row in content["rows"]}
    return {key.code: Figure(values.get(key.code)) for key in KEYS}
