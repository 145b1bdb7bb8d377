import uuid

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from colleges.files import discard, keep, sha256_of
from colleges.models import AuditEntry
from colleges.rules import BrokenRule

from .edition import Edition

MOST_DOCUMENTS = 40


class EditionDocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every signed-in person, once the edition is open to them."""
        return self.filter(edition__in=Edition.objects.visible_to(user))

    def public(self):
        """What anybody may take from the public site: the office said so of each file."""
        return self.filter(is_public=True, edition__in=Edition.objects.opened())

    @transaction.atomic
    def publish(self, path, *, edition, kind, name, content_type, by, title="", is_public=False):
        """Store a checked file; `path` is its temporary place and is moved away."""
        if self.filter(edition=edition).count() >= MOST_DOCUMENTS:
            raise BrokenRule(f"每届最多 {MOST_DOCUMENTS} 个文件。请先删除不用的。")
        document = self.create(
            edition=edition,
            kind=kind,
            title=title,
            is_public=is_public,
            name=name,
            content_type=content_type,
            size=path.stat().st_size,
            sha256=sha256_of(path),
            uploaded_by=by,
        )
        AuditEntry.objects.record(by, "上传文件", edition, payload={"after": document.facts()})
        keep(path, document.key)
        return document


class EditionDocument(models.Model):
    """What the office hands out for an edition: the notice, its annexes, the poster."""

    class Kind(models.TextChoices):
        NOTICE = "notice", "通知"
        ANNEX_1 = "annex_1", "附件1 信息表"
        ANNEX_2 = "annex_2", "附件2 情况统计表"
        ANNEX_3 = "annex_3", "附件3 展位分布图"
        ANNEX_4 = "annex_4", "附件4 海报"
        POSTER = "poster", "官方海报"
        OTHER = "other", "其他"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    # The name in store; what the file was called enters no path.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # What the office calls it; the file's own name stands where there is none.
    title = models.CharField("标题", max_length=60, blank=True)
    name = models.CharField("文件名", max_length=255)
    # A notice may name people and their phones: nothing is public by itself.
    is_public = models.BooleanField("公众网站上可以下载", default=False)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = EditionDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = "下载文件"

    def __str__(self):
        return self.title or self.name

    def get_absolute_url(self):
        return reverse("document_download", args=[self.pk])

    @property
    def place(self):
        """In the order of the notice: it, its annexes, the poster, the rest."""
        return self.Kind.values.index(self.kind), self.pk

    def facts(self):
        named = {"标题": self.title} if self.title else {}
        kind, digest = self.get_kind_display(), self.sha256
        public = {"公众网站": "可以下载"} if self.is_public else {}
        return {"类别": kind, **named, **public, "文件名": self.name, "SHA-256": digest}

    @transaction.atomic
    def open_to_public(self, by):
        self.show("公开文件", by, is_public=True)

    @transaction.atomic
    def take_from_public(self, by):
        self.show("不再公开文件", by, is_public=False)

    def show(self, verb, by, *, is_public):
        """Pressed twice it is written down once."""
        mine = EditionDocument.objects.filter(pk=self.pk)
        if mine.filter(is_public=not is_public).update(is_public=is_public):
            AuditEntry.objects.record(by, verb, self.edition, str(self))
        self.is_public = is_public

    @transaction.atomic
    def remove(self, by):
        deleted, _ = EditionDocument.objects.filter(pk=self.pk).delete()
        if not deleted:
            raise BrokenRule("这个文件刚刚已被删除。")
        AuditEntry.objects.record(by, "删除文件", self.edition, payload={"before": self.facts()})
        transaction.on_commit(lambda: discard(self.key))
