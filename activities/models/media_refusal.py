from django.conf import settings
from django.db import models
from django.utils import timezone

from .edition import Edition
from .organiser import Organised, OrganisedQuerySet


class MediaRefusalQuerySet(OrganisedQuerySet):
    def visible_to(self, user):
        return self.filter(owner=user)


class MediaRefusal(Organised):
    """A file that was not taken in: its name and why, until its owner has read it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="media_refusals")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="media_refusals"
    )
    name = models.CharField("文件名", max_length=255)
    reason = models.CharField("原因", max_length=300)
    at = models.DateTimeField("时间", default=timezone.now)

    objects = MediaRefusalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "没有收下的文件"
        constraints = [*Organised.Meta.constraints]

    def __str__(self):
        return self.name
