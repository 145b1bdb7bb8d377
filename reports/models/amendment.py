from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse

from colleges.dates import when
from colleges.models import AuditEntry, State, Workflow
from colleges.models.audit import canonical, digest
from colleges.rules import BrokenRule, WrongState, within

from ..content import with_personal, without_personal
from ..filing_notices import tell_of_change

STATES = {
    "pending": State("pending", "待审批", "pending", "clock"),
    "approved": State("approved", "已批准", "done", "circle-check"),
    "refused": State("refused", "不同意", "returned", "circle-x"),
    "withdrawn": State("withdrawn", "已撤回", "muted", "arrow-back-up"),
    "stale": State("stale", "变更待重批", "warning", "pencil"),
}


class AmendmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.sees_everything:
            return self
        return self.filter(filing__college_id__in=user.college_ids)

    def open(self):
        """Asked for or approved, and not signed yet: at most one a filing."""
        return self.filter(status__in=OPEN, revision=None)

    def awaiting(self):
        return self.filter(status=Amendment.Status.PENDING)

    def for_list(self):
        return self.select_related(
            "filing__edition",
            "filing__college",
            "filing__requirement",
            "asked_by",
            "decided_by",
            "revision",
        ).defer("content", "personal")

    @transaction.atomic
    def ask(self, filing, by, at, reason, seen):
        """提交变更单: the changes that stand in the activities now, with a reason."""
        reason = required_reason(reason)
        filing.require_owed()
        if filing.revision is None:
            raise BrokenRule("还没有报送过，没有可以变更的内容。确需补报，请联系教务处延期。")
        if not filing.is_closed(at):
            raise BrokenRule(
                f"报送通道到{when(filing.closes_at)}才关闭。改好后直接提交签发即可，不需要变更单。"
            )
        content = filing.content_seen(seen)
        if filing.is_filed() and not filing.has_changes(content):
            raise BrokenRule(f"报送之后没有改动，不需要变更单。请先{filing.paper.mend}。")
        try:
            with transaction.atomic():
                amendment = self.create(
                    filing=filing,
                    base=filing.revision,
                    asked_by=by,
                    asked_at=at,
                    reason=reason,
                    **frozen(filing, content),
                )
        except IntegrityError:
            raise WrongState("这份表已有一张没办完的变更单。请刷新页面，在那一张上继续。") from None
        AuditEntry.objects.record(by, "提交变更单", amendment, reason)
        # What was handed over before the line closed has left the lead's desk with this.
        amendment.take_back("提交变更单", by)
        tell_of_change(amendment, by)
        return amendment


def required_reason(text):
    reason = within(text, 300)
    if not reason:
        raise BrokenRule("变更单必须写明原因，教务处才能审批。")
    return reason


def frozen(filing, content):
    """What an amendment keeps of the changed form; personal facts lie apart, as in a Revision."""
    if filing.paper.is_empty(content):
        raise BrokenRule(filing.paper.nothing_to_amend)
    filing.require_sound(content)
    public, personal = without_personal(content)
    return {"content": public, "personal": personal, "content_digest": digest(canonical(content))}


