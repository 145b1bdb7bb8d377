import os
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from colleges.rules import BrokenRule

from .. import upload_bytes as store
from ..tus import LARGEST, MEGABYTE, Refused
from .edition import Edition
from .media import MediaItem
from .organiser import Organised, OrganisedQuerySet, both_columns

LIFETIME = timedelta(days=7)
LONGEST_NAME = 255
MOST_UNFINISHED = 200
# Bytes without a row, or of a row that needs them no more, wait this long for their sweeper.
STRAYS_KEPT = timedelta(hours=1)
GIGABYTE = 1024 * MEGABYTE


class UploadQuerySet(OrganisedQuerySet):
    def visible_to(self, user):
        """One's own, on whatever device: nobody goes on with what a colleague chose."""
        return self.filter(owner=user)

    def unfinished(self, at):
        return self.filter(finished_at=None, expires_at__gt=at)

    def for_list(self):
        return self.select_related("owner", "edition", "college", "department")

    def promised_by(self, edition, organiser):
        """Bytes that a unit is going to send: its own next file has to fit beside them.

        Nobody else's do: what is promised and never sent would keep every other unit out of
        a disk that is free. When it does run full, a piece is refused and nothing is lost.
        """
        coming = self.of(edition, organiser).unfinished(timezone.now())
        return coming.aggregate(left=Sum(F("size") - F("offset")))["left"] or 0

    @transaction.atomic
    def begin(self, *, owner, edition, organiser, name, size, metadata, at):
        """A file that `owner` is going to send; the same file asked for twice is one upload."""
        check_size(size)
        facts = {"owner": owner, "edition": edition, "name": named(name), "size": size}
        facts |= both_columns(organiser) | {"metadata": metadata}
        # Kept by this transaction: two who begin at once share what space is left.
        type(organiser).objects.select_for_update(no_key=True).get(pk=organiser.pk)
        mine = self.unfinished(at).filter(owner=owner)
        # Its answer was lost on the way: asked again, it has not begun twice.
        if metadata.get("sample") and (again := mine.filter(offset=0, **facts).first()):
            return again
        if mine.count() >= MOST_UNFINISHED:
            raise Refused(
                422, f"您有 {MOST_UNFINISHED} 个没有传完的文件。请先传完，或取消不要的再传。"
            )
        self.require_quota(edition, organiser, size)
        store.require_space(size + self.promised_by(edition, organiser))
        return self.create(**facts, created_at=at, expires_at=at + LIFETIME)

    def require_quota(self, edition, organiser, size):
        left = settings.MEDIA_QUOTA - self.taken_by(edition, organiser)
        if size > left:
            raise Refused(
                413,
                f"{organiser}本届的空间（{told(settings.MEDIA_QUOTA)}）还剩 {told(max(0, left))}，"
                f"放不下这个文件（{told(size)}）。请先删除不用的，或请系统管理员增加。",
            )

    def space(self, edition, organiser):
        """What a page tells of it."""
        taken = self.taken_by(edition, organiser)
        return {"all": settings.MEDIA_QUOTA, "taken": taken}

    def taken_by(self, edition, organiser):
        """Bytes of what came and of what is promised."""
        came = MediaItem.objects.of(edition, organiser).aggregate(all=Sum("size"))["all"] or 0
        coming = self.of(edition, organiser).unfinished(timezone.now())
        return came + (coming.aggregate(all=Sum("size"))["all"] or 0)

    def purge(self, at):
        """Forget what nobody went on with, and bytes that belong to nothing; safe to run twice."""
        self.filter(expires_at__lte=at).delete()
        known = {str(key) for key in self.filter(finished_at=None).values_list("pk", flat=True)}
        before = (at - STRAYS_KEPT).timestamp()
        for path in store.folder().iterdir():
            if path.name not in known and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


def check_size(size):
    if not size:
        raise Refused(422, "文件是空的（0 字节），没有上传。请重新选择文件。")
    if size > LARGEST:
        raise Refused(413, f"文件有 {told(size)}，超过 2 GB。请压缩或剪短后再传。")


