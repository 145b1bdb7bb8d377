"""如遇极端天气，将另行调整时间 (notice 五(三)): prepared at leisure, switched in one act."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from colleges.dates import day as day_of_year
from colleges.models import AuditEntry, Notice
from colleges.rules import BrokenRule, WrongState

from .edition import Edition
from .site_plan import SitePlan


class BackupPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_office else self.none()


class BackupPlan(models.Model):
    """预案: another day or hours, another place with its own plan, or called off."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="backup_plans")
    name = models.CharField("名称", max_length=30)
    calls_off = models.BooleanField("取消集中展示", default=False)
    day = models.DateField("日期", null=True, blank=True)
    opens_at = models.TimeField("开始", null=True, blank=True)
    closes_at = models.TimeField("结束", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    # The plan of that place; the one in force when it stays there.
    site = models.ForeignKey(
        SitePlan, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="展位图"
    )
    what_to_do = models.CharField("请各学院怎样做", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = BackupPlanQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "天气预案"
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="one_backup_plan_per_name"),
            models.CheckConstraint(
                name="backup_plan_says_when_and_where",
                condition=Q(calls_off=True)
                | (
                    Q(day__isnull=False, opens_at__isnull=False, closes_at__gt=F("opens_at"))
                    & ~Q(place="")
                ),
            ),
        ]

    def __str__(self):
        return f"“{self.name}”"

    def get_absolute_url(self):
        return reverse("backup_plan_edit", args=[self.pk])

    @property
    def when(self):
        return f"{day_of_year(self.day)}{self.opens_at:%H:%M}–{self.closes_at:%H:%M}"

    @transaction.atomic
    def remove(self, by):
        """One that was switched to stays on record."""
        if self.switches.exists():
            raise BrokenRule(f"预案{self}用过，要留下记录，不能删除。")
        if not BackupPlan.objects.filter(pk=self.pk).delete()[0]:
            raise WrongState("这个预案刚刚已被删除。")
        AuditEntry.objects.record(by, "删除天气预案", self.edition, note=self.name)


class WeatherSwitchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.reads_boards else self.none()

    def standing(self):
        return self.filter(undone_at=None)


class WeatherSwitch(models.Model):
    """One act: what it moved, from what to what, so that undoing it is exact (design §4.17)."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="weather_switches")
    backup = models.ForeignKey(BackupPlan, on_delete=models.PROTECT, related_name="switches")
    reason = models.CharField("原因", max_length=200)
    # [{"kind", "id", "name", "before": {…}, "after": {…}}], in the order it was done.
    moved = models.JSONField("移动了什么")
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    switched_at = models.DateTimeField("时间", default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField("撤销时间", null=True)

    objects = WeatherSwitchQuerySet.as_manager()

    class Meta:
        ordering = ["-switched_at", "-pk"]
        verbose_name = "天气调整"
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(undone_at=None),
                name="one_standing_switch_per_edition",
            )
        ]

    def __str__(self):
        return f"{self.backup}（{timezone.localtime(self.switched_at):%m-%d %H:%M}）"

    def get_absolute_url(self):
        return reverse("switch_detail", args=[self.pk])

    @property
    def is_standing(self):
        return self.undone_at is None

    def leads_back_to(self, site):
        """Does undoing it need that plan?"""
        return any(
            row["kind"] == "showcase" and row["before"].get("site_id") == site.pk
            for row in self.moved
        )

    def notices(self):
        return Notice.objects.about(self).select_related("user")

    def first_notices(self):
        """Of the switch itself: who was told, and who has not looked yet (谁还没看到)."""
        return self.notices().filter(key=f"weather:{self.pk}").order_by("user__username")

    @transaction.atomic
    def mark_undone(self, by, at):
        """True for the one of two who undo at once; the other finds it done."""
        standing = WeatherSwitch.objects.standing().filter(pk=self.pk)
        if done := standing.update(undone_by=by, undone_at=at):
            self.refresh_from_db(fields=["undone_by", "undone_at"])
            AuditEntry.objects.record(by, "撤销天气调整", self.edition, note=str(self))
        return bool(done)
