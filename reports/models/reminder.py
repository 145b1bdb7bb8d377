from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from activities.models import Requirement
from colleges.dates import when
from colleges.models import AuditEntry, Membership, Notice, NoticeKind, RobotMessage, Role
from colleges.models.people import COLLEGE_ROLES
from colleges.rules import BrokenRule

from .. import reminder_words as words
from ..reminders import firing, has_passed, offset_in_words, silent_from
from .filing import Filing

PAUSE = timedelta(minutes=10)
# The clock may tick this much after an instant that was still ahead when lines were set.
GRACE = timedelta(minutes=2)
# Nothing fires earlier than this before its line.
FURTHEST_AHEAD = timedelta(days=30)


class ReminderRunQuerySet(models.QuerySet):
    def send_due(self, at=None):
        """Fire what is due at `at`; returns the runs it made. Safe to run twice at once."""
        at = at or timezone.now()
        return [run for line in lines_at(at) if (run := self.fire(*line, at))]

    def fire(self, requirement, due_at, offset, at):
        """One reminder of one line: claimed by its row, sent with it or not at all."""
        try:
            with transaction.atomic():
                run = self.create(requirement=requirement, due_at=due_at, offset=offset, at=at)
                run.tell(run.whom(), kind=NoticeKind.REMINDER)
                AuditEntry.objects.record(None, "自动提醒", requirement, run.summary())
        except IntegrityError:  # another beat was faster
            return None
        return run

    @transaction.atomic
    def chase(self, requirement, *, by, at, filing=None):
        """催办: the office reminds all who owe, or one college, now."""
        # PostgreSQL: two who press at once stand in line here; SQLite has one writer anyway.
        Requirement.objects.select_for_update(no_key=True).get(pk=requirement.pk)
        if not requirement.edition.is_open:
            raise BrokenRule("本届还没有开放，学院看不到，不能催办。请先在“届次设置”里开放。")
        self.require_pause(requirement, filing, at)
        everyone = owing(requirement)
        owed = [one for one in everyone if filing in (None, one)]
        if not owed:
            raise BrokenRule(nothing_to_chase(requirement, filing))
        owed = owed if filing else self.not_just_chased(owed, at)
        run = self.create(
            requirement=requirement, filing=filing, due_at=requirement.due_at, by=by, at=at
        )
        run.tell(owed, kind=NoticeKind.CHASE)
        if filing is None:
            run.tell_groups(owed, len(everyone))
        AuditEntry.objects.record(by, "催办", filing or requirement, run.summary())
        return run

    def require_pause(self, requirement, filing, at):
        lately = self.chases(requirement, at)
        if last := lately.filter(Q(filing=filing) | Q(filing=None)).first():
            raise BrokenRule(
                f"{last.by}已于{when(last.at)}催办过。为免打扰，十分钟内只催一次，"
                f"{when(last.at + PAUSE)}以后可以再催；急的请电话联系。"
            )

    def chases(self, requirement, at):
        """催办 of the last ten minutes."""
        return self.filter(requirement=requirement, offset=None, at__gt=at - PAUSE)

    def not_just_chased(self, filings, at):
        """Without the colleges that were chased alone a moment ago."""
        chased = self.chases(filings[0].requirement, at).values_list("filing_id", flat=True)
        alone = set(chased)
        return [filing for filing in filings if filing.pk not in alone] or filings

    def for_list(self):
        return self.select_related("requirement", "filing__college", "by").order_by("-pk")


def nothing_to_chase(requirement, filing):
    if filing:
        return f"{filing.college}现在不欠报，不需要催办。请刷新页面查看最新状态。"
    return f"{requirement}应报的学院都已报送，不需要催办。"


def open_requirements(at):
    """What may have a reminder to fire; of past editions nothing more than this is read."""
    standing = Q(extensions__revoked_at=None)
    asked = (
        Requirement.objects.filter(
            in_portal=True, edition__opened_at__lte=at, due_at__lte=at + FURTHEST_AHEAD
        )
        .select_related("edition")
        .annotate(extended_until=Max("extensions__until", filter=standing))
    )
    return [requirement for requirement in asked if at < silence_of(requirement)]


def silence_of(requirement):
    """From then on no college has a line that fires, the longest extension included."""
    until = requirement.extended_until or requirement.due_at
    due_at, closes_at = max(requirement.due_at, until), max(requirement.closes_at, until)
    return silent_from(due_at, requirement.reminder_offsets, closes_at)


def lines_at(at):
    """[(requirement, due instant, offset)] to fire at `at`."""
    found = []
    for requirement in open_requirements(at):
        automatic = requirement.reminders.filter(offset__isnull=False)
        fired = set(automatic.values_list("due_at", "offset"))
        for due_at, (closes_at, since) in due_lines(requirement).items():
            done = {offset for line, offset in fired if line == due_at}
            offset = firing(due_at, requirement.reminder_offsets, done, at, closes_at, since)
            if offset is not None:
                found.append((requirement, due_at, offset))
    return found


