"""Where the audit chain ended, noted outside the database (security.md B-65).

The chain itself cannot tell that its newest entries were cut off; this note can. It lies in the
data folder of the host that seals, is printed by `verify_audit` and stands in every backup.
"""

import os
from typing import NamedTuple

from django.conf import settings

NAME = "audit_head"


class Head(NamedTuple):
    sequence: int
    chain_hash: str

    def __str__(self):
        return f"{self.sequence}:{self.chain_hash}"


def parsed(text: str) -> Head:
    """What `str` of a head made; ValueError for anything else."""
    sequence, _, chain_hash = text.strip().partition(":")
    if len(chain_hash) != 64:
        raise ValueError(text)
    return Head(int(sequence), chain_hash)


def noted() -> Head | None:
    """None where nothing was noted yet: another host, or after a restore of an old backup."""
    try:
        text = (settings.DATA_DIR / NAME).read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    try:
        return parsed(text)
    except ValueError:
        return Head(0, "unreadable")  # no entry has this number: a fault, not a missing note


def note(head: Head) -> None:
    """Whole or not at all, also when the power fails."""
    path = settings.DATA_DIR / NAME
    part = path.with_name(f"{NAME}.{os.getpid()}.part")
    with open(part, "w", encoding="ascii") as file:
        file.write(f"{head}\n")
        file.flush()
        os.fsync(file.fileno())
    part.chmod(0o600)
    os.replace(part, path)
