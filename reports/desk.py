"""学院工作台: what is due, what was returned and why, the week, what to do next."""

from functools import cached_property

from django.utils import timezone

from activities.coverage import gaps
from activities.models import Activity, Draft
from activities.week import tiles

from .desk_outings import DeskOutings
from .models import Filing


class Desk:
    """One college in one edition, as `user` finds it at the instant `now`."""

    def __init__(self, edition, college, user, now):
        self.edition, self.college, self.user, self.now = edition, college, user, now

    @cached_property
    def filings(self):
        """The college's, of every edition: the frame around the page asks for them as well."""
        filings = Filing.objects.filter(college=self.college).for_cards()
        return list(filings.with_reader(self.user))

    @property
    def can_edit(self):
        if self.user.can_fill_for(self.college.pk):
            return True
        return any(one.reader_enters for one in self.filings if one.edition_id == self.edition.pk)

    @property
    def today(self):
        return timezone.localdate(self.now)

    @cached_property
    def activities(self):
        return list(Activity.objects.of(self.edition, self.college).for_list().in_order())

    @cached_property
    def cards(self):
        if not self.college.is_active:
            return []
        return [self.card(one) for one in self.filings if one.edition_id == self.edition.pk]

    def card(self, filing):
        # Filed, it is compared with what was filed; the activities are read once for all.
        draft = filing.content(self.activities) if filing.revision_id else None
        way = filing.way_out(self.now, draft)
        return {
            "filing": filing,
            "state": filing.state(self.now),
            "steps": filing.steps(),
            "way": way,
            "next": filing.next_step(self.user, way),
            "changed": filing.is_filed() and filing.has_changes(draft),
            "is_closed": filing.is_closed(self.now),
            "is_late": filing.is_late(self.now),
        }

    @property
    def asks_for_days(self):
        """Not of who owes nothing, nor once it is closed: then a new activity files nothing."""
        return not self.cards or any(
            card["filing"].is_required and not card["is_closed"] for card in self.cards
        )

    @property
    def excused(self):
        """The forms of which this college owes none: then nobody nags for empty days."""
        filings = [card["filing"] for card in self.cards]
        return [] if any(one.is_required for one in filings) else filings

    @cached_property
    def by_mail(self):
        """What the notice asks for and this portal does not collect."""
        return list(self.edition.requirements.filter(in_portal=False))

    @cached_property
    def days(self):
        return tiles(self.edition, self.activities)

    @cached_property
    def gaps(self):
        return gaps(self.edition.dates, self.activities) if self.asks_for_days else []

    @cached_property
    def outings(self):
        return DeskOutings(self.edition, self.college, self.activities, self.user, self.now)

    @property
    def is_idle(self):
        """Nothing waits here for anybody of the college."""
        waits = any(
            card["filing"].is_owed() or card["filing"].handed_over_at or card["changed"]
            for card in self.cards
        )
        return not (waits or self.drafts or self.gaps or self.excused or self.outings.held_up)

    @cached_property
    def drafts(self):
        return list(Draft.objects.unsent(self.edition, self.college).select_related("owner"))
