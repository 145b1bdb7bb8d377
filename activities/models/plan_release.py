from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState, within

from .edition import Edition
from .showcase import Showcase
from .site_plan import SitePlan

NOTHING = {"site": None, "when": None, "fixtures": [], "booths": []}


class PlanReleaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every signed-in person, once the edition is open to them."""
        return self.filter(site__edition__in=Edition.objects.visible_to(user))

    def in_force(self, edition):
        """The last release of the plan that this edition's showcase stands on, or None."""
        site = Showcase.objects.filter(edition=edition).values("site")
        return self.filter(site__in=site).first()

    def for_page(self):
        return self.select_related("site__edition__showcase", "released_by")

    @transaction.atomic
    def freeze(self, site, drawn, sha256, by, at, *, base_version, note=""):
        """Release the draft that the officer has looked at, `base_version`, and no other."""
        site.claim(base_version)
        last = self.filter(site=site).first()
        if last and last.sha256 == sha256:
            raise BrokenRule(f"图和第 {last.number} 版完全一样，不用再发布。")
        try:
            with transaction.atomic():
                release = self.create(
                    site=site,
                    number=last.number + 1 if last else 1,
                    drawn=drawn,
                    sha256=sha256,
                    note=within(note, 200),
                    released_by=by,
                    released_at=at,
                )
        except IntegrityError:
            raise WrongState("刚刚有同事也在发布，这次没有发布。请刷新页面核对。") from None
        AuditEntry.objects.record(by, "发布展位图", site.edition, note=str(release))
        return release


class PlanRelease(models.Model):
    """发布: the plan and who stands where, frozen. Colleges and the public see the last one."""

    site = models.ForeignKey(SitePlan, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField("版本")
    # As activities/showcase/drawn.py tells it.
    drawn = models.JSONField("内容")
    sha256 = models.CharField(max_length=64)
    note = models.CharField("说明", max_length=200, blank=True)
    released_by = models.ForeignKey(
        "colleges.User", on_delete=models.PROTECT, related_name="+", verbose_name="发布人"
    )
    released_at = models.DateTimeField("发布时间", default=timezone.now)

    objects = PlanReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "展位图发布"
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_release_per_number")
        ]

    def __str__(self):
        return f"{self.site}第 {self.number} 版"

    def get_absolute_url(self):
        return reverse("release_detail", args=[self.pk])

    @property
    def is_last(self):
        return not self.site.releases.filter(number__gt=self.number).exists()

    def previous(self):
        return self.site.releases.filter(number__lt=self.number).first()

    def booth_of(self, college):
        """The booth on which a college stands in this release, as data, or None."""
        placed = (one for one in self.drawn["booths"] if one["college"])
        return next((one for one in placed if one["college"]["code"] == college.code), None)
