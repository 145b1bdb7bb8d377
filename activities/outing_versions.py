"""What changed between two rounds of an outing, as the page shows it to this reader."""

from colleges.phones import masked

from .models import Outing
from .outing_facts import LABELS, PHONES, told_groups

PHONE_LABELS = {LABELS[name] for name in PHONES}


def hidden(rows, sees_phones):
    """Rows of `compared` with the phones masked for who may not read them."""
    if sees_phones:
        return rows
    return [
        (label, *map(masked, (old, new)), is_material) if label in PHONE_LABELS else row
        for row in rows
        for label, old, new, is_material in [row]
    ]


class Change:
    """From one round to a later one: material changes first."""

    def __init__(self, old, new, sees_phones):
        self.old, self.new = old, new
        rows = hidden(old.changes_to(new), sees_phones)
        self.rows = sorted(rows, key=lambda row: not row[3])

    @property
    def is_material(self):
        return any(row[3] for row in self.rows)


def changes_of(outing, versions, sees_phones):
    """The newest change first; on top what differs from what had been approved."""
    pairs = list(zip(versions, versions[1:], strict=False))[::-1]
    approved = [one for one in versions if one.number == outing.approved_round]
    if outing.is_reopened and approved and (approved[0], versions[-1]) not in pairs:
        pairs.insert(0, (approved[0], versions[-1]))
    return [Change(old, new, sees_phones) for old, new in pairs]


def whole(version, sees_phones):
    """Everything that round said, block by block."""
    return told_groups(Outing(**version.restored()), sees_phones=sees_phones)
