from django.conf import settings
from django.db import models
from django.utils import timezone

from colleges.rules import BrokenRule

from .outing import Outing
from .outing_draft import MOST_CHARACTERS


class PeopleDraftQuerySet(models.QuerySet):
    def keep(self, outing, owner, text, base):
        """What stands in the box of the list, as typed; `base` is the list it was typed over."""
        if len(text) > MOST_CHARACTERS:
            raise BrokenRule("内容太长，草稿没有保存。请按“核对名单”，或改用 .xlsx 上传。")
        draft, _ = self.update_or_create(
            outing=outing,
            owner=owner,
            defaults={"text": text, "base": base[:64], "saved_at": timezone.now()},
        )
        return draft


class PeopleDraft(models.Model):
    """A list that a person has typed and not saved yet: personal data, kept on the server alone
    and erased with the lists."""

    outing = models.ForeignKey(Outing, on_delete=models.CASCADE, related_name="people_drafts")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField("名单")
    base = models.CharField(max_length=64, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = PeopleDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "外出名单草稿"
        constraints = [
            models.UniqueConstraint(
                fields=["outing", "owner"], name="one_people_draft_per_outing_and_owner"
            )
        ]

    def __str__(self):
        return f"{self.outing}的名单草稿"
