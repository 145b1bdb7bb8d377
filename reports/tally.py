"""The filings of one edition, told apart in the database: a thousand colleges cost what thirty do.

`Filing.state` says it of one filing; what stands here says the same in SQL, for counting and
for finding. tests/reports/test_tally.py holds the two together.
"""

from collections import Counter
from functools import cached_property

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, Value, When

from activities.models import StandIn
from colleges.models import State

from .models.amendment import Amendment
from .models.filing import STATES, Filing
from .models.revision import Revision
from .papers import has_begun

# What else is going on with a filing, whatever its state.
MARKS = {
    mark.code: mark
    for mark in (
        State("extended", "已延期", "pending", "calendar-plus"),
        State("stand_in", "代填中", "draft", "user-check"),
        State("amendment", "变更单待审批", "warning", "file-check"),
    )
}
FACTS = ("code", "requirement_id", "owed", "filed", "overdue", *(f"is_{code}" for code in MARKS))


def expected_of(edition):
    """The filings of the active colleges."""
    return Filing.objects.filter(edition=edition, college__is_active=True).order_by()


def told_apart(edition, at):
    """They, with code, overdue, filed, owed and the marks."""
    required, never = Q(not_required_at=None), Q(revision=None)
    filed = Q(revision__isnull=False, returned_at=None)
    return expected_of(edition).annotate(
        code=code_at(at),
        overdue=flag(required & never & late_at(at)),
        filed=flag(filed),
        owed=flag(required & ~filed),
        **marks_of(edition),
    )


def flag(condition):
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def late_at(at):
    """`Filing.is_late`: past the common line, and past an extension that moves it."""
    moved = Q(extension__moves_due=True, extension__until__gt=at)
    return Q(requirement__due_at__lte=at) & (Q(extension=None) | ~moved)


def code_at(at):
    """`Filing.state_code`, in the same order."""
    in_time = Exists(Revision.objects.in_time().filter(filing=OuterRef("pk")))
    roads = (
        (Q(not_required_at__isnull=False), "not_required"),
        (Q(handed_over_at__isnull=False), "pending"),
        (Q(returned_at__isnull=False), "returned"),
        (Q(revision__isnull=False, accepted_at__isnull=False), "accepted"),
        (Q(revision__is_late=True) & ~in_time, "late"),
        (Q(revision__isnull=False), "filed"),
        (late_at(at), "overdue"),
        (has_begun(), "started"),
    )
    roads = [When(condition, then=Value(code)) for condition, code in roads]
    return Case(*roads, default=Value("not_started"))


def marks_of(edition):
    stood_in = StandIn.objects.standing().filter(edition=edition).values("college")
    amended = Amendment.objects.awaiting().filter(filing__edition=edition).values("filing")
    return {
        "is_extended": flag(Q(extension__isnull=False)),
        "is_stand_in": flag(Q(college__in=stood_in)),
        "is_amendment": flag(Q(pk__in=amended)),
    }


def in_state(state):
    """One that waits for its signature past the line owes as well."""
    return Q(code=state) | Q(overdue=True) if state == "overdue" else Q(code=state)


class Tally:
    """How many filings stand where, of the whole edition and of each requirement."""

    def __init__(self, edition, at, requirement=None):
        self.edition, self.at, self.requirement = edition, at, requirement

    @cached_property
    def groups(self):
        """[{code, requirement_id, …, count}]: a few dozen rows, however many colleges."""
        filings = told_apart(self.edition, self.at)
        filings = filings.filter(requirement=self.requirement) if self.requirement else filings
        return list(filings.values(*FACTS).annotate(count=Count("pk")))

    def count(self, of=lambda group: True):
        return sum(group["count"] for group in self.groups if of(group))

    @cached_property
    def states(self):
        """[(state, how many)] for the states there are."""
        counts = Counter()
        for group in self.groups:
            for code in {group["code"]} | ({"overdue"} if group["overdue"] else set()):
                counts[code] += group["count"]
        return [(state, counts[code]) for code, state in STATES.items() if counts[code]]

    @cached_property
    def marks(self):
        """[(mark, how many)] for the marks there are."""
        found = ((m, self.count(lambda g, c=code: g[f"is_{c}"])) for code, m in MARKS.items())
        return [(mark, count) for mark, count in found if count]

    @cached_property
    def owed(self):
        """{requirement id: how many colleges still owe it}, what is owed alone."""
        counts = Counter()
        for group in self.groups:
            counts[group["requirement_id"]] += group["count"] if group["owed"] else 0
        return +counts
