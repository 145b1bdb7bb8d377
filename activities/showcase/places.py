"""Where things are on the plan, in centimetres: turned rectangles, zones, room for labels."""

import math
from dataclasses import dataclass

from shapely import Polygon, affinity, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

CM = 100


@dataclass(frozen=True)
class Rect:
    """A rectangle of the plan: centre, sides, degrees clockwise."""

    x: float
    y: float
    width: float
    depth: float
    angle: float

    @property
    def shape(self) -> Polygon:
        flat = box(
            self.x - self.width / 2,
            self.y - self.depth / 2,
            self.x + self.width / 2,
            self.y + self.depth / 2,
        )
        return affinity.rotate(flat, self.angle, origin=(self.x, self.y))


def rect(data: dict) -> Rect:
    """Of a booth or a fixture as `drawn_now` tells it, metres to centimetres."""
    width, depth = data["width"] * CM, data["depth"] * CM
    return Rect(data["x"] * CM + width / 2, data["y"] * CM + depth / 2, width, depth, data["angle"])


def upright(angle: float) -> float:
    """The same slant, so that words on it stand on their feet: -90 up to 90."""
    turned = angle % 180
    return turned - 180 if turned >= 90 else turned


def surrounding(rects: list[Rect], margin: float, plan: Polygon) -> BaseGeometry:
    """The ground of a zone: its booths and what lies between them."""
    grown = [one.shape.buffer(margin, join_style="mitre") for one in rects]
    closed = unary_union(grown).buffer(2 * margin, join_style="mitre")
    area = closed.buffer(-2 * margin, join_style="mitre")
    # What a draft has off the plan is drawn where it is.
    return area.intersection(plan) if area.intersects(plan) else area


def outline(area: BaseGeometry) -> str:
    """The d of an SVG path, holes included."""
    parts = [part for part in getattr(area, "geoms", [area]) if isinstance(part, Polygon)]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return "".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring.coords[:-1]) + "Z"
                   for ring in rings if not ring.is_empty)  # fmt: skip


def inward(here: Rect, width: float, depth: float) -> int:
    """From the nearest side of the plan inwards: degrees clockwise from the top of the page."""
    sides = {180: here.y, 0: depth - here.y, 90: here.x, 270: width - here.x}
    return min(sides, key=lambda turn: sides[turn])


class Labels:
    """Puts words beside what they name, where they cover as little as possible."""

    def __init__(self, plan: Polygon, taken: list[Polygon]):
        self.plan, self.taken = plan, list(taken)

    def beside(self, thing: Polygon, width: float, height: float) -> tuple[float, float]:
        """The centre of a box of that size at `thing`."""
        left, top, right, bottom = thing.bounds
        x, y = (left + right) / 2, (top + bottom) / 2
        gap = height * 0.1
        over, under = top - gap - height / 2, bottom + gap + height / 2
        before, behind = left - gap - width / 2, right + gap + width / 2
        spots = [(x, under), (behind, y), (before, y), (x, over)]
        spots += [(left + width / 2, under), (right - width / 2, under)]
        spots += [(left + width / 2, over), (right - width / 2, over)]
        spots += [(behind, under), (before, under), (behind, over), (before, over)]
        return self.take(spots, width, height)

    def take(self, spots: list[tuple], width: float, height: float) -> tuple[float, float]:
        """The first of the spots with the least covered; nobody else gets it."""
        boxes = [
            box(x - width / 2, y - height / 2, x + width / 2, y + height / 2) for x, y in spots
        ]
        covered = [round(self.covers(one), 1) for one in boxes]
        best = covered.index(min(covered))
        self.taken.append(boxes[best])
        return spots[best]

    def covers(self, spot: Polygon) -> float:
        """In cm²; off the plan is worse than on top of something."""
        near = [one for one in self.taken if one.intersects(spot)]
        return sum(one.intersection(spot).area for one in near) + 3 * (
            spot.area - spot.intersection(self.plan).area
        )


def along(here: Rect, length: float) -> list[tuple[float, float]]:
    """Spots on the long axis of a rectangle for a word of `length`, from the middle outwards."""
    wide = here.width >= here.depth
    slant = math.radians(here.angle + (0 if wide else 90))
    room = max(0.0, max(here.width, here.depth) - length) / 2
    steps = [0, -0.5, 0.5, -0.25, 0.25, -0.75, 0.75, -1, 1]
    return [
        (here.x + math.cos(slant) * room * step, here.y + math.sin(slant) * room * step)
        for step in steps
    ]
