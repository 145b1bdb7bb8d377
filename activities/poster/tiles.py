"""The ornament: a grid of square tiles of plain shapes, other for each poster, the same each time.

Drawn at twice its size and reduced, which makes the edges smooth.
"""

from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

FINER = 2
TURNS = ((0, 0), (1, 0), (1, 1), (0, 1))


class Tile:
    """One square to draw on, in colours of the palette; `shade` is what lies behind."""

    def __init__(self, draw, left, top, side, dice):
        self.draw, self.left, self.top, self.side, self.dice = draw, left, top, side, dice

    def box(self, x, y, radius):
        """Around a point given in parts of the side."""
        points = (x - radius, y - radius, x + radius, y + radius)
        return self.points(points[:2], points[2:])

    def points(self, *pairs):
        return [(self.left + x * self.side, self.top + y * self.side) for x, y in pairs]

    def fill(self, colour):
        self.draw.rectangle(self.points((0, 0), (1, 1)), fill=colour)

    def disc(self, x, y, radius, colour):
        self.draw.ellipse(self.box(x, y, radius), fill=colour)

    def polygon(self, pairs, colour):
        self.draw.polygon(self.points(*pairs), fill=colour)

    def wedge(self, corner, radius, colour):
        """A quarter of a disc around a corner: 0 top left, then clockwise."""
        x, y = TURNS[corner]
        start = (0, 90, 180, 270)[corner]
        self.draw.pieslice(self.box(x, y, radius), start, start + 90, fill=colour)

    def wheel(self, teeth, outer, inner, colour):
        """A star of `teeth` blunt teeth around the middle."""
        step = pi / teeth
        pairs = []
        for n in range(teeth):
            for part, radius in ((0, inner), (0.35, outer), (0.95, outer), (1.3, inner)):
                angle = (2 * n + part) * step
                pairs.append((0.5 + radius * cos(angle), 0.5 + radius * sin(angle)))
        self.polygon(pairs, colour)

    def rays(self, count, outer, inner, colour):
        step = pi / count
        pairs = [
            (0.5 + radius * cos(angle), 0.5 + radius * sin(angle))
            for n in range(2 * count)
            for radius, angle in [((outer, inner)[n % 2], n * step - pi / 2)]
        ]
        self.polygon(pairs, colour)


def quarter(tile, first, second, shade):
    corner = tile.dice.randrange(4)
    tile.wedge(corner, 1, first)
    tile.wedge(corner, 0.5, second)


def leaf(tile, first, second, shade):
    """What two quarters around opposite corners have in common."""
    arc = [(cos(n * pi / 36), sin(n * pi / 36)) for n in range(19)]
    pairs = arc + [(1 - x, 1 - y) for x, y in arc]
    turned = tile.dice.random() < 0.5
    tile.polygon([(1 - x, y) for x, y in pairs] if turned else pairs, first)
    tile.disc(0.5, 0.5, 0.11, second)


def petals(tile, first, second, shade):
    for corner in range(4):
        x, y = TURNS[corner]
        tile.disc(0.25 + x / 2, 0.25 + y / 2, 0.25, first if corner % 2 else second)
    tile.disc(0.5, 0.5, 0.17, shade)


def ring(tile, first, second, shade):
    for radius, colour in ((0.44, first), (0.3, shade), (0.18, second)):
        tile.disc(0.5, 0.5, radius, colour)


def halves(tile, first, second, shade):
    """Two half discs, one behind the other."""
    upright = tile.dice.random() < 0.5
    start = 180 if upright else 90
    for place, colour in ((0.5, first), (1, second)):
        middle = (0.5, place) if upright else (place, 0.5)
        tile.draw.pieslice(tile.box(*middle, 0.5), start, start + 180, fill=colour)


def waves(tile, first, second, shade):
    corner = tile.dice.choice((2, 3))
    for radius, colour in ((1, first), (0.78, shade), (0.56, second), (0.34, shade), (0.16, first)):
        tile.wedge(corner, radius, colour)


def sun(tile, first, second, shade):
    tile.rays(16, 0.48, 0.34, first)
    tile.disc(0.5, 0.5, 0.24, second)


def star(tile, first, second, shade):
    tile.rays(5, 0.48, 0.2, first)
    tile.disc(0.5, 0.5, 0.1, second)


def gear(tile, first, second, shade):
    tile.wheel(10, 0.46, 0.36, first)
    tile.disc(0.5, 0.5, 0.2, shade)
    tile.disc(0.5, 0.5, 0.1, second)


def bars(tile, first, second, shade):
    upright = tile.dice.random() < 0.5
    for n, colour in enumerate((first, second, first)):
        near, far = 0.1 + n * 0.3, 0.3 + n * 0.3
        pairs = ((near, 0), (far, 1)) if upright else ((0, near), (1, far))
        tile.draw.rectangle(tile.points(*pairs), fill=colour)


def steps(tile, first, second, shade):
    turned = tile.dice.random() < 0.5
    pairs = [(0, 1), (0, 0.66), (0.33, 0.66), (0.33, 0.33), (0.66, 0.33), (0.66, 0), (1, 0), (1, 1)]
    tile.polygon([(1 - x, y) for x, y in pairs] if turned else pairs, first)
    tile.disc(0.75 if turned else 0.25, 0.25, 0.15, second)


def dots(tile, first, second, shade):
    for n in range(9):
        x, y = 0.2 + n % 3 * 0.3, 0.2 + n // 3 * 0.3
        tile.disc(x, y, 0.09, second if n == 4 else first)


MOTIFS = {
    shape.__name__: shape
    for shape in (
        *(quarter, leaf, petals, ring, halves, waves),
        *(sun, star, gear, bars, steps, dots),
    )
}
LARGE = ("sun", "gear", "petals", "ring", "waves", "quarter", "star")


def band(palette, columns, rows, side, seed) -> Image.Image:
    """A picture of `columns` × `rows` tiles of `side` pixels, two or three of them large."""
    dice = Random(seed)  # noqa: S311 - an ornament
    fine = side * FINER
    picture = Image.new("RGB", (columns * fine, rows * fine), palette.ground)
    draw = ImageDraw.Draw(picture)
    taken = set()
    for x, y in large_places(columns, rows, dice):
        taken |= {(x + dx, y + dy) for dx in (0, 1) for dy in (0, 1)}
        motifs = [name for name in palette.motifs if name in LARGE]
        one_tile(Tile(draw, x * fine, y * fine, 2 * fine, dice), palette, dice.choice(motifs))
    for y in range(rows):
        for x in range(columns):
            if (x, y) not in taken:
                tile = Tile(draw, x * fine, y * fine, fine, dice)
                one_tile(tile, palette, dice.choice(palette.motifs))
    return picture.reduce(FINER)


def large_places(columns, rows, dice):
    """Where squares of two by two stand, apart from each other."""
    if rows < 2:
        return []
    places, x = [], dice.randrange(2)
    while x + 2 <= columns:
        places.append((x, dice.randrange(rows - 1)))
        x += 2 + dice.randrange(1, 3)
    return places


def one_tile(tile, palette, motif):
    shades = (palette.ground, palette.deep, palette.ground, *palette.accents, palette.ink)
    shade = tile.dice.choice(shades)
    colours = [colour for colour in (*palette.accents, palette.ink) if colour != shade]
    first, second = tile.dice.sample(colours, 2)
    tile.fill(shade)
    MOTIFS[motif](tile, first, second, shade)
