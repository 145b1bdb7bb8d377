"""Text in lines: measured, broken where Chinese typesetting allows it, made smaller till it fits.

Nothing is cut off: what does not fit its frame is set smaller.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import inf
from pathlib import Path

from PIL import ImageFont

from ..glyphs import FONTS, drawable, is_unseen
from ..glyphs import drawn as with_stand_in

TITLE, BOLD, PLAIN = "NotoSerifCJKsc-Black", "NotoSansCJKsc-Bold", "NotoSansCJKsc-Regular"
NOT_FIRST = set("、，。．·：；？！…—～〉》」』】〕〗）］｝’”,.:;?!)]}%％‰℃°")
NOT_LAST = set("〈《「『【〔〖（［｛‘“([{$￥¥№")
# Words that titles of the week are made of: a line does not end inside one.
WORDS = (Path(__file__).parent.parent / "data" / "title_words.txt").read_text("utf-8").split()
# A word of Latin letters and digits stays whole (C++, C#, 2:30), and a number with what it counts;
# anything else breaks beside every character.
LATIN = r"[0-9A-Za-z\u00c0-\u017f]+(?:['’.:/&+_@#–-][0-9A-Za-z\u00c0-\u017f]+)*(?:\+\+|[+#])?"
DATE = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?"
COUNTED = "平方米|公里|小时|分钟|周年|课时|学时|场次|人次|年度|年级|点钟"
COUNTED += "|[年月日号天周届期场人名位家个项次种元岁级米所台套件份组点秒门条支类款节课班站区强岗亩]"
NUMBER = r"\d[\d.,:]*[%％‰℃]|\d[\d.,:]*\s?[多余]?[百千万亿]*[多余]?"
COUNT = f"第?(?:{NUMBER}|[一二三四五六七八九十两百千]{{1,4}}[余多]?)(?:{COUNTED})"
BRACKETED = r"[（(《“][^（）()《》“”]{1,6}[）)》”]"
PIECES = re.compile(
    "|".join([BRACKETED, DATE, COUNT, LATIN, r"\s+", *sorted(WORDS, key=len, reverse=True), "."])
)
SMALL_PIECES = re.compile(f"{LATIN}|.")
SIGNS = re.compile(".")
BREATHS = set("，。：；？！、—…）》」』】”·")
PICTURES = {"So", "Sk", "Me", "Mn", "Cn", "Co", "Cs"}
SMALLER = 0.92
# So much smaller a text is set at most to keep a long word whole; then the word is broken.
LEAST_WHOLE = 0.55


@cache
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    path = str(FONTS / f"{face}.otf")
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def advance(character: str, face: str, size: int) -> float:
    return font(face, size).getlength(character)


def width_of(text: str, face: str, size: int) -> float:
    return sum(advance(character, face, size) for character in text)


def clean(text: str) -> str:
    """One line of what our fonts can draw: without emoji, 〓 for a character we lack."""
    line = unicodedata.normalize("NFC", text)
    kept = (sign if sign.isspace() else seen(sign) for sign in line)
    return " ".join("".join(kept).split())


def seen(sign: str) -> str:
    if sign in drawable():
        return "" if is_unseen(sign) else sign
    picture = is_unseen(sign) or unicodedata.category(sign) in PICTURES
    return "" if picture else with_stand_in(sign)


def units(text: str, pieces=PIECES) -> list[str]:
    """The smallest parts a line may be broken between; a blank is a unit of its own."""
    found: list[str] = []
    for piece in pieces.findall(text):
        glued = found and not found[-1].isspace() and not piece.isspace()
        if glued and (piece[0] in NOT_FIRST or found[-1][-1] in NOT_LAST):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def wrap(text: str, face: str, size: int, width: float) -> list[str]:
    """`text` in lines no wider than `width`; a word that is wider is broken inside."""

    def fits(line):
        return width_of(line.rstrip(), face, size) <= width

    lines, line = [], ""
    for unit in units(text):
        for part in [unit] if fits(unit) else finer(unit, fits):
            if fits(line + part):
                line += part
                continue
            lines.append(line.strip())
            line = part.lstrip()
    return [one for one in [*lines, line.strip()] if one]


def finer(unit: str, fits) -> list[str]:
    """What is too wide for a line: its words and characters, at last the letters of a word."""
    for pieces in (SMALL_PIECES, SIGNS):
        if fits(unit):
            return [unit]
        parts = units(unit, pieces)
        if len(parts) > 1:
            return [piece for part in parts for piece in finer(part, fits)]
    return list(unit)


def stumble(line: str, rest) -> float:
    """What it costs to read on here: a line rather ends where one takes breath, not just after."""
    if not rest or not line:
        return 0
    if line[-1] in BREATHS:
        return -0.1
    return 0.25 if BREATHS & set(line[-3:]) else 0


def balanced(text: str, face: str, size: int, width: float) -> list[str]:
    """As few lines as `wrap`, of much the same length, and rather ended where one takes breath."""
    parts, lines = units(text), wrap(text, face, size, width)
    if len(lines) < 2 or max(width_of(part, face, size) for part in parts) > width:
        return lines
    ends = [0, *accumulate(map(len, parts))]
    ideal = width_of(text, face, size) / len(lines)

    @cache
    def best(start, left):
        """(cost, lines) of the text from unit `start` on in exactly `left` lines."""
        if left == 0:
            return (0, ()) if start == len(parts) else (inf, ())
        found = [(inf, ())]
        for end in range(start + 1, len(parts) + 1):
            line = text[ends[start] : ends[end]].strip()
            wide = width_of(line, face, size)
            if wide > width:
                break
            cost, rest = best(end, left - 1)
            found.append((cost + (1 - wide / ideal) ** 2 + stumble(line, rest), (line, *rest)))
        return min(found)

    return list(best(0, len(lines))[1]) or lines


@dataclass(frozen=True)
class Block:
    """Lines that fit their frame, and how they are set."""

    lines: tuple[str, ...]
    face: str
    size: int
    leading: float

    @property
    def height(self) -> int:
        """From the top of the first line to the bottom of the last."""
        if not self.lines:
            return 0
        return round(self.size * (self.leading * (len(self.lines) - 1) + 1.22))

    @property
    def width(self) -> float:
        return max((width_of(line, self.face, self.size) for line in self.lines), default=0)


def kept_whole(text: str, face: str, size: int, width: float) -> int:
    """The size at which no Latin word is broken inside; `size` where that would be too small."""
    widest = max((width_of(one, face, size) for one in units(text, SMALL_PIECES)), default=0)
    smaller = int(size * width / widest) if widest > width else size
    return smaller if smaller >= size * LEAST_WHOLE else size


def fitted(text, face, size, width, *, height=None, most=None, leading=1.32, even=False) -> Block:
    """`text` at `size`, or as much smaller as its words, the frame and `most` lines ask for."""
    size = kept_whole(text, face, size, width)
    break_lines = balanced if even else wrap
    while True:
        lines = tuple(break_lines(text, face, size, width))
        block = Block(lines, face, size, leading)
        too_high = height is not None and block.height > height
        if size <= 8 or not (too_high or (most and len(lines) > most)):
            return block
        size = min(size - 1, int(size * SMALLER))
