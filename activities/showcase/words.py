"""Numbers and lists in the sentences about the plan."""

import math
from collections.abc import Sequence

# Nobody reads more names than these in one sentence.
MOST_NAMES = 6


def number(value: float) -> str:
    """Two decimals at most, none where none are needed: 1.2, 30, 0.05."""
    if not math.isfinite(value):
        return "？"
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def kw(value: float) -> str:
    return f"{number(value)} kW"


def listed(names: Sequence[str]) -> str:
    """“A01、A02”, and from the seventh name on “… 等 9 个”."""
    if len(names) <= MOST_NAMES:
        return "、".join(names)
    return f"{'、'.join(names[:MOST_NAMES])} 等 {len(names)} 个"
