"""展位图: what the office draws, in metres, and where each college stands on it."""

import uuid

from django.db import models, transaction
from django.db.models import CharField, F, ProtectedError, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from colleges.files import discard, keep
from colleges.models import AuditEntry
from colleges.rules import BrokenRule

WIDEST = 500  # metres
MOST_DRAWN = 400


class PlanConflict(Exception):
    """Somebody saved the plan after the person opened it; `site` is theirs."""

    def __init__(self, site):
        self.site = site
        super().__init__("已被他人修改")


# What a save of the drawing writes; the college, its pin and the token of a booth are not in it.
DRAWN_BOOTH = ("code", "zone", "supply_id", "x", "y", "width", "depth", "angle")
DRAWN_FIXTURE = ("kind", "label", "capacity_kw", "x", "y", "width", "depth", "angle")


class SitePlanQuerySet(models.QuerySet):
    def of(self, edition):
        return self.filter(edition=edition)

    def of_editions(self, editions):
        return self.filter(edition__in=editions).select_related("edition")

    def for_list(self):
        return self.select_related("edition__showcase").prefetch_related(
            "fixtures", "booths__college"
        )

    @transaction.atomic
    def begin(self, edition, by, *, copied=None, **facts):
        """A plan beside the one in force; a copy carries the drawing, and nobody on it."""
        site = self.create(edition=edition, **facts)
        if copied is not None:
            site.draw(copied.as_data())
        note = f"复制自{copied}" if copied else ""
        AuditEntry.objects.record(by, "新建展位图", site, note)
        return site


