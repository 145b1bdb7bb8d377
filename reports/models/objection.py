from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse

from colleges.models import AuditEntry, College, State, Workflow
from colleges.rules import BrokenRule, within

from ..honours import notices
from .announcement import Announcement

MOST_WORDS = 1000
# As many as one college may have open at once: enough to say everything, not to block for ever.
MOST_OPEN = 5


class Status(models.TextChoices):
    OPEN = "open", "待答复"
    REJECTED = "rejected", "不成立"
    SUSTAINED = "sustained", "成立"
    WITHDRAWN = "withdrawn", "已撤回"


STATES = {
    Status.OPEN: State("open", "待答复", "warning", "clock"),
    Status.REJECTED: State("rejected", "不成立", "draft", "circle-minus"),
    Status.SUSTAINED: State("sustained", "成立", "overdue", "alert-triangle"),
    Status.WITHDRAWN: State("withdrawn", "已撤回", "draft", "arrow-back-up"),
}


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """教务处 and 校领导 all of them, a college its own: who objects is nobody else's matter."""
        if user.reads_boards:
            return self
        return self.filter(college__in=user.college_ids)

    def open(self):
        return self.filter(status=Status.OPEN)

    def sustained(self):
        return self.filter(status=Status.SUSTAINED)

    def for_list(self):
        related = ("announcement__award__edition", "college", "about", "raised_by", "answered_by")
        return self.select_related(*related)

    @transaction.atomic
    def raise_one(self, announcement, by, at, *, college=None, **facts):
        """提出异议, by a college in its own name or by 教务处 for somebody outside."""
        # Holds the row: the 公示 does not end while this is written down.
        announcement.hold()
        if not announcement.is_published:
            raise BrokenRule("公示已经结束或撤下，不能再提异议。请直接联系教务处。")
        if college and not announcement.takes_objections(at):
            raise BrokenRule(announcement.too_late)
        text = within(facts.pop("text"), MOST_WORDS)
        if not text:
            raise BrokenRule("请写明异议的事实和依据。")
        mine = self.open().filter(announcement=announcement, college=college)
        if college and mine.count() >= MOST_OPEN:
            raise BrokenRule(f"贵单位已有 {MOST_OPEN} 件异议等待答复，请合并说明或等待答复。")
        last = announcement.objections.aggregate(last=Max("number"))["last"] or 0
        facts |= {"text": text, "college": college, "raised_by": by, "raised_at": at}
        made = self.create(announcement=announcement, number=last + 1, **facts)
        AuditEntry.objects.record(by, "提出异议", made)
        notices.tell_of_objection(made)
        return made


class Objection(Workflow):
    """异议 against a 公示, named and answered on record."""

    Status = Status

    class Source(models.TextChoices):
        PORTAL = "portal", "系统提交"
        LETTER = "letter", "书面来信"
        MAIL = "mail", "电子邮件"
        PHONE = "phone", "来电"
        VISIT = "visit", "来访"

    announcement = models.ForeignKey(
        Announcement, on_delete=models.PROTECT, related_name="objections"
    )
    number = models.PositiveSmallIntegerField("序号")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.PORTAL)
    college = models.ForeignKey(
        College,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="提出单位",
    )
    # Of somebody outside, as they named themselves; 教务处 and 校领导 alone read it.
    informant = models.CharField("提出人", max_length=40, blank=True)
    about = models.ForeignKey(
        College, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="涉及单位"
    )
    text = models.TextField("事实和依据", max_length=MOST_WORDS)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField("提出时间")
    answer = models.TextField("答复", max_length=MOST_WORDS, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "异议"
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "number"], name="one_objection_per_number"
            ),
            models.CheckConstraint(
                name="objections_are_decided_with_an_answer",
                condition=~Q(status__in=["rejected", "sustained"])
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="objections_are_named",
                condition=Q(college__isnull=False) | ~Q(informant=""),
            ),
        ]

    def __str__(self):
        return f"公示异议第 {self.number} 号"

    def get_absolute_url(self):
        return reverse("objection_detail", args=[self.pk])

    # Questions

    @property
    def state(self):
        return STATES[self.status]

    @property
    def is_open(self):
        return self.status == Status.OPEN

    @property
    def is_sustained(self):
        return self.status == Status.SUSTAINED

    @property
    def raiser(self):
        return str(self.college) if self.college_id else "校内外其他人员"

    def can_be_answered_by(self, user):
        return self.is_open and user.is_office

    def can_be_withdrawn_by(self, user):
        return self.is_open and user.can_fill_for(self.college_id)

    # Verbs

    @transaction.atomic
    def reject(self, by, at, answer):
        self.decide("答复异议：不成立", Status.REJECTED, by, at, answer)

    @transaction.atomic
    def sustain(self, by, at, answer):
        """成立: the 公示 cannot end with this list any more; 撤下 and 重新确定 follow."""
        self.decide("答复异议：成立", Status.SUSTAINED, by, at, answer)

    def decide(self, verb, target, by, at, answer):
        answer = within(answer, MOST_WORDS)
        if not answer:
            raise BrokenRule("答复必须写明查证情况和理由。")
        # In order with 结束公示, which asks what is open.
        self.announcement.hold()
        facts = {"answer": answer, "answered_by": by, "answered_at": at}
        self.move(verb, by=by, source=[Status.OPEN], target=target, note=answer, **facts)
        notices.tell_of_answer(self, by)

    def withdraw(self, by):
        self.move("撤回异议", by=by, source=[Status.OPEN], target=Status.WITHDRAWN)
