from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from activities.glyphs import missing_sentence
from colleges.dates import paper_day
from colleges.files import sha256_of
from colleges.models import AuditEntry, College, Job, JobQuerySet, State
from colleges.rules import BrokenRule, WrongState

from ..honours.certificate import unprintable
from .award import Award
from .certificate import certificates_for

STATES = {
    "queued": State("queued", "排队中", "draft", "clock"),
    "running": State("running", "制作中", "pending", "loader"),
    "done": State("done", "已完成", "done", "circle-check"),
    "failed": State("failed", "失败", "overdue", "alert-triangle"),
}


class CertificateJobQuerySet(JobQuerySet):
    def of(self, award):
        return self.filter(award=award).order_by("-pk").first()

    @transaction.atomic
    def order(self, award, by, at, issued_on, *, seen=None):
        """颁发证书: for each winner that has no valid one; pressing twice gives the same job.

        `seen`: whom the officer read to be given one, where a page asked.
        """
        award.hold()
        if award.status != Award.Status.FINAL:
            raise WrongState(f"{award}现在是“{award.state.name}”。公示结束之后才能颁发证书。")
        if active := self.active().filter(award=award).first():
            return active
        if not (colleges := without_certificate(award)):
            raise BrokenRule("获奖单位都已有有效的证书。要换发请先把原证书作废。")
        names = "、".join(one.name for one in colleges)
        if seen is not None and seen != names:
            raise WrongState(f"等证书的单位刚刚变过，现在是{names}。请重新核对再颁发。")
        if fault := date_fault(award, issued_on, timezone.localdate(at)):
            raise BrokenRule(fault)
        job = self.create(award=award, owner=by, issued_on=issued_on)
        note = f"{names}，证书日期 {paper_day(issued_on)}"
        AuditEntry.objects.record(by, "颁发证书", award, note=note)
        transaction.on_commit(job.send, robust=True)
        return job


class CertificateJob(Job):
    """Draws and hands out the certificates that are missing; run twice it makes none twice."""

    task = "reports.tasks.run_certificate_job"

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="certificate_jobs")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField("证书日期")

    objects = CertificateJobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "颁发证书"
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(status__in=["queued", "running"]),
                name="one_active_certificate_job_per_award",
            ),
        ]

    def __str__(self):
        return f"{self.award}的证书制作"

    def get_absolute_url(self):
        return reverse("announcement", args=[self.award.edition.code])

    @property
    def state(self):
        return STATES[self.status]

    def produce(self, folder):
        colleges, at = without_certificate(self.award), timezone.now()
        made = certificates_for(self.award, colleges, self.owner, at, self.issued_on)
        self.refuse_unprintable(made)
        self.beat(total=len(made))
        for certificate in made:
            pdf, png = certificate.draw(folder)
            certificate.pdf_sha256, certificate.png_sha256 = sha256_of(pdf), sha256_of(png)
            self.hand_out(certificate, pdf, png)
            self.note_progress(1)
        self.finish(len(made))

    def refuse_unprintable(self, made):
        """A certificate with 〓 in it is none; said before anything is handed out."""
        if told := unprintable_sentence(made):
            raise BrokenRule(f"{told}，证书没有制作。请在“学院”里改用常用字，再重试。")

    @transaction.atomic
    def hand_out(self, certificate, pdf, png):
        self.beat()  # holds the row until the commit: nobody takes the job over meanwhile
        certificate.issue(self.owner, pdf, png)

    @transaction.atomic
    def finish(self, count):
        self.beat()
        facts = {"finished_at": timezone.now(), "lease_until": None, "progress": count}
        source, target = [self.Status.RUNNING], self.Status.DONE
        note = f"{count} 份"
        self.move("证书制作完成", by=self.owner, source=source, target=target, note=note, **facts)
        self.tell_owner(f"荣誉证书已颁发：{self.award}，{count} 份", "可以下载、打印、盖章。")


def without_certificate(award):
    """Winners, in the order of the colleges, that hold no valid certificate and are owed one."""
    served = award.certificates.valid() | award.certificates.cancelled()
    winning = College.objects.filter(pk__in=award.winners().values("college"))
    return list(winning.exclude(pk__in=served.values("college")).order_by("position", "code"))


def unprintable_sentence(made):
    """What our fonts lack for these certificates; empty where they lack nothing."""
    missing = set().union(*(unprintable(one.facts()) for one in made))
    return missing_sentence(missing).partition("，")[0]


def date_fault(award, issued_on, today):
    """Why certificates cannot carry this date, or nothing: neither before the result stood nor
    in days to come."""
    ended = award.announcements.filter(status="ended").values_list("ended_at", flat=True).first()
    first = timezone.localdate(ended) if ended else min(issued_on, today)
    if first <= issued_on <= today:
        return ""
    may = paper_day(first) if first == today else f"{paper_day(first)}至{paper_day(today)}"
    if issued_on > today:
        return f"证书日期不能晚于今天，否则扫码核验显示“尚未生效”。可以填{may}。"
    return f"证书日期不能早于公示结束的那一天。可以填{may}。"
