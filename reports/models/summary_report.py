import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from activities.models import Edition, Requirement
from colleges.files import discard, handed_out, keep, sha256_of, stored
from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, WrongState, within

from ..summary.checking import from_data

# That were never filed: what was filed is kept for good.
MOST_VERSIONS = 50
LONGEST_COMMENT = 500
FOLDER = "summaries/"
# Bytes without a row wait this long for their sweeper.
STRAYS_KEPT = timedelta(hours=1)
MEGABYTE = 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def room():
    """Bytes for all versions of one college: 1 GB beside the usual 20 GB of its photos."""
    return settings.MEDIA_QUOTA // 20


class SummaryReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.sees_everything else self.filter(college__in=user.college_ids)

    def of(self, edition, college):
        """The college's report; not stored until there is a version of it."""
        found = self.filter(edition=edition, college=college).select_related("newest__added_by")
        return found.first() or SummaryReport(edition=edition, college=college)

    def handed_in(self):
        return self.filter(newest__isnull=False).select_related("newest")

    def in_use(self, edition):
        return self.filter(edition=edition, newest__isnull=False)


class SummaryReport(models.Model):
    """总结报告 of one college (notice 五(四)): its versions, of which the newest chosen counts."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="summaries")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="summaries")
    newest = models.ForeignKey(
        "SummaryVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="现用版本",
    )
    # How many versions there were; claiming the next one puts two uploads in order.
    version_count = models.PositiveIntegerField(default=0)

    objects = SummaryReportQuerySet.as_manager()

    class Meta:
        verbose_name = "总结报告"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "college"], name="one_summary_report_per_college"
            )
        ]

    def __str__(self):
        return f"{self.college}的总结报告"

    def get_absolute_url(self):
        address = reverse("summary_report", args=[self.edition.code])
        return f"{address}?college={self.college_id}"

    # Questions

    @property
    def is_stored(self):
        return self.pk is not None

    def history(self):
        """Its versions, newest first."""
        return self.versions.select_related("added_by") if self.is_stored else []

    def filed_ids(self):
        """Of the versions that stand in a receipt or in a 变更单, or that a filed 附件2 counts."""
        reports = self.frozen(Requirement.Kind.SUMMARY_REPORT, "rows")
        counted = self.frozen(Requirement.Kind.STATISTICS_FORM, "sources__rows__I1")
        ids = {row["id"] for rows in reports for row in rows}
        return ids | {int(key.partition("/")[2]) for rows in counted for key, _ in rows}

    def frozen(self, kind, path):
        """What stands at `path` in each form of this kind that the college filed or asked for."""
        filings = self.college.filings.filter(edition=self.edition, requirement__kind=kind)
        found = [
            *filings.values_list(f"revisions__content__{path}", flat=True),
            *filings.values_list(f"amendments__content__{path}", flat=True),
        ]
        return [rows for rows in found if rows]

    # Verbs

    @transaction.atomic
    def take_in(self, path, *, way, name, said, left_open, by):
        """A checked file becomes the version that counts; those before stay. `said` is what the
        file says of the key numbers (`checking.as_data`)."""
        self.claim()
        sha256 = sha256_of(path)
        self.refuse_repetition(sha256)
        size = path.stat().st_size
        self.make_room(size, by)
        version = self.versions.create(
            folder=FOLDER,
            number=self.version_count,
            way=way,
            name=name[-255:],
            size=size,
            sha256=sha256,
            said=said,
            left_open=left_open,
            added_by=by,
        )
        SummaryReport.objects.filter(pk=self.pk).update(newest=version)
        self.newest = version
        facts = {"number": version.number, "name": version.name, "sha256": sha256}
        AuditEntry.objects.record(by, f"{version.get_way_display()}总结报告", self, payload=facts)
        keep(path, version.stored_name)
        return version

    def claim(self):
        """The next number is this one's; two who upload at once get one each."""
        if not self.is_stored:
            stored, _ = SummaryReport.objects.get_or_create(
                edition=self.edition, college=self.college
            )
            self.pk = stored.pk
        rows = SummaryReport.objects.filter(pk=self.pk)
        rows.update(version_count=F("version_count") + 1)
        self.refresh_from_db()

    def refuse_repetition(self, sha256):
        if self.newest and self.newest.sha256 == sha256:
            raise BrokenRule(
                f"内容和现用的第 {self.newest.number} 版完全一样，不用再交一次。"
                "改好文件、保存之后再上传。"
            )

    def make_room(self, size, by):
        """For a new file of `size` the oldest go that nobody has filed; `let_go`: their numbers."""
        kept = self.filed_ids() | {self.newest_id}
        versions = list(self.versions.order_by("number"))
        loose = [version for version in versions if version.pk not in kept]
        taken = sum(version.size for version in versions)
        self.let_go = []
        # The one that counts and the one that comes stand beside those.
        while loose and (len(loose) + 2 > MOST_VERSIONS or taken + size > room()):
            oldest = loose.pop(0)
            oldest.let_go(by)
            self.let_go.append(oldest.number)
            taken -= oldest.size
        if taken + size > room():
            left = max(0, room() - taken) / MEGABYTE
            raise BrokenRule(
                f"{self}合计最多占 {room() // MEGABYTE} MB，报送过的和现用的版本要一直保留，"
                f"还剩 {left:.1f} MB，放不下这份文件（{size / MEGABYTE:.1f} MB）。"
                "请在 Word 或 WPS 里“压缩图片”后再传，或请系统管理员增加空间。"
            )

    @transaction.atomic
    def use(self, version, by, seen=None):
        """An earlier version counts again; `seen`: the id of the one that counted on the page."""
        if self.newest_id == version.pk:
            raise WrongState(f"现在用的就是第 {version.number} 版，没有改动。")
        seen = self.newest_id if seen is None else seen
        rows = SummaryReport.objects.filter(pk=self.pk, newest=seen)
        # Held from here on: no upload makes room meanwhile.
        if not rows.update(newest=F("newest")):
            raise WrongState(
                f"您打开页面之后，现用的版本已经换过，没有改用第 {version.number} 版。"
                "请看一下现在用的是哪一版，再决定是否改用。"
            )
        if not self.versions.filter(pk=version.pk).exists():
            raise WrongState(
                f"第 {version.number} 版刚刚为给新上传的文件腾出位置而删去，没有改用。"
                "请刷新页面，从留着的版本里选；手里有原文件的，可以再传一次。"
            )
        rows.update(newest=version)
        AuditEntry.objects.record(by, "改用总结报告版本", self, f"第 {version.number} 版")
        self.newest = version


