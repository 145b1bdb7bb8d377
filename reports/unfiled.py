"""Colleges that the figures of this moment have and the compiled 附件2 has not: it is not filed."""

from activities.models import Requirement
from colleges.models import College

from .models import Filing

KINDS = [Requirement.Kind.STATISTICS_FORM]


def unfiled(edition, keys):
    """How many of these units, [(kind, id)], owe an 附件2 that is not filed, or was sent back."""
    colleges = [pk for kind, pk in keys if kind == College.kind]
    return Filing.objects.collected(edition, KINDS).owed().filter(college__in=colleges).count()


def told_of_unfiled(edition, keys):
    """Beside numbers of the whole school, which may be more than those compiled; else empty."""
    count = unfiled(edition, keys)
    return f"按现在登记的数据，含还没有报送附件2的 {count} 个学院。" if count else ""