class SitePlan(models.Model):
    """A place and everything drawn on it. The draft: only 教务处 sees it; others see releases."""

    edition = models.ForeignKey(
        "activities.Edition", on_delete=models.CASCADE, related_name="site_plans"
    )
    name = models.CharField("地点", max_length=60)
    width_m = models.DecimalField("宽（米）", max_digits=6, decimal_places=2, default=60)
    depth_m = models.DecimalField("深（米）", max_digits=6, decimal_places=2, default=40)
    # A picture of the place behind the drawing, re-encoded; it spans the whole plan.
    picture_key = models.UUIDField(null=True, unique=True, editable=False)
    # North, in degrees clockwise from the top of the plan; None: 示意图.
    north = models.PositiveSmallIntegerField("指北角度", null=True, blank=True)
    # Counts saves of the drawing and the placing; claiming it puts two savers in order.
    version = models.PositiveIntegerField(default=1)

    objects = SitePlanQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "展位图"
        constraints = [
            models.CheckConstraint(
                name="plan_has_a_size",
                condition=Q(width_m__gt=0, width_m__lte=WIDEST)
                & Q(depth_m__gt=0, depth_m__lte=WIDEST),
            )
        ]

    def __str__(self):
        return f"{self.name}展位图"

    def get_absolute_url(self):
        return reverse("plan_draw", args=[self.pk])

    # Questions

    def as_data(self):
        """The drawing without who stands where, for a copy."""
        boxes = {box.pk: place for place, box in enumerate(self.fixtures.all())}
        return {
            "fixtures": [one.as_data() for one in self.fixtures.all()],
            "booths": [
                one.as_data() | {"supply": boxes.get(one.supply_id)} for one in self.booths.all()
            ],
        }

    def reach(self):
        """(metres, metres): how far right and down anything unturned is drawn."""
        drawn = [*self.fixtures.all(), *self.booths.all()]
        right = max((one.x + one.width for one in drawn if not one.angle), default=0)
        bottom = max((one.y + one.depth for one in drawn if not one.angle), default=0)
        return right, bottom

    # Verbs

    def draw(self, data):
        """Everything of `data` (see `as_data`) onto an empty plan."""
        fixtures = [self.fixtures.create(**facts) for facts in data.get("fixtures", ())]
        for facts in data.get("booths", ()):
            supply = facts.get("supply")
            own = {name: value for name, value in facts.items() if name != "supply"}
            self.booths.create(**own, supply=None if supply is None else fixtures[supply])

    def claim(self, base_version):
        """Inside a transaction: the drawing is saved on what its drawer saw, or not at all."""
        claimed = SitePlan.objects.filter(pk=self.pk, version=base_version).update(
            version=F("version") + 1
        )
        if not claimed:
            raise PlanConflict(SitePlan.objects.get(pk=self.pk))
        self.version = base_version + 1

    def touch(self):
        """Inside a transaction: holds the plan's row, so that acts on its booths queue up."""
        SitePlan.objects.filter(pk=self.pk).update(version=F("version") + 1)
        self.refresh_from_db(fields=["version"])

    @transaction.atomic
    def redraw(self, by, base_version, facts, pieces):
        """The whole drawing in one act: what is not in `pieces` goes, what has no id is new.

        `pieces`: {key: (id or None, facts)}; a supply is named by its key. Returns {key: id}.
        """
        self.claim(base_version)
        moved = [name for name, value in facts.items() if getattr(self, name) != value]
        for name in moved:
            setattr(self, name, facts[name])
        self.save(update_fields=moved)
        told = {"新增": 0, "修改": 0, "删除": 0}
        fixtures = {key: piece for key, piece in pieces.items() if piece[1]["kind"] != "booth"}
        drawn = redrawn(self.fixtures, fixtures, DRAWN_FIXTURE, told)
        booths = {
            key: (pk, facts | {"supply_id": drawn.get(facts["supply"])})
            for key, (pk, facts) in pieces.items()
            if facts["kind"] == "booth"
        }
        drawn |= redrawn(self.booths, booths, DRAWN_BOOTH, told)
        if moved or any(told.values()):
            note = "、".join(f"{word} {count} 件" for word, count in told.items() if count)
            changes = {
                "after": {str(self._meta.get_field(n).verbose_name): facts[n] for n in moved}
            }
            AuditEntry.objects.record(by, "修改展位图", self, note, payload=changes)
        return drawn

    @transaction.atomic
    def remove(self, by):
        """Only what nothing leads to: what was released or drawn lots on stays on record."""
        self.touch()
        if held := self.booths.placed().select_related("college"):
            names = "、".join(f"{booth.code}（{booth.college}）" for booth in held)
            raise BrokenRule(f"{self}上 {names}已安排学院，不能删除。请先把学院移出。")
        standing = self.edition.weather_switches.standing().first()
        if standing and standing.leads_back_to(self):
            raise BrokenRule(f"撤销天气调整时还要回到{self}，不能删除。请先撤销天气调整。")
        AuditEntry.objects.record(by, "删除展位图", self)
        picture, name = self.picture_key, str(self)
        try:
            self.delete()
        except ProtectedError:
            raise BrokenRule(
                f"{name}正在使用、发布过、抽过签，或天气预案要用它，不能删除。"
                "可以留着，不影响其他图。"
            ) from None
        if picture:
            transaction.on_commit(lambda: discard(picture))

    @transaction.atomic
    def set_picture(self, path, by, **size):
        """`path`: a finished picture of ours, moved away; it spans a plan of the given `size`."""
        self.touch()
        for name, metres in size.items():
            setattr(self, name, metres)
        self.save(update_fields=list(size))
        verb = "更换展位图底图" if path else "去掉展位图底图"
        AuditEntry.objects.record(by, verb, self)
        key = uuid.uuid4() if path else None
        if path:
            keep(path, key)
        self.stand_on(key)

    def stand_on(self, key):
        """Inside a transaction: the stored picture with that key lies behind the drawing, or none.

        The one before is discarded unless a release still shows it.
        """
        before, self.picture_key = self.picture_key, key
        self.save(update_fields=["picture_key"])
        if before and before != key and before not in self.released_pictures():
            transaction.on_commit(lambda: discard(before))

    def released_pictures(self):
        """Keys of the pictures that some release of this plan shows."""
        keys = self.releases.values_list("drawn__site__picture", flat=True)
        return {uuid.UUID(key) for key in keys if key}


