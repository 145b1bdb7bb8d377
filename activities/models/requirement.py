from django.db import models
from django.db.models import F, Q
from django.utils import timezone


def usual_reminders():
    """T−24 h, T−6 h, T−1 h, T, T+12 h: windows here are two days long."""
    return [-24 * 60, -6 * 60, -60, 0, 12 * 60]


class Requirement(models.Model):
    """What every college owes: due at an instant (逾期线), taken until another (关闭线)."""

    class Kind(models.TextChoices):
        INFO_FORM = "info_form", "信息表"
        STATISTICS_FORM = "statistics_form", "情况统计表"
        SUMMARY_REPORT = "summary_report", "总结报告"
        MEDIA_PACKAGE = "media_package", "新闻与影像资料"
        OTHER = "other", "其他材料"

    # What the portal has a form for; the rest goes to 教务处 by mail, as the notice says.
    COLLECTED = (Kind.INFO_FORM, Kind.STATISTICS_FORM, Kind.SUMMARY_REPORT, Kind.MEDIA_PACKAGE)

    edition = models.ForeignKey("Edition", on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField("类型", max_length=16, choices=Kind)
    title = models.CharField("名称", max_length=60)
    annex = models.CharField("附件号", max_length=10, blank=True)
    due_at = models.DateTimeField("逾期线")
    closes_at = models.DateTimeField("关闭线")
    in_portal = models.BooleanField("在本系统报送", default=True)
    # Minutes from the due line at which those who still owe are reminded (design §4.7).
    reminder_offsets = models.JSONField("提醒时刻", default=usual_reminders)
    # When lines or offsets were last set: what had passed by then was told in another way.
    reminders_since = models.DateTimeField("提醒自", null=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = "报送要求"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"],
                condition=~Q(kind="other"),
                name="one_requirement_per_kind",
            ),
            models.CheckConstraint(
                name="requirement_closes_after_due", condition=Q(closes_at__gte=F("due_at"))
            ),
        ]

    def __str__(self):
        return f"{self.annex}《{self.title}》"

    @property
    def short(self):
        """What people call it: 附件1, or its name."""
        return self.annex or self.title

    def as_data(self):
        names = ("kind", "title", "annex", "in_portal", "reminder_offsets")
        words = {name: getattr(self, name) for name in names}
        instants = {
            name: timezone.make_naive(getattr(self, name)).isoformat()
            for name in ("due_at", "closes_at")
        }
        return words | instants

    def is_late(self, at):
        """Due is exclusive: 「18:00 前」 takes 17:59:59.999 and calls 18:00:00 late."""
        return at >= self.due_at

    def is_closed(self, at):
        return at >= self.closes_at
