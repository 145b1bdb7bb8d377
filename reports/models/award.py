from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone

from activities.models import Edition
from colleges.models import AuditEntry, State, Workflow
from colleges.models.audit import canonical, digest
from colleges.rules import BrokenRule, WrongState, within

from ..award import rubric as rubrics
from .award_place import FOLLOWS, AwardPlace


class Status(models.TextChoices):
    DRAFT = "draft", "制定细则"
    SCORING = "scoring", "评分中"
    CLOSED = "closed", "评分结束"
    CONFIRMED = "confirmed", "已确定"
    PUBLICISED = "publicised", "公示中"
    FINAL = "final", "已公布"


STATES = {
    Status.DRAFT: State("draft", "制定细则", "draft", "pencil"),
    Status.SCORING: State("scoring", "评分中", "pending", "star"),
    Status.CLOSED: State("closed", "评分结束", "warning", "clock"),
    Status.CONFIRMED: State("confirmed", "已确定", "filed", "trophy"),
    Status.PUBLICISED: State("publicised", "公示中", "filed", "speakerphone"),
    Status.FINAL: State("final", "已公布", "done", "circle-check"),
}
# The ranking stands on frozen inputs from here on.
RANKED = (Status.CLOSED, Status.CONFIRMED, Status.PUBLICISED, Status.FINAL)
# Winners are named.
DECIDED = (Status.CONFIRMED, Status.PUBLICISED, Status.FINAL)
# Every college reads its own breakdown.
TOLD = (Status.PUBLICISED, Status.FINAL)


class AwardQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_office or user.reads_boards or user.is_judge else self.none()

    def of(self, edition):
        return self.filter(edition=edition).select_related("edition").first()

    @transaction.atomic
    def prepare(self, edition, by):
        """Begin with a rubric to work on: the one of the edition before, else ours."""
        try:
            with transaction.atomic():
                award = self.create(edition=edition, rubric=self.rubric_before(edition))
        except IntegrityError:
            raise WrongState("评分细则刚刚已经建立。请刷新页面查看。") from None
        AuditEntry.objects.record(by, "建立评分细则", award)
        return award

    def rubric_before(self, edition):
        earlier = self.filter(edition__starts_on__lt=edition.starts_on)
        found = earlier.order_by("-edition__starts_on").first()
        return found.rubric if found else rubrics.shipped()


