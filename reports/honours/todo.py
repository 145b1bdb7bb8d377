"""What an award asks of 教务处 and tells a college, as lines for board and desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from ..models import Announcement, Award, Certificate, CertificateJob, Objection

FREE = Q(revoked_at=None)


@dataclass(frozen=True)
class Line:
    """`what` is the link, `more` stands behind it."""

    icon: str
    what: str
    more: str
    address: str


def office_lines(edition, now):
    award = awards(edition).annotate(
        has_draft=Exists(announcements().filter(status=Announcement.Status.DRAFT)),
        open=counted(objections(Objection.Status.OPEN)),
        sustained=counted(objections(Objection.Status.SUSTAINED, on_display=True)),
        winners=Count("places", filter=Q(places__slot__isnull=False)),
        handed=counted(Certificate.objects.filter(FREE, award=OuterRef("pk"))),
        cancelled=counted(Certificate.objects.cancelled().filter(award=OuterRef("pk"))),
        job=Subquery(
            CertificateJob.objects.filter(award=OuterRef("pk")).order_by("-pk").values("status")[:1]
        ),
    )
    return [line for one in award for line in asked(one, now, page_of(edition))]


def asked(award, now, address) -> Iterator[Line]:
    if award.open:
        yield Line("help-circle", f"{award.open} 件公示异议等您答复", "", address)
    if award.status == Award.Status.CONFIRMED and award.has_draft:
        yield Line("speakerphone", "公示已经拟好", "核对后发布", address)
    elif award.status == Award.Status.CONFIRMED:
        yield Line("trophy", "获奖单位已经确定", "下一步拟公示", address)
    elif award.status == Award.Status.PUBLICISED:
        yield from asked_by_announcement(award, now, address)
    elif award.status == Award.Status.FINAL:
        yield certificates(award, address)


def asked_by_announcement(award, now, address):
    if award.sustained:
        more = "请撤下公示，更正后重新确定"
        yield Line("alert-triangle", "有异议成立", more, f"{address}#take-down")
    elif award.ends_on and not award.open:
        if award.ends_on < timezone.localdate(now):
            yield Line("clock", "公示期已满", "可以结束公示、公布结果", address)
        else:
            until = f"至 {award.ends_on.month}月{award.ends_on.day}日"
            yield Line("speakerphone", f"“{award.name}”公示中", until, address)


def certificates(award, address):
    """What waits; with nothing left to do the way to what was handed out."""
    left = award.winners - award.handed - award.cancelled
    if award.job == CertificateJob.Status.FAILED:
        return Line("alert-triangle", "荣誉证书制作失败", "看原因后重试", address)
    if award.job in (CertificateJob.Status.QUEUED, CertificateJob.Status.RUNNING):
        return Line("certificate", "荣誉证书正在制作", "", address)
    if left:
        return Line("certificate", f"{left} 个获奖单位还没有证书", "颁发荣誉证书", address)
    return Line("certificate", f"“{award.name}”已公布", "荣誉证书可以下载、作废、补发", address)


def with_award(filings):
    """Filings that know what the award of their edition tells their college: no query of its
    own for the desk."""
    edition = OuterRef("requirement__edition")
    shown = Announcement.objects.filter(
        award__edition=edition,
        award__status=Award.Status.PUBLICISED,
        status=Announcement.Status.PUBLISHED,
    )
    held = Certificate.objects.filter(FREE, award__edition=edition, college=OuterRef("college"))
    return filings.annotate(
        announced=Subquery(shown.values("award__name")[:1]),
        announced_until=Subquery(shown.values("ends_on")[:1]),
        won=Subquery(held.values("award_name")[:1]),
    )


def college_lines(filings, now):
    """For the desk, from what any one filing of the college and edition has read."""
    return [line for one in filings[:1] for line in told(one, now, page_of(one.edition))]


def told(filing, now, address) -> Iterator[Line]:
    until = filing.announced_until
    if until and until < timezone.localdate(now):
        what = f"“{filing.announced}”公示期已满"
        yield Line("clock", what, "等教务处结束公示、公布结果", address)
    elif until:
        more = f"有异议的请在 {until.month}月{until.day}日 24:00 前提出"
        yield Line("speakerphone", f"“{filing.announced}”公示中", more, address)
    if filing.won:
        yield Line("certificate", f"我们获得“{filing.won}”", "荣誉证书可以下载", address)


def awards(edition):
    on_display = announcements().filter(status=Announcement.Status.PUBLISHED)
    ends_on = Subquery(on_display.values("ends_on")[:1])
    return Award.objects.filter(edition=edition).defer("inputs").annotate(ends_on=ends_on)


def announcements():
    return Announcement.objects.filter(award=OuterRef("pk"))


def objections(status, *, on_display=False):
    """Of the award; an answer to an earlier list's is owed when that was taken down as well."""
    found = Objection.objects.filter(announcement__award=OuterRef("pk"), status=status)
    if on_display:
        found = found.filter(announcement__status=Announcement.Status.PUBLISHED)
    return found.order_by()


def counted(rows):
    key = "award" if rows.model is Certificate else "announcement__award"
    return Coalesce(Subquery(rows.order_by().values(key).annotate(n=Count("pk")).values("n")), 0)


def page_of(edition):
    return reverse("announcement", args=[edition.code])
