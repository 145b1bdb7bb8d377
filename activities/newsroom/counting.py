"""What of the push ledger counts: one story once, at its highest level (domain.md §5). Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import models


class Level(models.TextChoices):
    """G1–G4 of 附件2, lowest first."""

    SCHOOL = "school", "校级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATIONAL = "national", "国家级"


RANKS = {level: rank for rank, level in enumerate(Level)}
# 附件2: G2–G4 need an address or a screenshot.
NEEDS_PROOF = (Level.CITY, Level.PROVINCE, Level.NATIONAL)


def counted(rows: Iterable[tuple]) -> dict:
    """{unit: {level: stories}} of adopted reports given as (unit, story, level).

    A story that several outlets took, on whatever levels, counts once for its unit, at the
    highest of them; a level nobody reached is 0.
    """
    best = {}
    for unit, story, level in rows:
        before = best.get((unit, story))
        if before is None or RANKS[level] > RANKS[before]:
            best[unit, story] = level
    found = defaultdict(Counter)
    for (unit, _), level in best.items():
        found[unit][level] += 1
    return {unit: {level: levels[level] for level in Level} for unit, levels in found.items()}


def added_up(counts: dict) -> dict:
    """{level: stories} of all units together."""
    return {level: sum(levels[level] for levels in counts.values()) for level in Level}
