from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from colleges.models import AuditEntry, State, Workflow
from colleges.phones import names_a_mobile
from colleges.rules import BrokenRule, WrongState, within

from ..honours import notices, words
from ..honours.working_days import FEWEST, MOST, last_day, working_days
from .award import Award

ISSUER = "教务处"
LABELS = {
    "heading": "标题",
    "opening": "正文",
    "starts_on": "公示开始",
    "ends_on": "公示结束",
    "contact": "联系方式",
    "elsewhere": "已在何处公示",
}
# What anybody may read as the office typed it.
TYPED = ("heading", "opening", "contact", "elsewhere")


class Status(models.TextChoices):
    DRAFT = "draft", "拟稿"
    PUBLISHED = "published", "公示中"
    ENDED = "ended", "公示结束"
    WITHDRAWN = "withdrawn", "已撤下"


STATES = {
    Status.DRAFT: State("draft", "拟稿", "draft", "pencil"),
    Status.PUBLISHED: State("published", "公示中", "filed", "speakerphone"),
    Status.ENDED: State("ended", "公示结束", "done", "circle-check"),
    Status.WITHDRAWN: State("withdrawn", "已撤下", "returned", "arrow-back-up"),
}
# Of a published one whose days are over, till 教务处 ends it.
OVER = State("over", "公示期已满", "warning", "clock")


class AnnouncementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is being drafted, 教务处 and 校领导 alone see; what was published, everybody."""
        return self if user.reads_boards else self.exclude(status=Status.DRAFT)

    def for_page(self):
        return self.select_related("award__edition", "published_by")

    def of(self, edition):
        return self.filter(award__edition=edition)

    def public(self):
        """What strangers may read: on display now, or over and done with."""
        live = Q(status=Status.PUBLISHED, award__status="publicised")
        done = Q(status=Status.ENDED, award__status="final")
        return self.filter(live | done, award__edition__opened_at__isnull=False)

    @transaction.atomic
    def begin(self, award, by, today):
        """A draft in the usual words, for the five working days after tomorrow begins."""
        award.hold()
        if award.status != Award.Status.CONFIRMED:
            raise WrongState(
                f"{award}现在是“{award.state.name}”。获奖单位确定之后才能拟公示；公示中的请先撤下。"
            )
        # One that was on display when the award's own page took the winners back.
        for stale in self.filter(award=award, status=Status.PUBLISHED):
            stale.take_down(by, timezone.now(), "获奖单位已撤回，重新确定")
        first = last_day(today + timedelta(days=1), 1)
        facts = {"starts_on": first, "ends_on": last_day(first, MOST)}
        facts |= {name: say(award.edition, award.name) for name, say in WORDING.items()}
        try:
            with transaction.atomic():
                made = self.create(award=award, contact=award.edition.contact, **facts)
        except IntegrityError:
            raise WrongState("公示已经在拟稿。请刷新页面查看。") from None
        AuditEntry.objects.record(by, "拟公示", made)
        return made


WORDING = {"heading": words.heading, "opening": words.opening}


class Announcement(Workflow):
    """公示 of who is to be awarded: published for some working days, open to objections.

    What it names is copied when it is published: a college renamed later does not change what
    stood on display.
    """

    Status = Status

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="announcements")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    heading = models.CharField("标题", max_length=80)
    opening = models.TextField("正文", max_length=600)
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    contact = models.CharField("联系方式", max_length=200, blank=True)
    # Filled where the days are past already: it hung on a board before it was entered here.
    elsewhere = models.CharField("已在何处公示", max_length=60, blank=True)
    # Counts saves of the draft; claiming it puts two savers in order.
    version = models.PositiveIntegerField(default=1)
    # [{"college": id, "name": …}] in the order of the colleges.
    winners = models.JSONField("拟获奖单位", default=list)
    school = models.CharField("学校", max_length=60, blank=True)
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField("结束时间", null=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=300, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "公示"
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(status__in=["draft", "published", "ended"]),
                name="one_standing_announcement_per_award",
            ),
            models.CheckConstraint(
                name="announcement_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="announcement_is_published_by_somebody",
                condition=~Q(status__in=["published", "ended"])
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.heading

    def get_absolute_url(self):
        return reverse("announcement", args=[self.award.edition.code])

    # Questions

    @property
    def edition(self):
        return self.award.edition

    @property
    def state(self):
        return STATES[self.status]

    @property
    def is_draft(self):
        return self.status == Status.DRAFT

    @property
    def is_published(self):
        """On display: 撤回确定 on the award's own page takes it down as well."""
        return self.status == Status.PUBLISHED and self.award.status == Award.Status.PUBLICISED

    @property
    def is_ended(self):
        return self.status == Status.ENDED

    @property
    def is_withdrawn(self):
        """Off display, whether it was taken down here or with the winners."""
        return self.was_published and not self.is_published and not self.is_ended

    @property
    def was_published(self):
        return self.published_at is not None

    @property
    def working_days(self):
        return working_days(self.starts_on, self.ends_on)

    @property
    def span(self):
        return words.span(self.starts_on, self.ends_on)

    @property
    def issuer(self):
        """Who signs it: the school's office that runs the week (notice 一)."""
        return f"{self.school or settings.SCHOOL_NAME}{ISSUER}"

    @property
    def dated(self):
        """The day under it: on which it was published, of a draft the day on which it is read."""
        return timezone.localdate(self.published_at)

    @property
    def is_entered_late(self):
        """补登: it hung elsewhere before the day under it."""
        return bool(self.elsewhere.strip()) and self.starts_on < self.dated

    @property
    def objecting(self):
        return words.OBJECTING

    @property
    def closes_at(self):
        """24:00 of its last day, exclusive."""
        return timezone.make_aware(datetime.combine(self.ends_on + timedelta(days=1), time()))

    @property
    def winner_names(self):
        return [winner["name"] for winner in self.named()]

    def named(self):
        """Who is named: as they were when it was published, till then as they would be."""
        return self.winners if self.was_published else winners_of(self.award)

    def honoured(self):
        """Those named whose award was not cancelled since."""
        lost = set(self.award.certificates.cancelled().values_list("college", flat=True))
        return [winner for winner in self.named() if winner["college"] not in lost]

    def is_over(self, at=None):
        """Its days have passed, and 教务处 has not ended it yet."""
        return self.is_published and (at or timezone.now()) >= self.closes_at

    def state_at(self, at):
        return OVER if self.is_over(at) else self.state

    def takes_objections(self, at):
        return self.is_published and not self.is_over(at)

    @property
    def too_late(self):
        """What a college is told that wants to object after the last day."""
        contact = self.contact.strip().rstrip("。")
        return f"公示期已满，系统不再受理异议。确有情况的，请直接联系：{contact}。"

    @property
    def is_contested(self):
        """Was an objection found right, so that this list cannot be the last word?"""
        return self.objections.sustained().exists() or self.award.awaits_correction

    def facts(self):
        return {name: getattr(self, name) for name in LABELS}

    def faults(self, today):
        """Sentences about what has to be mended before it may be published."""
        found = [begun] if (begun := self.begun_already(today)) else []
        if short := words.too_short(self.starts_on, self.ends_on):
            found.append(short)
        if not self.contact.strip():
            found.append("没有写联系方式，看到公示的人不知道向谁反映")
        mobiles = [LABELS[name] for name in TYPED if names_a_mobile(getattr(self, name))]
        if mobiles:
            found.append(f"“{'”“'.join(mobiles)}”里有手机号，人人可见，请改用办公电话或邮箱")
        return found

    def begun_already(self, today):
        """A sentence; nothing of one that hung elsewhere in its days."""
        return "" if self.elsewhere.strip() else words.begun_already(self.starts_on, today)

    def proposed(self, today):
        """Its facts for the form: days that went by while it lay are counted anew from today."""
        facts = self.facts()
        if self.begun_already(today):
            first = last_day(today, 1)
            facts |= {
                "starts_on": first,
                "ends_on": last_day(first, max(self.working_days, FEWEST)),
            }
        return facts

    # Verbs

    def hold(self):
        """The award first, by whatever door one comes: of two who need both rows the second waits
        for the first, and never each for the other."""
        self.award.hold()
        super().hold()

    @transaction.atomic
    def revise(self, by, facts, *, base_version):
        before = self.facts()
        rows = Announcement.objects.filter(pk=self.pk, status=Status.DRAFT, version=base_version)
        if not rows.update(version=F("version") + 1, **facts):
            self.refresh_from_db()
            if not self.is_draft:
                raise WrongState(f"公示已是“{self.state.name}”，不能再改。要改请先撤下。")
            raise WrongState("公示刚刚被同事改过。您填的还在，核对后再按“保存”就用您的内容。")
        self.refresh_from_db()
        changes = {"before": before, "after": self.facts()}
        AuditEntry.objects.record(by, "修改公示", self, payload=changes)

    @transaction.atomic
    def publish(self, by, at, *, seen=None):
        """开始公示: from now on everybody reads it and colleges may object.

        `seen`: the version that the officer read, where a page asked.
        """
        # Whoever takes the winners back at this moment waits, or was first and is heard.
        self.hold()
        self.refuse_unless([Status.DRAFT], "发布")
        if seen is not None and seen != str(self.version):
            raise WrongState("公示刚刚被同事改过。请核对现在的内容，再按“发布公示”。")
        if faults := self.faults(timezone.localdate(at)):
            raise BrokenRule(f"还不能发布：{'；'.join(faults)}。请按“修改”补好再发布。")
        facts = {"winners": winners_of(self.award), "school": settings.SCHOOL_NAME}
        facts |= {"published_at": at, "published_by": by}
        names = "、".join(winner["name"] for winner in facts["winners"])
        source, target = [Status.DRAFT], Status.PUBLISHED
        self.move("发布公示", by=by, source=source, target=target, note=names, **facts)
        self.award.publicise(by)
        notices.tell_of_announcement(self, by, at)

    @transaction.atomic
    def take_down(self, by, at, reason):
        """撤下: the result has to be looked at anew; 教务处 confirms it again afterwards."""
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("撤下公示必须写明原因。")
        self.hold()
        facts = {"withdrawn_at": at, "withdrawn_reason": reason}
        source, target = [Status.PUBLISHED], Status.WITHDRAWN
        self.move("撤下公示", by=by, source=source, target=target, note=reason, **facts)
        # Taken back on the award's own page already, there is nothing left to take back.
        if self.award.status == Award.Status.PUBLICISED:
            self.award.take_back(by, reason)
        notices.tell_of_withdrawal(self, by)

    @transaction.atomic
    def end(self, by, at):
        """结束公示: its days are over and every objection is answered; the result stands."""
        # Answers to objections against an earlier list wait here, or were first and are heard.
        self.hold()
        self.refuse_unless([Status.PUBLISHED], "结束公示")
        if at < self.closes_at:
            raise BrokenRule(
                f"公示期到 {self.ends_on.month}月{self.ends_on.day}日 24:00 才满，"
                "现在还不能结束。请到期后再来。"
            )
        if waiting := self.award.open_objections:
            raise BrokenRule(f"还有 {waiting} 件异议没有答复，不能结束公示。请先逐件答复。")
        if self.is_contested:
            raise BrokenRule(
                "有异议成立，这份名单不能作为最后结果。请“撤下公示”，更正结果、重新确定后再公示。"
            )
        source, target = [Status.PUBLISHED], Status.ENDED
        self.move("结束公示", by=by, source=source, target=target, ended_at=at)
        self.award.finish(by)
        notices.tell_of_result(self, by)


def winners_of(award):
    """In the order of the colleges: a 公示 ranks nobody."""
    places = award.winners().select_related("college")
    ordered = sorted(places, key=lambda one: (one.college.position, one.college.code))
    return [{"college": one.college_id, "name": one.college.name} for one in ordered]
