import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from colleges.dates import day as day_told
from colleges.files import discard
from colleges.models import AuditEntry, State
from colleges.quotes import quoted
from colleges.rules import BrokenRule, WrongState

from .activity import Activity
from .edition import Edition
from .media_job import MediaJob
from .media_review import Reviewed
from .media_rows import LONGEST, MediaItemQuerySet
from .organiser import Organised, may_organise

STATES = {
    "processing": State("processing", "处理中", "draft", "loader"),
    "waiting": State("waiting", "待审核", "pending", "clock"),
    "approved": State("approved", "已通过", "done", "circle-check"),
    "hidden": State("hidden", "已隐藏", "muted", "eye-off"),
    "consent": State("consent", "需补授权", "warning", "signature"),
    "returned": State("returned", "已退回", "returned", "arrow-back-up"),
}
EXCELLENT = State("excellent", "优秀", "done", "star")


# As people know them.
CODECS = {"hevc": "HEVC（H.265）", "h264": "10 位 H.264", "mpeg4": "MPEG-4"}
# What its unit says of it.
EDITABLE = ("activity", "day", "place", "people", "photographer", "caption", "has_minors")


class MediaConflict(Exception):
    """Somebody saved this item after the person opened it; `item` is theirs."""

    def __init__(self, item):
        self.item = item
        super().__init__("已被他人修改")


