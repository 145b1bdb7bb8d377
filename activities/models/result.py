"""What really happened: booked after the activity, the source of 附件2 (notice 五(四))."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from colleges.models import AuditEntry
from colleges.models.audit import canonical
from colleges.rules import BrokenRule, WrongState

from ..result_facts import LABELS, NUMBERS, TOOK_PLACE, Outcome, Part, attendance_of, changed_facts
from .activity import Activity
from .organiser import may_organise
from .partner import Partner

MOST = 999_999
MOST_SESSIONS = 200
MOST_CHARACTERS = 20_000
PLAIN = [name for name in LABELS if name != "partners"]


class ResultConflict(Exception):
    """Somebody saved this result after the person opened it; `result` is theirs."""

    def __init__(self, result):
        self.result = result
        super().__init__("已被他人修改")


def number(label):
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(MOST)]
    )


class ResultQuerySet(models.QuerySet):
    def of(self, activity):
        """The activity's result; not stored until somebody books it."""
        found = self.for_list().filter(activity=activity).first()
        return found or ActivityResult(activity=activity, version=0)

    def of_college(self, edition, college):
        return self.filter(activity__edition=edition, activity__college=college)

    def took_place(self):
        return self.filter(outcome__in=TOOK_PLACE)

    def for_list(self):
        return self.select_related("activity__edition", "updated_by").prefetch_related(
            "parts__partner__merged_into"
        )

    def lacking(self, activities, today):
        """Of `activities` those that are over, were not cancelled and have no result yet."""
        booked = self.filter(activity=OuterRef("pk"))
        return activities.planned().filter(~Exists(booked), end_date__lt=today)


