"""One shared list of enterprises, communities and villages, so that “distinct” means something."""

import unicodedata

from django.db import models, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from colleges.lines import in_one_line
from colleges.models import AuditEntry
from colleges.quotes import quoted
from colleges.rules import BrokenRule, WrongState

LONGEST_NAME = 60


def key_of(name):
    """Two spellings of one name: full-width letters, spaces and brackets make no difference."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


class PartnerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Names of organisations: everybody who fills in picks from the same list."""
        return self

    def roots(self):
        """Without the other spellings that were merged into one of these."""
        return self.filter(merged_into=None)

    def with_uses(self):
        """`uses`: how many results name it, under any of its spellings."""
        own, others = Count("parts", distinct=True), Count("aliases__parts", distinct=True)
        return self.annotate(uses=own + others).order_by("name", "pk")

    def matching(self, words):
        key = key_of(words)
        return (
            self.filter(Q(key__contains=key) | Q(aliases__key__contains=key))
            .distinct()
            .order_by("name", "pk")
        )

    def named(self, names, kind, by):
        """{name: partner}; unknown names join the list. A merged spelling stays what was picked."""
        found = {}
        for name in names:
            name = in_one_line(name).strip()
            partner, _ = self.get_or_create(
                key=key_of(name), defaults={"name": name, "kind": kind, "created_by": by}
            )
            found[name] = partner
        return found


class Partner(models.Model):
    """Picked by its name; merged, it counts as the one it is a spelling of."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", "企业"
        COMMUNITY = "community", "社区"
        VILLAGE = "village", "乡村"
        INSTITUTE = "institute", "院所"
        OTHER = "other", "其他单位"

    name = models.CharField("名称", max_length=LONGEST_NAME)
    key = models.CharField(max_length=LONGEST_NAME * 2, unique=True, editable=False)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="aliases", verbose_name="并入"
    )
    created_by = models.ForeignKey(
        "colleges.User", on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "合作单位"
        constraints = [
            models.CheckConstraint(
                name="partner_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            )
        ]

    def __str__(self):
        return quoted(self.name)

    def get_absolute_url(self):
        return reverse("partner_list") + f"?q={self.name}"

    @property
    def counted_as(self):
        return self.merged_into or self

    # Verbs

    @transaction.atomic
    def revise(self, by, *, name, kind):
        """Another spelling or kind, for every sheet that is not filed yet."""
        key = key_of(name)
        if not key:
            raise BrokenRule("请填写名称。")
        if twin := Partner.objects.exclude(pk=self.pk).filter(key=key).first():
            raise BrokenRule(f"名单里已有{twin}，不能改成同样的名称。是同一家请用“合并”。")
        before = {"名称": self.name, "类型": self.get_kind_display()}
        self.name, self.kind, self.key = name, kind, key
        self.save(update_fields=["name", "kind", "key"])
        after = {"名称": name, "类型": self.get_kind_display()}
        payload = {"before": before, "after": after}
        AuditEntry.objects.record(by, "修改合作单位", self, payload=payload)

    @transaction.atomic
    def merge(self, by, into):
        """The same organisation under another name: no result is touched, all count it once."""
        into = Partner.objects.select_for_update(no_key=True).get(pk=into.pk).counted_as
        if into.pk == self.pk:
            raise BrokenRule(f"{self}不能并入它自己。请选另一个单位。")
        if into.kind != self.kind:
            raise BrokenRule(
                f"{self}是{self.get_kind_display()}，{into}是{into.get_kind_display()}，"
                "不能合并。请先把类型改成一样的。"
            )
        own = Partner.objects.filter(pk=self.pk, merged_into=None)
        if not own.update(merged_into=into):
            raise WrongState(f"{self}刚刚已被合并。请刷新页面查看。")
        Partner.objects.filter(merged_into=self.pk).update(merged_into=into)
        AuditEntry.objects.record(by, "合并合作单位", self, f"并入{into}")
        self.merged_into = into

    @transaction.atomic
    def split(self, by):
        """Merged by mistake: it counts by itself again."""
        merged = Partner.objects.filter(pk=self.pk, merged_into__isnull=False)
        if not merged.update(merged_into=None):
            raise WrongState(f"{self}没有被合并，或刚刚已经拆开。请刷新页面查看。")
        AuditEntry.objects.record(by, "拆开合作单位", self, f"原并入{self.merged_into}")
        self.merged_into = None


# Of a row that names a partner: the organisation it counts as.
COUNTED_AS = Coalesce("partner__merged_into", "partner")
