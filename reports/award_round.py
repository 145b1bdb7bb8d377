"""What one judge has before them: the colleges, and what is done."""

from functools import cached_property

from colleges.models import College

from .award_inputs import OWN, Judged
from .models import AwardSheet


class Round:
    """Reads the judge's own sheets alone: blind to others until scoring has closed. Who is a judge
    no longer finds what they wrote, and nothing to score."""

    def __init__(self, award, judge, at):
        self.award, self.judge, self.at = award, judge, at

    @cached_property
    def colleges(self):
        found = College.objects.active()
        return [one for one in found if self.judge.is_judge or one.pk in self.sheets]

    @cached_property
    def sheets(self):
        rows = AwardSheet.objects.by(self.judge).filter(award=self.award)
        return {one.college_id: one for one in rows}

    @cached_property
    def judged(self):
        return Judged(self.award, self.at)

    @cached_property
    def rows(self):
        """[(college, sheet or None, "own" | "void" | "open" | "draft" | "abstained" | "done", why
        it is void)]"""
        found = []
        for college in self.colleges:
            sheet = self.sheets.get(college.pk)
            why = self.why_void(college, sheet)
            found.append((college, sheet, self.state(sheet, why), why))
        return found

    def why_void(self, college, sheet):
        if sheet:
            return self.judged.why_void(sheet)
        return OWN if (self.judge.pk, college.pk) in self.judged.own else ""

    def state(self, sheet, why_void):
        if why_void:
            return "void" if sheet else "own"
        if sheet is None:
            return "open"
        if not sheet.is_submitted:
            return "draft"
        return "abstained" if sheet.abstains else "done"

    @property
    def asked(self):
        return [row for row in self.rows if row[2] not in ("own", "void")]

    @property
    def done(self):
        return [row for row in self.rows if row[2] in ("done", "abstained")]

    def next_after(self, college):
        """The next one to score after `college`, round to the first again; None when all are."""
        waiting = [row[0] for row in self.rows if row[2] in ("open", "draft")]
        later = [one for one in waiting if one.position > college.position]
        return next(iter(later + waiting), None)
