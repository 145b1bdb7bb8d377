from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q

from colleges.models import AuditEntry, College
from colleges.phones import PHONE

from .edition import Edition

MOST_PEOPLE = 99_999


class CollegeProfileQuerySet(models.QuerySet):
    def of(self, edition, college):
        """The college's profile in this edition; not stored until somebody fills it in."""
        found = self.filter(edition=edition, college=college).first()
        return found or CollegeProfile(edition=edition, college=college)

    def lacking_headcounts(self, edition):
        """How many colleges have no number of students or staff: their rates are unknown."""
        known = self.filter(edition=edition, enrolled_students__gt=0, staff_total__gt=0)
        return College.objects.active().exclude(pk__in=known.values("college")).count()

    @transaction.atomic
    def set_headcounts(self, edition, counts, *, by):
        """{college: (students, staff)}, all of it or nothing; returns how many changed."""
        changed = {}
        for college, (students, staff) in counts.items():
            profile = self.of(edition, college)
            if (profile.enrolled_students, profile.staff_total) == (students, staff):
                continue
            self.update_or_create(
                edition=edition,
                college=college,
                defaults={"enrolled_students": students, "staff_total": staff},
            )
            changed[college.name] = f"在校生 {told(students)}，教职工 {told(staff)}"
        if changed:
            AuditEntry.objects.record(by, "登记人数", edition, payload={"after": changed})
        return len(changed)


def told(number):
    """Unknown is not nought (design.md §4.10)."""
    return "-" if number is None else str(number)


class CollegeProfile(models.Model):
    """A college as it is in one edition: its head-counts, and whom and where to ask."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="profiles")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="profiles")
    enrolled_students = models.PositiveIntegerField(
        "在校生数", null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    staff_total = models.PositiveIntegerField(
        "教职工数", null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    publicity_lead = models.CharField("宣传负责人", max_length=20, blank=True)
    publicity_phone = models.CharField(
        "宣传负责人电话", max_length=20, blank=True, validators=[PHONE]
    )
    liaison = models.CharField("联络员", max_length=20, blank=True)
    liaison_phone = models.CharField("联络员电话", max_length=20, blank=True, validators=[PHONE])
    website = models.URLField("专题网站/专栏地址", max_length=200, blank=True)

    objects = CollegeProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "学院信息"
        ordering = ["college__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "college"], name="one_profile_per_edition"),
            models.CheckConstraint(
                name="profile_counts_stay_in_range",
                condition=(
                    (Q(enrolled_students=None) | Q(enrolled_students__lte=MOST_PEOPLE))
                    & (Q(staff_total=None) | Q(staff_total__lte=MOST_PEOPLE))
                ),
            ),
        ]

    def __str__(self):
        return f"{self.college}（{self.edition.code}）"

    OWN_FACTS = ("publicity_lead", "publicity_phone", "liaison", "liaison_phone", "website")

    @transaction.atomic
    def keep(self, by, before):
        """Save what the college itself writes; `before` is what stood there."""
        self.save()
        after = {name: getattr(self, name) for name in self.OWN_FACTS}
        AuditEntry.objects.record(
            by, "修改学院信息", self, payload={"before": before, "after": after}
        )
