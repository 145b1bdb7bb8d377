"""先审后发: the verbs of AIGC新媒体中心 and 教务处; nobody reviews what is their own."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from colleges.models import AuditEntry, Notice, NoticeKind
from colleges.rules import BrokenRule, WrongState, within

from .media_consent import Consented

LONGEST_REASON = 200
APPROVABLE = ("waiting", "hidden")


class Reviewed(Consented):
    class Meta:
        abstract = True

    # Questions

    def is_written_by(self, user):
        return user.pk in (self.uploaded_by_id, self.updated_by_id)

    def can_be_reviewed_by(self, user):
        return user.reviews_media and not self.is_written_by(user)

    @property
    def hindrance(self):
        """Why it cannot be approved now, as a sentence; "" if it can."""
        if self.status not in APPROVABLE:
            return f"{self}已是“{self.get_status_display()}”，不能通过。"
        return self.consent_lacking

    # Verbs

    @transaction.atomic
    def approve(self, by, *, seen=None):
        """`seen`: the version this person has read, if it was not this very row."""
        if lacking := self.consent_lacking:
            raise BrokenRule(lacking)
        seen = self.version if seen is None else seen
        # Held until this is decided: what comes from now on is reviewed again.
        if not type(self).objects.filter(pk=self.pk, version=seen).update(version=seen):
            raise WrongState(
                f"{self}在您打开页面以后有改动（内容或授权），没有通过。请刷新页面，看过再审。"
            )
        told = {"reason": "", "is_excellent": False}
        try:
            self.judge("通过", by, APPROVABLE, self.Status.APPROVED, **told)
        except IntegrityError:  # withdrawn at this very moment
            raise WrongState(f"{self}的授权刚刚有变，没有通过。请刷新页面查看。") from None

    def hide(self, by, reason=""):
        reason = within(reason, LONGEST_REASON)
        source = [self.Status.WAITING, self.Status.APPROVED, *self.ASKED]
        self.judge("隐藏", by, source, self.Status.HIDDEN, reason=reason, is_excellent=False)

    @transaction.atomic
    def ask_again(self, by, reason, *, for_consent):
        """Back to its unit: with a consent to be added, or with something else to be put right."""
        reason = within(reason, LONGEST_REASON)
        if not reason:
            raise BrokenRule("请写明要学院补什么，例如“请补监护人授权”或“说明里写错了地点”。")
        verb, target = ("要求补授权", self.Status.CONSENT) if for_consent else ("退回", "returned")
        source = [self.Status.WAITING, self.Status.APPROVED, self.Status.HIDDEN]
        self.judge(verb, by, source, target, reason=reason, is_excellent=False)
        Notice.objects.tell(
            [self.uploaded_by],
            key=f"media-asked:{self.pk}:{self.reviewed_at.timestamp()}",
            kind=NoticeKind.RETURNED,
            title=f"{self}{self.get_status_display()}"[:120],
            body=reason,
            about=self,
        )

    def pick(self, by):
        """优秀: of what was approved, a few."""
        if self.is_excellent:
            raise WrongState(f"{self}已经是优秀作品。请刷新页面查看。")
        self.judge("选为优秀", by, [self.Status.APPROVED], self.Status.APPROVED, is_excellent=True)

    def unpick(self, by):
        told = {"is_excellent": False}
        self.judge("取消优秀", by, [self.Status.APPROVED], self.Status.APPROVED, **told)

    def judge(self, verb, by, source, target, **facts):
        facts |= {"reviewed_by": by, "reviewed_at": timezone.now()}
        self.move(verb, by=by, source=source, target=target, note=facts.get("reason", ""), **facts)

    @transaction.atomic
    def say_minors(self, by, has_minors):
        """The reviewer saw it: said once for all, where its unit has not."""
        if has_minors not in (self.Minors.YES, self.Minors.NO):
            raise BrokenRule("请选“含”或“不含”未成年人。")
        unsaid = type(self).objects.filter(pk=self.pk, has_minors=self.Minors.UNKNOWN)
        if not unsaid.update(has_minors=has_minors):
            raise WrongState(f"{self}刚刚有人说明过是否含未成年人。请刷新页面查看。")
        self.has_minors = has_minors
        AuditEntry.objects.record(by, f"说明：{self.get_has_minors_display()}未成年人", self)

    @transaction.atomic
    def part(self, by):
        """Not the same picture after all: it counts for itself."""
        mine = type(self).objects.filter(pk=self.pk).exclude(family=self.key)
        if not mine.update(family=self.key):
            raise WrongState(f"{self}已经单独计算。请刷新页面查看。")
        self.family = self.key
        AuditEntry.objects.record(by, "不是同一张", self)
