"""延期与变更: everything of one edition that is not as usual, for the office and the leaders."""

from functools import cached_property

from activities.models import Extension, StandIn

from .models import Amendment, Filing

MOST_SHOWN = 200


class SpecialCases:
    def __init__(self, edition):
        self.edition = edition

    @property
    def all_amendments(self):
        return Amendment.objects.filter(filing__edition=self.edition).for_list()

    @cached_property
    def awaiting(self):
        return list(self.all_amendments.awaiting().order_by("asked_at"))

    @cached_property
    def amendments(self):
        """The others, newest first."""
        pending = Amendment.Status.PENDING
        return list(self.all_amendments.exclude(status=pending)[:MOST_SHOWN])

    @cached_property
    def extensions(self):
        """With the filing each belongs to, newest first."""
        rows = list(
            Extension.objects.for_list().filter(requirement__edition=self.edition)[:MOST_SHOWN]
        )
        filings = Filing.objects.filter(edition=self.edition)
        pages = {(one.requirement_id, one.college_id): one for one in filings}
        return [(row, pages.get((row.requirement_id, row.college_id))) for row in rows]

    @cached_property
    def excused(self):
        rows = Filing.objects.filter(edition=self.edition, not_required_at__isnull=False)
        return list(rows.select_related("college", "requirement", "not_required_by"))

    @cached_property
    def stand_ins(self):
        rows = StandIn.objects.filter(edition=self.edition)
        return list(rows.select_related("college", "officer")[:MOST_SHOWN])
