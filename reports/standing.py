"""What a compilation ordered now would be made of: counted, named and sealed, not read."""

from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, Count, F, Q, Value, When

from .annexes import annex_of
from .inputs import as_told, in_question, reason_against, seal
from .models.filing import STATES
from .tally import flag

# So many names a page tells; the board has the rest.
MOST_NAMED = 30
FILED = Q(revision__isnull=False, returned_at=None, not_required_at=None)


class Line(NamedTuple):
    college: int
    not_required_at: object
    handed_over_at: object
    returned_at: object
    accepted_at: object
    unit: str
    receipt_no: str | None
    sha256: str | None
    prepared: str | None
    phone: str | None

    def reason_against(self, accepted_only):
        is_filed = self.sha256 and not self.returned_at and not self.not_required_at
        return reason_against(self.code, is_filed, self.accepted_at, accepted_only)

    @property
    def code(self):
        """The state, as far as it keeps a form out of a compilation."""
        if self.not_required_at:
            return "not_required"
        return "pending" if self.handed_over_at else "returned" if self.returned_at else ""


FACTS = (
    "college_id",
    "not_required_at",
    "handed_over_at",
    "returned_at",
    "accepted_at",
    "college__name",
)
FACTS += ("revision__receipt_no", "revision__sha256")
FACTS += ("revision__prepared_by__name", "revision__prepared_by__phone")


class Standing:
    """`counts` and names for people; the seals only once a finished job is to be judged."""

    def __init__(self, requirement, at):
        self.requirement, self.at = requirement, at
        self.filings = in_question(requirement, at)

    @cached_property
    def counts(self):
        """{(state that keeps it out, is it filed, is it accepted): how many}."""
        # The state of what is in it is not asked: it would read every form from the disk.
        facts = {
            "why": Case(When(FILED, then=Value("")), default=F("code")),
            "filed": flag(FILED),
            "accepted": flag(Q(accepted_at__isnull=False)),
        }
        groups = self.filings.order_by().annotate(**facts).values_list(*facts)
        return {tuple(group): count for *group, count in groups.annotate(Count("pk"))}

    @property
    def filed(self):
        return sum(count for (_, filed, _), count in self.counts.items() if filed)

    @property
    def accepted(self):
        return sum(count for (_, *both), count in self.counts.items() if all(both))

    @property
    def missing(self):
        """[(state, how many, the first names)] of who would not be in it."""
        counts = {}
        for (code, filed, _), count in self.counts.items():
            if not filed:
                counts[code] = counts.get(code, 0) + count
        found = [(state, counts[code]) for code, state in STATES.items() if code in counts]
        return [(as_told(state), count, self.names(state.code)) for state, count in found]

    def names(self, code):
        rows = self.filings.exclude(FILED).filter(code=code)
        return list(rows.values_list("college__name", flat=True)[:MOST_NAMED])

    def is_outdated(self, job):
        """Would the same order give another file by now?"""
        if not job.is_done:
            return False
        return job.is_outdated(self.seal_of_accepted if job.accepted_only else self.seal_of_filed)

    @cached_property
    def seal_of_filed(self):
        return self.seal(accepted_only=False)

    @cached_property
    def seal_of_accepted(self):
        return self.seal(accepted_only=True)

    @cached_property
    def lines(self):
        return [Line(*row) for row in self.filings.values_list(*FACTS)]

    def seal(self, *, accepted_only):
        used, missing, colleges = [], [], set()
        for line in self.lines:
            if why := line.reason_against(accepted_only):
                missing.append((line.unit, why))
            else:
                used.append((line.unit, line.receipt_no, line.sha256, line.prepared, line.phone))
                colleges.add(line.college)
        told = annex_of(self.requirement).told(self.requirement.edition_id, colleges)
        return seal(self.requirement, accepted_only, used, missing, told)
