import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from activities.public.site import absolute
from colleges.files import keep
from colleges.models import AuditEntry, College, State
from colleges.rules import BrokenRule, WrongState, within

from ..honours import notices
from ..honours.certificate import CertificateFacts, certificate_pdf, certificate_png
from ..honours.serials import alike, beginning, by_chance, new_serial
from .award import Award

VALID = State("valid", "有效", "done", "circle-check")
REVOKED = State("revoked", "已作废", "overdue", "circle-x")
AHEAD = State("ahead", "尚未生效", "warning", "clock")

REVOKING = ("revoked_kind", "revoked_reason")
RESTORED_ALREADY = "{}现在是有效的，不用恢复。请刷新页面查看。"


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.reads_boards:
            return self
        return self.filter(college__in=user.college_ids)

    def valid(self):
        return self.filter(revoked_at=None)

    def cancelled(self):
        """Of colleges that lost the award itself: nothing takes their place."""
        return self.filter(revoked_kind=self.model.Revoked.CANCELLED)

    def for_list(self):
        return self.select_related("award__edition", "college", "issued_by")

    def called(self, serial):
        """The one whose serial has these signs, wherever somebody put the dashes."""
        near = self.filter(serial__endswith=by_chance(serial))
        return next((one for one in near if alike(one.serial, serial)), None)


