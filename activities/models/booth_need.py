"""What a college shows on its booth and what it needs there (domain.md §4)."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from colleges.models import AuditEntry, College
from colleges.models.audit import canonical
from colleges.phones import PHONE
from colleges.rules import BrokenRule, WrongState

from ..booth_facts import LABELS, Network, changed_facts, logged
from .edition import Edition
from .stand_in import may_enter

MOST_POWER_KW = 100
MOST_SHIFTS = 8


class NeedConflict(Exception):
    """Somebody saved this need after the person opened it; `need` is theirs."""

    def __init__(self, need):
        self.need = need
        super().__init__("已被他人修改")


# Far beyond any honest form, so that one person cannot fill the disk.
MOST_CHARACTERS = 20_000


class BoothNeedQuerySet(models.QuerySet):
    def of(self, edition, college):
        """The college's need in this edition; not stored until somebody writes it."""
        found = self.filter(edition=edition, college=college).first()
        return found or BoothNeed(edition=edition, college=college, version=0)

    def visible_to(self, user):
        """The own college, 教务处 and those who read the boards; departments have work lists."""
        if user.sees_everything:
            return self
        return self.filter(college_id__in=user.college_ids)

    def for_list(self):
        return self.select_related("college", "edition")


class BoothNeed(models.Model):
    """Numbers: None is “not said”, never 0."""

    Network = Network

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="booth_needs")
    college = models.ForeignKey(
        College, on_delete=models.PROTECT, related_name="booth_needs", verbose_name="学院"
    )
    theme = models.CharField("展示主题", max_length=60)
    exhibits = models.TextField("展示项目", max_length=300)
    leader_name = models.CharField("现场负责人", max_length=20)
    leader_phone = models.CharField("负责人手机", max_length=20, validators=[PHONE])
    area_m2 = models.DecimalField(
        "希望面积（㎡）", max_digits=5, decimal_places=1, null=True, blank=True
    )
    power_kw = models.DecimalField(
        "用电负荷（kW）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    power_from = models.TimeField("用电自", null=True, blank=True)
    power_until = models.TimeField("用电至", null=True, blank=True)
    power_use = models.CharField("用电用途", max_length=100, blank=True)
    sockets = models.PositiveSmallIntegerField(
        "插座（个）", null=True, blank=True, validators=[MaxValueValidator(50)]
    )
    network = models.CharField("网络", max_length=10, choices=Network, default=Network.NONE)
    tables = models.PositiveSmallIntegerField(
        "桌（张）", null=True, blank=True, validators=[MaxValueValidator(200)]
    )
    chairs = models.PositiveSmallIntegerField(
        "椅（把）", null=True, blank=True, validators=[MaxValueValidator(500)]
    )
    tents = models.PositiveSmallIntegerField(
        "帐篷（顶）", null=True, blank=True, validators=[MaxValueValidator(20)]
    )
    boards = models.PositiveSmallIntegerField(
        "展板（块）", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    screens = models.PositiveSmallIntegerField(
        "显示屏（台）", null=True, blank=True, validators=[MaxValueValidator(50)]
    )
    computers = models.PositiveSmallIntegerField(
        "电脑（台）", null=True, blank=True, validators=[MaxValueValidator(50)]
    )
    is_noisy = models.BooleanField("使用音响", default=False)
    needs_water = models.BooleanField("需要接水", default=False)
    has_hazard = models.BooleanField("明火、危险品或操作性设备", default=False)
    hazard_measures = models.CharField("危险源与防护措施", max_length=300, blank=True)
    setup_from = models.TimeField("布展自", null=True, blank=True)
    clear_until = models.TimeField("撤展至", null=True, blank=True)
    # [{"from": "09:30", "until": "13:00", "people": "张老师、学生 4 人"}], of the showcase day.
    shifts = models.JSONField("值守班次", default=list, blank=True)
    rain_plan = models.CharField("雨天预案", max_length=300, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = BoothNeedQuerySet.as_manager()

    class Meta:
        ordering = ["college__position", "pk"]
        verbose_name = "展位需求"
        constraints = [
            models.UniqueConstraint(fields=["edition", "college"], name="one_need_per_college"),
            models.CheckConstraint(
                name="booth_power_is_a_load",
                condition=Q(power_kw=None) | Q(power_kw__gte=0, power_kw__lte=MOST_POWER_KW),
            ),
            models.CheckConstraint(
                name="booth_power_ends_after_it_starts",
                condition=Q(power_from=None)
                | Q(power_until=None)
                | Q(power_until__gt=F("power_from")),
            ),
        ]

    def __str__(self):
        return f"{self.college}的展位需求"

    def get_absolute_url(self):
        return reverse("booth_need", args=[self.edition.code]) + f"?college={self.college_id}"

    @property
    def edit_address(self):
        address = reverse("booth_need_edit", args=[self.edition.code])
        return f"{address}?college={self.college_id}"

    @property
    def token(self):
        """Under which a browser keeps what was typed and not saved."""
        return f"need-{self.edition.code}-{self.college_id}"

    # Questions

    @property
    def is_stored(self):
        return self.pk is not None

    @property
    def wants_power(self):
        return bool(self.power_kw)

    def facts(self):
        return {name: getattr(self, name) for name in LABELS}

    def can_be_entered_by(self, user):
        return may_enter(user, self.edition_id, self.college_id)

    def shows_phone_to(self, user):
        """security.md B-04: the own college and 教务处; others read 138****1234."""
        return user.sees_phones_of(self.college_id)

    # Verbs

    @transaction.atomic
    def keep(self, by, at, *, base_version):
        """Save what was written on `base_version` (0: nothing stood there); who saved in between
        is not overwritten. True when there was something to change."""
        if base_version == 0:
            self.refuse_a_second()
            changes = {"after": {n: logged(n, v) for n, v in self.facts().items() if v}}
            self.version = 1
        else:
            before = self.claim(base_version)
            changes = changed_facts(before.facts(), self.facts())
            if not changes["after"]:
                # Saved as it stood: nobody else's edit in conflict, nobody told.
                BoothNeed.objects.filter(pk=before.pk).update(version=base_version)
                return False
            self.pk, self.version = before.pk, base_version + 1
        self.updated_by, self.updated_at = by, at
        self.store(is_new=base_version == 0)
        verb = "修改展位需求" if base_version else "填写展位需求"
        AuditEntry.objects.record(by, verb, self, note=f"第 {self.version} 版", payload=changes)
        return True

    def store(self, *, is_new):
        try:
            with transaction.atomic():
                self.save(force_insert=is_new)
        except IntegrityError:
            # A colleague's first one was saved at this very moment.
            self.refuse_a_second()
            raise

    def claim(self, base_version):
        """What stood there, once this saver is the one who may replace it."""
        rows = BoothNeed.objects.filter(edition=self.edition, college=self.college)
        claimed = rows.filter(version=base_version).update(version=F("version") + 1)
        before = rows.select_related("updated_by").first()
        if before is None:
            raise WrongState("这份展位需求刚刚被删除，请重新打开填写。")
        if not claimed:
            raise NeedConflict(before)
        return before

    def refuse_a_second(self):
        mine = BoothNeed.objects.filter(edition=self.edition, college=self.college)
        if found := mine.select_related("updated_by").first():
            raise NeedConflict(found)


class BoothNeedDraftQuerySet(models.QuerySet):
    @transaction.atomic
    def keep(self, edition, college, owner, data):
        """What stands in the form, as typed; None when a newer version was saved meanwhile."""
        base = (data.get("base_version") or [""])[0]
        if base != str(BoothNeed.objects.of(edition, college).version):
            return None
        if len(canonical(data)) > MOST_CHARACTERS:
            raise BrokenRule("内容太长，草稿没有保存。请删减后再试。")
        draft, _ = self.update_or_create(
            edition=edition,
            college=college,
            owner=owner,
            defaults={"data": data, "saved_at": timezone.now()},
        )
        return draft


class BoothNeedDraft(models.Model):
    """What a person has typed into the form and not saved yet: raw, unchecked, theirs."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = BoothNeedDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "展位需求草稿"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "college", "owner"], name="one_need_draft_per_owner"
            )
        ]

    def __str__(self):
        return f"{self.college}展位需求的草稿"
