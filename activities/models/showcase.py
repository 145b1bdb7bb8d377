"""集中展示日 (notice 五(三)): one a week, on a plan of the place; the weather may move both."""

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from colleges.models import AuditEntry
from colleges.rules import BrokenRule

from .site_plan import SitePlan

LIMITS = ("gangway_m", "entrance_clear_m", "power_reach_m", "extinguisher_reach_m")


class ShowcaseQuerySet(models.QuerySet):
    def start(self, edition, data=None):
        """Of a new edition: the limits of the one it is copied from, an empty plan of the place."""
        data = data or {}
        site = SitePlan.objects.create(
            edition=edition,
            name=edition.showcase_place,
            **{name: data[name] for name in ("width_m", "depth_m") if name in data},
        )
        site.draw(data.get("drawn", {}))
        limits = {name: data[name] for name in LIMITS if name in data}
        return self.create(edition=edition, site=site, **limits)

    def for_page(self):
        return self.select_related("edition", "site")


class Showcase(models.Model):
    """Where and on what plan. Day, hours and place in force stand on the edition."""

    edition = models.OneToOneField(
        "activities.Edition", on_delete=models.CASCADE, related_name="showcase"
    )
    site = models.ForeignKey(
        SitePlan, on_delete=models.PROTECT, related_name="+", verbose_name="展位图"
    )
    is_cancelled = models.BooleanField("已取消", default=False)
    # What is told at the top of every page about it while the weather has moved it.
    told = models.CharField("提示", max_length=600, blank=True)
    gangway_m = models.DecimalField("通道最窄（米）", max_digits=4, decimal_places=2, default=2)
    entrance_clear_m = models.DecimalField(
        "出入口留空（米）", max_digits=4, decimal_places=2, default=3
    )
    power_reach_m = models.DecimalField(
        "配电箱到展位最远（米）", max_digits=5, decimal_places=2, default=30
    )
    extinguisher_reach_m = models.DecimalField(
        "灭火器到展位最远（米）", max_digits=5, decimal_places=2, default=20
    )

    objects = ShowcaseQuerySet.as_manager()

    class Meta:
        verbose_name = "集中展示"
        constraints = [
            models.CheckConstraint(
                name="showcase_limits_are_lengths",
                condition=Q(gangway_m__gt=0)
                & Q(entrance_clear_m__gte=0)
                & Q(power_reach_m__gt=0)
                & Q(extinguisher_reach_m__gt=0),
            )
        ]

    def __str__(self):
        return f"{self.edition.code}集中展示"

    def get_absolute_url(self):
        return reverse("showcase", args=[self.edition.code])

    # Questions

    @property
    def released(self):
        """The last release of the plan in force: what colleges and the public see, or None."""
        return self.site.releases.first()

    def can_be_drawn_by(self, user):
        return user.is_office

    def as_data(self):
        """In the shape of the shipped editions; who stood where stays behind."""
        size = {"width_m": str(self.site.width_m), "depth_m": str(self.site.depth_m)}
        limits = {name: str(getattr(self, name)) for name in LIMITS}
        return limits | size | {"drawn": self.site.as_data()}

    def refuse_if_cancelled(self):
        if self.is_cancelled:
            raise BrokenRule("集中展示已取消，这一步不用再办。要恢复，请教务处在“天气调整”里撤销。")

    # Verbs

    @transaction.atomic
    def change_limits(self, by, limits):
        """What the plan is checked against, in metres."""
        before = {name: str(getattr(self, name)) for name in LIMITS}
        for name, value in limits.items():
            setattr(self, name, value)
        self.save(update_fields=list(LIMITS))
        after = {name: str(getattr(self, name)) for name in LIMITS}
        changes = {"before": before, "after": after}
        AuditEntry.objects.record(by, "修改展位图规则", self.edition, payload=changes)
