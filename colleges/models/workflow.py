from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import F

from ..rules import WrongState
from .audit import AuditEntry


@dataclass(frozen=True)
class State:
    """A state as people are told it: word, colour and icon always together (look.md)."""

    code: str
    name: str
    colour: str
    icon: str


class Workflow(models.Model):
    """What travels one road. Subclasses add `status` and one method per verb."""

    class Meta:
        abstract = True

    def hold(self):
        """Keeps the row for this transaction and reads it: who changes it at this moment waits.

        An UPDATE, because SQLite knows no `select_for_update`.
        """
        type(self)._base_manager.filter(pk=self.pk).update(status=F("status"))
        self.refresh_from_db()

    def wrong_state(self, verb):
        return WrongState(f"{self}已是“{self.get_status_display()}”，不能{verb}。请刷新页面查看。")

    def refuse_unless(self, source, verb):
        """Said before what was typed is judged: nobody corrects a number for nothing."""
        if self.status not in source:
            raise self.wrong_state(verb)

    @transaction.atomic
    def move(self, verb, *, by, source, target, note="", changes=None, **facts):
        """`changes` ({"before": …, "after": …}) are told in the log, `facts` are written."""
        # One UPDATE both checks and claims the row: of two people who press at the
        # same moment, the second finds nothing left to move.
        rows = type(self)._base_manager.filter(pk=self.pk, status__in=source)
        if not rows.update(status=target, **facts):
            self.refresh_from_db(fields=["status"])
            raise self.wrong_state(verb)
        self.refresh_from_db(fields=["status", *facts])
        AuditEntry.objects.record(by, verb, self, note, payload=changes)
