"""First steps of an installation: an edition, its colleges, and what they owe."""

from django.db import transaction

from activities.models import Edition
from colleges.models import AuditEntry, College
from colleges.units import set_active

from .models import Filing


@transaction.atomic
def open_edition(shipped, *, starts_on=None, by=None):
    edition = Edition.objects.load(shipped, starts_on=starts_on, by=by)
    Filing.objects.expect(edition)
    return edition


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
