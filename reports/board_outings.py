"""What the office has to know of outings before anything else: who waits, who is outside, who
is overdue."""

from functools import cached_property

from activities.models import Outing, OutingStep


class BoardOutings:
    """Of one edition at one instant, for one reader."""

    def __init__(self, edition, user, now):
        self.edition, self.user, self.now = edition, user, now

    @cached_property
    def departures(self):
        """When what waits for the reader leaves, soonest first; what should have left is last."""
        steps = OutingStep.objects.awaiting(self.user).of(self.edition)
        found = steps.values_list("outing__departs_at", flat=True)
        return sorted(found, key=lambda departs_at: (departs_at < self.now, departs_at))

    @property
    def awaiting(self):
        return len(self.departures)

    @property
    def soonest(self):
        """The next departure that waits, None when all of them have passed."""
        return next((one for one in self.departures if one >= self.now), None)

    @cached_property
    def returns(self):
        outside = Outing.objects.of(self.edition).outside().order_by()
        return list(outside.values_list("returns_at", flat=True))

    @property
    def outside(self):
        return len(self.returns)

    @property
    def overdue(self):
        return sum(returns_at < self.now for returns_at in self.returns)
