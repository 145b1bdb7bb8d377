"""What a compilation ordered now would be made of: counted, named and sealed, not read."""

from functools import cached_property
from typing import NamedTuple

from .inputs import in_question, reason_against, seal
from .models.filing import STATES

# So many names a page tells; the board has the rest.
MOST_NAMED = 30


class Line(NamedTuple):
    code: str
    returned_at: object
    accepted_at: object
    unit: str
    receipt_no: str | None
    sha256: str | None
    prepared: str | None
    phone: str | None

    @property
    def is_filed(self):
        return bool(self.sha256) and not self.returned_at and self.code != "not_required"


FACTS = ("code", "returned_at", "accepted_at", "college__name", "revision__receipt_no")
FACTS += ("revision__sha256", "revision__prepared_by__name", "revision__prepared_by__phone")


class Standing:
    """One query, one light row a college: a thousand colleges cost hardly more than thirty."""

    def __init__(self, requirement, at):
        self.requirement, self.at = requirement, at

    @cached_property
    def lines(self):
        return [Line(*row) for row in in_question(self.requirement, self.at).values_list(*FACTS)]

    @property
    def filed(self):
        return sum(line.is_filed for line in self.lines)

    @property
    def accepted(self):
        return sum(line.is_filed and bool(line.accepted_at) for line in self.lines)

    @property
    def missing(self):
        """[(state, how many, the first names)] of who would not be in it, in the board's words."""
        names = {}
        for line in self.lines:
            if not line.is_filed:
                names.setdefault(line.code, []).append(line.unit)
        return [
            (state, len(names[code]), names[code][:MOST_NAMED])
            for code, state in STATES.items()
            if code in names
        ]

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

    def seal(self, *, accepted_only):
        used, missing = [], []
        for line in self.lines:
            why = reason_against(line.code, line.is_filed, line.accepted_at, accepted_only)
            if why:
                missing.append((line.unit, why))
            else:
                used.append((line.unit, line.receipt_no, line.sha256, line.prepared, line.phone))
        return seal(self.requirement, accepted_only, used, missing)
