import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from colleges.lines import in_one_line
from colleges.models import AuditEntry, State, Workflow
from colleges.phones import PHONE
from colleges.quotes import quoted
from colleges.rules import BrokenRule, WrongState, within

from ..facts import PLAIN_FACTS, Audience, Mode, Need, Status, changed_facts, labels
from ..warnings import warnings_about
from .edition import Category, Edition, Tag, ThemeDay
from .gate import Gated, GatedQuerySet
from .organiser import Organised, OrganisedQuerySet, may_organise

MAX_PARTNERS = 10

# What a row is to the filed form, as people are told it.
CANCELLED = State("cancelled", "已取消", "muted", "x")
NOT_FILED = State("not_filed", "未报送", "draft", "circle-dashed")
CHANGED = State("changed", "有变更", "warning", "pencil")
FILED = State("filed", "已报送", "filed", "send")
# A department's: announced as soon as it is saved.
ANNOUNCED = State("announced", "已公布", "filed", "list")

EDITABLE = [name for name in PLAIN_FACTS if name != "cancel_reason"]
EDITABLE += ["category", "theme_day", "version", "updated_by", "updated_at"]


class EditConflict(Exception):
    """Somebody saved this activity after the person opened it; `activity` is theirs."""

    def __init__(self, activity):
        self.activity = activity
        super().__init__("已被他人修改")


class ActivityQuerySet(GatedQuerySet, OrganisedQuerySet):
    def visible_to(self, user):
        return self if user.sees_everything else self.of_units_of(user)

    def planned(self):
        return self.filter(status=Activity.Status.PLANNED)

    def announced(self):
        """What everybody inside the school may read, phones apart: what a college filed, and
        what a department plans, which it announces without filing."""
        told = Q(filed_version__isnull=False) | Q(department__isnull=False)
        return self.planned().filter(told)

    def for_list(self):
        related = ("college", "department", "category", "theme_day", "edition")
        return self.with_gate().select_related(*related).prefetch_related("tags")

    def in_order(self):
        return self.order_by("start_date", "start_time", "pk")

    def known_words(self):
        """Venues, leaders and phones of earlier entries, offered while typing."""
        rows = self.order_by("-updated_at").values_list("venue", "leader_name", "leader_phone")
        columns = zip(*rows[:100], strict=True)
        names = ("venues", "leaders", "phones")
        return {
            name: sorted(set(filter(None, column)))[:20]
            for name, column in zip(names, columns, strict=False)
        }

    def twins_of(self, activity, day):
        """What stands under its title on `day`: two of one unit may not (see the constraints)."""
        others = self.of(activity.edition, activity.organiser).planned().exclude(pk=activity.pk)
        return others.filter(title=activity.title, start_date=day)

    def touching(self, day):
        """Activities that cover `day`, spans included."""
        return self.filter(start_date__lte=day, end_date__gte=day)


