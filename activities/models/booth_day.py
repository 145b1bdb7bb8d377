"""The day itself: who is set up, and what the judges saw on site (domain.md §5, 2.3)."""

from datetime import time, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from colleges.dates import deadline, when
from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, WrongState, within

from .edition import Edition, instant

MOST_POINTS = 10
# What a judge looks at on site; each 0–10 points.
CRITERIA = {
    "theme": "主题与专业特色",
    "exhibits": "展示内容与作品",
    "interaction": "互动体验与服务",
    "order": "布置、秩序与安全",
}


class BoothArrivalQuerySet(models.QuerySet):
    def of(self, edition):
        return self.filter(edition=edition)

    @transaction.atomic
    def book(self, edition, college, by, at, note=""):
        """到位签到, once a college; a second finds the first."""
        try:
            with transaction.atomic():
                made = self.create(
                    edition=edition, college=college, by=by, at=at, note=within(note, 100)
                )
        except IntegrityError:
            first = self.get(edition=edition, college=college)
            raise WrongState(
                f"{college}已于 {timezone.localtime(first.at):%H:%M} 签到（{first.by}），不用再签。"
            ) from None
        AuditEntry.objects.record(by, "展位签到", edition, note=str(college))
        return made


class BoothArrival(models.Model):
    """到位签到 of a college's booth."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="booth_arrivals")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=100, blank=True)

    objects = BoothArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        verbose_name = "展位签到"
        constraints = [
            models.UniqueConstraint(fields=["edition", "college"], name="one_arrival_per_college")
        ]

    def __str__(self):
        return f"{self.college}签到"

    @transaction.atomic
    def take_back(self, by):
        """Booked by mistake: 教务处 takes it back."""
        if not BoothArrival.objects.filter(pk=self.pk).delete()[0]:
            raise WrongState("这次签到刚刚已被撤回。请刷新页面查看。")
        AuditEntry.objects.record(by, "撤回展位签到", self.edition, note=str(self.college))


class BoothScoreQuerySet(models.QuerySet):
    def of(self, edition):
        return self.filter(edition=edition)

    def by(self, judge):
        """A judge reads the own ones alone: blind to others until scoring has closed."""
        return self.filter(judge=judge)

    @transaction.atomic
    def keep(self, edition, judge, college, at, *, points, comment, abstains=False):
        """One sheet a judge and college; written again it is corrected, and the log keeps both."""
        refuse_own(judge, college)
        refuse_outside(edition, at)
        facts = {"points": {} if abstains else points, "comment": within(comment, 200)}
        facts |= {"abstains": abstains, "scored_at": at}
        before = self.filter(edition=edition, judge=judge, college=college).first()
        score, _ = self.update_or_create(
            edition=edition, judge=judge, college=college, defaults=facts
        )
        changes = {"after": score.facts()} | ({"before": before.facts()} if before else {})
        AuditEntry.objects.record(judge, "现场评分", edition, str(college), payload=changes)
        return score


def refuse_own(judge, college):
    """Never the own college (domain.md §5)."""
    if college.pk in {hat.college_id for hat in judge.hats if hat.college_id}:
        raise BrokenRule(f"您在{college}任职，不给本学院评分。请看其他展位。")


def refuse_outside(edition, at):
    edition.showcase.refuse_if_cancelled()
    opens, closes = scoring_hours(edition)
    if not opens <= at < closes:
        raise BrokenRule(f"现场评分从{when(opens)}到{deadline(closes)}，现在不能评分。")


def scoring_hours(edition):
    """From the opening until the end of the next day: some write down in the evening."""
    closes = instant(edition.showcase_on + timedelta(days=2), time(0))
    return edition.showcase_opens_at, closes


class BoothScore(models.Model):
    """现场评分 of one judge for one college. Abstaining is an answer, not having looked is none."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="booth_scores")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="+")
    # {criterion: points}; empty when abstaining.
    points = models.JSONField("评分", default=dict)
    comment = models.CharField("评语", max_length=200, blank=True)
    abstains = models.BooleanField("弃权", default=False)
    scored_at = models.DateTimeField("时间", default=timezone.now)

    objects = BoothScoreQuerySet.as_manager()

    class Meta:
        ordering = ["college__position", "pk"]
        verbose_name = "现场评分"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "judge", "college"], name="one_score_per_judge_and_college"
            ),
            models.CheckConstraint(
                name="who_abstains_gives_no_points", condition=Q(abstains=False) | Q(points={})
            ),
        ]

    def __str__(self):
        return f"{self.judge}给{self.college}的现场评分"

    @property
    def total(self):
        """Points of all criteria, None for an abstention."""
        return None if self.abstains else sum(self.points.values())

    def facts(self):
        return {"评分": self.points, "评语": self.comment, "弃权": self.abstains}
