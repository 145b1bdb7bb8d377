from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Max
from django.db.models.functions import Cast
from django.urls import reverse

from activities.models import Activity, Edition, Requirement, may_enter
from colleges.dates import deadline, when
from colleges.models import AuditEntry, College, State
from colleges.models.audit import canonical, digest
from colleges.rules import BrokenRule, WrongState, within

from ..filing_notices import tell
from ..papers import paper_of
from .filing_queries import FilingQuerySet
from .leeway import Leeway
from .revision import Revision

STATES = {
    state.code: state
    for state in (
        State("not_started", "未开始", "draft", "circle-dashed"),
        State("started", "填写中", "draft", "pencil"),
        State("pending", "待签发", "pending", "signature"),
        State("filed", "已报送", "filed", "send"),
        State("late", "补报", "warning", "clock-exclamation"),
        State("returned", "已退回", "returned", "arrow-back-up"),
        State("accepted", "已确认", "done", "circle-check"),
        State("overdue", "逾期未报", "overdue", "alert-triangle"),
        State("not_required", "无需报送", "muted", "circle-minus"),
    )
}


class Filing(Leeway):
    """What one college owes for one requirement. It keeps facts; the state is derived.

    The lead's signature is the filing, and its instant counts (design §4.3).
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="filings")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="filings")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="filings")
    revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="最新报送"
    )
    handed_over_at = models.DateTimeField("提交签发", null=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    returned_at = models.DateTimeField("退回", null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    return_reason = models.CharField("退回原因", max_length=500, blank=True)
    accepted_at = models.DateTimeField("确认", null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    accepted_revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="确认的报送"
    )
    # Of a paper that may be filed with nothing in it.
    nothing_reason = models.CharField("没有材料的原因", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = FilingQuerySet.as_manager()

    class Meta(Leeway.Meta):
        abstract = False
        ordering = ["college__position", "pk"]
        verbose_name = "报送"
        constraints = [
            *Leeway.Meta.constraints,
            models.UniqueConstraint(
                fields=["edition", "college", "requirement"], name="one_filing_per_requirement"
            ),
        ]

    def __str__(self):
        return f"{self.college}的{self.requirement}"

    def get_absolute_url(self):
        return reverse("filing_detail", args=[self.pk])

    # Questions

    def state(self, at):
        return STATES[self.state_code(at)]

    def state_code(self, at):
        if not self.is_required:
            return "not_required"
        if self.handed_over_at:
            return "pending"
        if self.returned_at:
            return "returned"
        if self.revision_id:
            if self.accepted_at:
                return "accepted"
            # A change after the line of what came in time is no 补报.
            return "late" if self.revision.is_late and not self.came_in_time else "filed"
        if self.is_late(at):
            return "overdue"
        return "started" if self.is_begun else "not_started"

    @property
    def came_in_time(self):
        if hasattr(self, "in_time_once"):
            return self.in_time_once
        return self.revisions.in_time().exists()

    @property
    def late_word(self):
        """What a filing after the line is called here."""
        return "变更" if self.came_in_time else "补报"

    @property
    def paper(self):
        return paper_of(self.requirement)

    @property
    def is_begun(self):
        if hasattr(self, "begun"):
            return self.begun
        return any(rows.exists() for rows in self.paper.begun(self.edition_id, self.college_id))

    @property
    def progress(self):
        return self.paper.progress(self)

    def activities(self):
        return Activity.objects.of(self.edition_id, self.college_id)

    def is_filed(self):
        """Filed and not sent back: nothing is owed."""
        return self.revision_id is not None and self.returned_at is None

    def is_for(self, edition_id, kind):
        return self.edition_id == edition_id and self.requirement.kind == kind

    def is_owed(self):
        """Does the college still have to do something here?"""
        return self.is_required and not self.is_filed()

    def is_overdue(self, at):
        return self.is_required and self.revision_id is None and self.is_late(at)

    def has_changes(self, draft=None):
        """Did the college change anything since its newest revision? `draft` is what stands now."""
        if self.revision is None:
            return False
        return self.paper.is_changed(self.revision.full_content(), draft or self.content())

    def content(self, read=None):
        """What would be filed now: the JSON-ready content of the form."""
        return self.paper.content(self, read)

    def content_digest(self, content=None):
        """What a lead has looked at, to be told apart from what stands there by then."""
        return digest(canonical(content or self.content()))

    def entries(self):
        """What was done to it and to its 变更单, newest first."""
        changes = self.amendments.order_by().values(text=Cast("pk", models.CharField()))
        asked = AuditEntry.objects.filter(object_type="reports.amendment", object_id__in=changes)
        return AuditEntry.objects.about(self) | asked

    def receipts(self):
        """Its revisions, newest first."""
        # What was filed is long, and a list of receipts tells none of it.
        revisions = self.revisions.defer("content", "personal", "declaration")
        return list(revisions) if self.revision_id else []

    def last_signed_at(self):
        """Of any paper of this college in this edition."""
        signed = Revision.objects.filter(
            filing__edition=self.edition_id, filing__college=self.college_id
        )
        return signed.aggregate(last=Max("received_at"))["last"]

    def took_part(self, user):
        """Did they enter, hand over or sign what was filed? Then another officer decides."""
        return self.is_named_after(user) or self.was_stood_in_by(user)

    def is_named_after(self, user):
        """Does the newest receipt say that they handed it over or signed it?"""
        newest = self.revision
        return newest is not None and user.pk in (newest.signed_by_id, newest.prepared_by_id)

    def steps(self):
        """The road of a form as a checklist: [(done, words)]."""
        return [
            (self.is_begun, self.paper.first_step),
            (bool(self.handed_over_at) or self.is_filed(), "填报人提交签发"),
            (self.is_filed() and not self.handed_over_at, "院长/书记签发（即报送）"),
            (bool(self.accepted_at), "教务处确认"),
        ]

    def next_step(self, user, way=None):
        """The one thing to do now: (words on the button, URL name); `way` out if it is closed."""
        if not self.is_required:
            return ("查看", "filing_detail")
        if self.handed_over_at and (way is None or way.may_file):
            signs = self.can_be_signed_by(user)
            return ("去签发" if signs else "查看待签发的表", "filing_detail")
        if way:
            return (way.button, "filing_detail")
        if not self.is_begun:
            return self.paper.first_thing
        if self.returned_at:
            return ("按退回原因修改", self.paper.page)
        if not self.is_filed():
            return ("核对并提交签发", "filing_detail")
        return ("查看报送与回执", "filing_detail")

    @property
    def refile_by(self):
        """Until when the office wants it again; None where it did not say."""
        return self.revision.refile_by if self.returned_at and self.revision_id else None

    def can_be_prepared_by(self, user):
        return may_enter(user, self.edition_id, self.college_id)

    def can_be_signed_by(self, user):
        return user.can_sign_for(self.college_id)

    def can_be_judged_by(self, user):
        return user.is_office

    # Verbs

    def claim(self, verb, by, note="", *, records=True, **facts):
        """Change facts if nobody changed any since this row was read; the loser is told who did.

        A step of a 变更单 has its one entry there (`records=False`).
        """
        rows = Filing.objects.filter(pk=self.pk, version=self.version)
        if not rows.update(version=F("version") + 1, **facts):
            last = self.entries().first()
            who = f"{last.actor_name}刚刚做了“{last.verb}”" if last else "别人刚刚处理过"
            raise WrongState(f"{who}，这次“{verb}”没有生效。请刷新页面查看最新状态。")
        self.refresh_from_db()
        if records:
            AuditEntry.objects.record(by, verb, self, note)
        tell(self, verb, by, note)

    def content_seen(self, seen):
        """What would be filed now, if it still is what the person looked at."""
        self.paper.hold(self)
        content = self.content()
        if seen != self.content_digest(content):
            raise BrokenRule("您打开页面之后内容又有改动，请核对下面的最新内容后再继续。")
        return content

    def require_sound(self, content):
        if obstacle := self.paper.obstacle(content):
            raise BrokenRule(obstacle)

    @transaction.atomic
    def hand_over(self, by, at, nothing=""):
        """提交签发: the form goes to the college's lead; `nothing`: why there is nothing in it."""
        self.require_open(at)
        by.require_profile("提交签发")
        if self.handed_over_at:
            raise WrongState(f"已于{when(self.handed_over_at)}提交签发，等待院长/书记签发。")
        if self.paper.takes_reason and nothing:
            self.nothing_reason = within(nothing, 300)
        draft = self.content()
        # A week that was filed and is cancelled altogether is told, row by row.
        if self.paper.is_empty(draft):
            raise BrokenRule(self.paper.nothing_to_hand_over)
        self.require_sound(draft)
        if self.is_filed() and not self.has_changes(draft):
            raise BrokenRule("报送之后没有改动，不需要再次提交。")
        facts = {"handed_over_at": at, "handed_over_by": by, "nothing_reason": self.nothing_reason}
        self.claim("提交签发", by, **facts)

    @transaction.atomic
    def withdraw(self, by, reason=""):
        """撤回: back to filling in, as long as the lead has not signed."""
        if not self.handed_over_at:
            raise WrongState("还没有提交签发，或已经签发，不能撤回。请刷新页面查看。")
        self.claim(
            "撤回提交", by, note=within(reason, 300), handed_over_at=None, handed_over_by=None
        )

    @transaction.atomic
    def sign(self, by, *, received_at, declared, seen, reason=""):
        """签发: the signature is the filing. `seen` is the digest of what the lead looked at."""
        self.require_open(received_at)
        by.require_profile("签发")
        if not self.handed_over_at:
            raise WrongState(self.why_not_signable())
        if not declared:
            raise BrokenRule("签发前请勾选承诺声明（通知第四条第一款）。")
        is_late = self.is_late(received_at)
        reason = within(reason, 300)
        if is_late and not reason:
            raise BrokenRule("已过报送时限，请写明补报或变更的原因后再签发。")
        content = self.content_seen(seen)
        if self.paper.is_empty(content):
            raise BrokenRule(self.paper.nothing_to_sign)
        self.require_sound(content)
        beyond = self.requirement.is_late(received_at)
        revision = Revision.objects.freeze(
            self,
            content,
            by=by,
            received_at=received_at,
            is_late=is_late,
            reason=reason,
            extension=self.extension if beyond else None,
            entered_by=self.entered_on_behalf_by(),
        )
        self.claim(
            "签发",
            by,
            note=revision.receipt_no,
            revision=revision,
            handed_over_at=None,
            returned_at=None,
            returned_by=None,
            return_reason="",
            accepted_at=None,
            accepted_by=None,
        )
        self.paper.signed(self, content)
        for amendment in self.amendments.open():
            amendment.settle(revision, self.content_digest(content), by)
        self.end_every_stand_in(by, received_at)
        return revision

    def why_not_signable(self):
        if self.revision and not self.returned_at:
            return (
                f"已由{self.revision.signed_name}于{when(self.revision.received_at)}签发，"
                f"回执号{self.revision.receipt_no}，不需要再次签发。"
            )
        return "填报人还没有提交签发，或已撤回。请先提交签发。"

    def require_newest(self, seen):
        """The office decides on what it looked at: `seen` is that revision's receipt number."""
        newest = self.revision.receipt_no
        if seen != newest:
            raise WrongState(f"您核对的不是学院最新的报送（{newest}）。请核对最新内容后再决定。")

    @transaction.atomic
    def send_back(self, by, at, reason, *, seen, refile_by=None):
        """退回; filed again before `refile_by` it counts as in time (reports.award.punctual)."""
        reason = within(reason, 500)
        if not reason:
            raise BrokenRule("退回必须写明原因，学院才知道要改什么。")
        if not self.is_filed():
            raise WrongState("学院还没有报送，或已经退回，不能再退回。")
        self.require_newest(seen)
        self.require_period(refile_by, at)
        asked = f"（请在{deadline(refile_by)}前重新报送）" if refile_by else ""
        self.claim(
            "退回",
            by,
            note=reason + asked,
            returned_at=at,
            returned_by=by,
            return_reason=reason,
            accepted_at=None,
            accepted_by=None,
            accepted_revision=None,
        )
        returned = Revision.objects.filter(pk=self.revision_id)
        returned.update(returned_at=at, refile_by=refile_by)

    @transaction.atomic
    def accept(self, by, at, *, seen):
        if not self.is_filed():
            raise WrongState("学院还没有报送，或已经退回，不能确认。")
        self.require_newest(seen)
        if self.accepted_at:
            raise WrongState(f"已由{self.accepted_by}于{when(self.accepted_at)}确认。")
        if self.took_part(by):
            raise BrokenRule("您参与了这份表的填报或签发，不能再由您确认。请教务处另一位老师确认。")
        self.claim("确认", by, accepted_at=at, accepted_by=by, accepted_revision=self.revision)
