from django.conf import settings
from django.db import models

from .approval_step import Approver


class Filed(models.Model):
    """Who had a hand in an outing: nobody approves what they filed (security.md B-05)."""

    # Whoever ever typed of its facts, its list or its files, or handed it over: none is forgotten
    # when the next one saves.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        abstract = True

    @property
    def writer_ids(self):
        if (told := getattr(self, "writers_told", None)) is not None:
            return {int(pk) for pk in told.split(",") if pk}
        return set(self.writers.values_list("pk", flat=True))

    @property
    def signer_ids(self):
        """Who decided for its college in any round, and in whose name."""
        signed = [step for step in self.steps.all() if step.approver == Approver.COLLEGE]
        ids = {step.decided_by_id for step in signed} | {step.on_behalf_of_id for step in signed}
        return ids - {None}

    def was_filed_by(self, user):
        """Wrote it, handed it over or signed it for the college."""
        return user.pk in self.writer_ids | self.signer_ids

    def bars(self, approver, hat):
        """May this membership not decide, because who holds or who gave it filed the outing?

        A lead may sign what they typed (design §4.3); a lead's deputy who typed it would be the
        only pair of eyes and may not.
        """
        if approver == Approver.COLLEGE:
            return hat.is_delegation and hat.user_id in self.writer_ids
        return bool({hat.user_id, hat.delegated_by_id} & (self.writer_ids | self.signer_ids))
