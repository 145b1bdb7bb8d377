import uuid

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from colleges.files import discard, keep, sha256_of
from colleges.models import AuditEntry
from colleges.quotes import quoted
from colleges.rules import BrokenRule

from .edition import Edition, ThemeDay

MOST_A_DAY = 20


class ThemeMaterialQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every signed-in person, once the edition is open to them."""
        return self.filter(edition__in=Edition.objects.visible_to(user))

    def for_list(self):
        return self.select_related("theme_day", "uploaded_by")

    @transaction.atomic
    def publish(self, theme_day, by, *, title, text, file=None):
        """Hand out words, a file or both; `file` is (its temporary path, name, media type)."""
        if self.filter(theme_day=theme_day).count() >= MOST_A_DAY:
            raise BrokenRule(f"每个主题日最多 {MOST_A_DAY} 份素材。请先删除不用的。")
        facts = {"edition": theme_day.edition, "theme_day": theme_day, "uploaded_by": by}
        material = self.model(title=title, text=text, **facts)
        if file:
            path, material.name, material.content_type = file
            material.key, material.size = uuid.uuid4(), path.stat().st_size
            material.sha256 = sha256_of(path)
        material.save(force_insert=True)
        AuditEntry.objects.record(by, "发布素材", material, note=str(theme_day))
        if file:
            keep(path, material.key)
        return material


class ThemeMaterial(models.Model):
    """每日宣传主题素材 (notice 四(二)): what colleges take their posts of that day from."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="materials")
    theme_day = models.ForeignKey(
        ThemeDay,
        on_delete=models.SET_NULL,
        null=True,
        related_name="materials",
        verbose_name="主题活动日",
    )
    title = models.CharField("标题", max_length=60)
    text = models.TextField("文字", max_length=2000, blank=True)
    # The name in store; what the file was called enters no path.
    key = models.UUIDField(null=True, unique=True, editable=False)
    name = models.CharField("文件名", max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField("大小（字节）", null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = ThemeMaterialQuerySet.as_manager()

    class Meta:
        ordering = ["theme_day__date", "pk"]
        verbose_name = "主题素材"
        constraints = [
            models.CheckConstraint(
                name="material_says_or_holds_something",
                condition=~models.Q(text="") | models.Q(key__isnull=False),
            )
        ]

    def __str__(self):
        return quoted(self.title)

    def get_absolute_url(self):
        return reverse("material_list", args=[self.edition.code]) + f"#material-{self.pk}"

    @transaction.atomic
    def remove(self, by):
        deleted, _ = ThemeMaterial.objects.filter(pk=self.pk).delete()
        if not deleted:
            raise BrokenRule("这份素材刚刚已被删除。")
        AuditEntry.objects.record(by, "删除素材", self)
        if self.key:
            transaction.on_commit(lambda: discard(self.key))
