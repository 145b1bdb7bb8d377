import uuid

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from colleges.dates import when
from colleges.files import discard, keep, sha256_of
from colleges.models import AuditEntry, State, Workflow
from colleges.rules import BrokenRule, WrongState, within

from ..newsroom import counting
from ..newsroom.counting import NEEDS_PROOF, Level
from ..newsroom.links import link_key
from ..newsroom.mention_notices import tell_checkers, tell_reporters
from .edition import Edition
from .story import Story


class Status(models.TextChoices):
    SENT = "sent", "已推送"
    CLAIMED = "claimed", "待确认"
    CONFIRMED = "confirmed", "已采用"
    RETURNED = "returned", "退回补充"
    DROPPED = "dropped", "未采用"


STATES = {
    Status.SENT: State("sent", "已推送", "filed", "send"),
    Status.CLAIMED: State("claimed", "待确认", "pending", "clock"),
    Status.CONFIRMED: State("confirmed", "已采用", "done", "circle-check"),
    Status.RETURNED: State("returned", "退回补充", "returned", "arrow-back-up"),
    Status.DROPPED: State("dropped", "未采用", "muted", "circle-minus"),
}
# Where it may still be changed or deleted.
OPEN = (Status.SENT, Status.RETURNED, Status.DROPPED)
FACTS = ("level", "outlet", "sent_on", "published_on", "url")


class MediaMentionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(story__in=Story.objects.visible_to(user))

    def for_list(self):
        story = ("story__college", "story__department", "story__news", "story__edition")
        return self.select_related(*story, "recorded_by", "claimed_by", "decided_by")

    def confirmed(self, edition):
        return self.filter(edition=edition, status=Status.CONFIRMED)

    def to_be_checked_by(self, user, edition):
        """Nobody confirms what they claimed."""
        claimed = self.filter(edition=edition, status=Status.CLAIMED)
        return claimed.exclude(claimed_by=user) if user.reviews_media else self.none()

    def counted(self, edition):
        """{college id: {level: stories}}, one story once at its highest level; what departments
        told counts for the school alone and stands under None. For 附件2 G1–G4 and the award."""
        rows = self.confirmed(edition).values_list("story__college", "story", "level")
        return counting.counted(rows)

    @transaction.atomic
    def record(self, story, by, facts, shot=None):
        """Write down what was sent, or what an outlet has taken (then it has `published_on`)."""
        require_proof(facts, has_shot=shot is not None)
        mention = self.model(edition=story.edition, story=story, recorded_by=by, **facts)
        mention.url_key = link_key(facts["url"])
        mention.refuse_twin()
        mention.save(force_insert=True)
        AuditEntry.objects.record(by, "登记推送", mention, payload={"after": mention.facts()})
        mention.attach(shot)
        if facts["published_on"]:
            mention.claim(by)
        return mention


def require_proof(facts, *, has_shot):
    """附件2: what outlets of a city or higher published is shown by address or screenshot."""
    claims = facts["published_on"] and facts["level"] in NEEDS_PROOF
    if claims and not (facts["url"] or has_shot):
        level = Level(facts["level"]).label
        raise BrokenRule(f"{level}媒体刊发的要有网址或截图，请补一样；还没有刊发就先不填刊发日期。")


