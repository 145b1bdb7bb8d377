import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Max
from django.utils import timezone

from ..robots import channel_of, checked_address, hand_over
from ..rules import BrokenRule, WrongState
from .audit import AuditEntry
from .delivery import BACK_OFF, HELD

# What the servers of the groups take; a message more would close the robot for a while.
MOST_A_MINUTE = 20
MOST_ROBOTS = 10
REFUSED = "群机器人没有收下（地址已失效、机器人被移出群，或网络不通）"


class RobotQuerySet(models.QuerySet):
    def for_list(self):
        """Each with the newest message as `last`, None of none."""
        found = list(self.select_related("by").annotate(newest=Max("messages")))
        messages = RobotMessage.objects.in_bulk([robot.newest for robot in found if robot.newest])
        for robot in found:
            robot.last = messages.get(robot.newest)
        return found

    @transaction.atomic
    def add_robot(self, by, *, name, address):
        if self.count() >= MOST_ROBOTS:
            raise BrokenRule(f"最多 {MOST_ROBOTS} 个群机器人。请先删除不用的。")
        address = checked_address(address)
        # The same form sent twice would tell the group everything twice.
        if twin := self.filter(address=address).first():
            raise BrokenRule(f"这个机器人已经在用了，叫“{twin}”。要改名请先删除那一个。")
        robot = self.create(name=name, address=address, by=by)
        AuditEntry.objects.record(by, "增加群机器人", robot, robot.channel)
        return robot


class Robot(models.Model):
    """A chat group that gets the digests: 提醒汇总 and 催办, never what concerns one person."""

    name = models.CharField("群的名称", max_length=30)
    address = models.CharField("机器人地址", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RobotQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "群机器人"

    def __str__(self):
        return self.name

    @property
    def channel(self):
        return channel_of(self.address)

    @transaction.atomic
    def test(self, by):
        AuditEntry.objects.record(by, "测试群机器人", self)
        body = f"这是一条测试消息，由{by}发送。收到它，说明提醒汇总和催办会发到这个群。"
        return self.messages.create(key=f"test:{uuid.uuid4()}", title="职教活动周", body=body)

    @transaction.atomic
    def remove(self, by):
        # Locked before its messages are looked up: one may just be written.
        if not Robot.objects.select_for_update().filter(pk=self.pk).exists():
            raise WrongState(f"“{self}”刚刚已由同事删除。请刷新页面查看。")
        AuditEntry.objects.record(by, "删除群机器人", self, self.channel)
        self.delete()


class RobotMessageQuerySet(models.QuerySet):
    @transaction.atomic
    def announce(self, key, title, body):
        """To every group, at most once per `key`; call it inside the transaction of the verb."""
        # Locked on PostgreSQL: a robot that a colleague removes now gets none.
        robots = Robot.objects.select_for_update()
        return self.bulk_create(
            (RobotMessage(robot=robot, key=key, title=title, body=body) for robot in robots),
            ignore_conflicts=True,
        )

    def send_due(self, at=None):
        """One round; returns how many were taken. Safe to run twice at once."""
        at, sent = at or timezone.now(), 0
        waiting = self.filter(state=RobotMessage.State.QUEUED, next_try_at__lte=at)
        for robot in Robot.objects.all():
            lately = robot.messages.filter(tried_at__gt=at - timedelta(minutes=1)).count()
            rows = waiting.filter(robot=robot).order_by("pk")
            for message in rows[: max(0, MOST_A_MINUTE - lately)]:
                sent += message.take(at) and message.send(at)
        return sent


class RobotMessage(models.Model):
    """A digest on its way to a group: written with what it tells, sent after by a job."""

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"

    robot = models.ForeignKey(Robot, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = RobotMessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "群消息"
        constraints = [
            models.UniqueConstraint(fields=["robot", "key"], name="one_message_per_robot_and_key")
        ]

    def __str__(self):
        return f"{self.robot}：{self.title}"

    @property
    def words(self):
        told = self.get_state_display()
        return f"{told}：{self.error}" if self.error else told

    def take(self, at):
        """Claim the row for some minutes: of two postmen one gets it."""
        mine = RobotMessage.objects.filter(
            pk=self.pk, state=self.State.QUEUED, attempts=self.attempts, next_try_at__lte=at
        )
        taken = mine.update(attempts=F("attempts") + 1, next_try_at=at + HELD, tried_at=at)
        self.attempts += taken
        return bool(taken)

    def send(self, at):
        if hand_over(self.robot.address, self.title, self.body):
            self.change(state=self.State.SENT, sent_at=timezone.now(), error="")
            return True
        if self.attempts > len(BACK_OFF):
            told = f"{REFUSED}，试了 {self.attempts} 次后放弃。请删除后按群里的新地址重新增加。"
            self.change(state=self.State.FAILED, error=told)
        else:
            later = at + timedelta(minutes=BACK_OFF[self.attempts - 1])
            self.change(next_try_at=later, error=f"{REFUSED}，稍后自动重试。")
        return False

    def change(self, **facts):
        RobotMessage.objects.filter(pk=self.pk, state=self.State.QUEUED).update(**facts)
