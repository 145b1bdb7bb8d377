"""How an outing begins: from what its activity already says, or as a copy of an earlier one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from .models import Outing
from .outing_status import with_states
from .outing_versions import put_activity_changes

MOST_OF_HOST = 120
# Of one day, of one trip: asked anew.
NOT_COPIED = ("departs_at", "returns_at", "warning_reason")


def activities_to_leave_for(activities, now):
    """What may be asked for: planned and marked 外出, those that come first on top."""
    marked = activities.planned().filter(is_outing=True).for_list().in_order()
    earlier = Prefetch("outings", Outing.objects.prefetch_related("steps").by_departure())
    found = list(marked.prefetch_related(earlier))
    for activity in found:
        activity.told_outings = with_states(activity.outings.all(), now)
    return found


def outings_of(activity, now):
    """What was asked for `activity` so far, those that leave first on top."""
    outings = list(activity.outings.for_list().by_departure())
    return put_activity_changes(with_states(outings, now))


def said_by(activity):
    """What the activity says of its outing; teachers, vehicle and safety are asked."""
    return times_of(activity) | {
        "destination": activity.venue,
        "leader_name": activity.leader_name,
        "leader_phone": activity.leader_phone,
        "host": "、".join(activity.partners)[:MOST_OF_HOST],
    }


def times_of(activity):
    """There and back on its first day: of several days each is a trip of its own as a rule."""
    leaves = datetime.combine(activity.start_date, activity.start_time)
    returns = datetime.combine(activity.start_date, activity.end_time)
    if returns <= leaves:
        returns += timedelta(days=1)
    return {
        "departs_at": timezone.make_aware(leaves),
        "returns_at": timezone.make_aware(returns),
    }


def begin_outing(activity, by):
    """A draft for `activity`."""
    return begun_once(activity, by, said_by(activity))


def copy_outing(outing, activity, by):
    """A draft with its facts. Neither its times, its participants nor its approval come along;
    for another activity the times are that one's."""
    facts = {name: value for name, value in outing.facts().items() if name not in NOT_COPIED}
    if activity.pk != outing.activity_id:
        facts |= times_of(activity)
    return begun_once(activity, by, facts)


@transaction.atomic
def begun_once(activity, by, facts):
    """Pressed twice, it is the untouched draft of the first time."""
    activity.hold()
    activity.refuse_to_leave()
    untouched = activity.outings.filter(status=Outing.Status.DRAFT, version=1, created_by=by)
    wanted = Outing(**facts).facts()
    twins = [one for one in untouched if one.facts() == wanted]
    return twins[0] if twins else Outing.objects.begin(activity, by, facts)
