"""How far judges are, and after closing how mild and how even each of them was."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from statistics import pstdev

from colleges.models import College, Membership, Role

from .award_inputs import FORMER, Judged

ONE_PLACE = Decimal("0.1")


@dataclass
class JudgeRow:
    """`mean` and `spread` are of marks 0…10; None before scoring has closed."""

    judge: object
    asked: int
    submitted: int = 0
    abstained: int = 0
    drafts: int = 0
    void: dict[str, int] = field(default_factory=dict)  # {why: how many}
    marks: list[int] = field(default_factory=list)

    @property
    def left(self):
        return max(0, self.asked - self.submitted)

    @property
    def mean(self):
        return one_decimal(sum(self.marks) / len(self.marks)) if self.marks else None

    @property
    def spread(self):
        return one_decimal(pstdev(self.marks)) if self.marks else None

    @property
    def span(self):
        return f"{min(self.marks)}–{max(self.marks)}" if self.marks else "-"


def one_decimal(number):
    return Decimal(str(round(number, 6))).quantize(ONE_PLACE)


def judges_now():
    """Everybody who is a judge at this moment."""
    return Membership.objects.current().filter(role=Role.JUDGE).people()


class Judging:
    """The judges of one award. Points show once it has closed: blind until then."""

    def __init__(self, award, at):
        self.award, self.at = award, at

    @cached_property
    def colleges(self):
        return list(College.objects.active())

    @cached_property
    def sheets(self):
        return list(self.award.sheets.select_related("judge", "college"))

    @cached_property
    def judged(self):
        return Judged(self.award, self.at)

    @cached_property
    def rows(self):
        by_judge = defaultdict(list)
        for sheet in self.sheets:
            by_judge[sheet.judge].append(sheet)
        judges = {one.pk: one for one in (*by_judge, *self.asked)}
        ordered = sorted(judges.values(), key=lambda one: one.username)
        return [self.row(judge, by_judge.get(judge, ())) for judge in ordered]

    @cached_property
    def asked(self):
        """Nobody new is waited for once it has closed."""
        return [] if self.award.is_ranked else list(judges_now())

    def row(self, judge, sheets):
        own = self.judged.own
        row = JudgeRow(judge, sum((judge.pk, one.pk) not in own for one in self.colleges))
        for sheet in sheets:
            if reason := self.judged.why_void(sheet):
                row.void[reason] = row.void.get(reason, 0) + 1
                continue
            row.submitted += sheet.is_submitted
            row.drafts += not sheet.is_submitted
            row.abstained += sheet.is_submitted and sheet.abstains
            if self.award.is_ranked and sheet.is_submitted:
                row.marks += sheet.marks.values()
        # Nobody waits for who is a judge no longer.
        if FORMER in row.void or not (self.award.is_ranked or judge in self.asked):
            row.asked = row.submitted
        return row

    @property
    def left(self):
        return sum(row.left for row in self.rows)

    @cached_property
    def mean(self):
        """Of all marks of all judges: what a judge's own mean is held against."""
        marks = [mark for row in self.rows for mark in row.marks]
        return one_decimal(sum(marks) / len(marks)) if marks else None
