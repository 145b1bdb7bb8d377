"""The office's board, worked out from the filings of one edition at one instant."""

from collections import Counter
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from activities.models import Activity

from .models import Filing
from .models.filing import STATES


class Board:
    """Colleges down, requirements across. `state` and `words` narrow the rows, not the numbers."""

    def __init__(self, edition, at, *, state="", words=""):
        self.edition, self.at = edition, at
        self.chosen_state = state if state in STATES else ""
        self.words = words.strip()[:40]

    @cached_property
    def filings(self):
        # Without what was filed: a thousand forms would be read to show a thousand chips.
        heavy = ("revision__content", "revision__personal")
        return list(Filing.objects.for_board(self.edition).defer(*heavy))

    @cached_property
    def cells(self):
        """[(filing, its state)] in the order of the colleges."""
        return [(filing, filing.state(self.at)) for filing in self.filings]

    @cached_property
    def requirements(self):
        return list(self.edition.requirements.filter(in_portal=True))

    @property
    def rows(self):
        """[(college, [(filing, state), …])] that the filters let through."""
        grouped = groupby(self.cells, key=lambda cell: cell[0].college)
        rows = [(college, list(cells)) for college, cells in grouped]
        return [row for row in rows if self.lets_through(*row)]

    def lets_through(self, college, cells):
        if self.words and self.words not in college.name:
            return False
        return not self.chosen_state or any(
            self.chosen_state in self.codes(*cell) for cell in cells
        )

    def codes(self, filing, state):
        """What a cell counts as: one that waits for its signature past the line owes as well."""
        return {state.code} | ({"overdue"} if filing.is_overdue(self.at) else set())

    @cached_property
    def numbers(self):
        """应报 / 已报 / 逾期 (份) and 今日外出 (项), the four on top."""
        return {
            "expected": sum(filing.is_required for filing in self.filings),
            "filed": sum(filing.is_filed() for filing in self.filings),
            "overdue": sum(filing.is_overdue(self.at) for filing in self.filings),
            "outings": self.outings_today,
        }

    @property
    def today(self):
        return timezone.localdate(self.at)

    @cached_property
    def outings_today(self):
        """Filed ones: what nobody has signed is not announced."""
        outings = Activity.objects.filter(edition=self.edition, is_outing=True).planned().filed()
        return outings.touching(self.today).count()

    @property
    def owed(self):
        """[(requirement, how many colleges still owe it)], what is owed alone."""
        counts = Counter(filing.requirement for filing in self.filings if filing.is_owed())
        return sorted(counts.items(), key=lambda pair: pair[0].due_at)

    @cached_property
    def chips(self):
        """[(state, how many)] for the states there are."""
        counts = Counter(code for cell in self.cells for code in self.codes(*cell))
        return [(state, counts[code]) for code, state in STATES.items() if counts[code]]

    @property
    def percent_filed(self):
        expected = self.numbers["expected"]
        return round(100 * self.numbers["filed"] / expected) if expected else 0
