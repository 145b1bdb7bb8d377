from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from ..outing_facts import LABELS, MATERIAL, PERSONAL, compared


class OutingVersionQuerySet(models.QuerySet):
    def erase_people(self):
        """Blank who drove and who was to be called; returns how many versions said it."""
        told = [one for one in self.iterator() if any(one.facts.get(name) for name in PERSONAL)]
        for version in told:
            version.facts |= dict.fromkeys(PERSONAL, "")
        self.bulk_update(told, ["facts"], batch_size=200)
        return len(told)


class OutingVersion(models.Model):
    """What an outing said when it was handed over: readable beside the others, and immutable
    but for the people it names, who are erased in time."""

    outing = models.ForeignKey(
        "activities.Outing", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField("第几次报批")
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    # What its activity said at that time: what leaves and what it leaves for must agree.
    activity_facts = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    fingerprint = models.CharField(max_length=64)
    # [{"id", "kind", "name", "sha256"}]: what was attached; the bytes are kept as long as it.
    files = models.JSONField("材料", default=list)
    participant_count = models.PositiveIntegerField("名单人数")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("提交时间")

    objects = OutingVersionQuerySet.as_manager()

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

    def binding(self):
        """Of these facts what an approval of them is bound to."""
        facts = self.restored()
        return {name: facts[name] for name in MATERIAL}

    def attached(self):
        """The files it names, deleted since or not."""
        file = self.outing._meta.get_field("files").related_model
        return file.every.filter(pk__in=[one["id"] for one in self.files])

    @property
    def files_told(self):
        told = [f"{one['kind']}“{one['name']}”（{one['sha256'][:8]}）" for one in self.files]
        return "\n".join(told) or "-"

    def changes_to(self, newer):
        """Rows of (label, here, in `newer`, is material) of what differs."""
        rows = compared(self.restored(), newer.restored())
        if self.files != newer.files:
            rows.append(("材料", self.files_told, newer.files_told, False))
        return rows
