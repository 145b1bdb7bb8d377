"""Make icons.svg from the names in icons.txt: ICONS=…/@tabler/icons/icons/outline python icons.py

The outlines are @tabler/icons 3.51.0 (MIT, static/vendor/tabler/LICENSE).
"""

import os
import re
from pathlib import Path

HERE = Path(__file__).parent
ICONS = Path(os.environ["ICONS"])
PRESENTATION = (
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round"'
)


def symbol(name):
    svg = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    shapes = re.findall(r"<(?!svg|/svg|!--)[^>]+>", svg)
    drawn = "".join(re.sub(r"\s*/>", "/>", s) for s in shapes if 'd="M0 0h24v24H0z"' not in s)
    return f'<symbol id="tabler-{name}" viewBox="0 0 24 24" {PRESENTATION}>{drawn}</symbol>'


names = sorted(set((HERE / "icons.txt").read_text(encoding="utf-8").split()))
lines = ['<svg xmlns="http://www.w3.org/2000/svg">', *map(symbol, names), "</svg>", ""]
(HERE / "icons.svg").write_text("\n".join(lines), encoding="utf-8")
