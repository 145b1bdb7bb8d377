import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from activities.models import Edition
from colleges.files import keep, sha256_of
from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, WrongState, within

from ..summary.checking import from_data

MOST_VERSIONS = 50
LONGEST_COMMENT = 500


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

    # Verbs

    @transaction.atomic
    def take_in(self, path, *, way, name, said, left_open, by):
        """A checked file becomes the version that counts; those before stay. `said` is what the
        file says of the key numbers (`checking.as_data`)."""
        self.claim()
        sha256 = sha256_of(path)
        self.refuse_repetition(sha256)
        version = self.versions.create(
            number=self.version_count,
            way=way,
            name=name[-255:],
            size=path.stat().st_size,
            sha256=sha256,
            said=said,
            left_open=left_open,
            added_by=by,
        )
        SummaryReport.objects.filter(pk=self.pk).update(newest=version)
        self.newest = version
        facts = {"number": version.number, "name": version.name, "sha256": sha256}
        AuditEntry.objects.record(by, f"{version.get_way_display()}总结报告", self, payload=facts)
        keep(path, version.file_key)
        return version

    def claim(self):
        """The next number is this one's; two who upload at once get one each."""
        if not self.is_stored:
            stored, _ = SummaryReport.objects.get_or_create(
                edition=self.edition, college=self.college
            )
            self.pk = stored.pk
        rows = SummaryReport.objects.filter(pk=self.pk, version_count__lt=MOST_VERSIONS)
        if not rows.update(version_count=F("version_count") + 1):
            raise BrokenRule(
                f"这份报告已有 {MOST_VERSIONS} 个版本，不能再加。可以在“历次版本”里改用其中一个，"
                "或请教务处协助。"
            )
        self.refresh_from_db()

    def refuse_repetition(self, sha256):
        if self.newest and self.newest.sha256 == sha256:
            raise BrokenRule(
                f"内容和现用的第 {self.newest.number} 版完全一样，不用再交一次。"
                "改好文件、保存之后再上传。"
            )

    @transaction.atomic
    def use(self, version, by, seen=None):
        """An earlier version counts again; `seen`: the id of the one that counted on the page."""
        if self.newest_id == version.pk:
            raise WrongState(f"现在用的就是第 {version.number} 版，没有改动。")
        seen = self.newest_id if seen is None else seen
        rows = SummaryReport.objects.filter(pk=self.pk, newest=seen)
        if not rows.update(newest=version):
            raise WrongState(
                f"您打开页面之后，现用的版本已经换过，没有改用第 {version.number} 版。"
                "请看一下现在用的是哪一版，再决定是否改用。"
            )
        AuditEntry.objects.record(by, "改用总结报告版本", self, f"第 {version.number} 版")
        self.newest = version


class SummaryVersion(models.Model):
    """One file of a report: private, never changed; only its comment is written later."""

    class Way(models.TextChoices):
        UPLOADED = "uploaded", "上传"
        DRAFT = "draft", "按草稿报送"

    report = models.ForeignKey(SummaryReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    way = models.CharField("方式", max_length=8, choices=Way)
    file_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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
    def mentions(self):
        return from_data(self.said)

    def facts(self):
        """What is frozen when it is filed."""
        facts = {name: getattr(self, name) for name in ("name", "size", "sha256", "comment")}
        way, number = self.get_way_display(), self.number
        return facts | {"id": self.pk, "way": way, "number": number, "left_open": self.left_open}

    # Verbs

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