class SummaryVersionQuerySet(models.QuerySet):
    def purge_strays(self, at):
        """Bytes that belong to no version: of a transaction that failed behind its file."""
        if not (folder := stored(FOLDER)).exists():
            return
        known = {str(key) for key in self.values_list("file_key", flat=True)}
        before = (at - STRAYS_KEPT).timestamp()
        for path in folder.iterdir():
            if path.name not in known and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


class SummaryVersion(models.Model):
    """One file of a report: private, never changed; only its comment is written later."""

    class Way(models.TextChoices):
        UPLOADED = "uploaded", "上传"
        DRAFT = "draft", "按草稿报送"

    report = models.ForeignKey(SummaryReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    way = models.CharField("方式", max_length=8, choices=Way)
    file_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Where in store it lies; the first ones lie beside everything else.
    folder = models.CharField(max_length=16, blank=True, editable=False)
    name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    # What it says of the key numbers of 附件2, and how many 【请补充…】 are left.
    said = models.JSONField(default=list)
    left_open = models.PositiveIntegerField(default=0)
    # Why its numbers are not those of 附件2.
    comment = models.CharField("说明", max_length=LONGEST_COMMENT, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    added_at = models.DateTimeField("提交时间", default=timezone.now)

    objects = SummaryVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "总结报告版本"
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_summary_per_number")
        ]

    def __str__(self):
        return f"{self.report}第 {self.number} 版"

    # Questions

    @property
    def stored_name(self):
        return f"{self.folder}{self.file_key}"

    def is_intact(self, sha256):
        """Is the file in store still the one with this SHA-256?"""
        path = stored(self.stored_name)
        return path.exists() and sha256_of(path) == sha256

    @property
    def mentions(self):
        return from_data(self.said)

    def facts(self):
        """What is frozen when it is filed."""
        facts = {name: getattr(self, name) for name in ("name", "size", "sha256", "comment")}
        way, number = self.get_way_display(), self.number
        return facts | {"id": self.pk, "way": way, "number": number, "left_open": self.left_open}

    # Verbs

    def hand_out(self, by, sha256=""):
        """The file as a download; never another than was taken in, or than `sha256` of a receipt
        says."""
        if not self.is_intact(sha256 or self.sha256):
            AuditEntry.objects.record(by, "发现总结报告文件不符", self.report, self.name)
            raise BrokenRule(
                f"服务器上的“{self.name}”已经不是交上来的那一份"
                "（校验值 SHA-256 不一致或文件不在），为免用错，没有下载。"
                "请通知系统管理员从备份恢复；学院手里有原文件的，"
                "可以在“总结报告”里再传一次。"
            )
        return handed_out(self.stored_name, self.name, DOCX)

    def let_go(self, by):
        """Make room for a newer one."""
        facts = {"number": self.number, "name": self.name, "sha256": self.sha256}
        AuditEntry.objects.record(by, "删去总结报告旧版本", self.report, payload=facts)
        name = self.stored_name
        self.delete()
        transaction.on_commit(lambda: discard(name))

    @transaction.atomic
    def explain(self, by, text, seen=None):
        """Why the report says other numbers than 附件2; empty takes it back. `seen` is the comment
        that was on the page."""
        text = within(text, LONGEST_COMMENT)
        seen = self.comment if seen is None else within(seen, LONGEST_COMMENT)
        if text == self.comment:
            raise WrongState("说明没有改动。")
        rows = SummaryVersion.objects.filter(pk=self.pk, comment=seen)
        if not rows.update(comment=text):
            raise WrongState(
                f"您打开页面之后，说明已由别人改为“{self.comment}”，没有覆盖。"
                f"您写的是“{text}”，请合在一起后再保存。"
            )
        AuditEntry.objects.record(by, "说明总结报告数字", self.report, note=text)
        self.comment = text
