"""What an award comes to: winners confirmed, 公示 published and over, certificates handed out."""

from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from colleges.files import sha256_of
from reports.models import (
    Announcement,
    Award,
    AwardPlace,
    CertificateJob,
    Objection,
)
from reports.models.certificate import certificates_for

from . import make

CONTACT = "教务处，028-00000001"
REASON = "经查证，数据与记录一致。"


def confirmed(edition, *colleges, by=None):
    """Scoring is over and `colleges` are named, in this order."""
    by, at = by or make.officer(), timezone.now()
    award = Award.objects.of(edition) or Award.objects.prepare(edition, by)
    if award.status == Award.Status.DRAFT:
        award.start_scoring(by, at, judge_count=1)
        award.seal(by, at, {"colleges": []}, "test")
    if award.awaits_correction:
        award.seal_anew(by, at, {"colleges": []}, "test", "更正数据")
    places = [place(award, college, rank) for rank, college in enumerate(colleges, start=1)]
    # Who was within reach before and is not named now stands behind.
    for one in award.places.exclude(college__in=colleges).select_related("college"):
        places.append(place(award, one.college, len(places) + 1, is_within=False))
    award.rank(places)
    award.confirm(by, at)
    return award


def place(award, college, rank, is_within=True):
    facts = {"college_name": college.name, "rank": rank, "points": 100 - rank}
    return AwardPlace(award=award, college=college, is_within=is_within, **facts)


def draft(edition, *colleges, by=None, **facts):
    """A 公示 that can be published as it stands."""
    by = by or make.officer()
    award = Award.objects.of(edition)
    if award is None or not award.is_decided:
        award = confirmed(edition, *colleges, by=by)
    made = Announcement.objects.begin(award, by, timezone.localdate())
    made.revise(by, made.facts() | {"contact": CONTACT} | facts, base_version=made.version)
    return made


def published(edition, *colleges, by=None, **facts):
    made = draft(edition, *colleges, by=by, **facts)
    made.publish(by or make.officer(), timezone.now())
    return made


def ended(edition, *colleges, by=None):
    """Over without an objection, said at the moment its last day ends."""
    made = published(edition, *colleges, by=by)
    made.end(by or make.officer(), made.closes_at)
    return made


def objection(announcement, college, *, by=None, text="附件2 的学生人数与实际不符。", **facts):
    at = facts.pop("at", None) or timezone.now()
    by = by or make.of_unit(college, None)
    facts = {"college": college, "text": text} | facts
    return Objection.objects.raise_one(announcement, by, at, **facts)


def job(award, *, by=None, issued_on=None, seen=None):
    """Ordered on the day that the certificates carry: if not said, the last of the 公示's."""
    over = award.announcements.filter(status="ended").first()
    issued_on = issued_on or timezone.localdate(over and over.ended_at)
    at = timezone.make_aware(datetime.combine(issued_on, time(12)))
    return CertificateJob.objects.order(award, by or make.officer(), at, issued_on, seen=seen)


def certificate(award, college, *, by=None):
    """One of `college`, whatever the award has come to."""
    by = by or make.officer()
    at, day = timezone.now(), timezone.localdate()
    (one,) = certificates_for(award, [college], by, at, day)
    with TemporaryDirectory() as folder:
        pdf, png = one.draw(Path(folder))
        one.pdf_sha256, one.png_sha256 = sha256_of(pdf), sha256_of(png)
        one.issue(by, pdf, png)
    return one


def certificates(edition, *colleges):
    """All of them, in the order of the colleges, drawn as a worker would."""
    award = ended(edition, *colleges).award
    job(award).run()
    return list(award.certificates.for_list())
