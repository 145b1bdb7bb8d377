"""The paper a poster is drawn on, measured in units of 1/1080 of its width.

It remembers every block of text and the frame that was meant for it, so that a test can tell
that nothing is cut off or covered.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import segno
from PIL import Image, ImageDraw

from .lines import Block, fitted, font, width_of
from .tiles import band

WIDE = 1080
QUIET_ZONE = 4  # modules of white, which readers need
ASCENT = 0.94  # of the size, from the top of a line to where its letters stand


@dataclass(frozen=True)
class Placed:
    text: str
    ink: tuple[float, float, float, float]
    frame: tuple[float, float, float, float]


class Sheet:
    def __init__(self, pixels, palette, *, wide=WIDE):
        self.pixels, self.palette, self.wide = pixels, palette, wide
        self.unit = pixels[0] / wide
        self.high = pixels[1] / self.unit
        self.image = Image.new("RGB", pixels, palette.ground)
        self.draw = ImageDraw.Draw(self.image)
        self.placed: list[Placed] = []

    def px(self, length):
        return round(length * self.unit)

    def box(self, left, top, right, bottom):
        return [self.px(side) for side in (left, top, right, bottom)]

    def fit(self, text, face, size, width, *, height=None, **rules) -> Block:
        """Text set for this sheet; sizes and frame in units, the block in pixels."""
        height = height if height is None else height * self.unit
        return fitted(text, face, self.px(size), width * self.unit, height=height, **rules)

    def height_of(self, block):
        return block.height / self.unit

    def width_of(self, block):
        return block.width / self.unit

    def put(self, block, left, top, colour, *, width, align="left"):
        """The block at this place, in a column `width` wide; the bottom of it comes back."""
        free = width * self.unit
        for n, line in enumerate(block.lines):
            spare = free - width_of(line, block.face, block.size)
            x = left * self.unit + spare * {"left": 0, "middle": 0.5, "right": 1}[align]
            y = top * self.unit + block.size * (n * block.leading + ASCENT)
            place, letters = (round(x), round(y)), font(block.face, block.size)
            self.draw.text(place, line, fill=colour, font=letters, anchor="ls")
            ink = self.draw.textbbox(place, line, font=letters, anchor="ls")
            bottom = top * self.unit + block.height
            frame = (left * self.unit, top * self.unit, left * self.unit + free, bottom)
            self.placed.append(Placed(line, ink, frame))
        return top + self.height_of(block)

    def fill(self, left, top, right, bottom, colour, *, radius=0):
        box = self.box(left, top, right, bottom)
        if radius:
            self.draw.rounded_rectangle(box, self.px(radius), fill=colour)
        else:
            self.draw.rectangle(box, fill=colour)

    def chip(self, text, left, top, colour, ink, *, face, size, width):
        """A word on a bar of colour; its right edge comes back."""
        block = self.fit(text, face, size, width - size, most=1)
        high, wide = self.height_of(block) + size * 0.5, self.width_of(block) + size
        self.fill(left, top, left + wide, top + high, colour)
        self.put(block, left + size / 2, top + size * 0.22, ink, width=wide - size)
        return left + wide

    def ornament(self, left, top, columns, rows, side, seed):
        picture = band(self.palette, columns, rows, self.px(side), seed)
        self.image.paste(picture, (self.px(left), self.px(top)))

    @property
    def is_tall(self):
        """A phone's; paper is shorter for its width."""
        return self.high > 1.6 * self.wide

    @property
    def tiles(self):
        """(columns, side) of an ornament across the whole sheet."""
        columns = 6 if self.is_tall else 8
        return columns, self.wide / columns

    def code_side(self, link, least):
        """Of its QR code: whole pixels a module, or it is read badly."""
        return modules_of(link).width * self.module(link, least) / self.unit

    def module(self, link, least):
        return ceil(self.px(least) / modules_of(link).width)

    def code(self, link, left, top, least):
        """The link as a QR code; its side comes back, `least` or a little more."""
        modules = modules_of(link)
        side = modules.width * self.module(link, least)
        sharp = modules.resize((side, side), Image.Resampling.NEAREST)
        self.image.paste(sharp.convert("RGB"), (self.px(left), self.px(top)))
        return side / self.unit


@lru_cache(maxsize=64)
def modules_of(link):
    """A picture of one pixel a module, black on white."""
    rows = list(segno.make(link, error="m", micro=False).matrix_iter(border=QUIET_ZONE))
    dark = Image.frombytes("L", (len(rows),) * 2, b"".join(map(bytes, rows)))
    return dark.point(lambda on: 0 if on else 255)
