"""An address as a QR code in a file, to print or to put into one's own drawing."""

from functools import lru_cache
from io import BytesIO

import segno

SVG, PNG = "svg", "png"
KINDS = {SVG: "image/svg+xml", PNG: "image/png"}
MODULE = 24  # pixels: about a thousand a side, sharp on a page of A4


@lru_cache(maxsize=256)
def code_file(link: str, kind: str) -> bytes:
    file = BytesIO()
    code = segno.make(link, error="m", micro=False)
    code.save(file, kind=kind, scale=MODULE if kind == PNG else 10, border=4)
    return file.getvalue()
