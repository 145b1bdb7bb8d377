"""现在谁在外面: who is outside now, who leaves and who came back today."""

from django.utils import timezone

from colleges.dates import time_left

from .models import Outing
from .outing_status import Status, with_states


class OutingBoard:
    """The rows of the board of one edition at one instant."""

    def __init__(self, edition, user, now):
        self.edition, self.now = edition, now
        # 校领导 and the administrator look on; the phones are for those who act (B-04).
        self.sees_phones = user.is_office or user.guards
        self.today = timezone.localdate(now)

    @property
    def outings(self):
        return Outing.objects.of(self.edition).for_list()

    def outside(self):
        """Outside now, the longest overdue first."""
        rows = self.with_states(self.outings.outside().order_by("returns_at", "pk"))
        for outing in rows:
            outing.overdue = outing.minutes_overdue(self.now)
            outing.left_over = time_left(outing.returns_at, self.now)
        return rows

    def leaving(self):
        """Approved for today and not yet gone."""
        rows = self.outings.filter(status=Status.APPROVED, departs_at__date=self.today)
        return self.with_states(rows.by_departure())

    def returned(self):
        """Back today, the last first."""
        rows = self.outings.filter(status__in=[Status.BACK, Status.CLOSED])
        return self.with_states(rows.filter(back_at__date=self.today).order_by("-back_at"))

    def with_states(self, rows):
        return with_states(list(rows), self.now)
