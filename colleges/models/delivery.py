"""The outbox: copies of notices that leave the portal. The inbox stays the truth (design §4.8)."""

import logging
import smtplib
import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import models
from django.db.models import F
from django.utils import timezone

logger = logging.getLogger(__name__)

# Minutes until the next attempt, after the first, second, … one that failed: 31 hours in all.
BACK_OFF = (1, 2, 5, 15, 30, 60, 120, 240, 480, 900)
# How long a row belongs to the worker that took it; then another one tries.
HELD = timedelta(minutes=3)
SENT_AT_ONCE = 200
SECONDS_A_ROUND = 40
# A server that was away this long: the news is old by now, the inbox has it.
GIVEN_UP_AFTER = timedelta(days=2)
AWAY = "邮件服务器没有应答"


class DeliveryQuerySet(models.QuerySet):
    def queue(self, notices):
        """A mail copy of each notice; written in the transaction that told it."""
        return self.bulk_create(Delivery(notice=one, state=first_state(one)) for one in notices)

    def due(self, at):
        return self.filter(state=Delivery.State.QUEUED, next_try_at__lte=at)

    def send_due(self, at=None):
        """One round of the postman; returns how many letters left. Safe to run twice at once."""
        if not settings.MAIL_CONFIGURED:
            return 0
        at, began, sent = at or timezone.now(), time.monotonic(), 0
        rows = self.due(at).select_related("notice__user").order_by("next_try_at", "pk")
        if not (rows := list(rows[:SENT_AT_ONCE])):
            return 0
        try:
            with get_connection() as connection:
                for delivery in rows:
                    if time.monotonic() - began > SECONDS_A_ROUND:
                        break
                    if delivery.take(at):
                        sent += delivery.send(connection, at)
        except OSError as error:
            logger.warning("mail server: %s", error)
            self.wait_for_server(at)
        return sent

    def wait_for_server(self, at):
        """Nobody took the letters: that is no attempt, but not for ever either."""
        old = self.due(at).filter(notice__created_at__lt=at - GIVEN_UP_AFTER)
        old.update(state=Delivery.State.FAILED, error=f"{AWAY}，两天后放弃。站内通知仍在。")
        waiting = timedelta(minutes=BACK_OFF[0])
        self.due(at).update(next_try_at=at + waiting, error=f"{AWAY}，稍后自动重试。")


def first_state(notice):
    if not settings.MAIL_CONFIGURED:
        return Delivery.State.NOT_CONFIGURED
    return Delivery.State.QUEUED if notice.user.email else Delivery.State.NO_ADDRESS


class Delivery(models.Model):
    """One copy of a notice on its way out: written first, sent after the commit by a job."""

    class Channel(models.TextChoices):
        MAIL = "mail", "邮件"

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"
        NOT_CONFIGURED = "not_configured", "未配置邮件"
        NO_ADDRESS = "no_address", "未留邮箱"

    notice = models.ForeignKey("Notice", on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "通知副本"
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="one_copy_per_channel")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state="queued"),
                name="deliveries_waiting",
            )
        ]

    def __str__(self):
        return f"{self.get_channel_display()}：{self.notice}"

    @property
    def words(self):
        """What became of it: “邮件已发送”, “未配置邮件”, with the reason if it failed."""
        alone = (self.State.NOT_CONFIGURED, self.State.NO_ADDRESS)
        name = "" if self.state in alone else self.get_channel_display()
        told = f"{name}{self.get_state_display()}"
        return f"{told}：{self.error}" if self.error else told

    def take(self, at):
        """Claim the row for some minutes: of two postmen one gets it."""
        mine = Delivery.objects.due(at).filter(pk=self.pk, attempts=self.attempts)
        taken = mine.update(attempts=F("attempts") + 1, next_try_at=at + HELD)
        self.attempts += taken
        return bool(taken)

    def send(self, connection, at):
        """Send it and say what came of it: True if it left. No server at all is an OSError."""
        try:
            self.letter(connection).send()
        except smtplib.SMTPRecipientsRefused as error:
            self.note_refusal(at, *next(iter(error.recipients.values())))
        except smtplib.SMTPSenderRefused as error:  # a fault of the settings, not of the letter
            self.try_later(at, f"邮件服务器不接受发件地址（{error.smtp_code}）")
        except smtplib.SMTPResponseException as error:
            self.note_refusal(at, error.smtp_code, error.smtp_error)
        except OSError:
            self.try_later(at, AWAY)
            raise
        except ValueError as error:
            logger.warning("delivery %s cannot be a letter: %s", self.pk, error)
            self.change(state=self.State.FAILED, error="邮箱地址写法不正确，无法发送。")
        else:
            self.change(state=self.State.SENT, sent_at=timezone.now(), error="")
            return True
        return False

    def letter(self, connection):
        notice = self.notice
        link = f"\n\n查看：{settings.SITE_URL}{notice.get_absolute_url()}"
        foot = "\n\n—— 职教活动周管理系统。请勿直接回复；站内收件箱里有同一条通知。"
        return EmailMessage(
            f"【职教活动周】{notice.title}",
            f"{notice.user.name}，您好：\n\n{notice.body or notice.title}{link}{foot}",
            to=[notice.user.email],
            connection=connection,
            # The same for every attempt: a letter sent twice by a crash is recognised as one.
            headers={"Message-ID": self.message_id(), "Auto-Submitted": "auto-generated"},
        )

    def message_id(self):
        return f"<{self.notice.batch}.{self.notice_id}@{urlsplit(settings.SITE_URL).hostname}>"

    def note_refusal(self, at, code, words):
        told = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
        told = f"{code} {told}".strip()[:150]
        if code >= 500:
            self.change(
                state=self.State.FAILED, error=f"邮件服务器拒收（{told}）。请核对邮箱地址。"
            )
        else:
            self.try_later(at, f"邮件服务器暂时不收（{told}）")

    def try_later(self, at, reason):
        if self.attempts > len(BACK_OFF):
            told = f"{reason}，试了 {self.attempts} 次后放弃。"
            self.change(state=self.State.FAILED, error=told)
            return
        wait = timedelta(minutes=BACK_OFF[self.attempts - 1])
        self.change(next_try_at=at + wait, error=f"{reason}，稍后自动重试。")

    def change(self, **facts):
        """Only a row that still waits changes: what is sent stays sent."""
        Delivery.objects.filter(pk=self.pk, state=self.State.QUEUED).update(**facts)
