from django.db import models
from django.utils import timezone

from .approval_step import Approver
from .outing_step import seats_of


class Shown(models.Model):
    """To whom an outing shows which people, and for how long (security.md B-04, PIPL 19)."""

    class Meta:
        abstract = True

    def shows_phones_to(self, user):
        """Own people and 教务处; 保卫处, 学生处 and deputies: what they are asked about.

        校领导 decides without them, and so does who sits in for 校领导.
        """
        asked = {step.approver for step in self.current_steps} & seats_of(user)
        return self.shows_participants_to(user) or bool(asked - {Approver.LEADER})

    def shows_participants_to(self, user):
        """Own people and 教务处; 保卫处 once it has passed."""
        return self.activity.shows_phone_to(user) or (user.guards and self.has_passed)

    @property
    def is_erased(self):
        """Its people are kept no longer: what is blank now may have said something."""
        return self.policy.participants_kept_until < timezone.localdate()
