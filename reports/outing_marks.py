"""外出未审批 in the remark of 附件1: what the gate says of a row, now or as of a cut-off."""

from activities.models import Activity, Outing
from activities.spans import touch
from colleges.models import AuditEntry

from .columns import NOT_APPROVED

# What ends an approval and what lets it stand again; written in the same transaction.
ENDINGS = ("变更重批", "取消外出")
APPROVED, TAKEN_BACK = "批准外出", "撤回变更"


def with_outing_marks(rows, approved):
    """Rows as the sheet tells them; `approved` are the [(first day, last day)] by activity on
    which an outing that passed is away: an approval for another date opens nothing."""
    return [row | {"gate": NOT_APPROVED} if is_held_up(row, approved) else row for row in rows]


def is_held_up(row, approved):
    if row["status"] != Activity.Status.PLANNED or not row["is_outing"]:
        return False
    return not touch(approved.get(row["id"], ()), row["start_date"], row["end_date"])


def marked_now(rows, approved=None):
    """The same, by what has passed at this moment; asked for unless it is known."""
    if approved is None:
        asked = [row["id"] for row in rows if row["is_outing"]]
        found = Activity.objects.filter(pk__in=asked).with_gate() if asked else ()
        approved = {activity.pk: activity.approved_spans for activity in found}
    return with_outing_marks(rows, approved)


def approved_in(states):
    return {activity: spans for activity, _, _, spans in states}


def passed_in(states):
    return {activity for activity, passed, *_ in states if passed}


def outing_states(edition, colleges):
    """[[activity id, passed, since, approved days]] of what these colleges filed and what was
    ever approved; what never was is not in it: typing changes no compilation.
    """
    rows = Outing.objects.filter(
        activity__edition=edition,
        activity__filed_version__isnull=False,
        approved_round__isnull=False,
    ).order_by()
    facts = ("status", "approved_at", "departs_at", "returns_at", "activity__college")
    rows = rows.select_related("activity").only(*facts)
    found = [one for one in rows if one.college_id in colleges]
    turns = turned_at({one.pk: one.approved_at for one in found})
    states = {}
    for one in found:
        begun, ended = turns.get(one.pk, (one.approved_at, None))
        since = begun if one.has_passed else ended or begun
        states.setdefault(one.activity_id, []).append((one, since))
    return [[activity, *told(states[activity])] for activity in sorted(states)]


def told(states):
    """Whether one has passed, since when it all stands as it does, and its approved days."""
    spans = {(f"{one.first_day}", f"{one.last_day}") for one, _ in states if one.has_passed}
    since = max(since for _, since in states)
    return bool(spans), since.isoformat(), [list(span) for span in sorted(spans)]


def turned_at(approved):
    """{outing id: (since when its approval stands or stood, when it ended or None)}.

    From the log; `approved` is {outing id: approved when}. A change that was taken back lets the
    approval stand anew, and of what ends it since then the first counts.
    """
    if not approved:
        return {}
    ids = {str(pk): pk for pk in approved}
    verbs = (*ENDINGS, APPROVED, TAKEN_BACK)
    entries = AuditEntry.objects.filter(
        object_type=Outing._meta.label_lower, object_id__in=ids, verb__in=verbs
    )
    turns = {pk: (at, None) for pk, at in approved.items()}
    for text, verb, at in entries.order_by("pk").values_list("object_id", "verb", "at"):
        pk = ids[text]
        begun, ended = turns[pk]
        if verb == APPROVED:
            turns[pk] = (approved[pk], None)
        elif verb == TAKEN_BACK:
            turns[pk] = (max(at, begun), None)
        elif ended is None:
            turns[pk] = (begun, max(at, begun))
    return turns
