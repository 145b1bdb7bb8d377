"""What judges write down: one sheet a judge and college, blind to others until scoring closes."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, WrongState, within

from ..award.rubric import MOST_MARK
from .award import Award

MOST_COMMENT = 300


class AwardSheetQuerySet(models.QuerySet):
    def by(self, judge):
        return self.filter(judge=judge)

    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def of(self, award, judge, college):
        found = self.filter(award=award, judge=judge, college=college).first()
        return found or AwardSheet(award=award, judge=judge, college=college)


class AwardSheet(models.Model):
    """评分表 of one judge for one college: a draft until it is submitted.

    Abstaining (弃权) is an answer; no sheet, or a draft, is none (未评).
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="sheets")
    judge = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="award_sheets"
    )
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="+")
    # {code of the item: mark 0…10}
    marks = models.JSONField("打分", default=dict)
    comment = models.CharField("评语", max_length=MOST_COMMENT, blank=True)
    abstains = models.BooleanField("弃权", default=False)
    saved_at = models.DateTimeField("保存时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    # Said when scoring closes: the judge belongs, or belonged meanwhile, to the college.
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = AwardSheetQuerySet.as_manager()

    class Meta:
        ordering = ["college__position", "pk"]
        verbose_name = "评分表"
        constraints = [
            models.UniqueConstraint(
                fields=["award", "judge", "college"], name="one_award_sheet_per_judge_and_college"
            ),
            models.CheckConstraint(
                name="who_abstains_from_an_award_gives_no_marks",
                # Ticked in a draft and taken back, the marks are still there.
                condition=Q(abstains=False) | Q(marks={}) | Q(submitted_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.judge}给{self.college}的评分表"

    # Questions

    @property
    def is_stored(self):
        return self.pk is not None

    @property
    def is_submitted(self):
        return self.submitted_at is not None

    @property
    def is_void(self):
        return bool(self.void_reason)

    def facts(self):
        return {"打分": self.marks, "评语": self.comment, "弃权": self.abstains}

    # Verbs

    @transaction.atomic
    def keep(self, at, *, marks, comment, abstains):
        """Save a draft; what was submitted stays as it is until it is submitted again."""
        self.refuse()
        self.refuse_marks(marks)
        if AwardSheet.objects.submitted().filter(**self.key()).exists():
            raise WrongState("这张评分表已经提交。要改请改好后再按“提交”。")
        self.store(marks, comment, abstains, saved_at=at)

    @transaction.atomic
    def submit(self, at, *, marks, comment, abstains):
        """Submitted it counts; submitted again it is corrected, and the log keeps both."""
        self.refuse()
        self.refuse_marks(marks)
        missing = [one.name for one in self.award.rules.judged if one.code not in marks]
        if missing and not abstains:
            raise BrokenRule(f"还没有打分：{'、'.join(missing)}。没有把握的请选“弃权”。")
        before = AwardSheet.objects.submitted().filter(**self.key()).first()
        marks = {} if abstains else marks
        self.store(marks, comment, abstains, saved_at=at, submitted_at=at)
        changes = {"after": self.facts()} | ({"before": before.facts()} if before else {})
        verb = "修改评分" if before else "提交评分"
        AuditEntry.objects.record(self.judge, verb, self.award, str(self.college), payload=changes)

    def key(self):
        return {"award": self.award_id, "judge": self.judge_id, "college": self.college_id}

    def store(self, marks, comment, abstains, **instants):
        facts = {"marks": marks, "abstains": abstains, **instants}
        facts["comment"] = within(comment, MOST_COMMENT)
        kept, _ = AwardSheet.objects.update_or_create(**self.columns(), defaults=facts)
        self.pk = kept.pk
        self.refresh_from_db()

    def columns(self):
        return {"award": self.award, "judge": self.judge, "college": self.college}

    def refuse(self):
        """Claims the award's row: no sheet slips in while scoring closes."""
        self.award.hold()
        if not self.award.is_scoring:
            raise WrongState(f"现在是“{self.award.state.name}”，不能评分。已提交的评分仍然有效。")
        refuse_own(self.judge, self.college)

    def refuse_marks(self, marks):
        known = {one.code for one in self.award.rules.judged}
        for code, mark in marks.items():
            if code not in known or type(mark) is not int or not 0 <= mark <= MOST_MARK:
                raise BrokenRule(f"每项请选 0 到 {MOST_MARK} 中的一个分数。")


def refuse_own(judge, college):
    """Never the own college (domain.md §5): any membership there, a delegation as well."""
    if college.pk in {hat.college_id for hat in judge.hats if hat.college_id}:
        raise BrokenRule(f"您在{college}任职，不给本学院评分。请看其他学院。")