def due_lines(requirement):
    """{due instant: (its latest close, since when it is a line of anybody's)}.

    The common line, and those of colleges with an extension.
    """
    lines = {}
    expected = Filing.objects.filter(requirement=requirement, college__is_active=True)
    for filing in expected.select_related("extension"):
        filing.requirement = requirement
        if filing.is_required:
            closes_at, since = filing.closes_at, line_set_at(filing)
            if filing.due_at in lines:
                others_close, others_since = lines[filing.due_at]
                closes_at, since = max(closes_at, others_close), min(since, others_since)
            lines[filing.due_at] = closes_at, since
    return lines


def line_set_at(filing):
    """What had passed by then was told in another way, such as the notice of the extension."""
    requirement, extension = filing.requirement, filing.extension
    set_at = [requirement.edition.opened_at]
    if requirement.reminders_since:
        set_at.append(requirement.reminders_since - GRACE)
    if extension and extension.moves_due and filing.due_at == extension.until:
        set_at.append(extension.granted_at)
    return max(set_at)


def owing(requirement, due_at=None):
    """The filings of colleges that still have to do something, in the colleges' order."""
    filings = Filing.objects.for_board(requirement.edition).filter(requirement=requirement)
    found = [filing for filing in filings if filing.is_owed()]
    return [filing for filing in found if due_at in (None, filing.due_at)]


class ReminderRun(models.Model):
    """One firing: of the clock at an offset of a due instant, or 催办 by an officer.

    The row is written before anything is sent; being unique, it makes two beats one.
    """

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="reminders")
    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, null=True, related_name="chases")
    due_at = models.DateTimeField("时限")
    offset = models.IntegerField("相对时限（分钟）", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField("时间")
    college_count = models.PositiveIntegerField("学院数", default=0)
    person_count = models.PositiveIntegerField("人数", default=0)

    objects = ReminderRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "提醒"
        constraints = [
            # NULL offsets (催办) are all different to both databases.
            models.UniqueConstraint(
                fields=["requirement", "due_at", "offset"], name="one_run_per_line_and_offset"
            )
        ]

    def __str__(self):
        return f"{self.requirement} {self.reason}"

    @property
    def reason(self):
        return "催办" if self.offset is None else f"自动提醒（{offset_in_words(self.offset)}）"

    def summary(self):
        return f"{self.college_count} 个学院 {self.person_count} 人"

    def whom(self):
        """Who owes by this line and had it already when this reminder's instant came."""
        return [
            filing
            for filing in owing(self.requirement, due_at=self.due_at)
            if not has_passed(self.due_at, self.offset, line_set_at(filing))
        ]

    def key(self, filing):
        if self.offset is None:
            return f"chase:{self.pk}:{filing.pk}"
        return f"remind:{filing.pk}:{self.due_at.timestamp():.0f}:{self.offset}"

    def tell(self, filings, kind):
        """A notice to 填报人 and lead of every college, one digest to the office."""
        people = people_of([filing.college_id for filing in filings], self.at)
        notices = [
            Notice(user=user, key=self.key(filing), kind=kind, **told(filing, self.at))
            for filing in filings
            for user in people.get(filing.college_id, ())
        ]
        made = Notice.objects.post(notices)
        self.college_count = len(filings)
        self.person_count = len({notice.user_id for notice in made})
        self.save(update_fields=["college_count", "person_count"])
        if filings and self.offset is not None:
            self.tell_office(filings, people)

    def tell_office(self, filings, people):
        unreachable = [filing for filing in filings if not people.get(filing.college_id)]
        hats = Membership.objects.own().current(self.at).filter(role=Role.OFFICE)
        in_all = len(owing(self.requirement))
        Notice.objects.tell(
            {hat.user for hat in hats.select_related("user")},
            key=f"digest:{self.pk}",
            kind=NoticeKind.DIGEST,
            title=words.digest_title(self.requirement, filings, in_all),
            body=words.digest_body(self.requirement, filings, unreachable, self.at),
            url=reverse("reminder_list", args=[self.requirement.edition.code]),
        )
        self.tell_groups(filings, in_all)

    def tell_groups(self, filings, in_all):
        """The robots of the chat groups say the same as the text the office may copy."""
        title = words.digest_title(self.requirement, filings, in_all)
        body = words.group_text(self.requirement, filings, self.at, in_all)
        RobotMessage.objects.announce(f"digest:{self.pk}", title, body)


def told(filing, at):
    return {
        "title": words.title_for(filing, at),
        "body": words.body_for(filing, at),
        "url": filing.get_absolute_url(),
        "object_type": filing._meta.label_lower,
        "object_id": str(filing.pk),
        "created_at": at,
    }


def people_of(college_ids, at):
    """{college: its 填报人 and leads in office at `at`}."""
    hats = Membership.objects.current(at).filter(
        college__in=college_ids, role__in=COLLEGE_ROLES, user__is_active=True
    )
    found = {}
    for hat in hats.select_related("user"):
        found.setdefault(hat.college_id, {})[hat.user] = hat  # each person once, in order
    return found
