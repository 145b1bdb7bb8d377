"""外出未审批 in the remark of 附件1: what the gate says of a row, now or as of a cut-off."""

from activities.models import Activity, Outing
from activities.outing_status import PASSED
from colleges.models import AuditEntry

from .columns import NOT_APPROVED

# What ends an approval; written in the same transaction.
ENDINGS = ("变更重批", "取消外出")


def with_outing_marks(rows, passed):
    """Rows as the sheet tells them; `passed` are the ids of activities that may leave."""
    return [row | {"gate": NOT_APPROVED} if is_held_up(row, passed) else row for row in rows]


def is_held_up(row, passed):
    is_planned = row["status"] == Activity.Status.PLANNED
    return is_planned and row["is_outing"] and row["id"] not in passed


def marked_now(rows, passed=None):
    """The same, by what has passed at this moment; asked for unless `passed` is known."""
    if passed is None:
        asked = [row["id"] for row in rows if row["is_outing"]]
        found = (
            Outing.objects.passed().filter(activity__in=asked) if asked else Outing.objects.none()
        )
        passed = set(found.values_list("activity", flat=True))
    return with_outing_marks(rows, passed)


def passed_in(states):
    return {activity for activity, passed, _ in states if passed}


def outing_states(edition, colleges):
    """[[activity id, passed, since]] of what these colleges filed and what was ever approved.

    What never was approved is not in it: typing changes no compilation.
    """
    rows = Outing.objects.filter(
        activity__edition=edition,
        activity__filed_version__isnull=False,
        approved_round__isnull=False,
    ).order_by()
    facts = ("activity_id", "activity__college_id", "pk", "status", "approved_at")
    found = [row for row in rows.values_list(*facts) if row[1] in colleges]
    ends = ended_at([(pk, since) for _, _, pk, status, since in found if status not in PASSED])
    states = {}
    for activity, _, pk, status, approved_at in found:
        passed = status in PASSED
        since = approved_at if passed else ends.get(pk, approved_at)
        states.setdefault(activity, []).append((passed, since))
    return [[activity, *told(states[activity])] for activity in sorted(states)]


def told(states):
    """One that passed is enough, since the first of them; else since the last one ended."""
    if passed := [since for has_passed, since in states if has_passed]:
        return True, min(passed).isoformat()
    return False, max(since for _, since in states).isoformat()


def ended_at(outings):
    """{outing id: when its approval ended}, from the log; `outings` are (id, approved when)."""
    if not outings:
        return {}
    approved = {str(pk): since for pk, since in outings}
    entries = AuditEntry.objects.filter(
        object_type=Outing._meta.label_lower, object_id__in=approved, verb__in=ENDINGS
    )
    ends = {}
    for text, at in entries.order_by("pk").values_list("object_id", "at"):
        if at >= approved[text]:
            ends.setdefault(int(text), at)
    return ends
