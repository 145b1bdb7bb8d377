"""The clock before the day: the eve and the hour before it opens; a moved day is reminded anew."""

from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from colleges.dates import day

from ..models import Showcase
from ..models.edition import instant
from .notices import tell_reminder

EVE = time(16, 0)
BEFORE = timedelta(hours=1)
# A beat that was down tells late, but neither in the night nor of what has begun.
LATEST = timedelta(hours=12)


def moments(edition):
    """(word, instant) of the reminders of the day in force."""
    eve = instant(edition.showcase_on - timedelta(days=1), EVE)
    return [("eve", eve), ("hour", edition.showcase_opens_at - BEFORE)]


def remind(at):
    """Run every minute: late, twice or from two beats, everybody is told once."""
    rows = Showcase.objects.for_page().filter(is_cancelled=False)
    near = timezone.localdate(at)
    for showcase in rows.filter(
        edition__opened_at__isnull=False,
        edition__showcase_on__range=(near, near + timedelta(days=1)),
    ):
        opens = showcase.edition.showcase_opens_at
        for word, due in moments(showcase.edition):
            if due <= at < min(due + LATEST, opens):
                remind_of(showcase, word)


@transaction.atomic
def remind_of(showcase, word):
    edition, release = showcase.edition, showcase.released
    hours = f"{edition.showcase_from:%H:%M}–{edition.showcase_until:%H:%M}"
    when = f"{day(edition.showcase_on)}{hours}"
    # Of another day or hour it is another reminder.
    key = f"showcase:{word}:{edition.showcase_on}:{edition.showcase_from:%H%M}"
    if release is not None:
        tell_reminder(showcase, release, f"{when}，{edition.showcase_place}", key)
