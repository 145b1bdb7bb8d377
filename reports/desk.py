"""学院工作台: what is due, what was returned and why, the week, what to do next."""

from functools import cached_property

from django.utils import timezone

from activities.coverage import gaps
from activities.models import Activity, Draft
from activities.week import tiles

from .models import Filing


class Desk:
    """One college in one edition, as `user` finds it at the instant `now`."""

    def __init__(self, edition, college, user, now):
        self.edition, self.college, self.user, self.now = edition, college, user, now

    @property
    def today(self):
        return timezone.localdate(self.now)

    @cached_property
    def activities(self):
        return list(Activity.objects.of(self.edition, self.college).for_list().in_order())

    @cached_property
    def cards(self):
        filings = Filing.objects.for_board(self.edition).filter(college=self.college)
        return [self.card(filing) for filing in filings]

    def card(self, filing):
        return {
            "filing": filing,
            "state": filing.state(self.now),
            "steps": filing.steps(),
            "next": filing.next_step(self.user, self.now),
            "changed": filing.is_filed() and filing.has_changes(),
            "is_closed": filing.is_closed(self.now),
            "is_late": filing.is_late(self.now),
        }

    @property
    def by_mail(self):
        """What the notice asks for and this portal does not collect."""
        return self.edition.requirements.filter(in_portal=False)

    @cached_property
    def days(self):
        return tiles(self.edition, self.activities)

    @cached_property
    def gaps(self):
        return gaps(self.edition.dates, self.activities)

    @property
    def outings(self):
        today = self.today
        return [
            activity
            for activity in self.activities
            if activity.is_outing and activity.covers(today) and not activity.is_cancelled
        ]

    @cached_property
    def drafts(self):
        return list(Draft.objects.unsent(self.edition, self.college).select_related("owner"))
