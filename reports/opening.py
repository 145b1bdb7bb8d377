"""First steps of an installation: an edition, its colleges, and what they owe."""

from django.db import transaction
from django.utils import timezone

from activities.models import Edition
from activities.preparing import blockers, open_edition
from colleges.models import AuditEntry, College
from colleges.units import set_active

from .models import Filing


@transaction.atomic
def load_edition(shipped, *, starts_on=None):
    """For who runs the installation: open at once, past weeks too."""
    edition = Edition.objects.load(shipped, starts_on=starts_on)
    Filing.objects.expect(edition)
    return edition


def prepare_edition(shipped, *, starts_on=None, by=None):
    """A new edition that only 教务处 and administrators see; the first opens when it can."""
    edition = Edition.objects.load(shipped, starts_on=starts_on, by=by, prepared=True)
    open_the_first(by)
    edition.refresh_from_db()
    return edition


@transaction.atomic
def open_to_all(edition, by, at):
    """From now on everybody sees it and every college owes its forms."""
    open_edition(edition, by, at)
    Filing.objects.expect(edition)


def open_the_first(by):
    """The newcomer's short way: the very first edition opens by itself once nothing blocks it.

    Returns it if it did. Later ones wait for the button.
    """
    first, at = Edition.objects.current(), timezone.now()
    if first is None or first.is_open or blockers(first, at):
        return None
    open_to_all(first, by, at)
    return first


@transaction.atomic
def add_colleges(names, *, by):
    """Returns the new ones; the current edition expects their forms from now on."""
    fresh = College.objects.named(names)
    if fresh:
        added = {"after": {"学院": [college.name for college in fresh]}}
        AuditEntry.objects.record(by, "增加学院", payload=added)
    if (edition := Edition.objects.current()) is not None:
        Filing.objects.expect(edition)
    return fresh


@transaction.atomic
def expect_again(college, *, by):
    """A college that is back owes the current edition's forms again."""
    set_active(college, by, True)
    if (edition := Edition.objects.current()) is not None:
        Filing.objects.expect(edition)