class Amendment(Workflow):
    """变更单: what a college asks to change after the line has closed (design §4.3).

    An approval is bound to the digest of exactly what was shown; a later edit needs another.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "待审批"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "不同意"
        WITHDRAWN = "withdrawn", "已撤回"

    filing = models.ForeignKey("Filing", on_delete=models.PROTECT, related_name="amendments")
    base = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        "状态", max_length=10, choices=Status, default=Status.PENDING, editable=False
    )
    content = models.JSONField()
    personal = models.JSONField(null=True)
    content_digest = models.CharField(max_length=64)
    reason = models.CharField("变更原因", max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("提交时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    decision_note = models.CharField("审批意见", max_length=300, blank=True)
    revision = models.OneToOneField(
        "Revision",
        on_delete=models.PROTECT,
        null=True,
        related_name="amendment",
        verbose_name="签发的报送",
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "变更单"
        constraints = [
            models.UniqueConstraint(
                fields=["filing"],
                condition=Q(status__in=["pending", "approved"], revision=None),
                name="one_open_amendment_per_filing",
            )
        ]

    def __str__(self):
        return f"变更单 {self.pk}（{self.filing.college}）"

    def get_absolute_url(self):
        return reverse("amendment_detail", args=[self.pk])

    # Questions

    @property
    def is_pending(self):
        return self.status == self.Status.PENDING

    @property
    def is_open(self):
        return self.status in OPEN and self.revision_id is None

    def is_stale(self, now_digest):
        """Was something edited after it was asked for? Then it needs another look."""
        return self.is_open and now_digest != self.content_digest

    def state(self, now_digest=None):
        stale = now_digest is not None and self.is_stale(now_digest)
        return STATES["stale" if stale else self.status]

    def full_content(self):
        return with_personal(self.content, self.personal)

    def changes(self):
        return self.filing.paper.compare(self.base.full_content(), self.full_content())

    def can_be_decided_by(self, user):
        return user.is_office

    def entries(self):
        """Its steps, and the signature that put it into force, which stands on the filing."""
        own = AuditEntry.objects.about(self)
        if self.revision_id is None:
            return own
        signed = {"verb": "签发", "note": self.revision.receipt_no}
        return own | AuditEntry.objects.about(self.filing).filter(**signed)

    # Verbs

    @transaction.atomic
    def renew(self, by, at, reason, seen):
        """按最新内容重新提交: the old approval, if there was one, falls."""
        facts = frozen(self.filing, self.filing.content_seen(seen))
        if self.is_pending and facts["content_digest"] == self.content_digest:
            raise WrongState("变更单里已经是最新内容，等待教务处审批即可。")
        self.require_unsigned()
        self.move(
            "重新提交变更单",
            by=by,
            source=OPEN,
            target=self.Status.PENDING,
            note=within(reason, 300) or self.reason,
            reason=within(reason, 300) or self.reason,
            asked_by=by,
            asked_at=at,
            decided_by=None,
            decided_at=None,
            decision_note="",
            **facts,
        )
        self.take_back("重新提交变更单", by)
        tell_of_change(self, by)

    @transaction.atomic
    def approve(self, by, at, note="", *, seen):
        note = within(note, 300)
        self.require_other(by)
        self.require_newest(seen)
        if self.is_stale(self.filing.content_digest()):
            raise BrokenRule(
                f"学院提交变更单之后又改动了{self.filing.paper.made_of}。"
                "请学院按最新内容重新提交变更单，再审批。"
            )
        self.move(
            "批准变更单",
            by=by,
            source=[self.Status.PENDING],
            target=self.Status.APPROVED,
            note=note,
            decided_by=by,
            decided_at=at,
            decision_note=note,
        )
        lead_has_it = {"handed_over_at": at, "handed_over_by": self.asked_by}
        self.filing.claim("批准变更单", by, note, records=False, **lead_has_it)

    @transaction.atomic
    def refuse(self, by, at, note, *, seen):
        note = within(note, 300)
        if not note:
            raise BrokenRule("不同意必须写明原因，学院才知道为什么、怎么办。")
        self.require_other(by)
        self.require_newest(seen)
        self.move(
            "不同意变更单",
            by=by,
            source=[self.Status.PENDING],
            target=self.Status.REFUSED,
            note=note,
            decided_by=by,
            decided_at=at,
            decision_note=note,
        )
        tell_of_change(self, by)

    @transaction.atomic
    def withdraw(self, by, note=""):
        self.require_unsigned()
        self.move(
            "撤回变更单",
            by=by,
            source=OPEN,
            target=self.Status.WITHDRAWN,
            note=within(note, 300),
        )
        self.take_back("撤回变更单", by)

    def settle(self, revision, content_digest, by):
        """The lead has signed: what was approved, or (within an extension) something else."""
        if self.status == self.Status.APPROVED and not self.is_stale(content_digest):
            return self.fulfil(revision)
        note = f"通道已重新开放，学院直接签发了{revision.receipt_no}"
        return self.move("结束变更单", by=by, source=OPEN, target=self.Status.WITHDRAWN, note=note)

    def fulfil(self, revision):
        rows = Amendment.objects.filter(pk=self.pk, status=self.Status.APPROVED, revision=None)
        if not rows.update(revision=revision):
            raise WrongState("变更单刚刚被撤回或重新提交，没有签发。请刷新页面查看。")
        self.refresh_from_db(fields=["revision"])

    def take_back(self, verb, by):
        """From the lead's desk, where the approval had put it."""
        if self.filing.handed_over_at:
            nobody = {"handed_over_at": None, "handed_over_by": None}
            self.filing.claim(verb, by, records=False, **nobody)

    def require_unsigned(self):
        if self.revision_id:
            raise WrongState(f"{self}已签发（{self.revision.receipt_no}），不能再改。")

    def require_newest(self, seen):
        """The office decides on what it looked at: `seen` is that content's digest."""
        if seen != self.content_digest:
            raise WrongState("您核对的不是变更单的最新内容。请核对最新内容后再决定。")

    def took_part(self, user):
        return user.pk == self.asked_by_id or self.filing.was_stood_in_by(user)

    def require_other(self, by):
        """Nobody decides on what they asked for or entered."""
        if self.took_part(by):
            raise BrokenRule("您参与了这份变更的填报，不能再由您审批。请教务处另一位老师审批。")


OPEN = (Amendment.Status.PENDING, Amendment.Status.APPROVED)
