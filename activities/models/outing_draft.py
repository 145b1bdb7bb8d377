from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from colleges.models.audit import canonical
from colleges.rules import BrokenRule

from .outing import Outing

# Far beyond any honest form, so that one person cannot fill the disk.
MOST_CHARACTERS = 50_000


class OutingDraftQuerySet(models.QuerySet):
    @transaction.atomic
    def keep(self, outing, owner, data):
        """What stands in the form, as typed; None when a newer version was saved meanwhile."""
        if len(canonical(data)) > MOST_CHARACTERS:
            raise BrokenRule("内容太长，草稿没有保存。请删减后再试。")
        base = (data.get("base_version") or [""])[0]
        if base != str(Outing.objects.values_list("version", flat=True).get(pk=outing.pk)):
            return None
        draft, _ = self.update_or_create(
            outing=outing, owner=owner, defaults={"data": data, "saved_at": timezone.now()}
        )
        return draft


class OutingDraft(models.Model):
    """What a person has typed into an outing's form and not saved yet: raw, unchecked, theirs."""

    outing = models.ForeignKey(Outing, on_delete=models.CASCADE, related_name="drafts")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = OutingDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "外出草稿"
        constraints = [
            models.UniqueConstraint(
                fields=["outing", "owner"], name="one_draft_per_outing_and_owner"
            )
        ]

    def __str__(self):
        return f"{self.outing}的草稿"
