import hashlib
import os
import shutil
import uuid
from datetime import timedelta
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone

from activities.models import Edition, MediaItem, NewsItem
from activities.models.organiser import both_columns, column_of
from activities.newsroom.reading import printed_pictures
from activities.upload_bytes import require_space
from colleges.dates import day as day_of_year
from colleges.files import discard, keep, stored
from colleges.models import AuditEntry, College, Department, Job, JobQuerySet
from colleges.models.audit import digest
from colleges.rules import BrokenRule

from ..news_document import article_document
from ..package_contents import (
    CAPTIONS,
    INDEX,
    ORDER,
    name_of_text,
    part_of_name,
    pieces,
    write_captions,
    write_index,
)
from .filing import State

FILES_KEPT = timedelta(days=7)
PIECE = 1024 * 1024
LARGEST = 8 * 1024**3
STATES = {
    "queued": State("queued", "排队中", "draft", "clock"),
    "running": State("running", "打包中", "pending", "loader"),
    "done": State("done", "已完成", "done", "circle-check"),
    "failed": State("failed", "失败", "overdue", "alert-triangle"),
}
ORDERED = "打包影像"


def deliverable():
    """What may leave in a package: reviewed, and its consent in order at this moment."""
    return MediaItem.objects.filter(status=MediaItem.Status.APPROVED).consented()


class MediaPackageQuerySet(JobQuerySet):
    def visible_to(self, user):
        """AIGC新媒体中心 and 教务处 see all, a unit those of itself alone."""
        if user.reviews_media:
            return self
        own = Q(college_id__in=user.college_ids) | Q(department_id__in=user.department_ids)
        return self.filter(own)

    def for_list(self):
        return self.select_related("edition", "owner", "college", "department")

    @transaction.atomic
    def order(self, edition, by, *, organiser=None, day=None):
        """Draw up what goes in and queue the job; pressing twice gives the same job."""
        items = deliverable().filter(edition=edition)
        items = items.filter(**column_of(organiser)) if organiser else items
        items = items.filter(day=day) if day else items
        ids = list(items.order_by(*ORDER).values_list("pk", flat=True))
        if not ids:
            raise BrokenRule("这里还没有审核通过的照片、视频和文稿，没有可以打包的。")
        total = items.aggregate(all=Sum("size"))["all"]
        if total > LARGEST:
            raise BrokenRule("合起来超过 8 GB。请按日期或单位分开打包。")
        sealed = digest(str(organiser), str(day), *map(str, ids))
        if twin := self.active().filter(owner=by, inputs_sha256=sealed).first():
            return twin
        AuditEntry.objects.refuse_flood(by, ORDERED)
        facts = both_columns(organiser) if organiser else {}
        facts |= {"edition": edition, "owner": by, "day": day, "item_ids": ids}
        try:
            with transaction.atomic():
                job = self.create(inputs_sha256=sealed, total=total, **facts)
        except IntegrityError:  # the second half of a double click, one process further
            return self.active().get(owner=by, inputs_sha256=sealed)
        AuditEntry.objects.record(by, ORDERED, job, f"{len(ids)} 个")
        transaction.on_commit(job.send, robust=True)
        return job

    def purge(self, at=None):
        """Remove files past their day, and those of which something was withdrawn; the row
        stays. Returns how many."""
        at, kept = at or timezone.now(), self.filter(status=Job.Status.DONE, purged=False)
        old = [job for job in kept if job.expires_at <= at or job.is_withdrawn]
        for job in old:
            discard(job.file_key)
        return self.filter(pk__in=[job.pk for job in old]).update(purged=True)


