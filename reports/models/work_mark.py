"""What a supporting office said of an item of its work list: confirmed, asked about, done."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from activities.models import Edition
from colleges.dates import when
from colleges.models import College, Department, Workflow
from colleges.quotes import quoted
from colleges.rules import BrokenRule, WrongState, id_in, within

from .. import work_notices

LONGEST = 300


class WorkMarkQuerySet(models.QuerySet):
    def of(self, edition, department):
        return self.filter(edition=edition, department=department)

    def visible_to(self, user):
        """The office itself, whom it asks, and those who read the boards."""
        if user.reads_boards:
            return self
        mine = Q(department_id__in=user.department_ids) | Q(college_id__in=user.college_ids)
        return self.filter(mine | Q(organiser_id__in=user.department_ids))

    def asked_of(self, user):
        """What was ever asked of the own units of `user`."""
        mine = Q(college_id__in=user.college_ids) | Q(organiser_id__in=user.department_ids)
        return self.filter(mine, pk__in=WorkRemark.objects.values("mark"))

    def newest_first(self):
        """What waits for an answer on top."""
        waits = Case(When(status=WorkMark.Status.ASKED, then=0), default=1)
        return self.order_by(waits, "-acted_at", "-pk")

    def keyed(self, key):
        kind, _, number = key.partition("-")
        return self.filter(kind=kind, number=id_in(number))

    def asking_beside(self, college, edition):
        """How many wait for an answer, for a row that has the two columns so named."""
        rows = self.filter(
            college=OuterRef(college), edition=OuterRef(edition), status=WorkMark.Status.ASKED
        )
        counts = rows.order_by().values("college").annotate(count=Count("pk")).values("count")
        return Coalesce(Subquery(counts), 0)

    def for_list(self):
        talk = Prefetch("remarks", WorkRemark.objects.select_related("by"))
        return self.select_related("department", "acted_by", "edition").prefetch_related(talk)

    def for_item(self, edition, department, item):
        """The mark of this item; made when the office first says something of it."""
        facts = {"title": item.title[:80]}
        facts |= {"college_id": item.college, "organiser_id": item.department}
        mark, _ = self.get_or_create(
            edition=edition,
            department=department,
            kind=item.kind,
            number=item.number,
            defaults=facts,
        )
        return mark


class WorkMark(Workflow):
    """One office on one item. `facts` and `digest` are those that it confirmed."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", "活动"
        BOOTH = "booth", "展位"
        FIXTURE = "fixture", "展位图设施"

    class Status(models.TextChoices):
        WAITING = "waiting", "待确认"
        CONFIRMED = "confirmed", "已确认"
        ASKED = "asked", "有疑问"
        DONE = "done", "已完成"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("来源", max_length=10, choices=Kind)
    # Of the activity, of the college whose booth it is, of the thing on the plan.
    number = models.PositiveBigIntegerField("编号")
    title = models.CharField("名称", max_length=80)
    # Who answers questions: the college, or the department that organises it.
    college = models.ForeignKey(College, on_delete=models.PROTECT, null=True, related_name="+")
    organiser = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.WAITING)
    digest = models.CharField(max_length=64, blank=True)
    facts = models.JSONField("确认的内容", default=dict)
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    acted_at = models.DateTimeField("时间", null=True)
    # Counts what was done to it; claiming it puts two people in order.
    version = models.PositiveIntegerField(default=1)

    objects = WorkMarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "保障事项"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "department", "kind", "number"], name="one_mark_per_work_item"
            )
        ]
        indexes = [
            models.Index(
                fields=["college"], condition=Q(status="asked"), name="work_questions_by_college"
            )
        ]

    def __str__(self):
        return quoted(self.title)

    def get_absolute_url(self):
        return reverse("work_item", args=[self.edition.code, self.department.code, self.key])

    # Questions

    @property
    def key(self):
        return f"{self.kind}-{self.number}"

    @property
    def is_settled(self):
        """Confirmed or done: what it said then is compared with what stands now."""
        return self.status in (self.Status.CONFIRMED, self.Status.DONE)

    def can_be_answered_by(self, user):
        return self.college_id in user.college_ids or self.organiser_id in user.department_ids

    # Verbs

    @transaction.atomic
    def confirm(self, item, by, at):
        """`item` as the person saw it; a changed one is confirmed anew."""
        self.hold()
        if self.is_settled and self.digest == item.digest:
            raise WrongState(self.faster())
        self.settle("确认", item, by, at, self.Status.CONFIRMED)

    @transaction.atomic
    def finish(self, item, by, at):
        """完成. An open question is answered or the item confirmed first."""
        self.hold()
        if self.status == self.Status.ASKED:
            raise BrokenRule(
                f"{self}有疑问，还没有答复，不能标为完成。请等答复，或问清以后先按“确认”。"
            )
        if self.status == self.Status.DONE and self.digest == item.digest:
            raise WrongState(self.faster())
        self.settle("完成", item, by, at, self.Status.DONE)

    @transaction.atomic
    def ask(self, item, by, at, text):
        text = within(text, LONGEST)
        if not text:
            raise BrokenRule("提问要写明想问什么，例如“请说明要接几个插座”。")
        if not (item.college or item.department):
            raise BrokenRule(f"{self}由教务处安排，请直接联系教务处。")
        self.hold()
        who = {"acted_by": by, "acted_at": at}
        self.move("提问", by=by, source=self.Status.values, target=self.Status.ASKED, **who)
        remark = self.remarks.create(by=by, at=at, text=text)
        work_notices.tell_asked(self, remark)

    @transaction.atomic
    def answer(self, by, at, text):
        """By the unit that was asked; the office confirms it then."""
        text = within(text, LONGEST)
        if not text:
            raise BrokenRule("答复还空着。请写明情况再提交。")
        self.hold()
        if self.status != self.Status.ASKED:
            raise WrongState(f"{self}的疑问已经了结，没有保存这次答复。请刷新页面查看。")
        who = {"acted_by": by, "acted_at": at}
        self.move("答复", by=by, source=[self.Status.ASKED], target=self.Status.WAITING, **who)
        remark = self.remarks.create(by=by, at=at, text=text, is_answer=True)
        work_notices.tell_answered(self, remark)

    def hold(self):
        """Inside a transaction: what others do to it at this moment comes before or after."""
        WorkMark.objects.filter(pk=self.pk).update(version=F("version") + 1)
        self.refresh_from_db()

    def settle(self, verb, item, by, at, target):
        facts = {"digest": item.digest, "facts": item.facts, "title": item.title[:80]}
        facts |= {"acted_by": by, "acted_at": at}
        self.move(verb, by=by, source=self.Status.values, target=target, **facts)

    def faster(self):
        return (
            f"{self}已由{self.acted_by}于{when(self.acted_at)}标为“{self.get_status_display()}”，"
            "不用再办。请刷新页面查看。"
        )


class WorkRemark(models.Model):
    """A question of an office, or the answer of the unit it asked."""

    mark = models.ForeignKey(WorkMark, on_delete=models.CASCADE, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)
    text = models.CharField("内容", max_length=LONGEST)
    is_answer = models.BooleanField("答复", default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "保障问答"

    def __str__(self):
        return self.text

    @property
    def word(self):
        return "答复" if self.is_answer else "提问"