class Certificate(models.Model):
    """荣誉证书 of one winner, as it was printed. Revoked it stays, and says so to who checks it."""

    class Revoked(models.TextChoices):
        """What strangers are told; the reason itself stays inside."""

        CORRECTED = "corrected", "内容有误，已更正重发"
        REPLACED = "replaced", "遗失或损坏，已补发"
        CANCELLED = "cancelled", "奖项已取消"

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="certificates")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="certificates")
    number = models.PositiveSmallIntegerField("序号")
    serial = models.CharField("证书编号", max_length=40, unique=True)
    # What stands on the paper.
    school = models.CharField("学校", max_length=60)
    college_name = models.CharField("获奖单位", max_length=40)
    week = models.CharField("活动周", max_length=60)
    award_name = models.CharField("奖项", max_length=30)
    issued_on = models.DateField("证书日期")
    issued_at = models.DateTimeField("颁发时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    pdf_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pdf_sha256 = models.CharField("PDF 的 SHA-256", max_length=64)
    png_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    png_sha256 = models.CharField("图片的 SHA-256", max_length=64)
    revoked_at = models.DateTimeField("作废时间", null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_kind = models.CharField("作废情形", max_length=10, choices=Revoked, blank=True)
    revoked_reason = models.CharField("作废原因", max_length=300, blank=True)
    # The last time that it was revoked by mistake.
    restored_at = models.DateTimeField("恢复时间", null=True)
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    restored_reason = models.CharField("恢复原因", max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "荣誉证书"
        constraints = [
            models.UniqueConstraint(
                fields=["award", "college"],
                condition=Q(revoked_at__isnull=True),
                name="one_valid_certificate_per_winner",
            ),
            models.UniqueConstraint(fields=["award", "number"], name="one_certificate_per_number"),
            models.CheckConstraint(
                name="certificates_are_revoked_with_a_reason",
                condition=Q(revoked_at__isnull=True)
                | (Q(revoked_by__isnull=False) & ~Q(revoked_reason="") & ~Q(revoked_kind="")),
            ),
        ]

    def __str__(self):
        return f"荣誉证书 {self.serial}"

    def get_absolute_url(self):
        return reverse("announcement", args=[self.award.edition.code])

    # Questions

    @property
    def is_valid(self):
        return self.revoked_at is None

    @property
    def is_ahead(self):
        """Its date has not come: nobody may show it as valid before."""
        return self.issued_on > timezone.localdate()

    @property
    def state(self):
        if not self.is_valid:
            return REVOKED
        return AHEAD if self.is_ahead else VALID

    @property
    def is_cancelled(self):
        return self.revoked_kind == self.Revoked.CANCELLED

    @property
    def revoked_why(self):
        """What strangers are told; that there is another one, only once there is."""
        return self.get_revoked_kind_display().partition("，")[0]

    @property
    def serial_known(self):
        """What can be told of its serial before it is handed out."""
        return beginning(self.award.edition.code, self.number)

    @property
    def replacement(self):
        """The valid one that the college holds; at most one, as the database sees to."""
        return self.award.certificates.valid().filter(college=self.college_id).first()

    @property
    def public_path(self):
        return reverse("certificate_check", args=[self.serial])

    @property
    def public_address(self):
        """What its code says, in full."""
        return absolute(self.public_path)

    @property
    def file_name(self):
        return f"荣誉证书_{self.college_name}_{self.serial}"

    def facts(self):
        return CertificateFacts(
            school=self.school,
            college=self.college_name,
            week=self.week,
            award=self.award_name,
            issued_on=self.issued_on,
            serial=self.serial,
            address=self.public_address,
        )

    # Verbs

    def draw(self, folder):
        """Both files, drawn before anybody waits for the database; returns their paths."""
        pdf, png = folder / f"{self.pdf_key}.pdf", folder / f"{self.png_key}.png"
        pdf.write_bytes(certificate_pdf(self.facts()))
        png.write_bytes(certificate_png(self.facts()))
        return pdf, png

    @transaction.atomic
    def issue(self, by, pdf, png):
        """Hand it out: row, files and notice, or nothing; a second one for a winner is refused."""
        self.save(force_insert=True)
        keep(pdf, self.pdf_key)
        keep(png, self.png_key)
        AuditEntry.objects.record(by, "颁发证书", self, note=self.college_name)
        notices.tell_of_certificate(self, by)

    @transaction.atomic
    def revoke(self, by, at, kind, reason):
        """作废: who scans it is told so from now on. It is never deleted."""
        reason = within(reason, 300)
        if kind not in self.Revoked.values:
            raise BrokenRule("请选择作废的情形。")
        if not reason:
            raise BrokenRule("作废证书必须写明原因。")
        facts = {"revoked_at": at, "revoked_by": by, "revoked_kind": kind}
        if (
            not Certificate.objects.valid()
            .filter(pk=self.pk)
            .update(revoked_reason=reason, **facts)
        ):
            raise WrongState(f"{self}刚刚已经作废。请刷新页面查看。")
        self.refresh_from_db()
        AuditEntry.objects.record(by, "作废证书", self, note=reason)
        notices.tell_of_revocation(self, by)

    @transaction.atomic
    def restore(self, by, at, reason, *, honour_stands=False):
        """恢复: revoked by mistake. Only while the honour stands and nothing took its place.

        `honour_stands`: the officer says so of one that was revoked with the honour itself.
        """
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("恢复证书必须写明原因。")
        self.award.hold()
        self.refresh_from_db()
        self.refuse_restoring(honour_stands)
        before = {name: getattr(self, name) for name in ("revoked_at", *REVOKING)}
        facts = {"restored_at": at, "restored_by": by, "restored_reason": reason}
        facts |= {"revoked_at": None, "revoked_by": None, "revoked_kind": "", "revoked_reason": ""}
        if not Certificate.objects.filter(pk=self.pk, revoked_at__isnull=False).update(**facts):
            raise WrongState(RESTORED_ALREADY.format(self))
        self.refresh_from_db()
        payload = {"before": before, "after": {}}
        AuditEntry.objects.record(by, "恢复证书", self, note=reason, payload=payload)
        notices.tell_of_restoration(self, by)

    def refuse_restoring(self, honour_stands):
        if self.is_valid:
            raise WrongState(RESTORED_ALREADY.format(self))
        won = self.award.winners().filter(college=self.college_id).exists()
        if self.award.status != Award.Status.FINAL or not won:
            raise BrokenRule(f"{self.college_name}现在不是已公布的获奖单位，证书不能恢复。")
        if self.is_cancelled and not honour_stands:
            raise BrokenRule(
                "这份证书是因“奖项已取消”作废的，奖项取消了就不能恢复。"
                "如果奖项其实有效、当时选错了情形，请勾选“奖项仍然有效”再恢复。"
            )
        if (other := self.replacement) is not None:
            raise BrokenRule(
                f"已经补发了{other.serial}，一个单位只能有一份有效的证书。"
                "请先作废补发的那一份，再恢复这一份。"
            )
        if self.award.certificate_jobs.active().exists():
            raise BrokenRule("正在制作证书，请等制作完成，再看要不要恢复这一份。")

    @transaction.atomic
    def note_download(self, by, kind):
        AuditEntry.objects.record(by, "下载证书", self, note=kind)


def certificates_for(award, colleges, by, at, issued_on):
    """Unsaved ones for `colleges`, numbered on from those that there are."""
    last = award.certificates.aggregate(last=Max("number"))["last"] or 0
    return [
        Certificate(
            award=award,
            college=college,
            number=number,
            serial=new_serial(award.edition.code, number),
            school=settings.SCHOOL_NAME,
            college_name=college.name,
            week=award.edition.title,
            award_name=award.name,
            issued_on=issued_on,
            issued_at=at,
            issued_by=by,
        )
        for number, college in enumerate(colleges, start=last + 1)
    ]
