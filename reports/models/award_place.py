from django.db import models
from django.db.models import F, Q

from colleges.models import College

# What follows from rubric and inputs; the rest is what 教务处 decided.
FOLLOWS = ("college_name", "rank", "points", "breakdown", "words", "is_within", "is_contested")


class AwardPlaceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """教务处 and 校领导 all of them, a college its own once it may read it."""
        if user.reads_boards:
            return self
        told = Q(award__status__in=["publicised", "final"]) | Q(award__shown_at__isnull=False)
        return self.filter(told, college__in=user.college_ids)

    def in_order(self):
        """By rank; who is disqualified stands last."""
        return self.order_by(F("rank").asc(nulls_last=True), "pk")


class AwardPlace(models.Model):
    """What one college came to: points, rank and why, as they followed from the frozen inputs.

    `rank` is None for who is disqualified; `is_within` says that a slot is in reach, `slot` that
    教务处 has given it.
    """

    award = models.ForeignKey("Award", on_delete=models.PROTECT, related_name="places")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="award_places")
    college_name = models.CharField("单位", max_length=40)
    rank = models.PositiveSmallIntegerField("名次", null=True)
    points = models.DecimalField("得分", max_digits=7, decimal_places=4)
    # [{code, name, points, full, parts: [...]}]: one entry a criterion, with formula and sources.
    breakdown = models.JSONField("得分明细", default=list)
    words = models.TextField("名次说明", blank=True)
    is_within = models.BooleanField("在名额内", default=False)
    is_contested = models.BooleanField("名额未决", default=False)
    slot = models.PositiveSmallIntegerField("获奖名额", null=True)
    slot_count = models.PositiveSmallIntegerField("名额数", null=True)

    objects = AwardPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "评奖名次"
        constraints = [
            models.UniqueConstraint(
                fields=["award", "college"], name="one_award_place_per_college"
            ),
            # As many winners as there are slots, whoever presses when (security.md B-50).
            models.UniqueConstraint(fields=["award", "slot"], name="one_winner_per_award_slot"),
            models.CheckConstraint(
                name="award_slots_are_counted",
                condition=Q(slot__isnull=True) | Q(slot__gte=1, slot__lte=F("slot_count")),
            ),
            models.CheckConstraint(
                name="the_disqualified_win_nothing",
                condition=Q(rank__isnull=False)
                | Q(slot__isnull=True, is_within=False, is_contested=False),
            ),
        ]

    def __str__(self):
        return f"{self.college_name}的名次"

    @property
    def is_winner(self):
        return self.slot is not None

    @property
    def is_disqualified(self):
        return self.rank is None
