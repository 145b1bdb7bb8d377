"""Make tabler.min.css from @tabler/core 1.6.1: TABLER=…/@tabler/core/dist/css python make.py

The published file with three changes: no source map, `light-dark(A, B)` is A (the portal is
light only) and plain `oklch()` is hex, because the older Chromium kernels of the browsers used
in Chinese offices know neither.
"""

import math
import os
import re
from pathlib import Path

HERE = Path(__file__).parent


def light_only(css):
    while (start := css.find("light-dark(")) >= 0:
        depth, comma = 0, None
        for end in range(start + len("light-dark"), len(css)):
            depth += {"(": 1, ")": -1}.get(css[end], 0)
            if css[end] == "," and depth == 1 and comma is None:
                comma = end
            if depth == 0:
                break
        css = css[:start] + css[start + len("light-dark(") : comma].strip() + css[end + 1 :]
    return css


def channel(linear):
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * min(1, max(0, value)))


def to_hex(match):
    lightness, chroma, hue = float(match[1]) / 100, float(match[2]), math.radians(float(match[3]))
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short
    return f"#{channel(red):02x}{channel(green):02x}{channel(blue):02x}"


css = (Path(os.environ["TABLER"]) / "tabler.min.css").read_text(encoding="utf-8")
css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
css = re.sub(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)deg\)", to_hex, light_only(css))
(HERE / "tabler.min.css").write_text(css.strip() + "\n", encoding="utf-8")
