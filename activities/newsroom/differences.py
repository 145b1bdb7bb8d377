"""What changed between two texts, character by character, for reading side by side. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, ADDED, REMOVED = "kept", "added", "removed"


@dataclass(frozen=True)
class Piece:
    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Paragraphs are matched first, characters only inside those that changed: a text of
    20,000 characters is compared in well under a second."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(old), len(new)) > MOST_PARAGRAPHS:
        return joined(whole(before, after))
    found = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece(KEPT, "".join(old[i:j])))
        elif what == "replace" and j - i == m - k:
            for mine, theirs in zip(old[i:j], new[k:m], strict=True):
                found += characters(mine, theirs)
        else:
            found += whole("".join(old[i:j]), "".join(new[k:m]))
    return joined(found)


# Beyond these, comparing costs more than it tells.
LONGEST_PARAGRAPH, MOST_PARAGRAPHS = 800, 1000


def characters(before, after):
    if max(len(before), len(after)) > LONGEST_PARAGRAPH:
        return whole(before, after)
    found = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        found += [Piece(KEPT, before[i:j])] if what == "equal" else whole(before[i:j], after[k:m])
    return found


def whole(before, after):
    told = (Piece(REMOVED, before), Piece(ADDED, after))
    return [piece for piece in told if piece.text]


def joined(found):
    """Neighbours of one kind as one piece."""
    result = []
    for piece in found:
        if result and result[-1].kind == piece.kind:
            piece = Piece(piece.kind, result.pop().text + piece.text)
        result.append(piece)
    return result
