"""三审三校: how a text travels from its author to the public (domain.md §6)."""

from django.db import models, transaction
from django.utils import timezone

from colleges.models import Workflow
from colleges.models.people import Role
from colleges.rules import BrokenRule, WrongState, within

from ..newsroom import notices
from ..newsroom.facts import missing
from ..newsroom.status import (
    CREDITS,
    MEDIA_CENTRE,
    NAMES,
    ROAD,
    STATES,
    STATIONS,
    WRITABLE,
    Status,
    holder,
)
from .news_step import NewsStep, NewsVersion

OPINION_LENGTH = 300


class Reviewed(Workflow):
    """Of a text: who holds it, who may decide, and the verbs."""

    STATIONS = STATIONS

    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    round = models.PositiveIntegerField("第几次送审", default=0)
    held_since = models.DateTimeField("送到时间", null=True)
    published_at = models.DateTimeField("发布时间", null=True)

    class Meta:
        abstract = True

    # Questions

    @property
    def state(self):
        return STATES[self.status]

    @property
    def is_under_review(self):
        return self.status in STATIONS

    @property
    def is_published(self):
        return self.status == Status.PUBLISHED

    @property
    def can_be_changed(self):
        return self.status in WRITABLE

    @property
    def was_handed_in(self):
        return self.round > 0

    @property
    def holder(self):
        """现在在谁手里."""
        if self.is_under_review:
            return holder(self.status, self.college, self.department)
        return str(self.organiser) if self.can_be_changed else ""

    def hat_of(self, user, status=None):
        """The membership by which this person reviews at this station (by default: now)."""
        status = status or self.status
        found = [hat for hat in user.working_hats if self.seats(hat, status)]
        return min(found, key=lambda hat: hat.is_delegation, default=None)

    def seats(self, hat, status):
        if status == Status.SECOND:
            return hat.role == Role.DEPARTMENT and hat.department.code == MEDIA_CENTRE
        if status == Status.THIRD:
            return hat.role == Role.OFFICE
        if self.college_id:
            return hat.role == Role.COLLEGE_LEAD and hat.college_id == self.college_id
        return hat.role == Role.DEPARTMENT and hat.department_id == self.department_id

    def reviews_of_round(self):
        return [step for step in self.steps.all() if step.round == self.round]

    def barred(self, user):
        """Why this person of all may not review it now; empty if they may."""
        if user in self.writers.all():
            return "您写过、改过或送审过这篇稿件，不能自己审。"
        if any(step.decided_by_id == user.pk for step in self.reviews_of_round()):
            return "这一稿您已经审过一次，三审要由三个人分别审。"
        return ""

    def can_be_reviewed_by(self, user):
        return self.is_under_review and self.hat_of(user) is not None and not self.barred(user)

    def can_be_taken_down_by(self, user):
        return user.reviews_media

    @property
    def credits(self):
        """[(编辑, 姓名)…] of what was agreed in this round, as it is printed under the text."""
        steps = {step.station: step for step in self.reviews_of_round() if step.is_agreed}
        told = [(CREDITS[one], steps[one].name) for one in STATIONS if one in steps]
        return [("作者", self.author_name), *told]

    @property
    def credit_line(self):
        return "　".join(f"{word}：{name}" for word, name in self.credits)

    # Verbs

    @transaction.atomic
    def submit(self, by):
        """送审: the text is kept as it stands, and goes to the first of three."""
        self.hold()
        if not self.can_be_changed:
            raise WrongState(f"{self}已是“{self.state.name}”，不能送审。请刷新页面查看。")
        if faults := missing(self.facts()):
            raise BrokenRule(f"还不能送审：{'；'.join(faults)}。请按“修改”补好再送审。")
        self.writers.add(by)
        self.refuse_without_reviewers()
        now = timezone.now()
        facts = {"round": self.round + 1, "held_since": now, "published_at": None}
        self.move("送审", by=by, source=WRITABLE, target=Status.FIRST, **facts)
        NewsVersion.objects.create(
            item=self, number=self.round, facts=self.facts(), made_by=by, made_at=now
        )
        notices.tell_next(self, self.reviewers(Status.FIRST), by)

    def reviewers(self, status):
        """Who may review there: none that has reviewed this round."""
        reviewed = {step.decided_by_id for step in self.reviews_of_round()}
        return [user for user in self.seated(status) if user.pk not in reviewed]

    def seated(self, status):
        """Who holds that office and did not write it."""
        writers = set(self.writers.values_list("pk", flat=True))
        return [user for user in notices.seated(self, status) if user.pk not in writers]

    def refuse_without_reviewers(self):
        for station in STATIONS:
            if not self.seated(station):
                seat = holder(station, self.college, self.department)
                raise BrokenRule(
                    f"还不能送审：{NAMES[station]}由{seat}审，现在没有不是写稿人的人可以审。"
                    f"{'可以请院长/书记委托一位同事代签，或' if self.college_id else '请'}"
                    "联系系统管理员增加一位。"
                )

    @transaction.atomic
    def agree(self, by, opinion="", *, seen):
        station = self.decide(by, NewsStep.Decision.AGREED, opinion, seen)
        target, now = ROAD[station], timezone.now()
        published = now if target == Status.PUBLISHED else None
        self.move(
            f"{NAMES[station]}通过",
            by=by,
            source=[station],
            target=target,
            note=opinion,
            held_since=now,
            published_at=published,
        )
        if published:
            notices.tell_writers(self, by, "已通过三审，已发布")
        else:
            notices.tell_next(self, self.reviewers(target), by)

    @transaction.atomic
    def send_back(self, by, opinion, *, seen):
        if not opinion.strip():
            raise BrokenRule("退回时必须写明要改什么。")
        station = self.decide(by, NewsStep.Decision.RETURNED, opinion, seen)
        facts = {"held_since": timezone.now()}
        target = Status.RETURNED
        self.move("退回", by=by, source=[station], target=target, note=opinion, **facts)
        notices.tell_writers(self, by, f"被退回（{NAMES[station]}）", opinion)

    def decide(self, by, decision, opinion, seen):
        """Write the review down; returns the station it was given at."""
        opinion = within(opinion, OPINION_LENGTH)
        self.hold()
        if str(self.round) != seen or not self.is_under_review:
            raise WrongState(f"{self}刚刚有了变化（现在是“{self.state.name}”）。请看过再审。")
        if not self.can_be_reviewed_by(by):
            raise BrokenRule(self.barred(by) or f"现在由{self.holder}审，不到您这里。")
        NewsStep.objects.create(
            item=self,
            round=self.round,
            station=self.status,
            decision=decision,
            opinion=opinion,
            decided_by=by,
            name=by.name,
            post=str(self.hat_of(by)),
            decided_at=timezone.now(),
        )
        return self.status

    def withdraw(self, by):
        """撤回: taken back to go on writing; what was reviewed already stays on record."""
        facts = {"held_since": None}
        self.move("撤回稿件", by=by, source=STATIONS, target=Status.DRAFT, **facts)

    @transaction.atomic
    def take_down(self, by, reason):
        reason = within(reason, OPINION_LENGTH)
        if not reason:
            raise BrokenRule("撤下必须写明原因，作者会看到。")
        source, target = [Status.PUBLISHED], Status.WITHDRAWN
        self.move("撤下", by=by, source=source, target=target, note=reason, held_since=None)
        notices.tell_writers(self, by, "已从公开页面撤下", reason)
