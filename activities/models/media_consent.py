"""授权: a picture with minors is shown with a consent alone, and goes at once when it is withdrawn
(domain.md §7, PIPL 28 and 31)."""

import uuid

from django.db import models, transaction
from django.utils import timezone

from colleges.files import discard, keep, sha256_of
from colleges.models import Notice, NoticeKind
from colleges.rules import BrokenRule, WrongState, within

from .media_arrival import Arriving


class Consented(Arriving):
    class Meta:
        abstract = True

    # A private file; withdrawn, the picture goes and the record stays.
    consent_key = models.UUIDField(null=True, editable=False)
    consent_name = models.CharField("授权文件", max_length=255, blank=True)
    consent_type = models.CharField(max_length=100, blank=True)
    consent_at = models.DateTimeField("授权上传时间", null=True)
    consent_withdrawn_at = models.DateTimeField("授权撤回时间", null=True)

    # Questions

    @property
    def is_consent_in_order(self):
        given = self.has_minors == "no" or (self.has_minors == "yes" and self.consent_key)
        return bool(given) and self.consent_withdrawn_at is None

    @property
    def stored_consent(self):
        return f"media/{self.consent_key.hex}-consent"

    @property
    def consent_lacking(self):
        """What about the people on it keeps it from being approved, "" if nothing does."""
        if self.consent_withdrawn_at:
            return f"{self}的授权已撤回，不能通过。学院上传新的授权后才能再审。"
        if self.has_minors == "unknown":
            return f"{self}还没有说明是否含未成年人。请先选“含”或“不含”，再通过。"
        if not self.is_consent_in_order:
            return f"{self}含未成年人，没有授权文件，不能通过。请按“退回”，再按“要求补授权”。"
        return ""

    def after_a_consent(self):
        was_asked = self.status == "consent" and self.has_minors != "unknown"
        return "waiting" if was_asked or self.status == "approved" else self.status

    # Verbs

    @transaction.atomic
    def attach_consent(self, path, *, name, content_type, by):
        """A consent, or a new one in its place; `path` is a checked file and is moved away.

        What was approved is reviewed again: nobody but its unit has read the new paper.
        """
        old = self.stored_consent if self.consent_key else None
        facts = {"consent_key": uuid.uuid4(), "consent_name": name, "consent_type": content_type}
        facts |= {"consent_at": timezone.now(), "consent_withdrawn_at": None}
        # Whoever opened the page before has read another paper.
        facts["version"] = models.F("version") + 1
        told = {"after": {"name": name, "sha256": sha256_of(path)}}
        self.move("上传授权", by=by, source=[self.status], target=self.after_a_consent(),
                  changes=told, updated_by=by, is_excellent=False, **facts)  # fmt: skip
        keep(path, self.stored_consent)
        if old:
            transaction.on_commit(lambda: discard(old))

    @transaction.atomic
    def withdraw_consent(self, by, reason):
        """At once from everywhere: `public` asks each time. What was done stays on record."""
        reason = within(reason, 200)
        if not reason:
            raise BrokenRule("请写明撤回的原因，例如“家长来电要求撤下”。")
        unwithdrawn = type(self).objects.filter(pk=self.pk, consent_withdrawn_at=None)
        if not unwithdrawn.update(version=models.F("version") + 1):
            raise WrongState(f"{self}的授权已经撤回。请刷新页面查看。")
        self.refresh_from_db(fields=["status"])
        if self.is_processing:
            raise WrongState(f"{self}还在处理，没有公开。处理完再撤回，或直接删除。")
        hidden = self.status == self.Status.HIDDEN
        target = self.Status.HIDDEN if hidden else self.Status.CONSENT
        facts = {"consent_withdrawn_at": timezone.now(), "is_excellent": False}
        self.move("撤回授权", by=by, source=[self.status], target=target, note=reason,
                  reason=reason, **facts)  # fmt: skip
        Notice.objects.tell(
            [] if by == self.uploaded_by else [self.uploaded_by],
            key=f"media-withdrawn:{self.pk}:{self.consent_withdrawn_at.timestamp()}",
            kind=NoticeKind.RETURNED,
            title=f"{self}的授权已撤回"[:120],
            body=f"{reason}。已从公开页面撤下，记录保留。",
            about=self,
        )
