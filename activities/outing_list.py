"""The filters of the list of outings, kept in the address."""

from django.db.models import Q

from colleges.dates import day

from .models import Outing
from .outing_status import STATES, Status


class OutingFilter:
    """day, state and words, from a query string; `now` tells the states of what is shown."""

    def __init__(self, query, edition, now):
        self.edition, self.now = edition, now
        self.words = query.get("q", "").strip()[:60]
        self.day = edition.day_from_text(query.get("day", ""))
        asked = query.get("state", "")
        self.chosen = asked if asked in Status.values else ""

    def rows(self, user):
        """What of the edition this person is told of, by these filters."""
        drafts = self.chosen == Status.DRAFT
        return self.apply(
            Outing.objects.listed_for(user, drafts=drafts).of(self.edition).for_list()
        )

    def apply(self, outings):
        if self.day:
            outings = outings.on(self.day)
        if self.chosen:
            outings = outings.filter(status=self.chosen)
        if self.words:
            outings = outings.filter(
                Q(activity__title__icontains=self.words)
                | Q(destination__icontains=self.words)
                | Q(serial__icontains=self.words)
                | Q(activity__college__name__icontains=self.words)
                | Q(activity__department__name__icontains=self.words)
            )
        return outings.by_departure()

    @property
    def states(self):
        return [STATES[status] for status in Status]

    @property
    def sentence(self):
        """What was chosen, for the head of an export."""
        chosen = [day(self.day)] if self.day else []
        chosen += [STATES[self.chosen].name] if self.chosen else []
        chosen += [f"“{self.words}”"] if self.words else []
        return "、".join(chosen) or "全部外出"

    @property
    def is_set(self):
        return bool(self.words or self.day or self.chosen)
