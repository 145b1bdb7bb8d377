import uuid

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from colleges.files import discard, keep, sha256_of
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState

from .. import outing_notices as notices
from .outing import Outing

MOST_FILES = 12


class OutingFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees the outing; lists of persons do not belong into these files."""
        return self.filter(outing__in=Outing.objects.visible_to(user))

    @transaction.atomic
    def attach(self, path, *, outing, kind, name, content_type, by):
        """Store a checked file; `path` is its temporary place and is moved away."""
        # Held first: what other people upload, hand over or decide at this moment is seen here.
        outing.hold()
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
        outing.writers.add(by)
        AuditEntry.objects.record(by, "上传外出文件", outing, payload={"after": facts})
        if outing.has_passed:
            notices.tell_file(outing, by, file, "上传")
        keep(path, file.key)
        return file

    def erase_lists(self):
        """Delete what lists persons, once that is kept no longer; returns how many files."""
        keys = list(self.filter(kind__in=OutingFile.LISTING).values_list("key", flat=True))
        self.filter(key__in=keys).delete()
        transaction.on_commit(lambda: [discard(key) for key in keys])
        return len(keys)


class StandingFiles(models.Manager.from_queryset(OutingFileQuerySet)):
    """Those that were not deleted; of `every` some are kept for the versions they stood in."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)


class OutingFile(models.Model):
    """方案、安全预案、责任书、保险、车辆材料 of an outing."""

    class Kind(models.TextChoices):
        PLAN = "plan", "活动方案"
        SAFETY_PLAN = "safety_plan", "安全预案"
        PLEDGE = "pledge", "责任书、承诺书"
        INSURANCE = "insurance", "保险"
        VEHICLE = "vehicle", "车辆材料"

    # Who is insured, who drives, who signed: erased with the lists. Plans stay, as what was agreed.
    LISTING = (Kind.PLEDGE, Kind.INSURANCE, Kind.VEHICLE)

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

    # Deleted after it was handed over: a version goes on naming it, and shows it.
    removed_at = models.DateTimeField("删除时间", null=True)

    objects = StandingFiles()
    every = OutingFileQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = "外出材料"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("attachment_download", args=[self.pk])

    @transaction.atomic
    def remove(self, by):
        outing = self.outing
        outing.hold()
        self.refuse_removal(outing)
        facts = {"kind": self.get_kind_display(), "name": self.name, "sha256": self.sha256}
        outing.writers.add(by)
        AuditEntry.objects.record(by, "删除外出文件", outing, payload={"before": facts})
        if outing.has_passed:
            notices.tell_file(outing, by, self, "删除")
        if self.stands_in_a_version(outing):
            self.removed_at = timezone.now()
            self.save(update_fields=["removed_at"])
            return
        key = self.key
        self.delete()
        transaction.on_commit(lambda: discard(key))

    def refuse_removal(self, outing):
        if not outing.can_be_changed:
            raise WrongState(f"{outing}正在办理或已经结束，不能删文件。可以先撤回再改。")
        standing = outing.files.all()
        if self not in standing:
            raise WrongState(f"“{self}”刚刚已被删除。请刷新页面查看。")
        is_plan = self.kind == self.Kind.SAFETY_PLAN and not outing.safety_plan
        others = [file for file in standing if file.kind == self.kind and file != self]
        if outing.has_passed and is_plan and not others:
            raise BrokenRule(
                f"{outing}已批准，“{self}”是唯一的安全预案，不能删除。"
                "请先上传新的安全预案，或在“安全预案要点”里写明，再删除这一份。"
            )

    def stands_in_a_version(self, outing):
        listed = [one for version in outing.versions.all() for one in version.files]
        return any(one["id"] == self.pk for one in listed)

    def as_listed(self):
        """As a version names it, for good."""
        facts = {"kind": self.get_kind_display(), "name": self.name, "sha256": self.sha256}
        return {"id": self.pk} | facts
