"""What the clock does with outings: it reminds and alarms, and never approves anything.

Run every minute; a tick that comes late, twice or from two beats tells everybody once.
"""

import logging
from datetime import timedelta
from functools import cache

from django.db import transaction

from . import outing_notices as notices
from .models import Outing, OutingStep
from .models.trip import ALARMS

logger = logging.getLogger(__name__)

# Hours before departure at which an open step is pressed for; each nearer one reaches further.
PRESSING = (48, 24, 12, 6, 3, 2, 1)


def pressing_hours(departs_at, at):
    """The nearest of the hours that has come, None when departure is far or has passed."""
    left = departs_at - at
    due = [hours for hours in PRESSING if left <= timedelta(hours=hours)]
    return min(due, default=None) if left > timedelta(0) else None


def press_approvers(at):
    """Remind of every open step whose departure comes near; a beat that was down sends the last.

    One query while nothing is due, however many wait.
    """
    furthest = at + timedelta(hours=PRESSING[0])
    steps = OutingStep.objects.next_ones().filter(
        outing__departs_at__gt=at, outing__departs_at__lte=furthest
    )
    due = {
        pk: pressing_hours(departs_at, at)
        for pk, departs_at, pressed in steps.values_list("outing", "outing__departs_at", "pressed")
        if pressed is None or pressed > pressing_hours(departs_at, at)
    }
    ask = cache(notices.hats)
    each(
        Outing.objects.for_list().filter(pk__in=due) if due else (),
        lambda outing: press(outing, due[outing.pk], ask),
    )


@transaction.atomic
def press(outing, hours, ask=None):
    """The hour is claimed with its reminders, so that none comes after a nearer one."""
    step = outing.step
    # Decided or taken back since it was found; the next beat finds the step after it.
    if step is None or not step.claim_pressing(hours):
        return
    # Asked only just now: being asked is the reminder.
    if outing.held_since <= outing.departs_at - timedelta(hours=hours):
        notices.tell_pressing(outing, step, hours, ask)


def alarm_overdue(at):
    """逾期未归 by 15 / 30 / 60 minutes."""
    late = Outing.objects.for_list().outside()
    late = late.filter(returns_at__lt=at, alarmed__lt=ALARMS[-1])
    ask = cache(notices.hats)
    each(late, lambda outing: alarm(outing, outing.alarm(at), at, ask))


@transaction.atomic
def alarm(outing, level, at, ask=None):
    """The level is claimed with its notices: a beat that dies between leaves it to the next."""
    if level and level > outing.alarmed and outing.claim_alarm(level):
        notices.tell_overdue(outing, level, at, ask)


def each(outings, tell):
    """One that cannot be told of keeps no other from its alarm; the next beat tries it again."""
    for outing in outings:
        try:
            tell(outing)
        except Exception:  # the task's edge
            logger.exception("outing %s cannot be told of", outing.pk)


def watch(at):
    """Who is overdue comes first: no reminder may stand before an alarm."""
    alarm_overdue(at)
    press_approvers(at)
