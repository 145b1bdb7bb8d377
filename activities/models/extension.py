from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from colleges.dates import deadline
from colleges.models import College
from colleges.rules import WrongState

from .requirement import Requirement


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.sees_everything:
            return self
        return self.filter(college_id__in=user.college_ids)

    def standing(self):
        return self.filter(revoked_at=None)

    def for_list(self):
        return self.select_related(
            "requirement__edition", "college", "granted_by", "revoked_by"
        ).order_by("-granted_at", "-pk")

    def grant(self, **facts):
        """Write one down; of two officers at the same moment the second reads a sentence."""
        try:
            with transaction.atomic():
                return self.create(**facts)
        except IntegrityError:
            raise WrongState("刚刚已有同事给这个学院延期。请刷新页面，看过之后再决定。") from None


class Extension(models.Model):
    """延期: one college, one requirement, until an instant, with a reason; revocable.

    Granted before the college's due line it moves that line too (what is filed until then is
    in time); granted afterwards it only keeps the door open, and the filing stays a 补报.
    """

    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="extensions", verbose_name="报送要求"
    )
    college = models.ForeignKey(
        College, on_delete=models.PROTECT, related_name="extensions", verbose_name="二级学院"
    )
    until = models.DateTimeField("延期至")
    moves_due = models.BooleanField("时限一并顺延")
    reason = models.CharField("原因", max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="批准人"
    )
    granted_at = models.DateTimeField("批准时间")
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField("撤销时间", null=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at", "-pk"]
        verbose_name = "延期"
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "college"],
                condition=Q(revoked_at=None),
                name="one_standing_extension_per_college",
            ),
            models.CheckConstraint(
                name="extension_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.college}延期至{deadline(self.until)}"

    # Questions

    def is_over(self, at):
        return at >= self.until

    # Verbs

    def revoke(self, by, at):
        """One UPDATE claims it: of two who revoke, the second finds nothing standing."""
        rows = Extension.objects.standing().filter(pk=self.pk)
        if not rows.update(revoked_at=at, revoked_by=by):
            raise WrongState("这次延期刚刚已被撤销或替换。请刷新页面查看。")
        self.refresh_from_db(fields=["revoked_at", "revoked_by"])
