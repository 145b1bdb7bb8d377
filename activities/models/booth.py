"""展位: a rectangle of the plan on which one college stands."""

import uuid

from django.db import models, transaction
from django.db.models import Q

from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, WrongState

from .site_plan import Fixture, Placed, SitePlan

# What an empty booth says of who stands on it.
NOBODY = {"college": None, "is_pinned": False, "reason": ""}


class BoothQuerySet(models.QuerySet):
    def free(self):
        return self.filter(college=None)

    def placed(self):
        return self.filter(college__isnull=False)

    def for_page(self):
        return self.select_related("college", "supply")


class Booth(Placed):
    """展位. One booth ↔ one college of a plan, in the database as well (security.md B-50)."""

    site = models.ForeignKey(SitePlan, on_delete=models.CASCADE, related_name="booths")
    code = models.CharField("展位号", max_length=10)
    zone = models.CharField("分区", max_length=20, blank=True)
    supply = models.ForeignKey(
        Fixture,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="booths",
        verbose_name="取电",
    )
    college = models.ForeignKey(
        College,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="学院",
    )
    # Neither a proposal nor a lot moves a pinned one.
    is_pinned = models.BooleanField("固定", default=False)
    # Why this college stands here: by hand, by lot, proposed with its reason.
    reason = models.CharField("安排依据", max_length=500, blank=True)
    # In the QR of the booth's card; guessing it books nobody in.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = BoothQuerySet.as_manager()

    class Meta:
        ordering = ["code", "pk"]
        verbose_name = "展位"
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(fields=["site", "code"], name="one_booth_per_code"),
            models.UniqueConstraint(fields=["site", "college"], name="one_booth_per_college"),
            models.CheckConstraint(
                name="only_placed_booths_are_pinned",
                condition=Q(is_pinned=False) | Q(college__isnull=False),
            ),
        ]

    def __str__(self):
        return f"展位 {self.code}"

    def get_absolute_url(self):
        return self.site.get_absolute_url()

    @property
    def area(self):
        """In m²."""
        return self.width * self.depth

    def as_data(self):
        return self.rect_data() | {"code": self.code, "zone": self.zone}

    # Verbs: each acts on the booth as its person saw it

    def hold(self):
        """Inside a transaction: nobody else arranges this plan now, and nobody has since it was
        read; who stands on `self` is what the person saw."""
        seen = self.college_id
        self.site.touch()
        stored = Booth.objects.select_related("college").filter(pk=self.pk).first()
        if stored is None:
            raise WrongState(f"{self}刚刚被删除，没有执行。请刷新页面查看。")
        if stored.college_id != seen:
            now = f"刚刚安排给了{stored.college}" if stored.college else "已经空着"
            raise WrongState(f"{self}{now}，没有执行。请核对后再按。")

    @transaction.atomic
    def give(self, college, by, reason, *, pinned=True, moved_from=None):
        """A college onto a free booth; of two who do so at once, the second reads who was faster.

        `moved_from`: the booth of the same plan from where it moves over, if that is meant.
        """
        self.hold()
        self.site.edition.showcase.refuse_if_cancelled()
        if self.college_id:
            raise WrongState(f"{self}已有学院，{college}没有放上去。请另选，或用“对调”。")
        stood = Booth.objects.filter(site=self.site, college=college).first()
        if stood and stood.pk != moved_from:
            raise WrongState(
                f"{college}刚刚安排在 {stood.code}，没有移动。"
                "要移过来，请在空展位里选“从别的展位移来”。"
            )
        Booth.objects.filter(pk=moved_from, college=college).update(**NOBODY)
        Booth.objects.filter(pk=self.pk).update(college=college, is_pinned=pinned, reason=reason)
        self.refresh_from_db(fields=["college", "is_pinned", "reason"])
        facts = {"after": {"展位": self.code, "学院": college.name, "依据": reason}}
        facts |= {"before": {"展位": stood.code}} if stood else {}
        AuditEntry.objects.record(by, "安排展位", self.site.edition, payload=facts)

    @transaction.atomic
    def clear(self, by):
        self.hold()
        if not self.college_id:
            raise WrongState(f"{self}已经空着，不用再移出。请刷新页面查看。")
        Booth.objects.filter(pk=self.pk).update(**NOBODY)
        facts = {"before": {"展位": self.code, "学院": str(self.college)}}
        AuditEntry.objects.record(by, "移出展位", self.site.edition, payload=facts)

    @transaction.atomic
    def pin(self, by, pinned):
        """固定 or not; a proposal and a lot leave a pinned one where it is."""
        self.hold()
        if not self.college_id:
            raise WrongState(f"{self}现在没有学院，不能固定。请刷新页面查看。")
        Booth.objects.filter(pk=self.pk).update(is_pinned=pinned)
        verb = "固定展位" if pinned else "取消固定展位"
        AuditEntry.objects.record(by, verb, self.site.edition, note=f"{self}")

    @transaction.atomic
    def swap(self, other, by, reason, *, tell=None):
        """对调; both stay placed, or nothing happens. `tell` takes the pair as it is then."""
        if self.site_id != other.site_id or self.pk == other.pk:
            raise BrokenRule("请选择同一张图上的两个不同展位。")
        self.hold()
        other.hold()
        self.site.edition.showcase.refuse_if_cancelled()
        if not (self.college_id and other.college_id):
            raise BrokenRule("对调要两个展位都有学院；空展位请直接安排。")
        pair = Booth.objects.filter(pk__in=(self.pk, other.pk))
        pair.update(college=None, is_pinned=False)
        for booth, college in ((self, other.college_id), (other, self.college_id)):
            Booth.objects.filter(pk=booth.pk).update(college=college, is_pinned=True, reason=reason)
        note = f"{self.code} ↔ {other.code}"
        AuditEntry.objects.record(by, "对调展位", self.site.edition, note)
        if tell:
            tell(pair.for_page(), by, reason)
