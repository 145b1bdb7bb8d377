from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from activities.models import Extension, StandIn
from colleges.dates import deadline, when
from colleges.models import AuditEntry, Membership, Role
from colleges.rules import BrokenRule, WrongState, within

from ..stand_in_notices import tell_of_begin, tell_of_end
from ..way_out import closed_since, way_out

# A year mistyped is further away than anybody ever extends.
FURTHEST = timedelta(days=180)


class Leeway(models.Model):
    """What bends the common lines for one college: an extension, no duty at all, a stand-in.

    The room of a Filing in which these live; `claim` is the filing's own.
    """

    extension = models.ForeignKey(
        Extension, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="延期"
    )
    not_required_at = models.DateTimeField("无需报送", null=True)
    not_required_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    not_required_reason = models.CharField("无需报送的原因", max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_not_required_for_a_reason",
                condition=Q(not_required_at=None, not_required_reason="")
                | (Q(not_required_at__isnull=False) & ~Q(not_required_reason="")),
            )
        ]

    # Questions

    @property
    def due_at(self):
        """This college's own 逾期线."""
        if self.extension and self.extension.moves_due:
            return max(self.requirement.due_at, self.extension.until)
        return self.requirement.due_at

    @property
    def closes_at(self):
        """This college's own 关闭线."""
        until = [self.extension.until] if self.extension else []
        return max([self.requirement.closes_at, self.due_at, *until])

    def is_late(self, at):
        return at >= self.due_at

    def is_closed(self, at):
        return at >= self.closes_at

    @property
    def is_required(self):
        return self.not_required_at is None

    def current_amendment(self):
        """Its 变更单 that is not done with; rows of `with_amendment` bring it along."""
        if hasattr(self, "open_amendment_id"):
            return getattr(self, "open_amendment", None)
        return self.amendments.open().first()

    def way_out(self, at, draft=None):
        """What is left to do after the closing line; None while there is no need of one."""
        if not self.is_required or not self.is_closed(at):
            return None
        return way_out(self, self.current_amendment(), draft)

    def extensions(self):
        """Every extension there ever was, newest first."""
        return Extension.objects.for_list().filter(
            requirement=self.requirement_id, college=self.college_id
        )

    def stand_ins(self):
        found = StandIn.objects.of(self.edition_id, self.college_id)
        return found.standing().select_related("officer")

    def was_stood_in_by(self, user):
        """Did this officer ever enter for the college? Then another one decides."""
        rows = StandIn.objects.of(self.edition_id, self.college_id)
        return rows.filter(officer=user).exists()

    def others_who_decide(self):
        """Names of the officers who had no hand in this form."""
        standing_in = StandIn.objects.of(self.edition_id, self.college_id).values("officer")
        hats = Membership.objects.own().current()
        hats = hats.filter(role=Role.OFFICE, user__is_active=True)
        found = hats.exclude(user__in=standing_in).select_related("user")
        return sorted({hat.user.name for hat in found if not self.is_named_after(hat.user)})

    def entered_on_behalf_by(self):
        """Names of the officers who stood in since the last filing, for the receipt."""
        rows = StandIn.objects.of(self.edition_id, self.college_id).select_related("officer")
        # Every signature of the college ends what stood: an earlier one is of another paper.
        if last := self.last_signed_at():
            rows = rows.filter(began_at__gt=last)
        return "、".join(sorted({row.officer.name for row in rows}))[:120]

    # Verbs

    def require_owed(self):
        if not self.is_required:
            raise BrokenRule(
                f"教务处已标为“无需报送”（{self.not_required_reason}）。"
                "确需报送，请联系教务处恢复；您填写的内容都保留着。"
            )

    def require_open(self, at):
        """Open, or an approved 变更单 says exactly what stands there now."""
        self.require_owed()
        if not self.is_closed(at):
            return
        # Asked anew: what a page read a moment ago may have been withdrawn.
        way = way_out(self, self.amendments.open().first())
        if not way.may_file:
            raise BrokenRule(
                f"{self.requirement}的{closed_since(self)}{way.todo}您填写的内容都保留着。"
            )

    @transaction.atomic
    def extend(self, by, at, until, reason):
        """延期 until an instant; a standing extension is replaced."""
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("延期必须写明原因，学院会看到。")
        self.require_owed()
        moves_due = not self.is_late(at)
        self.require_sense(until, at, moves_due)
        if self.extension:
            self.extension.revoke(by, at)
        extension = Extension.objects.grant(
            requirement=self.requirement,
            college=self.college,
            until=until,
            moves_due=moves_due,
            reason=reason,
            granted_by=by,
            granted_at=at,
        )
        self.claim("延期", by, note=f"至{deadline(until)}：{reason}", extension=extension)
        return extension

    def require_sense(self, until, at, moves_due):
        due_at, closes_at = self.requirement.due_at, self.requirement.closes_at
        if until <= at:
            raise BrokenRule(f"{when(until)}已经过去，不能延期到过去。请选一个将来的时刻。")
        if moves_due and until <= due_at:
            raise BrokenRule(f"报送时限本来就是{deadline(due_at)}前。请选更晚的时刻。")
        if not moves_due and until <= closes_at:
            raise BrokenRule(
                f"报送通道到{deadline(closes_at)}才关闭，在那之前学院本来就可以补报或变更，"
                "不需要延期。请选更晚的时刻。"
            )
        if until > max(at, closes_at) + FURTHEST:
            raise BrokenRule(f"延期到{until.year}年{when(until)}太远了，请核对年份和月份。")

    def require_period(self, refile_by, at):
        """A return asks for nothing that the college could not do."""
        if refile_by is None:
            return
        if refile_by <= at:
            raise BrokenRule(f"重报期限{when(refile_by)}已经过去。请选一个将来的时刻，或留空。")
        if refile_by > self.closes_at:
            raise BrokenRule(
                f"报送通道到{deadline(self.closes_at)}为止，重报期限不能更晚。"
                "请改早或留空；确需更晚的，请先给学院延期。"
            )

    @transaction.atomic
    def revoke_extension(self, by, at, extension):
        if self.extension_id != extension.pk:
            raise WrongState("这次延期刚刚已被撤销或替换。请刷新页面查看。")
        extension.revoke(by, at)
        self.claim("撤销延期", by, note=f"原延期至{deadline(extension.until)}", extension=None)

    @transaction.atomic
    def excuse(self, by, at, reason):
        """无需报送: this college owes nothing here, because …"""
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("“无需报送”必须写明原因，学院会看到。")
        if not self.is_required:
            raise WrongState(f"已标为“无需报送”：{self.not_required_reason}")
        if self.handed_over_at:
            raise BrokenRule("学院已提交签发，不能标为“无需报送”。请先请学院撤回。")
        if self.is_filed():
            raise BrokenRule("学院已经报送，不能标为“无需报送”。内容不对请退回。")
        self.claim(
            "无需报送",
            by,
            note=reason,
            not_required_at=at,
            not_required_by=by,
            not_required_reason=reason,
        )

    @transaction.atomic
    def owe_again(self, by):
        if self.is_required:
            raise WrongState("这个学院本来就应报送，刚刚可能已由同事恢复。请刷新页面查看。")
        self.claim(
            "恢复应报",
            by,
            note=f"原因曾为：{self.not_required_reason}",
            not_required_at=None,
            not_required_by=None,
            not_required_reason="",
        )

    @transaction.atomic
    def stand_in(self, by, at, reason):
        """代填: from now on this officer may enter and hand over for the college."""
        self.require_owed()
        entry = StandIn.objects.begin(self.edition, self.college, by, at, reason)
        AuditEntry.objects.record(by, "开始代填", self, entry.reason)
        tell_of_begin(self, entry)

    def end_every_stand_in(self, by, at):
        """With the signature: what was to be entered has been filed."""
        entries = StandIn.objects.of(self.edition_id, self.college_id)
        if ended := entries.end(at):
            AuditEntry.objects.record(by, "结束代填", self, "已签发，代填随之结束")
            for entry in ended:
                tell_of_end(self, entry, by, f"{by}已签发，代填随之结束。")

    @transaction.atomic
    def end_stand_in(self, by, at):
        entries = StandIn.objects.of(self.edition_id, self.college_id)
        ended = entries.filter(officer=by).end(at)
        if not ended:
            raise WrongState("您现在没有代这个学院填报，可能学院已经签发。请刷新页面查看。")
        AuditEntry.objects.record(by, "结束代填", self)
        for entry in ended:
            tell_of_end(self, entry, by, "")