class MediaMention(Workflow):
    """One story at one outlet: sent, taken, shown by proof, confirmed (domain.md §5 1.4)."""

    Status = Status
    Level = Level

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="mentions")
    level = models.CharField("级别", max_length=8, choices=Level)
    outlet = models.CharField("媒体", max_length=60)
    sent_on = models.DateField("推送日期", null=True, blank=True)
    published_on = models.DateField("刊发日期", null=True, blank=True)
    url = models.URLField("网址", max_length=500, blank=True)
    url_key = models.CharField(max_length=500, blank=True, db_index=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.SENT)
    # A screenshot, private; the name in store, what it was called, what it is.
    shot = models.UUIDField("截图", null=True)
    shot_name = models.CharField(max_length=255, blank=True)
    shot_type = models.CharField(max_length=100, blank=True)
    shot_sha256 = models.CharField("截图 SHA-256", max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    objects = MediaMentionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "推送记录"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "url_key"],
                condition=Q(status="confirmed") & ~Q(url_key=""),
                name="one_confirmed_mention_per_address",
            ),
            models.CheckConstraint(
                name="confirmed_mention_was_published",
                condition=~Q(status="confirmed") | Q(published_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "status", "level"], name="mention_by_state"),
        ]

    def __str__(self):
        return f"{self.story}在{self.outlet}"

    def get_absolute_url(self):
        return reverse("mention_detail", args=[self.pk])

    # Questions

    @property
    def state(self):
        return STATES[self.status]

    @property
    def can_be_changed(self):
        return self.status in OPEN

    @property
    def waits(self):
        return self.status == Status.CLAIMED

    @property
    def is_confirmed(self):
        return self.status == Status.CONFIRMED

    def facts(self):
        return {name: getattr(self, name) for name in FACTS}

    def can_be_entered_by(self, user):
        return self.story.can_be_entered_by(user)

    def can_be_checked_by(self, user):
        return user.reviews_media

    def twins(self):
        """Others of the edition with the same address: one report must not count twice."""
        if not self.url_key:
            return MediaMention.objects.none()
        same = MediaMention.objects.filter(edition=self.edition, url_key=self.url_key)
        return same.exclude(pk=self.pk).for_list()

    def refuse_twin(self):
        """Of one unit the same address stands in the ledger once."""
        unit = {"story__college": self.story.college, "story__department": self.story.department}
        if twin := self.twins().filter(**unit).first():
            raise BrokenRule(
                f"这个网址{twin.recorded_by.name}已登记过：{twin}（{twin.state.name}）。"
                "同一报道只登记一次，请到那一条里修改。"
            )

    # Verbs

    def attach(self, shot):
        """Keep a checked screenshot (path, name, media type) in place of the one before."""
        if shot is None:
            return
        path, name, media_type = shot
        before, key, digest = self.shot, uuid.uuid4(), sha256_of(path)
        facts = {"shot": key, "shot_name": name, "shot_type": media_type, "shot_sha256": digest}
        MediaMention.objects.filter(pk=self.pk).update(**facts)
        self.refresh_from_db(fields=[*facts])
        keep(path, key)
        if before:
            transaction.on_commit(lambda: discard(before))

    def claim(self, by):
        """An outlet has taken it: the media centre or 教务处 looks at the proof."""
        source, target = OPEN, Status.CLAIMED
        facts = {"claimed_by": by, "reason": "", "decided_by": None, "decided_at": None}
        self.move("登记采用", by=by, source=source, target=target, **facts)
        tell_checkers(self, by)

    @transaction.atomic
    def revise(self, by, facts, *, base_version, shot=None):
        """Change what was written on `base_version`; with a date of publication it is claimed."""
        require_proof(facts, has_shot=bool(shot or self.shot))
        before = self.facts()
        rows = MediaMention.objects.filter(pk=self.pk, version=base_version, status__in=OPEN)
        if not rows.update(version=F("version") + 1, url_key=link_key(facts["url"]), **facts):
            self.refuse_change()
        self.refresh_from_db()
        self.refuse_twin()
        changes = {"before": before, "after": self.facts()}
        AuditEntry.objects.record(by, "修改推送", self, payload=changes)
        self.attach(shot)
        if self.published_on:
            self.claim(by)
        elif self.status != Status.SENT:
            self.move("再次推送", by=by, source=OPEN, target=Status.SENT, reason="")

    def refuse_change(self):
        now = MediaMention.objects.filter(pk=self.pk).first()
        if now is None:
            raise WrongState("这条记录刚刚被同事删除，请另外登记。")
        if not now.can_be_changed:
            raise WrongState(f"{now}已是“{now.state.name}”，不能修改。要改请先请对方退回。")
        raise WrongState(f"{now}刚刚被同事改过。您填的还在，再按“保存”就用您的内容。")

    def confirm(self, by):
        if by.pk == self.claimed_by_id:
            raise BrokenRule("您自己登记的采用，请由另一位同事（新媒体中心或教务处）确认。")
        facts = {"decided_by": by, "decided_at": timezone.now(), "reason": ""}
        source, target = [Status.CLAIMED], Status.CONFIRMED
        try:
            with transaction.atomic():
                self.move("确认采用", by=by, source=source, target=target, **facts)
                tell_reporters(self, by, "已确认采用")
        except IntegrityError:
            self.refresh_from_db()
            twin = self.twins().filter(status=Status.CONFIRMED).get()
            raise BrokenRule(
                f"同一个网址已确认给{twin.story.organiser}的{twin.story}，一篇报道只计一次。"
                "请退回这一条，或先退回那一条。"
            ) from None

    @transaction.atomic
    def send_back(self, by, reason):
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("退回时必须写明要补什么。")
        facts = {"decided_by": by, "decided_at": timezone.now(), "reason": reason}
        source = [Status.CLAIMED, Status.CONFIRMED]
        self.move("退回", by=by, source=source, target=Status.RETURNED, note=reason, **facts)
        tell_reporters(self, by, "被退回", reason)

    def drop(self, by, reason=""):
        source = [Status.SENT, Status.RETURNED]
        reason = within(reason, 300)
        facts = {"decided_by": by, "decided_at": timezone.now(), "reason": reason}
        self.move("未采用", by=by, source=source, target=Status.DROPPED, note=reason, **facts)

    @transaction.atomic
    def remove(self, by):
        """A row typed by mistake; what was claimed or confirmed is sent back first."""
        deleted, _ = MediaMention.objects.filter(pk=self.pk, status__in=OPEN).delete()
        if not deleted:
            raise WrongState(f"{self}已是“{self.state.name}”或已被删除，不能删除。请刷新页面。")
        AuditEntry.objects.record(by, "删除推送", self, payload={"before": self.facts()})
        if self.shot:
            transaction.on_commit(lambda: discard(self.shot))

    @property
    def decided(self):
        """钱 5月14日（周三）10:20."""
        return f"{self.decided_by.name} {when(self.decided_at)}" if self.decided_by else ""
