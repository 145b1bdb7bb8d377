"""Which names of the shared list of partners are one organisation: what was filed under two
names by two colleges counts once for the school, as of the cut-off."""

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from activities.models import Partner, ResultPart
from colleges.models import AuditEntry

VERBS = ("合并合作单位", "拆开合作单位")


def merges(edition):
    """{"pairs": [[id, the id it counts as]], "since": ISO instant of the last change or None} of
    the partners that results of this edition name, or that a filed form alone still names."""
    named = ResultPart.objects.filter(result__activity__edition=edition).values("partner")
    everywhere = ResultPart.objects.values("partner")
    own = Partner.objects.filter(Q(pk__in=named) | ~Q(pk__in=everywhere))
    roots = own.exclude(merged_into=None).values("merged_into")
    # What lay between a name and the one it counts as was merged for it too.
    family = Partner.objects.filter(
        Q(pk__in=own.values("pk")) | Q(pk__in=roots) | Q(merged_into__in=roots)
    )
    pairs = own.exclude(merged_into=None).order_by("pk").values_list("pk", "merged_into")
    last = last_change(family)
    return {"pairs": [list(pair) for pair in pairs], "since": last and last.isoformat()}


def all_pairs():
    """[(id, the id it counts as)] of every merged partner."""
    return list(Partner.objects.exclude(merged_into=None).values_list("pk", "merged_into"))


def last_change(partners):
    own = partners.annotate(text=Cast("pk", CharField())).filter(text=OuterRef("object_id"))
    entries = AuditEntry.objects.filter(
        Exists(own), verb__in=VERBS, object_type=Partner._meta.label_lower
    )
    return entries.order_by("-pk").values_list("at", flat=True).first()


def with_merges(rows, pairs):
    """Rows whose things are the organisations they count as by now. Partners are told by number;
    rooms and days, which nobody merges, by text."""
    into = dict(pairs)
    for row in rows:
        things = row.get("things") or ()
        yield row | {
            "things": [into.get(one, one) if isinstance(one, int) else one for one in things]
        }