class Activity(Organised, Gated, Workflow):
    """What a college plans, one row of its 附件1, or a department. Entered once; everything
    official is computed."""

    Status = Status
    Mode = Mode
    Audience = Audience
    Need = Need

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="activities")
    title = models.CharField("活动名称", max_length=60)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", verbose_name="活动类别"
    )
    theme_day = models.ForeignKey(
        ThemeDay,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="主题活动日",
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name="标签")
    start_date = models.DateField("开始日期")
    end_date = models.DateField("结束日期")
    start_time = models.TimeField("开始时间")
    end_time = models.TimeField("结束时间")
    mode = models.CharField("活动形式", max_length=8, choices=Mode)
    venue = models.CharField("活动地点", max_length=80, blank=True)
    online_link = models.URLField("线上地址", max_length=200, blank=True)
    audiences = models.JSONField("面向对象", default=list)
    open_to_public = models.BooleanField("面向社会开放")
    expected_internal = models.PositiveIntegerField(
        "预计校内人数", null=True, blank=True, validators=[MaxValueValidator(99999)]
    )
    expected_external = models.PositiveIntegerField(
        "预计校外人数", null=True, blank=True, validators=[MaxValueValidator(99999)]
    )
    partners = models.JSONField("合作企业/协办单位", default=list, blank=True)
    leader_name = models.CharField("负责人", max_length=20)
    leader_phone = models.CharField("联系电话", max_length=20, validators=[PHONE])
    is_outing = models.BooleanField("是否外出")
    summary = models.TextField("活动内容简介", max_length=300)
    needs = models.JSONField("所需保障", default=list, blank=True)
    remark = models.CharField("备注", max_length=100, blank=True)

    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PLANNED)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    # Made with the empty form: the same form sent twice finds its own first arrival.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    # The version that stands in the college's newest filed revision.
    filed_version = models.PositiveIntegerField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["start_date", "start_time", "pk"]
        verbose_name = "活动"
        constraints = [
            *Organised.Meta.constraints,
            models.UniqueConstraint(
                fields=["edition", "college", "title", "start_date"],
                condition=Q(status="planned"),
                name="one_activity_per_title_and_day",
            ),
            models.UniqueConstraint(
                fields=["edition", "department", "title", "start_date"],
                condition=Q(status="planned"),
                name="one_department_activity_per_title_and_day",
            ),
            models.CheckConstraint(
                name="activity_ends_after_it_starts",
                condition=Q(end_date__gt=F("start_date"))
                | Q(end_date=F("start_date"), end_time__gt=F("start_time")),
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "college", "status"], name="activity_by_college"),
            models.Index(fields=["edition", "start_date"], name="activity_by_day"),
            # The coverage matrix and the programme read the whole school: from these alone.
            models.Index(
                fields=["edition", "status", "college", "start_date", "end_date"],
                name="activity_by_span",
            ),
            models.Index(
                fields=["edition", "status", "start_date", "start_time", "id"],
                # Like `announced`, or the database does not take it.
                condition=Q(filed_version__isnull=False) | Q(department__isnull=False),
                name="activity_announced_in_order",
            ),
        ]

    def __str__(self):
        return quoted(self.title)

    def get_absolute_url(self):
        return reverse("activity_detail", args=[self.pk])

    @property
    def edit_address(self):
        return reverse("activity_edit", args=[self.pk])

    # Questions

    @property
    def is_cancelled(self):
        return self.status == self.Status.CANCELLED

    @property
    def was_filed(self):
        return self.filed_version is not None

    @property
    def changed_since_filed(self):
        return self.was_filed and self.filed_version != self.version

    @property
    def is_announced(self):
        return not self.is_cancelled and bool(self.was_filed or self.department_id)

    @property
    def filing_mark(self):
        """How it stands to the college's filed form; a department has none."""
        if self.is_cancelled:
            return CANCELLED
        if self.department_id:
            return ANNOUNCED
        if not self.was_filed:
            return NOT_FILED
        return CHANGED if self.changed_since_filed else FILED

    @property
    def can_be_deleted(self):
        """Inside a filed revision it is 取消 with a reason, never deleted (design §4.3)."""
        return not self.was_filed

    @property
    def audience_names(self):
        return labels(Audience, self.audiences)

    @property
    def need_names(self):
        return labels(Need, self.needs)

    def can_be_edited_by(self, user):
        return may_organise(user, self.edition_id, self.organiser)

    def covers(self, day):
        return self.start_date <= day <= self.end_date

    @property
    def is_past(self):
        return self.end_date < timezone.localdate()

    @property
    def is_outside_the_week(self):
        return not self.edition.touches(self.start_date, self.end_date)

    def warnings(self):
        """Sentences that do not block: what the notice or the law asks to think of."""
        return warnings_about(self)

    @property
    def needs_a_look(self):
        return not self.is_cancelled and bool(self.warnings())

    @property
    def is_on_site(self):
        return self.mode != self.Mode.ONLINE

    # Verbs

    @transaction.atomic
    def add(self, by, tags):
        """Save a new activity; the same form arriving twice saves once."""
        self.created_by = self.updated_by = by
        self.save(force_insert=True)
        self.tags.set(tags)
        AuditEntry.objects.record(by, "新增", self, payload={"after": self.facts()})

    @transaction.atomic
    def revise(self, by, tags, *, base_version):
        """Save an edit made on `base_version`; whoever saved in between is not overwritten."""
        claimed = Activity.objects.filter(pk=self.pk, version=base_version).update(
            version=F("version") + 1
        )
        # Read after the claim: on PostgreSQL a colleague may have saved while it waited.
        before = Activity.objects.for_list().filter(pk=self.pk).first()
        if before is None:
            raise WrongState(f"{self}刚刚被同事删除，没有可以修改的内容。您填写的仍保存为草稿。")
        if not claimed:
            raise EditConflict(before)
        if before.is_cancelled:
            raise WrongState(f"{before}已取消，不能修改。请先恢复活动。")
        changes = changed_facts(before.facts(), self.facts(tags=tags))
        if not changes["after"]:
            # Saved as it stood: nothing to file again, nobody else's edit in conflict.
            Activity.objects.filter(pk=self.pk).update(version=base_version)
            return
        if before.is_outing and not self.is_outing:
            self.refuse_to_stay()
        self.version = base_version + 1
        self.updated_by, self.updated_at = by, timezone.now()
        # Not the whole row: a filing may just have marked it.
        self.save(update_fields=EDITABLE)
        self.tags.set(tags)
        AuditEntry.objects.record(by, "修改", self, payload=changes)

    @transaction.atomic
    def cancel(self, by, reason):
        reason = within(in_one_line(reason), 200)
        if not reason:
            raise BrokenRule("取消活动必须写明原因，例如“天气原因改期”。")
        self.refuse_what_took_place()
        self.refuse_while_outside()
        self.move(
            "取消",
            by=by,
            source=[self.Status.PLANNED],
            target=self.Status.CANCELLED,
            note=reason,
            cancel_reason=reason,
            version=F("version") + 1,
            updated_by=by,
            updated_at=timezone.now(),
        )
        self.cancel_outings(by, reason)

    def refuse_what_took_place(self):
        if getattr(self, "result", None) and self.result.took_place:
            raise BrokenRule(
                f"{self}的结果已登记为“{self.result.get_outcome_display()}”，不能取消。"
                "没有办成，请把结果改为“没有举办”。"
            )

    def restore(self, by):
        try:
            self.move(
                "恢复",
                by=by,
                source=[self.Status.CANCELLED],
                target=self.Status.PLANNED,
                cancel_reason="",
                version=F("version") + 1,
                updated_by=by,
                updated_at=timezone.now(),
            )
        except IntegrityError:  # the database alone sees a twin that is saved at this moment
            told = "当天已有同名活动，不能恢复。请先改动那一项的名称或日期。"
            raise BrokenRule(told) from None

    @transaction.atomic
    def remove(self, by):
        """Delete what no filed form has seen; the audit entry keeps what it said."""
        # Locked on PostgreSQL: `delete` looks once and removes by id, a filing may be between.
        unfiled = Activity.objects.filter(pk=self.pk, filed_version=None).select_for_update()
        if (found := unfiled.first()) is None:
            raise BrokenRule(f"{self}已经报送过，不能删除。请用“取消”，并写明原因。")
        found.remove_outings(by)
        AuditEntry.objects.record(by, "删除", found, payload={"before": found.facts()})
        # A colleague's draft of it outlives it, as a draft of a new activity.
        found.drafts.filter(owner=by).delete()
        found.delete()

    def facts(self, tags=None):
        """Every field a person may change, by name; audit, conflicts and filing read it.

        `tags` stand in for the stored ones while the row itself is not saved yet.
        """
        tags = self.tags.all() if tags is None else tags
        plain = {name: getattr(self, name) for name in PLAIN_FACTS}
        return plain | {
            "category": self.category.name,
            "theme_day": self.theme_day.name if self.theme_day else "",
            "tags": [tag.name for tag in tags],
            "status": self.status,
        }

    def clean(self):
        if self.end_date and self.start_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": "结束日期不能早于开始日期。"})
