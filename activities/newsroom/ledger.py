"""The push ledger as a page and as a sheet: its filters, its sums by level."""

from dataclasses import dataclass
from functools import cached_property

from colleges.models import College

from ..models import MediaMention
from ..models.mention import STATES, Status
from ..models.story import reads_ledger
from .counting import Level, added_up

CHART_WIDTH = 320


class LedgerFilter:
    """level, state, words and college, from a query string."""

    def __init__(self, query, edition):
        self.edition = edition
        self.words = query.get("q", "").strip()[:60]
        level, state, college = (query.get(name, "") for name in ("level", "state", "college"))
        self.level = level if level in Level.values else ""
        self.chosen = state if state in Status.values else ""
        self.college = int(college) if college.isdecimal() and len(college) < 10 else 0

    def rows(self, user):
        rows = MediaMention.objects.visible_to(user).filter(edition=self.edition).for_list()
        if self.level:
            rows = rows.filter(level=self.level)
        if self.chosen:
            rows = rows.filter(status=self.chosen)
        if self.college:
            rows = rows.filter(story__college=self.college)
        if self.words:
            titled = rows.filter(story__title__icontains=self.words)
            rows = titled | rows.filter(outlet__icontains=self.words)
        return rows.order_by("-recorded_at", "-pk")

    @property
    def levels(self):
        return Level.choices

    @property
    def states(self):
        return list(STATES.values())

    @property
    def set_count(self):
        return sum(map(bool, (self.words, self.level, self.chosen, self.college)))

    @property
    def is_set(self):
        return self.set_count > 0

    @property
    def sentence(self):
        """What was chosen, for the head of an export."""
        chosen = [Level(self.level).label] if self.level else []
        chosen += [STATES[self.chosen].name] if self.chosen else []
        if self.college:
            chosen += [str(one) for one in College.objects.filter(pk=self.college)]
        chosen += [f"“{self.words}”"] if self.words else []
        return "、".join(chosen) or "全部推送"


@dataclass(frozen=True)
class Bar:
    """One level of the chart; `width` in the chart's units."""

    name: str
    number: int
    width: int


class Summary:
    """Stories that count, by unit and level, as far as this person reads the ledger."""

    def __init__(self, edition, user):
        self.edition, self.user = edition, user

    @cached_property
    def counts(self):
        counts = MediaMention.objects.counted(self.edition)
        if reads_ledger(self.user):
            return counts
        return {unit: levels for unit, levels in counts.items() if unit in self.user.college_ids}

    @cached_property
    def rows(self):
        """[(unit, [stories by level], sum)]: every active college, departments together."""
        colleges = College.objects.visible_to(self.user)
        if reads_ledger(self.user):
            colleges = College.objects.active()
        none = dict.fromkeys(Level, 0)
        found = [(str(one), self.counts.get(one.pk, none)) for one in colleges]
        if None in self.counts:
            found.append(("部门", self.counts[None]))
        return [(name, list(levels.values()), sum(levels.values())) for name, levels in found]

    @cached_property
    def totals(self):
        return added_up(self.counts)

    @property
    def total(self):
        return sum(self.totals.values())

    @property
    def heads(self):
        return [level.label for level in Level]

    @property
    def bars(self):
        most = max([1, *self.totals.values()])
        return [
            Bar(level.label, number, round(CHART_WIDTH * number / most))
            for level, number in self.totals.items()
        ]
