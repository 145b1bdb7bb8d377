"""Which names of the shared list look like one organisation. Pure but for reading the list."""

from collections import defaultdict
from difflib import SequenceMatcher

# What every second enterprise is called says nothing about which one it is.
COMMON = (
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "公司",
    "集团",
    "居民委员会",
    "居委会",
    "村委会",
)
ALIKE = 0.8
MOST_PAIRS = 20


def core_of(key: str) -> str:
    """The key of a name without what such names have in common."""
    for word in COMMON:
        key = key.replace(word, "")
    return key


def alike(one: str, other: str) -> bool:
    one, other = core_of(one), core_of(other)
    if not one or not other:
        return False
    if one == other or (min(len(one), len(other)) >= 3 and (one in other or other in one)):
        return True
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def look_alike(partners):
    """[(partner, partner)] of one kind with much the same name, for a person to decide on.

    Only names that share two characters side by side are compared, so that a long list
    costs little.
    """
    known, found, seen = defaultdict(list), [], set()
    for partner in partners.order_by("pk"):
        core = core_of(partner.key)
        for pair in {core[n : n + 2] for n in range(len(core) - 1)}:
            for other in known[partner.kind, pair]:
                if (other.pk, partner.pk) not in seen and len(found) < MOST_PAIRS:
                    seen.add((other.pk, partner.pk))
                    if alike(other.key, partner.key):
                        found.append((other, partner))
            known[partner.kind, pair].append(partner)
    return found
