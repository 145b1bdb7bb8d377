"""What one judge has before them: the colleges, what is done, and what there is to read of each."""

from functools import cached_property

from django.urls import reverse

from activities.models import NewsItem
from colleges.models import College

from .award_inputs import belongings
from .models import AwardSheet, StatisticsEntry


class Round:
    """Reads the judge's own sheets alone: blind to others until scoring has closed."""

    def __init__(self, award, judge, at):
        self.award, self.judge, self.at = award, judge, at

    @cached_property
    def colleges(self):
        return list(College.objects.active())

    @cached_property
    def sheets(self):
        rows = AwardSheet.objects.by(self.judge).filter(award=self.award)
        return {one.college_id: one for one in rows}

    @cached_property
    def own(self):
        """The colleges this judge belongs to, or belonged to since scoring began."""
        until = self.award.closed_at or self.at
        pairs = belongings(self.award.started_at or self.at, until)
        return {college for judge, college in pairs if judge == self.judge.pk}

    @cached_property
    def rows(self):
        """[(college, sheet or None, "own" | "void" | "open" | "draft" | "abstained" | "done")]"""
        return [
            (one, self.sheets.get(one.pk), self.state(one, self.sheets.get(one.pk)))
            for one in self.colleges
        ]

    def state(self, college, sheet):
        if college.pk in self.own or (sheet and sheet.is_void):
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
        waiting = [one for one, _, state in self.rows if state in ("open", "draft")]
        later = [one for one in waiting if one.position > college.position]
        return next(iter(later + waiting), None)

    def material(self, college):
        """[(words, address or "")] a judge may read of a college: its public texts, and its own
        account of what enterprises gave."""
        edition = self.award.edition
        texts = NewsItem.objects.filter(edition=edition, college=college)
        texts = texts.filter(status=NewsItem.Status.PUBLISHED).order_by("pk")[:10]
        found = [
            (one.title, reverse("public_article", args=[edition.code, one.pk])) for one in texts
        ]
        entry = StatisticsEntry.objects.filter(edition=edition, college=college).first()
        gifts = entry.stated.get("E4") if entry else None
        return found + ([(f"企业投入：{gifts}", "")] if gifts else [])
