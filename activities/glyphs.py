"""Which characters the fonts of the printed papers have, and a sentence for those they have not."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
STAND_IN = "〓"  # what Chinese typesetting puts where a sort is missing
NAMED = 8  # characters a sentence spells out
SEGMENTED_COVERAGE = 12  # the cmap format that reaches beyond U+FFFF
UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}  # blanks, controls, directions: no ink, no glyph needed


def missing_glyphs(text: str) -> set[str]:
    """The characters of `text` that our fonts cannot draw; blanks and controls need no glyph."""
    characters = set(unicodedata.normalize("NFC", text)) - drawable()
    return {character for character in characters if not is_unseen(character)}


def printable(text: str) -> str:
    """`text` on one line as our fonts draw it: no controls, no directions, 〓 for the rest."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join("" if is_unseen(sign) and sign != " " else drawn(sign) for sign in line)


def drawn(character: str) -> str:
    return character if character in drawable() else STAND_IN


def is_unseen(character: str) -> bool:
    """Blanks and controls, and the selectors that choose a shape of the character before them."""
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return selector or unicodedata.category(character) in UNSEEN


def missing_sentence(characters: set[str]) -> str:
    """What to tell a person who typed them; empty when every character can be printed."""
    if not characters:
        return ""
    ordered = sorted(characters)
    names = "、".join(f"“{named(character)}”" for character in ordered[:NAMED])
    more = f"等 {len(ordered)} 个字符" if len(ordered) > NAMED else ""
    return (
        f"打印字库里没有{names}{more}，打印时以“{STAND_IN}”代替；请改用常用字，或在纸上手写补正。"
    )


def named(character: str) -> str:
    """The character with its code point; alone, where it cannot even be sent to a page."""
    code = f"U+{ord(character):04X}"
    return code if unicodedata.category(character) == "Cs" else f"{character} {code}"


@cache
def drawable() -> frozenset[str]:
    """What both weights can draw; read once."""
    weights = [covered(file.read_bytes()) for file in sorted(FONTS.glob("*.otf"))]
    return frozenset(chr(code) for code in frozenset.intersection(*weights))


def covered(font: bytes) -> frozenset[int]:
    """Code points in the `cmap` table of an OpenType font (format 12, which ours have)."""
    start = table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    records = struct.iter_unpack(">HHI", font[start + 4 : start + 4 + 8 * count])
    for _, _, offset in records:
        at = start + offset
        if struct.unpack_from(">H", font, at)[0] == SEGMENTED_COVERAGE:
            return groups(font, at)
    raise ValueError("a font of the printed papers has no cmap of format 12")


def table(font: bytes, tag: bytes) -> int:
    """Where a table of the font begins."""
    (count,) = struct.unpack_from(">H", font, 4)
    records = struct.iter_unpack(">4s4xI4x", font[12 : 12 + 16 * count])
    return next(offset for name, offset in records if name == tag)


def groups(font: bytes, at: int) -> frozenset[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    runs = struct.iter_unpack(">III", font[at + 16 : at + 16 + 12 * count])
    return frozenset(code for first, last, _ in runs for code in range(first, last + 1))
