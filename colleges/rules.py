"""The ways to say no. Not seeing is a 404 (the row is not in `visible_to`), not now is here."""

from django.core.exceptions import PermissionDenied


class BrokenRule(Exception):
    """Not now: a Chinese sentence with the reason and the way out, shown where the person was."""


class WrongState(BrokenRule):
    """Somebody else moved it first, or it is not where this verb starts from."""


def require(allowed):
    """May not do: 403."""
    if not allowed:
        raise PermissionDenied