class MediaPackage(Job):
    """影像资料包: the originals of a day or a unit in one ZIP, with an index and the captions."""

    task = "reports.tasks.run_media_package"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="media_packages")
    college = models.ForeignKey(College, on_delete=models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="+"
    )
    day = models.DateField("日期", null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="打包人",
    )
    item_ids = models.JSONField("清单", editable=False)
    # Which texts lie in it, and which version of each: [[id, round], …].
    text_rounds = models.JSONField(default=list, editable=False)
    # The pictures in those texts: of other days, too.
    text_picture_ids = models.JSONField(default=list, editable=False)
    inputs_sha256 = models.CharField(max_length=64, editable=False)
    item_count = models.PositiveIntegerField("文件数", null=True)
    file_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_sha256 = models.CharField("文件 SHA-256", max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField("文件大小", null=True)
    expires_at = models.DateTimeField("文件保留至", null=True)
    purged = models.BooleanField(default=False)
    # Bytes: a package outgrows what the job of every kind counts in.
    progress = models.PositiveBigIntegerField("进度", default=0)
    total = models.PositiveBigIntegerField("总数", null=True)

    objects = MediaPackageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "影像资料包"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "inputs_sha256"],
                condition=Q(status__in=["queued", "running"]),
                name="one_active_package_per_owner_and_inputs",
            ),
        ]

    def __str__(self):
        return f"影像资料包 {self.pk}"

    def get_absolute_url(self):
        return reverse("package_detail", args=[self.pk])

    # Questions

    @property
    def state(self):
        return STATES[self.status]

    @property
    def is_expired(self):
        return self.purged or (self.expires_at is not None and timezone.now() >= self.expires_at)

    @property
    def scope(self):
        unit = self.department or self.college
        return f"{unit or '全校'} · {day_of_year(self.day) if self.day else '全周'}"

    @property
    def file_name(self):
        unit = part_of_name(str(self.department or self.college or "全校"))
        day = f"{self.day:%Y-%m-%d}" if self.day else "全周"
        return f"{self.edition.code}届影像资料_{unit}_{day}.zip"

    def items(self):
        """Those of the list that may still leave, in its order."""
        found = deliverable().filter(pk__in=self.item_ids).for_list()
        return list(found.order_by(*ORDER))

    @property
    def is_withdrawn(self):
        """Something in it was withdrawn, hidden, deleted or taken down since."""
        inside = {*self.item_ids, *self.text_picture_ids}
        there = deliverable().filter(pk__in=inside).count()
        return there < len(inside) or self.holds_text_taken_down

    @property
    def holds_text_taken_down(self):
        """Also when it was published anew since: the package has the old wording."""
        if not self.text_rounds:
            return False
        texts = NewsItem.objects.public().filter(pk__in=[pk for pk, _ in self.text_rounds])
        published = set(texts.values_list("pk", "round"))
        return not published.issuperset(map(tuple, self.text_rounds))

    # Verbs

    def produce(self, folder):
        items = self.items()
        if not items:
            raise BrokenRule("清单里的照片、视频都已撤回或隐藏，没有可以打包的。请重新打包。")
        total = sum(item.size for item in items)
        require_space(total)
        self.beat(total=total)
        texts = list(self.texts().order_by("published_at", "pk"))
        all_pieces, now = list(pieces(items)), timezone.now()
        title = f"{self.edition.code}届职教活动周影像资料（{self.scope}）"
        write_index(folder / INDEX, title, all_pieces, now)
        write_captions(folder / CAPTIONS, title, all_pieces)
        with ZipFile(folder / "whole", "w", ZIP_STORED) as archive:
            archive.write(folder / INDEX, INDEX)
            archive.write(folder / CAPTIONS, CAPTIONS)
            shown = self.add_texts(archive, texts)
            for piece in all_pieces:
                self.add(archive, piece)
        whole = folder / "whole"
        facts = {"file_size": whole.stat().st_size, "file_sha256": self.digest_of(whole)}
        facts["text_rounds"] = [[text.pk, text.round] for text in texts]
        facts["text_picture_ids"] = sorted(shown)
        self.finish([item.pk for item in items], whole, facts)

    def texts(self):
        """What was published of this unit, and on this day."""
        texts = NewsItem.objects.public().for_page().filter(edition=self.edition)
        if unit := self.department or self.college:
            texts = texts.filter(**column_of(unit))
        return texts.filter(published_at__date=self.day) if self.day else texts

    def add_texts(self, archive, texts):
        """The same documents as “Word” gives; which pictures stand in them."""
        shown = set()
        for number, text in enumerate(texts, start=1):
            pictures = printed_pictures(text)
            paper = article_document(text, pictures)
            archive.writestr(name_of_text(number, text), paper.read())
            shown |= pictures.keys()
            self.note_progress(0)
        return shown

    def add(self, archive, piece):
        """Stored as it is: pictures and films do not get smaller."""
        taken = timezone.localtime(piece.item.uploaded_at)
        facts = ZipInfo(piece.name, taken.timetuple()[:6])
        facts.file_size = piece.item.size
        facts.external_attr = 0o600 << 16
        with open(stored(piece.item.stored_name), "rb") as source, archive.open(facts, "w") as to:
            shutil.copyfileobj(Watched(source, self.note_progress), to, PIECE)
        # Now and not at the end, when everybody would wait for it.
        archive.fp.flush()
        os.fsync(archive.fp.fileno())

    def digest_of(self, path):
        made = hashlib.sha256()
        with open(path, "rb") as file:
            while data := file.read(PIECE):
                made.update(data)
                self.note_progress(0)
        return made.hexdigest()

    @transaction.atomic
    def finish(self, ids, path, facts):
        self.beat()  # holds the row until the commit: nobody takes the job over meanwhile
        facts |= {"item_count": len(ids), "item_ids": ids}
        keep(path, self.file_key)
        now = timezone.now()
        self.move(
            "打包完成",
            by=self.owner,
            source=[self.Status.RUNNING],
            target=self.Status.DONE,
            note=f"{len(ids)} 个，文件 SHA-256 {facts['file_sha256']}",
            progress=self.total,
            finished_at=now,
            expires_at=now + FILES_KEPT,
            lease_until=None,
            **facts,
        )
        self.tell_owner(
            "影像资料包已打好，可以下载", f"{self.file_name}，{self.item_count} 个文件。"
        )

    def check_download(self):
        if not self.is_done:
            raise BrokenRule("还没有打好，完成后本页会出现下载按钮。")
        if self.is_expired:
            raise BrokenRule("文件已过保留期并清除。请重新打包。")
        if self.is_withdrawn:
            raise BrokenRule(
                "包里有照片、视频或稿件在打包以后被撤回、隐藏、撤下或删除，这个包作废。请重新打包。"
            )

    @transaction.atomic
    def note_download(self, by, part=""):
        told = f"{self.scope}，{self.item_count} 个，文件 SHA-256 {self.file_sha256}"
        told += f"，续传 {part}" if part else ""
        AuditEntry.objects.record(by, "下载影像包", self, told)


class Watched:
    """An open file that tells how much of it was read."""

    def __init__(self, source, note):
        self.source, self.note = source, note

    def read(self, size):
        data = self.source.read(size)
        self.note(len(data))
        return data
