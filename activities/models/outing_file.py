import uuid

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from colleges.files import discard, keep, sha256_of
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState

from .outing import Outing

MOST_FILES = 12


class OutingFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees the outing; lists of persons do not belong into these files."""
        return self.filter(outing__in=Outing.objects.visible_to(user))

    @transaction.atomic
    def attach(self, path, *, outing, kind, name, content_type, by):
        """Store a checked file; `path` is its temporary place and is moved away."""
        if not outing.can_be_changed:
            raise WrongState(f"{outing}正在办理或已经结束，不能加文件。可以先撤回再改。")
        if self.filter(outing=outing).count() >= MOST_FILES:
            raise BrokenRule(f"每次外出最多 {MOST_FILES} 个文件。请先删除不用的。")
        file = self.create(
            outing=outing,
            kind=kind,
            name=name,
            content_type=content_type,
            size=path.stat().st_size,
            sha256=sha256_of(path),
            uploaded_by=by,
        )
        facts = {"kind": file.get_kind_display(), "name": name, "sha256": file.sha256}
        AuditEntry.objects.record(by, "上传外出文件", outing, payload={"after": facts})
        keep(path, file.key)
        return file


class OutingFile(models.Model):
    """方案、安全预案、责任书、保险、车辆材料 of an outing."""

    class Kind(models.TextChoices):
        PLAN = "plan", "活动方案"
        SAFETY_PLAN = "safety_plan", "安全预案"
        PLEDGE = "pledge", "责任书、承诺书"
        INSURANCE = "insurance", "保险"
        VEHICLE = "vehicle", "车辆材料"

    outing = models.ForeignKey(Outing, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField("材料", max_length=12, choices=Kind)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("文件名", max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = OutingFileQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = "外出材料"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("attachment_download", args=[self.pk])

    @transaction.atomic
    def remove(self, by):
        if not self.outing.can_be_changed:
            raise WrongState(f"{self.outing}正在办理或已经结束，不能删文件。可以先撤回再改。")
        facts = {"kind": self.get_kind_display(), "name": self.name, "sha256": self.sha256}
        AuditEntry.objects.record(by, "删除外出文件", self.outing, payload={"before": facts})
        key = self.key
        self.delete()
        transaction.on_commit(lambda: discard(key))
