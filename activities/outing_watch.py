"""What the clock does with outings: it reminds and alarms, and never approves anything.

Run every minute; a tick that comes late, twice or from two beats tells everybody once.
"""

from datetime import timedelta

from . import outing_notices as notices
from .models import Outing, OutingStep

# Hours before departure at which an open step is pressed for; each nearer one reaches further.
PRESSING = (48, 24, 12, 6, 3, 2, 1)


def pressing_hours(departs_at, at):
    """The nearest of the hours that has come, None when departure is far or has passed."""
    left = departs_at - at
    due = [hours for hours in PRESSING if left <= timedelta(hours=hours)]
    return min(due, default=None) if left > timedelta(0) else None


def press_approvers(at):
    """Remind of every open step whose departure comes near; a beat that was down sends the last."""
    furthest = at + timedelta(hours=PRESSING[0])
    steps = OutingStep.objects.next_ones().filter(
        outing__departs_at__gt=at, outing__departs_at__lte=furthest
    )
    outings = Outing.objects.for_list().filter(pk__in=steps.values("outing"))
    for outing in outings:
        hours = pressing_hours(outing.departs_at, at)
        # Asked only just now: being asked is the reminder.
        if outing.held_since <= outing.departs_at - timedelta(hours=hours):
            notices.tell_pressing(outing, outing.step, hours)


def alarm_overdue(at):
    """逾期未归 by 15 / 30 / 60 minutes."""
    for outing in Outing.objects.for_list().outside().filter(returns_at__lt=at):
        if level := outing.alarm(at):
            notices.tell_overdue(outing, level, at)


def watch(at):
    press_approvers(at)
    alarm_overdue(at)
