"""The ways to say no. Not seeing is a 404 (the row is not in `visible_to`), not now is here."""

from django.core.exceptions import PermissionDenied


class BrokenRule(Exception):
    """Not now: a Chinese sentence with the reason and the way out, shown where the person was."""


class WrongState(BrokenRule):
    """Somebody else moved it first, or it is not where this verb starts from."""


def id_in(text):
    """The id that stands in an address or a form; 0, which no row has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def within(text, most):
    """A reason as it is kept: at most `most` characters, a line break counts as one."""
    text = "\n".join(text.strip().splitlines())
    if len(text) > most:
        raise BrokenRule(f"最多写 {most} 字，现在有 {len(text)} 字。请删减后再试。")
    return text


def require(allowed):
    """May not do: 403."""
    if not allowed:
        raise PermissionDenied
