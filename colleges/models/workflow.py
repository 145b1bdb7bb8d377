from dataclasses import dataclass

from django.db import models, transaction

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

    @transaction.atomic
    def move(self, verb, *, by, source, target, note="", **facts):
        # One UPDATE both checks and claims the row: of two people who press at the
        # same moment, the second finds nothing left to move.
        rows = type(self)._base_manager.filter(pk=self.pk, status__in=source)
        if not rows.update(status=target, **facts):
            self.refresh_from_db(fields=["status"])
            raise WrongState(
                f"{self}已是“{self.get_status_display()}”，不能{verb}。请刷新页面查看。"
            )
        self.refresh_from_db(fields=["status", *facts])
        AuditEntry.objects.record(by, verb, self, note)
