import uuid

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from .delivery import Delivery


class NoticeKind(models.TextChoices):
    """What a notice is about. No choices of the field: a new word needs no migration."""

    REMINDER = "reminder", "提醒"
    CHASE = "chase", "催办"
    DIGEST = "digest", "汇总提醒"
    HANDED_OVER = "handed_over", "待签发"
    RETURNED = "returned", "退回"
    ACCEPTED = "accepted", "确认"
    EXTENSION = "extension", "延期"
    AMENDMENT = "amendment", "变更单"
    DEADLINE = "deadline", "时限调整"
    JOB = "job", "任务"
    PEOPLE = "people", "人员"
    CORRECTION = "correction", "更正"
    STAND_IN = "stand_in", "代填"
    DELEGATION = "delegation", "委托"
    OUTING = "outing", "外出"
    OVERDUE = "overdue", "逾期未归"
    SHOWCASE = "showcase", "集中展示"
    WORK = "work", "保障"
    NEWS = "news", "稿件"
    AWARD = "award", "评奖"


ICONS = {
    NoticeKind.REMINDER: "clock",
    NoticeKind.CHASE: "speakerphone",
    NoticeKind.HANDED_OVER: "signature",
    NoticeKind.RETURNED: "arrow-back-up",
    NoticeKind.ACCEPTED: "circle-check",
    NoticeKind.JOB: "file-spreadsheet",
    NoticeKind.STAND_IN: "pencil",
    NoticeKind.DELEGATION: "signature",
    NoticeKind.OUTING: "walk",
    NoticeKind.OVERDUE: "alert-triangle",
    NoticeKind.SHOWCASE: "building-community",
    NoticeKind.WORK: "clipboard-check",
    NoticeKind.NEWS: "file-text",
    NoticeKind.AWARD: "trophy",
}


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def about(self, thing):
        return self.filter(object_type=thing._meta.label_lower, object_id=str(thing.pk))

    def about_any(self, things):
        """About one of several things of one kind."""
        ids = [str(thing.pk) for thing in things]
        kind = things[0]._meta.label_lower if things else ""
        return self.filter(object_type=kind, object_id__in=ids)

    def unread(self):
        return self.filter(read_at=None)

    def for_list(self):
        return self.order_by("-pk")

    def tell(self, users, *, key, kind, title, body="", url="", about=None):
        """Put a notice into each person's inbox, at most once per `key`; returns the new ones.

        Call it inside the transaction of the verb. `url` is an address of this portal,
        by default that of `about`. Whoever is disabled by then is left out.
        """
        words = {"key": key, "kind": kind, "title": title, "body": body, **pointing(about, url)}
        return self.post(Notice(user=user, **words) for user in users)

    @transaction.atomic
    def post(self, notices):
        """Create those that are not there yet, each with its mail copy; returns the new ones.

        The batch tells them from what another transaction wrote under the same key.
        """
        batch = uuid.uuid4()
        fresh = {(one.user_id, one.key): one for one in notices if one.user.is_active}
        for one in fresh.values():
            one.batch = batch
        self.bulk_create(fresh.values(), ignore_conflicts=True, batch_size=500)
        made = list(self.filter(batch=batch).select_related("user"))
        Delivery.objects.queue(made)
        return made

    def seen(self, by, thing):
        """Who looks at a thing has read what was told about it."""
        return self.visible_to(by).about(thing).unread().update(read_at=timezone.now())

    @transaction.atomic
    def read_all(self, by):
        return self.visible_to(by).unread().update(read_at=timezone.now())


def pointing(about, url):
    """The fields that tie a notice to a thing of any app."""
    if about is None:
        return {"url": url}
    return {
        "object_type": about._meta.label_lower,
        "object_id": str(about.pk),
        "url": url or about.get_absolute_url(),
    }


class Notice(models.Model):
    """One line of one person's inbox: the truth of which mails are copies."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    key = models.CharField("出处", max_length=120)
    kind = models.CharField("类型", max_length=20)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读", null=True)
    batch = models.UUIDField(default=uuid.uuid4, db_index=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "通知"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_notice_per_occurrence")
        ]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="notices_by_object"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notices_unread"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Through the inbox, which marks it read."""
        return reverse("notice_open", args=[self.pk])

    @property
    def word(self):
        return NoticeKind(self.kind).label if self.kind in NoticeKind else "通知"

    @property
    def icon(self):
        return ICONS.get(self.kind, "bell")

    def read(self):
        """Opening is reading; the first time counts."""
        Notice.objects.filter(pk=self.pk, read_at=None).update(read_at=timezone.now())
