"""Words that fit into a box: how wide they can get in any usual font, where lines break.

Widths are in em (multiples of the size of the letters), on the safe side: the page is set in the
reader's own font, the paper in ours.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LEADING = 1.12  # from line to line, in em
MOST_LINES = 5
# Marks that no line begins with stay with the character before, those that none ends with with
# the one behind; a run of Latin letters is broken only where it is endless.
TOKENS = re.compile(r"[!-~]{1,12}|[（“‘「『《]?[^!-~\s][）”’」』》，、。；：！？]*|\s+")
BROAD = set("Wm@%Mw&")


@dataclass(frozen=True)
class Lettering:
    """Lines and the size of their letters, in the unit of the box."""

    size: float
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        return self.size * max(map(em, self.lines), default=0)

    @property
    def height(self) -> float:
        return self.size * LEADING * len(self.lines)


def legible(text: str) -> str:
    """One line without controls and directions, which XML or the eye would stumble over."""
    line = unicodedata.normalize("NFC", " ".join(str(text).split()))
    return "".join(sign for sign in line if unicodedata.category(sign)[0] != "C")


def em(text: str) -> float:
    """At least the width of `text`."""
    return sum(advance(sign) for sign in text)


def advance(sign: str) -> float:
    if sign >= "\U0001f000" and unicodedata.category(sign) == "So":
        return 1.4  # pictures are drawn wider than letters
    if sign > "~" or sign in BROAD:
        return 1.05 if sign == "@" else 1.0
    if sign.isupper():
        return 0.82
    return 0.65


@lru_cache(maxsize=2000)
def broken(text: str, count: int) -> tuple[str, ...]:
    """`text` on at most `count` lines, the widest of them as narrow as can be."""
    tokens = TOKENS.findall(text) or [text]
    low, high = 0.0, em(text)
    for _ in range(12):
        half = (low + high) / 2
        lines = filled(tokens, half)
        fits = len(lines) <= count and max(map(em, lines)) <= half
        low, high = (low, half) if fits else (half, high)
    return tuple(filled(tokens, high))


def filled(tokens: Iterable[str], width: float) -> list[str]:
    """Token after token onto lines of `width`; one that is wider stands alone."""
    lines = [""]
    for token in tokens:
        if lines[-1] and em(lines[-1]) + em(token.rstrip()) > width:
            lines.append("")
        lines[-1] += token if lines[-1] else token.lstrip()
    return [line.rstrip() for line in lines if line.strip()] or [""]


def fitted(text: str, width: float, height: float, most: float) -> Lettering:
    """`text` as large as the box allows, `most` at the largest; nothing is ever left out."""
    best = Lettering(0, ())
    if not text.strip():
        return best
    for count in range(1, MOST_LINES + 1):
        lines = broken(text, count)
        size = min(most, width / max(map(em, lines)), height / (LEADING * len(lines)))
        if size > best.size * 1.02:
            best = Lettering(size, lines)
    return best


def shorter(name: str) -> str:
    """机电工程学院 → 机电工程; a name that is nothing else stays."""
    return re.sub(r"(?<=..)(二级)?学院$", "", name)
