"""What an edition asks for grows and shrinks: a requirement is added, or taken away again."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from activities.models import Requirement
from colleges.dates import deadline
from colleges.files import discard
from colleges.models import AuditEntry, College, Notice, NoticeKind
from colleges.rules import BrokenRule, WrongState

from .models import AnnexUpload, CompileJob, Filing
from .models.reminder import people_of
from .reminder_words import short

NAMED = 8


@transaction.atomic
def add_requirement(edition, facts, by, at):
    """From now on every college owes it, if the portal collects it; and is told of it."""
    try:
        with transaction.atomic():
            made = edition.requirements.create(**facts, reminders_since=at)
    except IntegrityError:
        kind = Requirement.Kind(facts["kind"]).label
        told = f"同事刚刚已经增加了“{kind}”，每类只能有一项。请回到“报送时限”查看。"
        raise BrokenRule(told) from None
    AuditEntry.objects.record(by, "增加报送要求", edition, payload={"after": told_facts(made)})
    Filing.objects.expect(edition)
    way = "在本系统报送" if made.in_portal else "以邮件交教务处"
    tell_all(
        made,
        by,
        at,
        title=f"新增报送要求：{short(made)}",
        body=f"教务处增加了{made}：请在{deadline(made.due_at)}前{way}，"
        f"{deadline(made.closes_at)}关闭。",
    )
    return made


@transaction.atomic
def remove_requirement(requirement, by, at):
    """Take away what nobody filed: with the empty forms, and what hangs on them."""
    filings = Filing.objects.filter(requirement=requirement)
    # PostgreSQL: nobody signs between this look and the commit.
    list(filings.select_for_update().values_list("pk"))
    refuse_if_used(requirement, filings)
    edition, facts = requirement.edition, told_facts(requirement)
    tell_all(
        requirement,
        by,
        at,
        title=f"{short(requirement)}不用再交",
        body=f"教务处取消了{requirement}这项报送要求，不用再交。已填写的活动都保留着。",
    )
    desk = reverse("desk", args=[edition.code])
    Notice.objects.about_any(list(filings)).update(url=desk)
    try:
        drop(filings)
        requirement.delete()
    except ProtectedError:
        raise BrokenRule(f"{requirement}已有学院在用，不能删除。可以改名称和时限。") from None
    AuditEntry.objects.record(by, "删除报送要求", edition, payload={"before": facts})


def drop(filings):
    """Empty forms, with the uploads that hang on them."""
    uploads = AnnexUpload.objects.filter(filing__in=filings)
    keys = list(uploads.values_list("file_key", flat=True))
    uploads.delete()
    filings.delete()
    for key in keys:
        transaction.on_commit(lambda key=key: discard(key))


@transaction.atomic
def collect_here(requirement, by, at):
    """From now on the portal takes it: every college owes it here."""
    if requirement.kind not in Requirement.COLLECTED:
        raise BrokenRule(f"“{requirement.get_kind_display()}”本系统还不能收取，仍以邮件交教务处。")
    switch(requirement, by, in_portal=True, reminders_since=at)
    Filing.objects.expect(requirement.edition)
    tell_all(
        requirement,
        by,
        at,
        title=f"{short(requirement)}改为在本系统报送",
        body=f"请在{deadline(requirement.due_at)}前在本系统提交签发，不用再发邮件；"
        f"{deadline(requirement.closes_at)}关闭。",
    )


@transaction.atomic
def collect_by_mail(requirement, by, at):
    """The other way round, while nobody has filed here."""
    filings = Filing.objects.filter(requirement=requirement)
    # PostgreSQL: nobody signs between this look and the commit.
    list(filings.select_for_update().values_list("pk"))
    refuse_if_used(requirement, filings)
    switch(requirement, by, in_portal=False)
    desk = reverse("desk", args=[requirement.edition.code])
    Notice.objects.about_any(list(filings)).update(url=desk)
    try:
        drop(filings)
    except ProtectedError:
        raise BrokenRule(f"{requirement}已有学院在用，不能改为以邮件报送。") from None
    tell_all(
        requirement,
        by,
        at,
        title=f"{short(requirement)}改为以邮件报送",
        body=f"请在{deadline(requirement.due_at)}前以邮件交教务处，不在本系统报送。"
        "已填写的都保留着。",
    )


def switch(requirement, by, **facts):
    """Claim the row: of two who press at once, the second is told."""
    before = told_facts(requirement)
    rows = Requirement.objects.filter(pk=requirement.pk, in_portal=not facts["in_portal"])
    if not rows.update(**facts):
        raise WrongState(f"同事刚刚已经改过{requirement}的报送方式。请刷新页面查看。")
    requirement.refresh_from_db()
    payload = {"before": before, "after": told_facts(requirement)}
    AuditEntry.objects.record(by, "改报送方式", requirement.edition, payload=payload)


def refuse_if_used(requirement, filings):
    way = "可以改名称和时限；个别学院不用交，请在看板上标“无需报送”。"
    used = filings.select_related("college").order_by("college")
    if filed := list(used.filter(revision__isnull=False)):
        raise BrokenRule(f"{requirement}已有 {listed(filed)}报送过，不能删除。{way}")
    if waiting := list(used.filter(handed_over_at__isnull=False)):
        raise BrokenRule(f"{requirement}已有 {listed(waiting)}提交签发，不能删除。{way}")
    if CompileJob.objects.filter(requirement=requirement).exists():
        raise BrokenRule(f"{requirement}已经汇总过，不能删除。{way}")


def tell_all(requirement, by, at, *, title, body):
    """Every active college of an open edition: 填报人 and lead."""
    edition = requirement.edition
    if not edition.is_open:
        return
    page = "desk" if requirement.in_portal else "edition_timeline"
    people = people_of(list(College.objects.active().values_list("pk", flat=True)), at)
    Notice.objects.tell(
        {user for found in people.values() for user in found if user != by},
        key=f"requirement:{requirement.pk}:{at.timestamp()}",
        kind=NoticeKind.DEADLINE,
        title=title,
        body=body,
        url=reverse(page, args=[edition.code]),
    )


def told_facts(requirement):
    return {
        "报送要求": str(requirement),
        "类型": requirement.get_kind_display(),
        "逾期线": deadline(requirement.due_at),
        "关闭线": deadline(requirement.closes_at),
        "在本系统报送": "是" if requirement.in_portal else "否",
    }


def listed(filings):
    names = "、".join(str(one.college) for one in filings[:NAMED])
    more = "等" if len(filings) > NAMED else ""
    return f"{len(filings)} 个学院（{names}{more}）"
