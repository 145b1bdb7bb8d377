import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from activities.models import Extension
from colleges.models.audit import canonical, digest

from ..content import with_personal, without_personal


class RevisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.sees_everything:
            return self
        return self.filter(filing__college_id__in=user.college_ids)

    def in_time(self):
        return self.filter(is_late=False)

    def freeze(self, filing, content, *, by, received_at, **facts):
        """Write the immutable copy of `content`; one call inside the signing transaction.

        `facts`: is_late, reason, extension (beyond the common line), entered_by (代填).
        """
        number = filing.revisions.count() + 1
        public, personal = without_personal(content)
        salt = secrets.token_hex(16)
        personal_digest = digest(salt, canonical(personal))
        return self.create(
            filing=filing,
            number=number,
            content=public,
            personal=personal,
            salt=salt,
            personal_digest=personal_digest,
            sha256=digest(canonical(public), personal_digest),
            received_at=received_at,
            prepared_by=filing.handed_over_by,
            signed_by=by,
            signed_name=by.name,
            signed_for=signed_for(by.delegation_for(filing.college_id)),
            declaration=filing.edition.declaration,
            receipt_no=receipt_number(filing, number),
            **facts,
        )


def signed_for(delegation):
    if delegation is None:
        return ""
    return f"受{delegation.delegated_by.name}委托（{delegation.reason}）"


def receipt_number(filing, number):
    """回执号: edition, annex, college and how many times it was filed; readable over the phone."""
    requirement = filing.requirement
    annex = requirement.annex.removeprefix("附件")
    # Two of one name would make one number of two receipts.
    if not annex or filing.edition.requirements.filter(annex=requirement.annex).count() > 1:
        annex = requirement.kind[:2].upper()
    return f"ZJZ{filing.edition.code}-F{annex}-{filing.college.code}-{number:02d}"


class Revision(models.Model):
    """One filed form, frozen: content, SHA-256, instant, person, receipt number.

    Personal fields lie apart and enter the hash as a salted digest: erasing them one day
    leaves the proof intact (design §4.15).
    """

    filing = models.ForeignKey("Filing", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("第几次报送")
    content = models.JSONField()
    personal = models.JSONField(null=True)
    salt = models.CharField(max_length=32)
    personal_digest = models.CharField(max_length=64)
    sha256 = models.CharField("SHA-256", max_length=64)
    received_at = models.DateTimeField("报送时间")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_name = models.CharField("签发人", max_length=40)
    # Frozen in words: by whose delegation it was signed; empty when the lead did it themselves.
    signed_for = models.CharField("代签依据", max_length=300, blank=True)
    declaration = models.TextField("签发声明")
    is_late = models.BooleanField("逾期")
    reason = models.CharField("补报/变更原因", max_length=300, blank=True)
    extension = models.ForeignKey(
        Extension, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="延期"
    )
    entered_by = models.CharField("代填人", max_length=120, blank=True)
    receipt_no = models.CharField("回执号", max_length=40, unique=True)
    # What became of it: sent back, and until when the office wants it again (exclusive).
    returned_at = models.DateTimeField("退回时间", null=True)
    refile_by = models.DateTimeField("重报期限", null=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "报送记录"
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="one_revision_per_number"),
            models.CheckConstraint(
                name="revision_is_wanted_again_after_its_return",
                # Without a return the comparison alone is NULL, which a database lets pass.
                condition=Q(refile_by=None)
                | Q(returned_at__isnull=False, refile_by__gt=F("returned_at")),
            ),
        ]

    def __str__(self):
        return f"{self.filing}（第{self.number}次报送）"

    def get_absolute_url(self):
        return reverse("receipt_detail", args=[self.receipt_no])

    def full_content(self):
        """The form as it was filed, personal fields put back ("" once they are erased)."""
        return with_personal(self.content, self.personal)

    def is_untouched(self):
        """Does the stored content still give the hash on the receipt?"""
        personal_intact = self.personal is None or (
            digest(self.salt, canonical(self.personal)) == self.personal_digest
        )
        return (
            personal_intact and digest(canonical(self.content), self.personal_digest) == self.sha256
        )

    def row_of(self, code):
        """The row of an indicator in a form that has indicators; None elsewhere."""
        if "sources" not in self.content:
            return None
        return next((row for row in self.content["rows"] if row["code"] == code), None)

    def before(self):
        """The college's filing before this one, or None."""
        return self.filing.revisions.filter(number__lt=self.number).first()

    @property
    def kind_name(self):
        """报送; after the line 变更 of what once came in time, else 补报."""
        if not self.is_late:
            return "报送"
        earlier = self.filing.revisions.filter(number__lt=self.number)
        return "变更" if self.number > 1 and earlier.in_time().exists() else "补报"