class Award(Workflow):
    """优秀组织奖 of one edition (notice 七): its rubric, what it was computed from, its result.

    The rubric freezes when scoring begins, the inputs when it closes; from then on places follow
    from rubric, inputs, vetoes and decisions of the committee alone.
    """

    Status = Status

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="award")
    name = models.CharField("奖项", max_length=30, default="优秀组织奖")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    rubric = models.JSONField("评分细则")
    # Counts saves of the rubric; claiming it puts two savers in order.
    version = models.PositiveIntegerField(default=1)
    # What froze when scoring began.
    rubric_sha256 = models.CharField("细则 SHA-256", max_length=64, blank=True)
    slots = models.PositiveSmallIntegerField("名额", null=True)
    started_at = models.DateTimeField("开始评分", null=True)
    # What froze when it closed.
    inputs = models.JSONField("评分依据", null=True)
    inputs_sha256 = models.CharField("依据 SHA-256", max_length=64, blank=True)
    # Read anew after a correction; the judges' part ended at `closed_at` all the same.
    reread_at = models.DateTimeField("重新读取数据", null=True)
    code_version = models.CharField("计算程序", max_length=64, blank=True)
    closed_at = models.DateTimeField("评分结束", null=True)
    confirmed_at = models.DateTimeField("确定", null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Colleges read their own breakdown before the result is public, if 教务处 lets them.
    shown_at = models.DateTimeField("向学院开放", null=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["-edition__starts_on"]
        verbose_name = "评奖"
        constraints = [
            models.CheckConstraint(
                name="award_scores_by_a_frozen_rubric",
                condition=Q(status="draft")
                | (Q(slots__gte=1, started_at__isnull=False) & ~Q(rubric_sha256="")),
            ),
            models.CheckConstraint(
                name="award_ranks_by_frozen_inputs",
                condition=Q(status__in=["draft", "scoring"])
                | (Q(inputs__isnull=False, closed_at__isnull=False) & ~Q(inputs_sha256="")),
            ),
            models.CheckConstraint(
                name="award_winners_are_confirmed_by_somebody",
                condition=~Q(status__in=["confirmed", "publicised", "final"])
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.edition.year}年{self.name}"

    def get_absolute_url(self):
        return reverse("award_detail", args=[self.edition.code])

    # Questions

    @property
    def state(self):
        return STATES[self.status]

    @property
    def is_draft(self):
        return self.status == Status.DRAFT

    @property
    def is_scoring(self):
        return self.status == Status.SCORING

    @property
    def is_closed(self):
        """Scoring is over and nobody is named yet."""
        return self.status == Status.CLOSED

    @property
    def is_ranked(self):
        return self.status in RANKED

    @property
    def is_decided(self):
        return self.status in DECIDED

    @property
    def is_told(self):
        """Does a college read its own breakdown?"""
        return self.status in TOLD or (self.is_ranked and self.shown_at is not None)

    @property
    def frozen_at(self):
        """The instant whose records the ranking stands on."""
        return self.reread_at or self.closed_at

    @property
    def awaits_correction(self):
        """Was an objection found right, and nothing corrected since?"""
        heard = self.announcements.filter(objections__status="sustained")
        answered = heard.aggregate(last=Max("objections__answered_at"))["last"]
        if answered is None:
            return False
        vetoes = self.vetoes.aggregate(laid=Max("decided_at"), withdrawn=Max("withdrawn_at"))
        decided = self.decisions.aggregate(last=Max("decided_at"))["last"]
        instants = [self.frozen_at, decided, *vetoes.values()]
        return max(one for one in instants if one is not None) < answered

    @property
    def open_objections(self):
        """Of a 公示 taken down as well: each of them wants its answer."""
        return self.announcements.filter(objections__status="open").count()

    @property
    def slot_count(self):
        """名额: the edition's until scoring begins, then what it was."""
        return self.slots if self.slots is not None else self.edition.award_count

    @property
    def to_freeze(self):
        """What beginning would freeze, to be told apart from what it is by then."""
        return f"{self.version}-{self.slot_count}"

    @property
    def rules(self):
        """The rubric to work with."""
        return rubrics.from_data(self.rubric)

    def winners(self):
        return self.places.filter(slot__isnull=False).order_by("slot")

    # Verbs

    @transaction.atomic
    def revise(self, by, data, *, base_version):
        """Change the rubric while it may still be changed."""
        before = self.rubric
        rows = Award.objects.filter(pk=self.pk, status=Status.DRAFT, version=base_version)
        if not rows.update(rubric=data, version=F("version") + 1):
            self.refresh_from_db()
            if not self.is_draft:
                raise WrongState(f"评分已于开始时冻结细则（{self.state.name}），不能再改。")
            raise WrongState("细则刚刚被同事改过。您填的还在，核对后再按“保存”就用您的内容。")
        self.refresh_from_db()
        AuditEntry.objects.record(
            by, "修改评分细则", self, payload={"before": before, "after": data}
        )

    @transaction.atomic
    def start_scoring(self, by, at, *, judge_count, seen=None):
        """From now on judges score, and neither rubric nor slots change.

        `seen`: `to_freeze` as the officer read it, where a page asked.
        """
        self.hold()
        self.refuse_unless([Status.DRAFT], "开始评分")
        if seen is not None and seen != self.to_freeze:
            raise WrongState(
                "评分细则或名额刚刚被同事改过。"
                f"请核对现在的细则和名额（{self.slot_count} 个），再按“开始评分”。"
            )
        if faults := self.rules.faults():
            raise BrokenRule(f"细则还不能用：{''.join(faults)}")
        if self.rules.judged and not judge_count:
            raise BrokenRule("还没有评委。请系统管理员在“人员”里添加评委，再开始评分。")
        if not self.edition.award_count:
            raise BrokenRule("名额是 0。请先在“届次设置”里填写优秀组织奖名额。")
        frozen = {"rubric_sha256": digest(canonical(self.rubric)), "started_at": at}
        frozen |= {"slots": self.edition.award_count}
        source, target = [Status.DRAFT], Status.SCORING
        self.move("开始评分", by=by, source=source, target=target, **frozen)

    @transaction.atomic
    def stop_scoring(self, by):
        """Begun too early: back to the rubric as long as no judge has written anything."""
        self.hold()
        if self.sheets.exists():
            raise BrokenRule("已有评委动笔，细则不能再改。评分结束后仍可按现在的细则评出结果。")
        melted = {"rubric_sha256": "", "started_at": None, "slots": None}
        source, target = [Status.SCORING], Status.DRAFT
        self.move("撤回开始评分", by=by, source=source, target=target, **melted)

    @transaction.atomic
    def seal(self, by, at, inputs, code_version):
        """Scoring is over; `inputs` is what everything was at that instant."""
        facts = {"inputs": inputs, "inputs_sha256": digest(canonical(inputs))}
        facts |= {"closed_at": at, "code_version": code_version}
        source, target = [Status.SCORING], Status.CLOSED
        self.move("结束评分", by=by, source=source, target=target, **facts)

    @transaction.atomic
    def seal_anew(self, by, at, inputs, code_version, reason):
        """The records were corrected after closing: what they are now replaces what was frozen."""
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("重新读取数据必须写明原因（例如哪一件异议成立、更正了什么）。")
        before = {"依据 SHA-256": self.inputs_sha256, "计算程序": self.code_version}
        facts = {"inputs": inputs, "inputs_sha256": digest(canonical(inputs))}
        facts |= {"reread_at": at, "code_version": code_version}
        after = {"依据 SHA-256": facts["inputs_sha256"], "计算程序": code_version}
        told = {"note": reason, "changes": {"before": before, "after": after}}
        source, target = [Status.CLOSED], Status.CLOSED
        self.move("重新读取数据", by=by, source=source, target=target, **told, **facts)

    @transaction.atomic
    def rank(self, places):
        """Write down the places as they follow now: `places` are unsaved rows of this award.

        A college keeps its row: certificates and objections hang on it.
        """
        self.hold()
        self.refuse_unless([Status.CLOSED], "重新排名")
        known = dict(self.places.values_list("college_id", "pk"))
        for place in places:
            place.pk = known.get(place.college_id)
        # Who takes part no longer holds no place.
        self.places.exclude(college__in=[place.college_id for place in places]).delete()
        AwardPlace.objects.bulk_update([one for one in places if one.pk], FOLLOWS)
        AwardPlace.objects.bulk_create(one for one in places if not one.pk)

    @transaction.atomic
    def confirm(self, by, at, *, seen=None):
        """教务处 names the winners: those within reach of the slots, in order.

        `seen`: their names as the officer read them, where a page asked.
        """
        self.hold()
        self.refuse_unless([Status.CLOSED], "确定获奖单位")
        if self.awaits_correction:
            raise BrokenRule(
                "有异议成立，之后还没有更正。请先改好数据再“重新读取数据”，"
                "或登记取消资格、评审委员会的决定，再确定。"
            )
        if tied := list(self.places.filter(is_contested=True)):
            names = "、".join(one.college_name for one in tied)
            raise BrokenRule(
                f"{names}得分和排序项都相同，名额不够。请先由评审委员会作出决定并登记，再确定。"
            )
        winning = list(self.places.filter(is_within=True).order_by("rank", "pk"))
        if not winning:
            raise BrokenRule("没有可以获奖的学院：全部被取消资格，或没有学院参评。")
        names = "、".join(place.college_name for place in winning)
        if seen is not None and seen != names:
            raise WrongState(f"名次刚刚变过，现在在名额内的是{names}。请核对后再按“确定获奖单位”。")
        for slot, place in enumerate(winning, start=1):
            AwardPlace.objects.filter(pk=place.pk).update(slot=slot, slot_count=self.slots)
        facts = {"confirmed_at": at, "confirmed_by": by}
        source, target = [Status.CLOSED], Status.CONFIRMED
        self.move("确定获奖单位", by=by, source=source, target=target, note=names, **facts)

    @transaction.atomic
    def take_back(self, by, reason):
        """撤回确定: a sustained objection or a late veto; places follow anew afterwards."""
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("撤回确定必须写明原因。")
        source, target = [Status.CONFIRMED, Status.PUBLICISED], Status.CLOSED
        facts = {"confirmed_at": None, "confirmed_by": None}
        self.move("撤回确定", by=by, source=source, target=target, note=reason, **facts)
        self.places.update(slot=None)

    def publicise(self, by):
        """公示 begins."""
        source, target = [Status.CONFIRMED], Status.PUBLICISED
        self.move("开始公示", by=by, source=source, target=target)

    def finish(self, by):
        """公示 is over without an open objection: the result stands."""
        source, target = [Status.PUBLICISED], Status.FINAL
        self.move("公布结果", by=by, source=source, target=target)

    @transaction.atomic
    def show(self, by, shown):
        """Let colleges read their own breakdown before the result is public, or no longer."""
        rows = Award.objects.filter(pk=self.pk, status__in=RANKED, shown_at__isnull=shown)
        if not rows.update(shown_at=timezone.now() if shown else None):
            raise WrongState("评分还没有结束，或刚刚已经改过。请刷新页面查看。")
        self.refresh_from_db(fields=["shown_at"])
        AuditEntry.objects.record(by, "向学院开放得分" if shown else "收回得分开放", self)
