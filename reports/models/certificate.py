import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse

from activities.public.site import absolute
from colleges.files import keep
from colleges.models import AuditEntry, College, State
from colleges.rules import BrokenRule, WrongState, within

from ..honours import notices
from ..honours.certificate import CertificateFacts, certificate_pdf, certificate_png
from ..honours.serials import new_serial
from .award import Award

VALID = State("valid", "有效", "done", "circle-check")
REVOKED = State("revoked", "已作废", "overdue", "circle-x")


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
    def state(self):
        return VALID if self.is_valid else REVOKED

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
