import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from activities.models import Edition, Requirement
from colleges.files import discard, keep, sha256_of
from colleges.models import AuditEntry, Job, JobQuerySet
from colleges.rules import BrokenRule

from ..annex_one import Summary
from ..annexes import BY_NUMBER, annex_of, requirement_of
from ..inputs import forms_of, list_inputs, seal
from ..outing_marks import passed_in
from .filing import State

ORDERS_A_MINUTE = 6
ANNEX_ONE = BY_NUMBER["1"]
STATES = {
    "queued": State("queued", "排队中", "draft", "clock"),
    "running": State("running", "汇总中", "pending", "loader"),
    "done": State("done", "已完成", "done", "circle-check"),
    "failed": State("failed", "失败", "overdue", "alert-triangle"),
}
OUTDATED = State("outdated", "已过期", "warning", "history")
FILES_KEPT = timedelta(days=30)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CompileJobQuerySet(JobQuerySet):
    def visible_to(self, user):
        return self if user.is_office else self.none()

    def for_list(self):
        return self.select_related("edition", "owner").defer("inputs")

    @transaction.atomic
    def order(self, edition, by, *, annex=ANNEX_ONE, accepted_only=False, in_queue=True):
        """Draw up the inputs and queue the job; pressing twice gives the same job."""
        requirement = requirement_of(edition, annex)
        inputs = list_inputs(requirement, accepted_only)
        if not inputs["used"]:
            raise BrokenRule(
                "还没有已确认的报送，无法汇总。请先确认，或取消“只汇总已确认的”。"
                if accepted_only
                else "还没有任何学院报送，没有可以汇总的内容。学院签发后再来汇总。"
            )
        sealed = seal_of(requirement, accepted_only, inputs)
        if twin := self.active().filter(owner=by, inputs_sha256=sealed).first():
            return twin
        self.refuse_flood(by)
        try:
            with transaction.atomic():
                job = self.create(
                    edition=edition,
                    requirement=requirement,
                    owner=by,
                    accepted_only=accepted_only,
                    inputs=inputs,
                    inputs_sha256=sealed,
                    cut_off=newest_of(annex, inputs),
                    template_version=annex.template_version,
                )
        except IntegrityError:  # the second half of a double click, one process further
            return self.active().get(owner=by, inputs_sha256=sealed)
        AuditEntry.objects.record(by, "汇总", job, f"{job.form_name}，{len(inputs['used'])} 个学院")
        if in_queue:
            transaction.on_commit(job.send, robust=True)
        return job

    def finished_like(self, job):
        """The other finished compilations of the same form, newest first."""
        done = self.filter(requirement=job.requirement_id, status=CompileJob.Status.DONE)
        return done.exclude(pk=job.pk).select_related("owner").defer("inputs").order_by("-pk")

    def refuse_flood(self, by):
        since = timezone.now() - timedelta(minutes=1)
        if by and self.filter(owner=by, created_at__gt=since).count() >= ORDERS_A_MINUTE:
            raise BrokenRule("一分钟内汇总的次数太多了，请稍后再试；已有的任务都在列表里。")

    def purge(self, at=None):
        """Remove files past their day; the row with its hashes stays. Returns how many."""
        old = self.filter(expires_at__lte=at or timezone.now(), purged=False)
        for job in old:
            discard(job.file_key)
        return old.update(purged=True)


def seal_of(requirement, accepted_only, inputs):
    """The seal of these inputs; `Standing` gives that of the present without reading them."""
    facts = ("unit", "receipt_no", "sha256", "prepared", "phone")
    used = [[entry[name] for name in facts] for entry in inputs["used"]]
    missing = [(entry["unit"], entry["why"]) for entry in inputs["missing"]]
    return seal(requirement, accepted_only, used, missing, inputs[annex_of(requirement).beside])


def newest_of(annex, inputs):
    """数据截止: the instant of the newest revision, decision on an outing or merge of partners
    among the inputs."""
    instants = [entry["received_at"] for entry in inputs["used"]]
    instants += annex.instants(inputs[annex.beside])
    return max(map(datetime.fromisoformat, instants))


