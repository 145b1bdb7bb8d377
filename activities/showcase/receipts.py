"""谁还没看到: the receipts of a notice, read from everybody's inbox, by unit."""

from collections import defaultdict
from dataclasses import dataclass

from colleges.models import Membership


@dataclass(frozen=True)
class Receipts:
    """`unseen` are (unit, names) in the order of the units; people in two units stand in both."""

    told: int
    seen: int
    unseen: list


def receipts_of(notices):
    waiting = {notice.user_id: notice.user.name for notice in notices if not notice.read_at}
    return Receipts(len(notices), len(notices) - len(waiting), by_unit(waiting))


def by_unit(names):
    hats = Membership.objects.current().filter(user__in=names)
    hats = hats.select_related("college", "department").order_by("college__position", "role", "pk")
    units = defaultdict(dict)
    for hat in hats:
        unit = hat.college or hat.department or hat.get_role_display()
        units[str(unit)][hat.user_id] = names[hat.user_id]
    return [(unit, list(found.values())) for unit, found in units.items()]