def named(name):
    """What the file is called, as people may read it: no folders, nothing that cannot be seen."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(sign for sign in name if sign.isprintable()).strip(" .") or "未命名"
    if len(name) > LONGEST_NAME:
        most = LONGEST_NAME
        raise Refused(422, f"文件名太长（{len(name)} 字），请改短到 {most} 字以内再传。")
    return name


def told(size):
    unit, sign = (GIGABYTE, "GB") if size >= GIGABYTE else (MEGABYTE, "MB")
    return f"{size / unit:.1f} {sign}"


class Upload(Organised):
    """A file on its way, in as many pieces as the network makes of it (tus 1.0).

    `offset` is the truth: as much was received, checked and is safe on disk. What a killed
    process left behind it was never confirmed to anybody, and is cut off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="上传人"
    )
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("文件名", max_length=LONGEST_NAME)
    size = models.PositiveBigIntegerField("大小（字节）")
    offset = models.PositiveBigIntegerField("已收到（字节）", default=0)
    # What the sender told about the file: {key: text}.
    metadata = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField("保留至", db_index=True)
    # It is an item now; the row answers a sender who has not heard so.
    finished_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "上传"
        constraints = [
            *Organised.Meta.constraints,
            models.CheckConstraint(
                name="upload_holds_no_more_than_its_size", condition=models.Q(offset__lte=F("size"))
            ),
        ]

    def __str__(self):
        return Truncator(self.name).chars(40)

    def get_absolute_url(self):
        return reverse("upload_detail", args=[self.pk])

    @property
    def percent(self):
        return 100 * self.offset // self.size

    def is_expired(self, at):
        return self.finished_at is None and self.expires_at <= at

    def path(self):
        return store.folder() / str(self.pk)

    # Verbs

    def receive(self, stream, length, *, offset, at, checksum=None):
        """Take in the body of one request, or as much of it as comes."""
        if self.finished_at:
            raise Refused(409, "这个文件已经传完，不用再传。")
        store.require_space(length)
        with store.held(self.path()) as file:
            self.mend(file)
            if offset != self.offset or self.finished_at:
                told = f"断点不一致：服务器已收到 {self.offset} 字节。请从这里接着传。"
                raise Refused(409, told)
            if offset + length > self.size:
                raise Refused(413, "传来的内容比文件登记的大小多。请重新选择文件再传。")
            taken = store.append(file, offset, stream, length, checksum)
            self.advance(offset + taken, at)

    def look(self):
        """Read how far it has come, repaired after a crash; a writer at work repairs it itself."""
        if self.finished_at:
            return
        try:
            with store.held(self.path()) as file:
                self.mend(file)
        except Refused:
            self.refresh_from_db()

    def mend(self, file):
        """Make row and bytes agree; the caller holds the file."""
        try:
            self.refresh_from_db(fields=["offset", "finished_at"])
        except Upload.DoesNotExist:
            raise gone() from None
        length = os.fstat(file).st_size
        if self.finished_at is None and length < self.offset:
            # Restored from a backup, or lost by the disk: asked for again.
            Upload.objects.filter(pk=self.pk).update(offset=length)
            self.offset = length
        os.ftruncate(file, min(length, self.offset))

    @transaction.atomic
    def advance(self, offset, at):
        facts = {"offset": offset, "expires_at": at + LIFETIME}
        facts |= {"finished_at": at} if offset == self.size else {}
        mine = Upload.objects.filter(pk=self.pk, offset=self.offset, finished_at=None)
        if not mine.update(**facts):
            raise gone()
        for name, value in facts.items():
            setattr(self, name, value)
        if self.finished_at:
            MediaItem.objects.take_in(self)

    def terminate(self):
        """The sender does not want it any more."""
        if not Upload.objects.filter(pk=self.pk, finished_at=None).delete()[0]:
            raise BrokenRule(f"“{self}”刚刚已经传完，不能再取消。请在媒体列表里删除。")
        self.path().unlink(missing_ok=True)


def gone():
    return Refused(410, "这个上传已被取消或过期。请重新选择文件上传。")
