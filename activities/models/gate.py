"""The gate: an activity that leaves the campus needs an outing that has passed.

审批通过后方可外出 (notice 五(六)). Whether an activity is public, counts for a day and can have
been held follows from here, and nowhere else (design §4.16).
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from colleges.models import AuditEntry
from colleges.rules import BrokenRule

from ..outing_status import PASSED, Status

LONGEST_REASON = 200


class GatedQuerySet(models.QuerySet):
    """Of activities; `outings` are asked through the model, which knows them by name only."""

    def passed_outing(self):
        outings = self.model._meta.get_field("outings").related_model._base_manager
        return Exists(outings.filter(activity=OuterRef("pk"), status__in=PASSED))

    def with_gate(self):
        """With `outing_passed`, so that a list asks once for all its rows."""
        return self.annotate(outing_passed=self.passed_outing())

    def held_up(self):
        """Planned, to leave the campus, and not approved: it does not count and is not shown."""
        return self.planned().filter(~self.passed_outing(), is_outing=True)

    def counting(self):
        """Planned and free to happen: what covers a day."""
        # By id: the index that the whole school is counted from holds ids.
        held_up = self.model.objects.held_up().order_by().values("pk")
        return self.planned().exclude(pk__in=held_up)

    def public(self):
        """What strangers may read: announced, its edition open, no outing without approval."""
        open_gate = Q(is_outing=False) | Q(self.passed_outing())
        return self.announced().filter(open_gate, edition__opened_at__isnull=False)


class Gated(models.Model):
    """The questions and verbs of an activity that concern its outings."""

    class Meta:
        abstract = True

    # Questions

    @property
    def has_passed_outing(self):
        return self.outings.passed().exists()

    @property
    def needs_outing_approval(self):
        """未审批外出, for lists: as it was when `with_gate` read the row."""
        if not self.is_outing or self.is_cancelled:
            return False
        passed = getattr(self, "outing_passed", None)
        return not (self.has_passed_outing if passed is None else passed)

    def can_be_held(self):
        """May it be marked as held? Asked of the database each time: it decides."""
        if self.is_cancelled:
            return False
        return not self.is_outing or self.has_passed_outing

    # Verbs, inside the transactions of `cancel` and `remove`

    def refuse_while_outside(self):
        if outside := self.outings.outside().first():
            raise BrokenRule(f"{outside}还没有归校，不能取消活动。请先请带队教师登记归校，再取消。")

    def cancel_outings(self, by, reason):
        """What was planned to leave for it stays; who has come back is left alone."""
        for outing in self.outings.exclude(status__in=(Status.BACK, Status.OUT)).standing():
            outing.cancel(by, f"活动已取消：{reason}"[:LONGEST_REASON])

    def remove_outings(self, by):
        """Only what nobody was ever asked about goes with the activity."""
        if self.outings.exclude(status=Status.DRAFT, round=0).exists():
            raise BrokenRule(
                f"{self}的外出提交过审批或已经取消，要留下记录，不能删除。"
                "请用“取消”，并写明原因，没有出发的外出会一并取消。"
            )
        for outing in self.outings.all():
            AuditEntry.objects.record(by, "删除外出", outing, payload={"before": outing.facts()})
            for file in outing.files.all():
                file.remove(by)
            outing.delete()