def redrawn(rows, wanted, names, told):
    """Make `rows` of a plan what is `wanted`; counts into `told`, returns {key: id}."""
    stored = {row.pk: row for row in rows.all()}
    if {pk for pk, _ in wanted.values() if pk} - set(stored):
        raise BrokenRule("图上有不属于这张图的图形，没有保存。请刷新页面，您画的内容仍在本机。")
    kept = [(stored[pk], facts) for pk, facts in wanted.values() if pk]
    remove(rows, set(stored) - {row.pk for row, _ in kept}, told)
    changed = []
    for row, facts in kept:
        if any(getattr(row, name) != facts[name] for name in names):
            changed.append(row)
            assign(row, facts, names)
    # Two booths may exchange their codes, which are unique at every moment.
    if "code" in names:
        rows.filter(pk__in=[row.pk for row in changed]).update(
            code=Concat(Value("~"), Cast("pk", CharField()))
        )
    # Row by row: one statement for all of them takes ten times as long to put together.
    for row in changed:
        row.save(update_fields=names)
    fresh = {key: facts for key, (pk, facts) in wanted.items() if not pk}
    made = rows.bulk_create(
        assign(rows.model(site=rows.instance), facts, names) for facts in fresh.values()
    )
    told["新增"] += len(made)
    told["修改"] += len(changed)
    ids = {key: pk for key, (pk, _) in wanted.items() if pk}
    return ids | {key: row.pk for key, row in zip(fresh, made, strict=True)}


def assign(row, facts, names):
    for name in names:
        setattr(row, name, facts[name])
    return row


def remove(rows, pks, told):
    gone = rows.filter(pk__in=pks)
    if hasattr(gone, "placed") and (held := list(gone.placed().select_related("college"))):
        names = "、".join(f"{booth.code}（{booth.college}）" for booth in held)
        raise BrokenRule(f"{names}已安排学院，不能删除。请先把学院移出，再删除展位。")
    told["删除"] += len(pks)
    gone.delete()


class Placed(models.Model):
    """A rectangle on a plan: its unrotated top left corner in metres, turned about its centre.

    Of a long one that was turned beside an edge, that corner may lie outside the plan.
    """

    x = models.DecimalField("左（米）", max_digits=6, decimal_places=2)
    y = models.DecimalField("上（米）", max_digits=6, decimal_places=2)
    width = models.DecimalField("宽（米）", max_digits=6, decimal_places=2)
    depth = models.DecimalField("深（米）", max_digits=6, decimal_places=2)
    angle = models.SmallIntegerField("转角（度）", default=0)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_has_a_size",
                condition=Q(width__gt=0, depth__gt=0),
            )
        ]

    RECT = ("x", "y", "width", "depth", "angle")

    def rect_data(self):
        return {name: float(getattr(self, name)) for name in self.RECT} | {"angle": self.angle}


class Fixture(Placed):
    """Whatever is drawn that no college stands on (domain.md §4)."""

    class Kind(models.TextChoices):
        GANGWAY = "gangway", "通道"
        ENTRANCE = "entrance", "出入口"
        POWER_BOX = "power_box", "配电箱"
        SERVICE_DESK = "service_desk", "服务台"
        MEDICAL = "medical", "医疗点"
        EXTINGUISHER = "extinguisher", "灭火器"
        STAGE = "stage", "舞台"
        ASSEMBLY = "assembly", "集合点"
        PARKING = "parking", "停车"

    site = models.ForeignKey(SitePlan, on_delete=models.CASCADE, related_name="fixtures")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    label = models.CharField("名称", max_length=20, blank=True)
    capacity_kw = models.DecimalField(
        "容量（kW）", max_digits=6, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = "展位图设施"
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="only_power_boxes_have_a_capacity",
                condition=Q(capacity_kw=None) | Q(kind="power_box", capacity_kw__gt=0),
            ),
        ]

    def __str__(self):
        return self.label or self.get_kind_display()

    def as_data(self):
        capacity = None if self.capacity_kw is None else float(self.capacity_kw)
        named = {"kind": self.kind, "label": self.label, "capacity_kw": capacity}
        return self.rect_data() | named
