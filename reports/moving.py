"""Moving the lines of a requirement: what it would do, told before; whom it tells, afterwards."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.urls import reverse

from colleges.dates import deadline, when
from colleges.models import College, Notice, NoticeKind

from .models import Filing
from .models.reminder import people_of
from .reminder_words import advice, short
from .reminders import has_passed, offset_in_words

NAMED = 8


@dataclass(frozen=True)
class Lines:
    due: datetime
    closes: datetime

    def changes_to(self, after):
        """[words of each line that moves]."""
        told = []
        if after.due != self.due:
            told.append(f"逾期线由{deadline(self.due)}改为{deadline(after.due)}")
        if after.closes != self.closes:
            told.append(f"关闭线由{deadline(self.closes)}改为{deadline(after.closes)}")
        return told


@dataclass(frozen=True)
class Touched:
    """One college and its own lines, before and after; `filing` knows the new ones already."""

    filing: Filing
    before: Lines
    after: Lines


class Move:
    """New lines for one requirement; nothing here writes but `tell`."""

    def __init__(self, requirement, due_at, closes_at, offsets, at):
        self.old, self.at = requirement, at
        self.new = copy(requirement)
        self.new.due_at, self.new.closes_at = due_at, closes_at
        self.new.reminder_offsets = offsets
        self.before = Lines(requirement.due_at, requirement.closes_at)
        self.after = Lines(due_at, closes_at)

    @cached_property
    def required(self):
        """Who has a duty here, those whose own lines stay included."""
        if not self.old.edition.is_open:
            return []
        filings = Filing.objects.for_board(self.old.edition).filter(requirement=self.old)
        found = []
        for filing in filings.defer("revision__content", "revision__personal"):
            filing.requirement = self.old
            before = Lines(filing.due_at, filing.closes_at)
            filing.requirement = self.new
            if filing.is_required:
                found.append(Touched(filing, before, Lines(filing.due_at, filing.closes_at)))
        return found

    @cached_property
    def touched(self):
        return [one for one in self.required if one.before != one.after]

    @cached_property
    def by_mail(self):
        """Who hands it in by mail, nobody here knows: every college of an open edition."""
        if self.old.in_portal or not self.old.edition.is_open:
            return []
        return list(College.objects.active())

    # Before

    def effects(self):
        """Sentences: what moves, whom it touches, what is over by then."""
        told = [f"{self.old}：{'，'.join(self.before.changes_to(self.after))}。"]
        if not self.old.edition.is_open:
            return [*told, *self.of_reminders(), "本届还没有开放，不发通知。"]
        if not self.old.in_portal:
            return [*told, f"以邮件报送：保存后通知全部 {len(self.by_mail)} 个学院。"]
        return [*told, *self.of_reminders(), *self.of_colleges(), *self.warnings()]

    def of_reminders(self):
        if not (self.old.in_portal and self.after.due != self.before.due):
            return
        ahead, over = [], []
        for offset in self.new.reminder_offsets:
            passed = has_passed(self.after.due, offset, self.at)
            instant = when(self.after.due + timedelta(minutes=offset))
            (over if passed else ahead).append(f"{offset_in_words(offset)}（{instant}）")
        if ahead:
            yield f"自动提醒随之移动：{'、'.join(ahead)}。"
        if over:
            yield f"这些提醒的时刻已过，不再发送：{'、'.join(over)}。"

    def of_colleges(self):
        owing = [one for one in self.touched if one.filing.is_owed()]
        filed = [one for one in self.touched if not one.filing.is_owed()]
        if owing:
            yield f"影响还没有报送的 {len(owing)} 个学院：{listed(owing)}。"
        elif not filed:
            yield "没有学院受影响。"
        else:
            yield "应报的学院都已报送。"
        if filed:
            told = f"已报送的 {len(filed)} 个学院，可以变更的时间随之改变：{listed(filed)}。"
            yield f"{told}报送过的是否按时不变。"
        if spared := [one for one in self.required if one.before == one.after]:
            yield f"不受影响（按自己的延期）：{listed(spared)}。"
        if self.touched:
            yield "保存后，受影响学院的填报人和院长/书记各收到一条通知。"

    def warnings(self):
        owing = [one for one in self.touched if one.filing.is_owed()]
        late = [one for one in owing if one.after.due <= self.at < one.before.due]
        shut = [one for one in owing if one.after.closes <= self.at < one.before.closes]
        if late:
            yield (
                f"注意：新的逾期线已经过去，{listed(late)}保存后立即算逾期，再报送只能是“补报”。"
            )
        if shut:
            yield f"注意：新的关闭线已经过去，{listed(shut)}保存后就不能再报送。"

    # Afterwards

    def tell(self, by, version):
        """One notice to 填报人 and lead of every college concerned; returns the new ones.

        `version` of the edition makes each move an occasion of its own.
        """
        ids = [one.filing.college_id for one in self.touched]
        people = people_of(ids or [one.pk for one in self.by_mail], self.at)
        notices = [
            Notice(
                user=user,
                key=f"deadline:{one.filing.pk}:{version}",
                kind=NoticeKind.DEADLINE,
                title=self.title(one),
                body=self.body(one),
                url=one.filing.get_absolute_url(),
                object_type=one.filing._meta.label_lower,
                object_id=str(one.filing.pk),
            )
            for one in self.touched
            for user in people.get(one.filing.college_id, ())
            if user != by
        ]
        return Notice.objects.post([*notices, *self.mail_notices(people, by, version)])

    def mail_notices(self, people, by, version):
        changes = "，".join(self.before.changes_to(self.after))
        body = f"教务处调整了{self.new}：{changes}。\n请按通知以邮件交教务处；已经交过的不用再交。"
        for college in self.by_mail:
            for user in people.get(college.pk, ()):
                if user != by:
                    yield Notice(
                        user=user,
                        key=f"deadline-by-mail:{self.old.pk}:{version}",
                        kind=NoticeKind.DEADLINE,
                        title=title(self.old, self.before, self.after),
                        body=body,
                        url=reverse("edition_timeline", args=[self.old.edition.code]),
                    )

    def keeps_due(self, one):
        """The common line moves, that of its own extension stays."""
        return self.before.due != self.after.due and one.before.due == one.after.due

    def title(self, one):
        if self.keeps_due(one):
            return f"{short(self.old)}：您学院已延期至{deadline(one.after.due)}，时限不变"
        return title(self.old, one.before, one.after)

    def body(self, one):
        filing, changes = one.filing, "，".join(one.before.changes_to(one.after))
        state = filing.state(self.at).name
        if self.keeps_due(one):
            changes = f"您学院已延期至{deadline(one.after.due)}，时限不变；只有{changes}"
        now = f"教务处调整了{self.new}：{changes}。{filing.college}现在是“{state}”。"
        return f"{now}\n{what_to_do(filing, self.at)}"


def title(requirement, before, after):
    """“附件1的报送时限推迟到…”; of the door alone where only that moves."""
    moved, old, new = ("报送时限", before.due, after.due)
    if old == new:
        moved, old, new = ("关闭时间", before.closes, after.closes)
    return f"{short(requirement)}的{moved}{'推迟' if new > old else '提前'}到{deadline(new)}"


def what_to_do(filing, at):
    if filing.is_owed() or filing.handed_over_at:
        return advice(filing, at)
    if filing.is_closed(at):
        return "您学院已经报送，不用再报。"
    return (
        "您学院已经报送，不用再报。"
        f"确需变更，请在{deadline(filing.closes_at)}关闭之前重新提交签发。"
    )


def listed(touched):
    names = [str(one.filing.college) for one in touched]
    more = f"等 {len(names)} 个" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