class CompileJob(Job):
    """汇总 of one annex: a row with frozen inputs; the queue has its id (design §4.9, §4.13)."""

    task = "reports.tasks.run_compile_job"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="compile_jobs")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="汇总人",
    )
    accepted_only = models.BooleanField("只汇总已确认的", default=False)
    inputs = models.JSONField("数据清单", editable=False)
    inputs_sha256 = models.CharField(max_length=64, editable=False)
    cut_off = models.DateTimeField("数据截止")
    template_version = models.CharField("模板版本", max_length=20)

    # The same inputs give the same bytes, so a second attempt may write over the first.
    file_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_archive = models.BooleanField(default=False)
    row_count = models.PositiveIntegerField("数据行数", null=True)
    content_sha256 = models.CharField("内容 SHA-256", max_length=64, blank=True)
    file_sha256 = models.CharField("文件 SHA-256", max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField("文件大小", null=True)
    expires_at = models.DateTimeField("文件保留至", null=True)
    purged = models.BooleanField(default=False)

    objects = CompileJobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "汇总任务"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "inputs_sha256"],
                condition=Q(status__in=["queued", "running"]),
                name="one_active_job_per_owner_and_inputs",
            ),
            models.CheckConstraint(
                name="finished_compile_jobs_have_hashes",
                condition=~Q(status="done") | ~Q(file_sha256=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"], condition=Q(status="running"), name="compile_job_running"
            )
        ]

    def __str__(self):
        return f"汇总任务 {self.pk}"

    def get_absolute_url(self):
        return reverse("compile_job_detail", args=[self.pk])

    # Questions

    @property
    def is_expired(self):
        return self.purged or (self.expires_at is not None and timezone.now() >= self.expires_at)

    @property
    def state(self):
        return STATES[self.status]

    def is_outdated(self, seal_now):
        """Would the same order give another file by now? `seal_now` as `seal_of` gives it."""
        return self.is_done and self.inputs_sha256 != seal_now

    @property
    def used(self):
        return self.inputs["used"]

    @property
    def missing(self):
        return self.inputs["missing"]

    @property
    def outings(self):
        return self.inputs.get("outings")

    @property
    def passed_count(self):
        """项 whose outing had passed at the cut-off."""
        return len(passed_in(self.outings or []))

    @property
    def annex(self):
        return annex_of(self.requirement)

    @property
    def form_name(self):
        """What people call what was compiled: 附件2, or its title."""
        return self.inputs["annex"] or self.inputs["title"]

    @property
    def merges(self):
        """How many names of partners counted as another one."""
        return len(self.inputs["merges"]["pairs"]) if "merges" in self.inputs else None

    def forms(self):
        return forms_of(self.annex, self.used, self.inputs.get(self.annex.beside))

    @property
    def file_name(self):
        cut_off = timezone.localtime(self.cut_off)
        ending = "zip" if self.is_archive else "xlsx"
        title = "_".join(filter(None, [self.inputs["annex"], self.inputs["title"], "汇总"]))
        return f"{title}_{cut_off:%Y%m%d-%H%M}.{ending}"

    @property
    def content_type(self):
        return "application/zip" if self.is_archive else XLSX

    def summary(self):
        return Summary(
            title=self.inputs["title"],
            annex=self.inputs["annex"],
            cut_off=self.cut_off,
            template_version=self.template_version,
            filed=len(self.used),
            missing=[(entry["unit"], entry["why"]) for entry in self.missing],
        )

    # Verbs

    def produce(self, folder):
        compilation = self.annex.compilation.drawn_up(
            self.summary(),
            [entry["unit"] for entry in self.used],
            self.forms,
            folder,
            watched=self.watched,
            on_rows=self.note_progress,
        )
        self.beat(total=compilation.row_count)
        compilation.write(folder / "whole")
        self.finish(compilation, folder / "whole")

    def watched(self, forms):
        for form in forms:
            self.note_progress(0)
            yield form

    @transaction.atomic
    def finish(self, compilation, path):
        facts = {
            "row_count": compilation.row_count,
            "is_archive": compilation.is_archive,
            "content_sha256": compilation.content_sha256,
            "file_sha256": sha256_of(path),
            "file_size": path.stat().st_size,
        }
        self.beat()  # holds the row until the commit: nobody takes the job over meanwhile
        keep(path, self.file_key)
        now = timezone.now()
        self.move(
            "汇总完成",
            by=self.owner,
            source=[self.Status.RUNNING],
            target=self.Status.DONE,
            note=f"{facts['row_count']} 行，文件 SHA-256 {facts['file_sha256']}",
            progress=facts["row_count"],
            finished_at=now,
            expires_at=now + FILES_KEPT,
            lease_until=None,
            **facts,
        )
        self.tell_owner(
            f"{self.form_name}汇总完成，可以下载", f"{self.file_name}，{self.row_count} 行。"
        )

    @transaction.atomic
    def note_download(self, by):
        note = f"{self.form_name}，{self.row_count} 行，文件 SHA-256 {self.file_sha256}"
        AuditEntry.objects.record(by, "下载汇总", self, note)