class MediaItem(Organised, Reviewed):
    """影像资料: a photo, a video or a text that a unit sends in (notice 四(二), 五(五)).

    The original stays as it came and private; what is shown is copies of our own making.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", "照片"
        VIDEO = "video", "视频"
        DOCUMENT = "document", "文稿"

    class Status(models.TextChoices):
        PROCESSING = "processing", "处理中"
        WAITING = "waiting", "待审核"
        APPROVED = "approved", "已通过"
        HIDDEN = "hidden", "已隐藏"
        CONSENT = "consent", "需补授权"
        RETURNED = "returned", "已退回"

    class Minors(models.TextChoices):
        UNKNOWN = "unknown", "还没有说明"
        NO = "no", "不含"
        YES = "yes", "含"

    ASKED = (Status.CONSENT, Status.RETURNED)

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="media")
    activity = models.ForeignKey(
        Activity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="media",
        verbose_name="活动",
    )
    day = models.DateField("日期", null=True, blank=True)
    place = models.CharField("地点", max_length=LONGEST["place"], blank=True)
    people = models.CharField("人物", max_length=LONGEST["people"], blank=True)
    photographer = models.CharField("拍摄者", max_length=LONGEST["photographer"], blank=True)
    caption = models.CharField("说明", max_length=LONGEST["caption"], blank=True)
    has_minors = models.CharField(
        "含未成年人", max_length=8, choices=Minors, default=Minors.UNKNOWN
    )

    # What the file is, as its content says; told by the job.
    kind = models.CharField("类型", max_length=8, choices=Kind, blank=True)
    name = models.CharField("文件名", max_length=255)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64, blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    width = models.PositiveIntegerField("宽", null=True)
    height = models.PositiveIntegerField("高", null=True)
    seconds = models.FloatField("时长（秒）", null=True)
    # Of a film whose copy could not be made playable everywhere: what it is still in.
    codec = models.CharField("编码", max_length=32, blank=True)
    # What its copy is to be played: of films that came before any was converted it is unknown.
    film_state = models.CharField(max_length=8, blank=True, editable=False)

    # Near-duplicates: the perceptual hash, four parts of it to look up by, and the key of the
    # first one that looks the same (its own, if none came before).
    phash = models.CharField(max_length=16, blank=True)
    band_0 = models.PositiveIntegerField(null=True)
    band_1 = models.PositiveIntegerField(null=True)
    band_2 = models.PositiveIntegerField(null=True)
    band_3 = models.PositiveIntegerField(null=True)
    family = models.UUIDField(default=uuid.uuid4, editable=False)

    # The same bytes came from this unit before; empty again once somebody has said: keep both.
    repeats = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PROCESSING)
    is_excellent = models.BooleanField("优秀", default=False)
    reason = models.CharField("审核意见", max_length=200, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="审核人",
    )
    reviewed_at = models.DateTimeField("审核时间", null=True)
    job = models.ForeignKey(MediaJob, on_delete=models.SET_NULL, null=True, related_name="items")
    version = models.PositiveIntegerField(default=1)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    # Whoever wrote the facts last does not review them.
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = MediaItemQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "影像资料"
        constraints = [
            *Organised.Meta.constraints,
            models.CheckConstraint(
                name="media_approved_with_consent",
                condition=~Q(status="approved") | MediaItemQuerySet.consent_in_order(),
            ),
            models.CheckConstraint(
                name="media_checked_before_reviewed",
                condition=Q(status="processing") | ~Q(sha256=""),
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "college", "-id"], name="media_of_college"),
            models.Index(fields=["edition", "status", "-id"], name="media_by_status"),
            models.Index(fields=["family", "status"], name="media_by_family"),
            models.Index(fields=["edition", "sha256"], name="media_by_content"),
            *(
                models.Index(fields=["edition", f"band_{place}"], name=f"media_by_band_{place}")
                for place in range(4)
            ),
        ]

    def __str__(self):
        return quoted(self.caption or self.name)

    def get_absolute_url(self):
        return reverse("media_detail", args=[self.pk])

    # Questions

    @property
    def state(self):
        return STATES[self.status]

    @property
    def is_processing(self):
        return self.status == self.Status.PROCESSING

    @property
    def is_approved(self):
        return self.status == self.Status.APPROVED

    @property
    def has_copies(self):
        return self.kind in (self.Kind.PHOTO, self.Kind.VIDEO) and not self.is_processing

    @property
    def excellent_state(self):
        return EXCELLENT

    @property
    def length_told(self):
        """1:05; of a photo nothing."""
        whole = round(self.seconds or 0)
        return f"{whole // 60}:{whole % 60:02d}" if self.seconds is not None else ""

    @property
    def told_facts(self):
        """[(name, value)] of what its unit says of it, for pages."""
        told = self.facts() | {"day": day_told(self.day) if self.day else ""}
        names = [self._meta.get_field(name).verbose_name for name in EDITABLE]
        return list(zip(names, told.values(), strict=True))

    @property
    def is_video(self):
        return self.kind == self.Kind.VIDEO

    @property
    def codec_told(self):
        return CODECS.get(self.codec, self.codec.upper())

    @property
    def is_asked(self):
        return self.status in self.ASKED

    @property
    def unshown_because(self):
        """Why strangers do not see it whatever its review says; "" if nothing stands in the way."""
        judged = (self.Status.WAITING, self.Status.APPROVED)
        if not self.activity_id or self.status not in judged or not self.has_copies:
            return ""
        shown = getattr(self, "activity_is_public", None)
        if shown is None:
            shown = Activity.objects.public().filter(pk=self.activity_id).exists()
        if shown:
            return ""
        if self.activity.is_cancelled:
            return "活动已取消，公众网站上不显示"
        return "活动还没有公布，公布后才在公众网站上显示"

    @property
    def can_be_deleted(self):
        """Once somebody has reviewed it, it stays on record."""
        return self.reviewed_at is None

    def can_be_edited_by(self, user):
        return may_organise(user, self.edition_id, self.organiser)

    def can_withdraw(self, user):
        return self.can_be_edited_by(user) or user.reviews_media

    def facts(self):
        """What its unit says of it, as the log and a conflict tell it."""
        told = {name: getattr(self, name) for name in EDITABLE}
        return told | {
            "activity": self.activity.title if self.activity else "",
            "has_minors": self.get_has_minors_display(),
        }

    # Verbs of its unit

    @transaction.atomic
    def revise(self, by, facts, *, base_version):
        """Save `facts`; whoever saved since `base_version` is not overwritten.

        What was approved is reviewed again: nothing is public that nobody has read.
        """
        rows = type(self).objects.filter(pk=self.pk)
        claimed = rows.filter(version=base_version).update(version=F("version") + 1)
        before = rows.select_related("activity").first()
        if before is None:
            raise WrongState(f"{self}刚刚被同事删除，没有可以修改的内容。")
        if not claimed:
            raise MediaConflict(before)
        changed = {name: value for name, value in facts.items() if getattr(before, name) != value}
        if not changed:
            rows.update(version=base_version)
            return
        if before.status == self.Status.HIDDEN:
            raise BrokenRule(f"{self}已被隐藏，不能修改。如有疑问请联系AIGC新媒体中心。")
        told = before.facts()
        for name, value in changed.items():
            setattr(before, name, value)
        before.move(
            "修改",
            by=by,
            source=[before.status],
            target=before.after_an_edit(),
            changes={"before": told, "after": before.facts()},
            updated_by=by,
            is_excellent=False,
            **changed,
        )

    def after_an_edit(self):
        if self.status == self.Status.PROCESSING:
            return self.status
        waits_for_consent = self.status == self.Status.CONSENT and not self.is_consent_in_order
        return self.Status.CONSENT if waits_for_consent else self.Status.WAITING

    @transaction.atomic
    def keep_as_well(self, by):
        """It came a second time, and is meant to stay: nobody is asked about it again."""
        asked = type(self).objects.filter(pk=self.pk).exclude(repeats=None)
        if not asked.update(repeats=None):
            raise WrongState(f"{self}刚刚已经处理过。请刷新页面查看。")
        AuditEntry.objects.record(by, "保留重复文件", self)

    @transaction.atomic
    def remove(self, by):
        """One's own, while nobody has reviewed it."""
        unread = type(self).objects.filter(pk=self.pk, reviewed_at=None)
        if not unread.update(version=F("version") + 1):
            raise BrokenRule(f"{self}已审核过，要留记录，不能删除。可以撤回授权，它就不再公开。")
        AuditEntry.objects.record(by, "删除影像", self, payload={"before": self.facts()})
        if self.consent_key:
            consent = self.stored_consent
            transaction.on_commit(lambda: discard(consent))
        self.drop()
