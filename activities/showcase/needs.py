"""What all colleges need for their booths, side by side and added up."""

from dataclasses import dataclass
from functools import cached_property

from colleges.models import College, State

from ..booth_facts import LABELS, SUMS, specials, told, warnings_of
from ..models import BoothNeed

STATED = State("stated", "已填写", "done", "circle-check")
NOT_STATED = State("not_stated", "未填写", "warning", "alert-triangle")


@dataclass(frozen=True)
class Row:
    college: College
    need: BoothNeed | None
    specials: list
    warnings: list

    @property
    def state(self):
        return STATED if self.need else NOT_STATED

    @property
    def labelled(self):
        """[(label, number in words)] in the order of SUMS."""
        return [(LABELS[n], told(n, getattr(self.need, n, None))) for n in SUMS]


class NeedTable:
    """Of one edition."""

    columns = [LABELS[name] for name in SUMS]

    def __init__(self, edition):
        self.edition = edition

    @cached_property
    def rows(self):
        stored = BoothNeed.objects.filter(edition=self.edition).for_list()
        needs = {need.college_id: need for need in stored}
        colleges = College.objects.active()
        shown = list(colleges) + [
            need.college for need in needs.values() if not need.college.is_active
        ]
        return [self.row(college, needs.get(college.pk)) for college in shown]

    def row(self, college, need):
        if need is None:
            return Row(college, None, [], [])
        hours = self.edition.showcase_from, self.edition.showcase_until
        return Row(college, need, specials(need), warnings_of(need, *hours))

    @property
    def stated(self):
        return [row.need for row in self.rows if row.need]

    @property
    def silent(self):
        """The colleges that have said nothing."""
        return [row.college for row in self.rows if row.need is None]

    @property
    def sums(self):
        """[what all who said a number need together], None where nobody has."""
        return [total(getattr(need, name) for need in self.stated) for name in SUMS]

    @property
    def totals(self):
        pairs = zip(SUMS, self.sums, strict=True)
        return [(LABELS[name], told(name, number)) for name, number in pairs]

    @property
    def special_counts(self):
        """[(明火…, how many colleges)]."""
        words = [word for row in self.rows for word in row.specials]
        return [(word, words.count(word)) for word in dict.fromkeys(words)]


def total(numbers):
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
