"""An address as a QR code: the one path of an SVG, so that the template draws it itself."""

from itertools import groupby

import segno

QUIET = 4  # modules of white around a code, which readers need


def qr(text: str) -> dict:
    """{"size": side in modules with the quiet zone, "path": what an <svg><path> draws}."""
    rows = segno.make(text, error="m", micro=False).matrix
    drawn = []
    for y, row in enumerate(rows, start=QUIET):
        x = QUIET
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                drawn.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return {"size": len(rows) + 2 * QUIET, "path": "".join(drawn)}
