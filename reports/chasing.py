"""What the office sees of reminders: who owes, what was sent to whom, who has read it."""

from functools import cached_property
from itertools import groupby

from colleges.models import Notice, NoticeKind

from .models import ReminderRun
from .models.reminder import owing
from .reminder_words import group_text
from .reminders import next_firing, offset_in_words

RUNS_SHOWN = 20
NOTICES_SHOWN = 60
COLLEGES_SHOWN = 100


class Chase:
    """One requirement: who still owes, the text for a chat group, what comes next."""

    def __init__(self, requirement, at):
        self.requirement, self.at = requirement, at

    @cached_property
    def owing(self):
        return owing(self.requirement)

    @property
    def rows(self):
        """[(filing, state, its newest reminder to everybody told)]."""
        shown = self.owing[:COLLEGES_SHOWN]
        told = newest_reminders(shown)
        return [(one, one.state(self.at), told.get(str(one.pk), [])) for one in shown]

    @property
    def not_shown(self):
        return max(0, len(self.owing) - COLLEGES_SHOWN)

    @property
    def text(self):
        return group_text(self.requirement, self.owing, self.at)

    @property
    def offsets(self):
        return "、".join(offset_in_words(offset) for offset in self.requirement.reminder_offsets)

    @property
    def next_at(self):
        return next_firing(self.requirement.due_at, self.requirement.reminder_offsets, self.at)


def chases(edition, at):
    requirements = edition.requirements.filter(in_portal=True).select_related("edition")
    return [Chase(one, at) for one in requirements]


def runs_of(edition):
    return ReminderRun.objects.for_list().filter(requirement__edition=edition)[:RUNS_SHOWN]


def newest_reminders(filings):
    """{filing id: the notices of its newest reminder}."""
    kinds = (NoticeKind.REMINDER, NoticeKind.CHASE)
    notices = Notice.objects.about_any(filings).filter(kind__in=kinds).select_related("user")
    found = {}
    for notice in notices.order_by("-pk"):
        told = found.setdefault(notice.object_id, [])
        if not told or told[0].key == notice.key:
            told.insert(0, notice)
    return found


def told_about(thing, *, with_copies):
    """[[notices of one occasion, one a person]] about a thing, newest first."""
    notices = Notice.objects.about(thing).select_related("user")
    if with_copies:
        notices = notices.prefetch_related("deliveries")
    found = sorted(notices[:NOTICES_SHOWN], key=lambda notice: (notice.key, notice.pk))
    grouped = [list(group) for _, group in groupby(found, key=lambda notice: notice.key)]
    return sorted(grouped, key=lambda group: -group[0].pk)
