"""A hash of what a picture looks like: copies that were scaled and compressed come out near.

The low frequencies of a 32×32 grey copy, each above or below their median (pHash). Pure.
"""

import numpy
from PIL import Image

SIDE, KEPT = 32, 8
BANDS = 4
BAND_BITS = 64 // BANDS
# Two pictures that differ in no more bits look the same; `probes` finds all of them.
NEAR = 2 * BANDS - 1
# A grey card or a white sheet looks like every other: of those nothing is said.
LEAST_CONTRAST = 4.0

_places = numpy.arange(SIDE)
_waves = numpy.cos(numpy.pi / SIDE * (_places[None, :] + 0.5) * numpy.arange(KEPT + 1)[:, None])


def phash(picture: Image.Image) -> str:
    """Sixteen hexadecimal digits, "" for a picture with next to nothing on it."""
    grey = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    levels = numpy.asarray(grey, dtype=numpy.float64)
    if levels.std() < LEAST_CONTRAST:
        return ""
    low = (_waves @ levels @ _waves.T)[1:, 1:].flatten()
    bits = low > numpy.median(low)
    return f"{int(''.join('01'[int(bit)] for bit in bits), 2):016x}"


def distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def bands(text: str) -> list[int]:
    """Four numbers of sixteen bits, every fourth bit in one, so that each holds some of every
    frequency; none of a picture without a hash."""
    if not text:
        return []
    bits = f"{int(text, 16):064b}"
    return [int(bits[place::BANDS], 2) for place in range(BANDS)]


def probes(text: str) -> list[list[int]]:
    """What to look for in each band: itself and all that differ in one bit.

    Of at most seven different bits one of four bands has at most one, so nothing near is missed
    and next to nothing else is read.
    """
    return [[band, *(band ^ (1 << bit) for bit in range(BAND_BITS))] for band in bands(text)]