class ActivityResult(models.Model):
    """Of one activity. The plan stands as it was filed: what came differently is said here."""

    Outcome = Outcome

    activity = models.OneToOneField(
        Activity, on_delete=models.CASCADE, related_name="result", verbose_name="活动"
    )
    outcome = models.CharField("举办情况", max_length=10, choices=Outcome)
    reason = models.CharField("说明", max_length=200, blank=True)
    # ISO dates: which days of the week really had something (A5).
    dates_held = models.JSONField("实际举办日期", default=list, blank=True)
    session_count = models.PositiveSmallIntegerField(
        "场次",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SESSIONS)],
    )
    students = number("本校学生（人次）")
    teachers = number("教职工（人次）")
    pupils = number("中小学生（人次）")
    parents = number("家长（人次）")
    residents = number("社区居民、社会公众（人次）")
    enterprise_people = number("企业人员（人次）")
    alumni = number("校友（人次）")
    online_views = number("线上观看（人次）")
    served_people = number("服务群众（人次）")
    service_points = number("设服务点位（个）")
    materials = number("发放宣传资料（份）")
    signed_projects = number("签约项目（项）")
    visited_alumni = number("寻访校友（人）")
    returned_alumni = number("返校校友（人）")
    craftsmen = number("进校园工匠（人）")
    fair_enterprises = number("参会企业（家）")
    job_openings = number("岗位数（个）")
    fair_students = number("进场学生（人次）")
    job_intents = number("达成意向（人）")
    venues = models.JSONField("开放的实训室、场馆", default=list, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    partners = models.ManyToManyField(Partner, through="ResultPart", related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "活动结果"
        constraints = [
            models.CheckConstraint(
                name="result_of_what_took_place_has_sessions",
                condition=Q(outcome="not_held", session_count=None)
                | Q(
                    outcome__in=["held", "moved"],
                    session_count__isnull=False,
                    session_count__gte=1,
                ),
            ),
            models.CheckConstraint(
                name="result_intents_within_visitors",
                condition=Q(job_intents=None)
                | Q(fair_students=None)
                | Q(job_intents__lte=F("fair_students")),
            ),
        ]

    def __str__(self):
        return f"{self.activity}的结果"

    def get_absolute_url(self):
        return self.activity.get_absolute_url()

    @property
    def edit_address(self):
        return reverse("result_edit", args=[self.activity_id])

    # Questions

    @property
    def is_stored(self):
        return self.pk is not None

    @property
    def took_place(self):
        return self.outcome in TOOK_PLACE

    @property
    def attendance(self):
        return attendance_of({name: getattr(self, name) for name in NUMBERS})

    def can_be_booked_by(self, user):
        activity = self.activity
        return may_organise(user, activity.edition_id, activity.organiser)

    def partners_told(self):
        """[{"name", "kind", "parts"}] in the order of names; a merged spelling by its own name."""
        found = {}
        for part in self.parts.all() if self.is_stored else ():
            entry = found.setdefault(
                part.partner.name,
                {"name": part.partner.name, "kind": part.partner.kind, "parts": []},
            )
            entry["parts"].append(part.part)
        return [found[name] | {"parts": sorted(found[name]["parts"])} for name in sorted(found)]

    def facts(self):
        plain = {name: getattr(self, name) for name in PLAIN}
        return plain | {"partners": self.partners_told()}

    def warnings(self):
        """Sentences that do not block."""
        if not self.took_place:
            return []
        found = []
        if self.attendance is None:
            found.append("七类人次都没有填，统计表里会是“-”。知道多少填多少。")
        few = self.job_openings is not None and self.fair_enterprises is not None
        if few and self.job_openings < self.fair_enterprises:
            found.append("岗位数少于参会企业数，请核对。")
        return found

    # Verbs

    @transaction.atomic
    def book(self, by, at, facts, *, base_version):
        """Write what happened, once or again; True when anything changed."""
        self.refuse_too_early(at)
        if facts["outcome"] in TOOK_PLACE:
            self.refuse_what_could_not_be(facts["dates_held"])
        before = self.claim(base_version)
        known = before.facts() if before else dict.fromkeys(LABELS)
        changes = changed_facts(known, facts)
        if before and not changes["after"]:
            ActivityResult.objects.filter(pk=before.pk).update(version=base_version)
            return False
        for name in PLAIN:
            setattr(self, name, facts[name])
        self.pk = before.pk if before else None
        self.version, self.updated_by, self.updated_at = base_version + 1, by, at
        self.store()
        self.put_parts(facts["partners"], by)
        ResultDraft.objects.filter(activity=self.activity, owner=by).delete()
        verb = "修改结果" if before else "登记结果"
        AuditEntry.objects.record(by, verb, self.activity, payload=changes)
        return True

    def refuse_too_early(self, at):
        if self.activity.start_date > timezone.localdate(at):
            day = f"{self.activity.start_date.month}月{self.activity.start_date.day}日"
            raise BrokenRule(f"{self.activity}{day}才开始，还不能登记结果。请在活动之后登记。")

    def refuse_what_could_not_be(self, days):
        """审批通过后方可外出 (notice 五(六)): without approval it cannot have been held."""
        activity = Activity.objects.get(pk=self.activity_id)
        if activity.is_cancelled:
            raise WrongState(
                f"{activity}已取消（{activity.cancel_reason}），不能登记为已举办。"
                "其实办了，请先在活动页“恢复活动”。"
            )
        if not activity.can_be_held():
            raise BrokenRule(
                f"{activity}的外出没有审批通过，不能登记为已举办。"
                "请在外出页查看审批；没有成行请选“没有举办”。"
            )
        spans = activity.approved_spans if activity.is_outing else None
        for day in days if spans is not None else ():
            if not any(first <= day <= last for first, last in spans):
                raise BrokenRule(f"{day}没有审批通过的外出，不能写成举办日期。请核对日期。")

    def claim(self, base_version):
        """What stood there (None the first time), once this saver may replace it."""
        mine = ActivityResult.objects.filter(activity=self.activity_id)
        if base_version == 0:
            if found := mine.for_list().first():
                raise ResultConflict(found)
            return None
        claimed = mine.filter(version=base_version).update(version=F("version") + 1)
        before = mine.for_list().first()
        if before is None:
            raise WrongState("这项结果刚刚随活动一起删除，没有可以修改的内容。")
        if not claimed:
            raise ResultConflict(before)
        return before

    def store(self):
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            # A colleague's first one was saved at this very moment.
            found = ActivityResult.objects.for_list().filter(activity=self.activity_id).first()
            if found is None or found.pk == self.pk:
                raise
            raise ResultConflict(found) from None

    def put_parts(self, partners, by):
        self.parts.all().delete()
        for one in partners:
            partner = Partner.objects.named([one["name"]], one["kind"], by)[one["name"]]
            ResultPart.objects.bulk_create(
                ResultPart(result=self, partner=partner, part=part) for part in one["parts"]
            )
        self._prefetched_objects_cache = {}


class ResultPart(models.Model):
    """That a partner had this part in an activity."""

    result = models.ForeignKey(ActivityResult, on_delete=models.CASCADE, related_name="parts")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField("方式", max_length=8, choices=Part)

    class Meta:
        ordering = ["partner__name", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["result", "partner", "part"], name="one_part_of_a_partner_per_result"
            )
        ]

    def __str__(self):
        return f"{self.partner}{self.get_part_display()}"


class ResultDraftQuerySet(models.QuerySet):
    def keep(self, activity, owner, data):
        """What stands in the form, as typed; None when a newer version was saved meanwhile."""
        base = (data.get("base_version") or [""])[0]
        if base != str(ActivityResult.objects.of(activity).version):
            return None
        if len(canonical(data)) > MOST_CHARACTERS:
            raise BrokenRule("内容太长，草稿没有保存。请删减后再试。")
        draft, _ = self.update_or_create(
            activity=activity, owner=owner, defaults={"data": data, "saved_at": timezone.now()}
        )
        return draft


class ResultDraft(models.Model):
    """What a person has typed into the form and not saved yet: raw, unchecked, theirs."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = ResultDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "结果草稿"
        constraints = [
            models.UniqueConstraint(fields=["activity", "owner"], name="one_result_draft_per_owner")
        ]

    def __str__(self):
        return f"{self.activity}结果的草稿"
