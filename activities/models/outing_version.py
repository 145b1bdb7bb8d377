from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from ..outing_facts import LABELS, compared


class OutingVersion(models.Model):
    """What an outing said when it was handed over: immutable, readable beside the others."""

    outing = models.ForeignKey(
        "activities.Outing", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField("第几次报批")
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    fingerprint = models.CharField(max_length=64)
    participant_count = models.PositiveIntegerField("名单人数")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("提交时间")

    class Meta:
        ordering = ["number"]
        verbose_name = "外出报批版本"
        constraints = [
            models.UniqueConstraint(fields=["outing", "number"], name="one_version_per_round")
        ]

    def __str__(self):
        return f"第 {self.number} 次报批"

    def restored(self):
        """The facts as the fields take them; JSON keeps instants as text."""
        field = self.outing._meta.get_field
        return {name: field(name).to_python(self.facts.get(name)) for name in LABELS}

    def changes_to(self, newer):
        """Rows of (label, here, in `newer`, is material) of what differs."""
        return compared(self.restored(), newer.restored())
