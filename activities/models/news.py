import uuid

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone

from colleges.models import AuditEntry
from colleges.models.people import Role
from colleges.quotes import quoted
from colleges.rules import BrokenRule, WrongState

from ..newsroom.article import LONGEST
from ..newsroom.facts import LABELS, changed_facts
from ..newsroom.status import MEDIA_CENTRE, STATIONS, Kind, Status
from .activity import Activity
from .edition import Edition, ThemeDay
from .news_review import Reviewed
from .news_step import NewsStep
from .organiser import Organised, OrganisedQuerySet, may_organise


class NewsConflict(Exception):
    """Somebody saved this text after the person opened it; `item` is theirs."""

    def __init__(self, item):
        self.item = item
        super().__init__("已被他人修改")


class NewsItemQuerySet(OrganisedQuerySet):
    def visible_to(self, user):
        """The own unit's; what is published, everybody; the media centre, what was handed in."""
        if user.sees_everything:
            return self
        told = Q(status=Status.PUBLISHED)
        if MEDIA_CENTRE in user.department_codes:
            told |= Q(round__gt=0)
        own = Q(college__in=user.college_ids) | Q(department__in=user.department_ids)
        return self.filter(own | told)

    def public(self):
        """What the public site may show: through three reviews, in an edition that is open."""
        return self.filter(status=Status.PUBLISHED, edition__opened_at__isnull=False)

    def awaiting(self, user):
        """What this person may review now."""
        mine = Q(pk__in=[])
        for hat in user.working_hats:
            mine |= asked_of(hat)
        given = NewsStep.objects.filter(item=OuterRef("pk"), round=OuterRef("round"))
        rows = self.filter(mine, status__in=STATIONS).exclude(writers=user)
        return rows.exclude(Exists(given.filter(decided_by=user)))

    def about(self, activity):
        """Texts on one activity, for its page."""
        return self.filter(activity=activity).latest_first()

    def for_list(self):
        related = ("edition", "college", "department", "activity", "theme_day", "updated_by")
        return self.select_related(*related)

    def for_page(self):
        return self.for_list().prefetch_related("steps", "writers")

    def latest_first(self):
        """By the last thing that happened to each: saved, handed on, published."""
        moved = Greatest(Coalesce("held_since", "updated_at"), "updated_at")
        return self.order_by(moved.desc(), "-pk")

    def newest_first(self):
        return self.order_by(F("published_at").desc(nulls_last=True), "-updated_at", "-pk")


def asked_of(hat):
    """The texts that one membership reviews, as a condition on the rows."""
    if hat.role == Role.COLLEGE_LEAD:
        return Q(status=Status.FIRST, college=hat.college_id)
    if hat.role == Role.OFFICE:
        return Q(status=Status.THIRD)
    if hat.role != Role.DEPARTMENT:
        return Q(pk__in=[])
    own = Q(status=Status.FIRST, department=hat.department_id)
    return own | Q(status=Status.SECOND) if hat.department.code == MEDIA_CENTRE else own


class NewsItem(Organised, Reviewed):
    """新闻稿 or 典型案例, from the first word to the public page (notice 四(二), 五(五))."""

    Kind = Kind
    Status = Status

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="news")
    kind = models.CharField("体裁", max_length=4, choices=Kind, default=Kind.NEWS)
    title = models.CharField("标题", max_length=60)
    summary = models.TextField("摘要", max_length=200, blank=True)
    body = models.TextField("正文", max_length=LONGEST, blank=True)
    author_name = models.CharField("作者", max_length=40, blank=True)
    activity = models.ForeignKey(
        Activity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="news",
        verbose_name="关联活动",
    )
    theme_day = models.ForeignKey(
        ThemeDay,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="主题活动日",
    )
    # Whoever typed or handed in a word of it: none of them may review it.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    # Made with the empty form: the same form sent twice finds its own first arrival.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "稿件"
        constraints = [
            *Organised.Meta.constraints,
            models.CheckConstraint(
                name="news_is_published_at_some_time",
                condition=Q(status="published", published_at__isnull=False)
                | ~Q(status="published"),
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "status", "-published_at"], name="news_by_state"),
            models.Index(fields=["edition", "college", "status"], name="news_by_college"),
        ]

    def __str__(self):
        return quoted(self.title)

    def get_absolute_url(self):
        return reverse("news_detail", args=[self.pk])

    @property
    def edit_address(self):
        return reverse("news_edit", args=[self.pk])

    # Questions

    def facts(self):
        plain = {name: getattr(self, name) for name in LABELS}
        linked = {"activity": self.activity, "theme_day": self.theme_day}
        return plain | {name: str(thing) if thing else "" for name, thing in linked.items()}

    def can_be_written_by(self, user):
        return may_organise(user, self.edition_id, self.organiser)

    # Verbs

    @transaction.atomic
    def begin(self, by):
        """Save a new text; the same form arriving twice saves once and answers the first."""
        self.created_by = self.updated_by = by
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            first = NewsItem.objects.filter(token=self.token, created_by=by).first()
            if first is None:
                raise
            return first
        self.writers.add(by)
        AuditEntry.objects.record(by, "新增稿件", self)
        return self

    @transaction.atomic
    def revise(self, by, *, base_version):
        """Save an edit made on `base_version`; whoever saved in between is not overwritten.
        True when there was something to change."""
        claimed = NewsItem.objects.filter(pk=self.pk, version=base_version).update(
            version=F("version") + 1
        )
        before = NewsItem.objects.for_list().filter(pk=self.pk).first()
        if before is None:
            raise WrongState(f"{self}刚刚被同事删除。您写的内容请先复制保存。")
        if not claimed:
            raise NewsConflict(before)
        if not before.can_be_changed:
            raise WrongState(f"{before}已是“{before.state.name}”，不能修改。请先撤回再改。")
        changes = changed_facts(before.facts(), self.facts())
        if not changes["after"]:
            NewsItem.objects.filter(pk=self.pk).update(version=base_version)
            return False
        self.version = base_version + 1
        self.updated_by, self.updated_at = by, timezone.now()
        self.save(update_fields=[*LABELS, "version", "updated_by", "updated_at"])
        self.writers.add(by)
        AuditEntry.objects.record(by, "修改稿件", self, payload=changes)
        return True

    @transaction.atomic
    def remove(self, by):
        """Delete what nobody has been given to read yet."""
        self.hold()
        if self.was_handed_in:
            raise BrokenRule(f"{self}已经送审过，审稿记录要保留，不能删除。可以撤回后搁置。")
        AuditEntry.objects.record(by, "删除稿件", self)
        self.delete()
