from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState, within

from .edition import Edition
from .site_plan import SitePlan


class LotQuerySet(models.QuerySet):
    def public(self):
        """Drawn before everybody's eyes: whoever has the address may check it."""
        return self.filter(site__edition__in=Edition.objects.opened())

    @transaction.atomic
    def keep(self, site, by, at, *, reason, **drawn):
        """Record a draw; a second of the same plan must say why there is one."""
        last = self.filter(site=site).first()
        reason = within(reason, 200)
        if last and not reason:
            raise BrokenRule(
                "已经抽过签，再抽一次必须写明原因；每次抽签都留下记录，任何人可以查看。"
            )
        try:
            with transaction.atomic():
                number = last.number + 1 if last else 1
                lot = self.create(
                    site=site, number=number, drawn_by=by, drawn_at=at, reason=reason, **drawn
                )
        except IntegrityError:
            raise WrongState("刚刚有同事抽过签，这次没有抽。请刷新页面查看结果。") from None
        AuditEntry.objects.record(by, "抽签", site.edition, note=f"{lot}，种子 {lot.seed}")
        return lot


class Lot(models.Model):
    """抽签: every draw stays on record with its seed, so that anyone can repeat it and nobody
    draws until it suits."""

    site = models.ForeignKey(SitePlan, on_delete=models.PROTECT, related_name="lots")
    number = models.PositiveIntegerField("次序")
    seed = models.CharField("种子", max_length=64)
    # [{"code", "name"}] and ["A01", …] as they stood; [{"college", "booth"}] what came of it.
    colleges = models.JSONField("参加学院")
    booths = models.JSONField("空展位")
    result = models.JSONField("结果")
    reason = models.CharField("重新抽签的原因", max_length=200, blank=True)
    drawn_by = models.ForeignKey(
        "colleges.User", on_delete=models.PROTECT, related_name="+", verbose_name="抽签人"
    )
    drawn_at = models.DateTimeField("时间", default=timezone.now)

    objects = LotQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "抽签"
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_lot_per_number")
        ]

    def __str__(self):
        return f"第 {self.number} 次抽签"

    def get_absolute_url(self):
        return reverse("lot_detail", args=[self.pk])
