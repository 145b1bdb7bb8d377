import hashlib
import os
import uuid
from datetime import timedelta
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from colleges.dates import when
from colleges.files import discard, keep
from colleges.models import AuditEntry
from colleges.models.audit import canonical, digest
from colleges.rules import BrokenRule, WrongState
from colleges.xlsx_guard import guarded_rows

from ..annex_table import MOST_COLUMNS, MOST_LINES, table_of
from ..importing import Comparison, state_digest
from .filing import Filing

KEPT = timedelta(days=7)
MOST_AN_HOUR = 30  # of one form
REFUSED = "上传未通过"
BLOCK = 1 << 16


class AnnexUploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(filing__in=Filing.objects.visible_to(user))

    def take_in(self, filing, file, name, by):
        """Check, read and compare an uploaded 附件1; nothing of the week changes yet."""
        self.require_patience(filing)
        try:
            sheet = guarded_rows(file, max_rows=MOST_LINES, max_cols=MOST_COLUMNS)
            table = table_of(sheet, filing.college.name)
            comparison = Comparison(table, filing)
        except BrokenRule as refusal:
            AuditEntry.objects.record(by, REFUSED, filing, note=str(refusal)[:1000])
            raise
        key = uuid.uuid4()
        sha256 = keep_copy(file, key)
        return self.write_down(filing, key, name[-255:], sha256, table, comparison, by)

    def require_patience(self, filing):
        lately = timezone.now() - timedelta(hours=1)
        taken = self.filter(filing=filing, uploaded_at__gte=lately).count()
        # Those that were refused cost the server the same, or more.
        refused = AuditEntry.objects.about(filing).filter(verb=REFUSED, at__gte=lately).count()
        if taken + refused >= MOST_AN_HOUR:
            raise BrokenRule(f"一小时内已上传 {MOST_AN_HOUR} 次。请稍后再试，或直接在系统里修改。")

    @transaction.atomic
    def write_down(self, filing, key, name, sha256, table, comparison, by):
        preview = comparison.preview()
        upload = self.create(
            filing=filing,
            file_key=key,
            name=name,
            sha256=sha256,
            uploaded_by=by,
            expires_at=timezone.now() + KEPT,
            table=table,
            preview=preview,
            compared_with=comparison.digest,
        )
        told = {"file": name, "sha256": sha256, "lines": len(table["lines"])}
        AuditEntry.objects.record(by, "上传附件1", filing, note=outcome(preview), payload=told)
        return upload

    def purge(self):
        """Files and their contents go when their time is over; that they were sent stays."""
        for upload in self.filter(expires_at__lte=timezone.now(), table__isnull=False):
            discard(upload.file_key)
            self.filter(pk=upload.pk).update(table=None, preview=None)


def keep_copy(file, key):
    """The original as it came, under a name nobody can guess; returns its SHA-256."""
    seal = hashlib.sha256()
    descriptor, path = mkstemp(dir=settings.TEMP_DIR, prefix="upload-")
    try:
        file.seek(0)
        with os.fdopen(descriptor, "wb") as copy:
            while block := file.read(BLOCK):
                seal.update(block)
                copy.write(block)
        keep(path, key)
    finally:
        Path(path).unlink(missing_ok=True)
    return seal.hexdigest()


def outcome(preview):
    """新增 1，修改 2，取消 0，删除 1，不变 9."""
    kinds = [change["kind"] for change in preview["changes"]]
    words = (("add", "新增"), ("change", "修改"), ("cancel", "取消"), ("delete", "删除"))
    told = [f"{word} {kinds.count(kind)}" for kind, word in words]
    if preview["problems"]:
        told.append(f"{len(preview['problems'])} 处要改")
    return "，".join([*told, f"不变 {preview['unchanged']}"])


class AnnexUpload(models.Model):
    """One 附件1 that a college sent back: read once, shown as a preview, applied as shown."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="uploads")
    file_key = models.UUIDField(unique=True)
    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传", default=timezone.now)
    expires_at = models.DateTimeField("保留至")
    table = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    preview = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    # Of the activities the preview was made with.
    compared_with = models.CharField(max_length=64)
    applied_at = models.DateTimeField("导入", null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AnnexUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = "附件1上传"

    def __str__(self):
        return f"上传的“{self.name}”"

    def get_absolute_url(self):
        return reverse("annex_upload_detail", args=[self.pk])

    # Questions

    @property
    def is_applied(self):
        return self.applied_at is not None

    @property
    def is_expired(self):
        return self.table is None or timezone.now() >= self.expires_at

    def outcome(self):
        return outcome(self.preview) if self.preview else ""

    def preview_now(self):
        """(preview, whether it is another one than at the upload): activities may have changed."""
        activities = self.filing.activities().order_by("start_date", "start_time", "pk")
        if self.is_applied or state_digest(activities) == self.compared_with:
            return self.preview, False
        return Comparison(self.table, self.filing).preview(), True

    # Verbs

    def apply(self, by, *, seen, reasons):
        """Do what the preview with the digest `seen` shows, all of it or nothing.

        `reasons` has a sentence for each activity that would be cancelled, by its id.
        """
        try:
            return self.apply_whole(by, seen, reasons)
        except IntegrityError:
            raise BrokenRule(
                "有两项活动互换了名称或日期，一次写不进去，什么都没有导入。"
                "请先把其中一项改成别的名称上传，再改回来。"
            ) from None

    @transaction.atomic
    def apply_whole(self, by, seen, reasons):
        self.claim(by)
        # PostgreSQL: nobody edits an activity between this reading and the commit.
        list(self.filing.activities().select_for_update(no_key=True).values_list("pk"))
        comparison = Comparison(self.table, self.filing)
        preview = comparison.preview()
        if digest(canonical(preview)) != seen:
            raise WrongState("您打开预览之后活动又有改动，什么都没有导入。请核对下面的最新预览。")
        if preview["problems"] or not preview["changes"]:
            raise BrokenRule("这份文件还有要改的地方，或没有变化，不能导入。")
        for kind in ("delete", "cancel", "change", "add"):
            for change in comparison.changes:
                if change.kind == kind:
                    carry_out(change, by, reasons)
        AnnexUpload.objects.filter(pk=self.pk).update(preview=preview)
        AuditEntry.objects.record(
            by, "导入附件1", self.filing, note=f"{outcome(preview)}；文件 SHA-256 {self.sha256}"
        )

    def claim(self, by):
        """Pressed twice, the second finds it done."""
        now = timezone.now()
        rows = AnnexUpload.objects.filter(pk=self.pk, applied_at=None, expires_at__gt=now)
        if rows.update(applied_at=now, applied_by=by):
            return
        self.refresh_from_db()
        if self.is_applied:
            raise WrongState(
                f"{self.applied_by}已于{when(self.applied_at)}导入这份文件，不需要再次导入。"
            )
        raise WrongState("这份文件已过期，没有导入。请重新上传。")


def carry_out(change, by, reasons):
    activity = change.activity
    if change.kind == "delete":
        activity.remove(by)
    elif change.kind == "cancel":
        activity.cancel(by, reasons.get(activity.pk, ""))
    elif change.kind == "change":
        activity.revise(by, change.tags, base_version=activity.version)
    else:
        activity.add(by, change.tags)
