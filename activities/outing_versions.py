"""What changed between two rounds of an outing, as the page shows it to this reader."""

from django.db.models import F

from colleges.phones import masked

from .models import Outing, OutingVersion
from .outing_agreement import STANDING, activity_changes, approved_version, list_differs
from .outing_facts import LABELS, PHONES, compared, told_groups

REASON = LABELS["warning_reason"]
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

    def __init__(self, old, new, sees_phones, *, is_binding):
        self.old, self.new = old, new
        # An approval stood before: what is material had to be approved anew.
        self.is_binding = is_binding
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
    first = first_approved(outing)
    return [
        Change(old, new, sees_phones, is_binding=first is not None and first <= old.number)
        for old, new in pairs
    ]


def first_approved(outing):
    """The first round to which everybody agreed, or None."""
    agreed = {}
    for step in outing.steps.all():
        agreed.setdefault(step.round, []).append(step.decision == step.Decision.AGREED)
    return min((number for number, answers in agreed.items() if all(answers)), default=None)


def since_approved(outing, sees_phones):
    """What the page of one that has passed says of what moved beside its approval."""
    version = approved_version(outing) if outing.has_passed else None
    if version is None:
        return {}
    rows = [row for row in compared(version.restored(), outing.facts()) if row[0] != REASON]
    counts = outing.participants.by_kind()
    return {
        "activity_changes": activity_changes(outing, version),
        "list_differs": list_differs(outing, counts) if outing.status in STANDING else "",
        "changed_since": hidden(rows, sees_phones),
    }


def put_activity_changes(outings):
    """Tell each what its activity says otherwise since it was approved, in one query for all."""
    standing = {outing.pk: outing for outing in outings if outing.status in STANDING}
    approved = OutingVersion.objects.filter(outing__in=standing)
    approved = approved.filter(number=F("outing__approved_round")).defer("facts")
    for version in approved if standing else []:
        outing = standing[version.outing_id]
        outing.activity_changes = activity_changes(outing, version)
    return outings


def whole(version, sees_phones):
    """Everything that round said, block by block."""
    return told_groups(Outing(**version.restored()), sees_phones=sees_phones)
