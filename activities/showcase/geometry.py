"""Rectangles on the plan of the place, and what lies between them.

Everything is in metres, the origin is the top left corner of the plan, y runs downwards. A
rectangle is given by its top left corner before it was turned, and by the degrees it was turned
clockwise round its own centre, as SVG's `rotate` does it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

Point = tuple[float, float]

# Two lengths that read the same in centimetres are the same length.
TOLERANCE_M = 0.005
# Beyond these a drawing is a slip of the mouse, and the arithmetic stops being exact.
LEAST_M, MOST_M = 0.01, 10_000.0


@dataclass(frozen=True)
class Rect:
    """A turned rectangle: x, y, width (along x) and depth (along y) in metres, angle in degrees.

    Any numbers are accepted, so that a bad drawing can be told in words; only a rectangle that
    `is_drawable` may be measured (the polygon of another raises ValueError).
    """

    x: float
    y: float
    width: float
    depth: float
    angle: float = 0.0

    @property
    def is_drawable(self) -> bool:
        return (
            math.isfinite(self.angle)
            and all(abs(place) <= MOST_M for place in (self.x, self.y))
            and all(LEAST_M <= size <= MOST_M for size in (self.width, self.depth))
        )

    @property
    def area(self) -> float:
        """m², whatever the angle."""
        return self.width * self.depth

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.depth / 2

    @cached_property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Where the top left, top right, bottom right and bottom left corner came to lie."""
        (mx, my), turn = self.centre, math.radians(self.angle)
        cos, sin = math.cos(turn), math.sin(turn)
        half_w, half_d = self.width / 2, self.depth / 2
        around = ((-half_w, -half_d), (half_w, -half_d), (half_w, half_d), (-half_w, half_d))
        return tuple((mx + dx * cos - dy * sin, my + dx * sin + dy * cos) for dx, dy in around)

    @cached_property
    def polygon(self) -> shapely.Polygon:
        if not self.is_drawable:
            raise ValueError(f"这个图形画不出来，请改它的位置和大小：{self}")
        return shapely.Polygon(self.corners)

    def grown(self, by_m: float) -> "Rect":
        """The same place and angle, every side moved outwards (inwards where `by_m` < 0)."""
        return Rect(
            self.x - by_m, self.y - by_m, self.width + 2 * by_m, self.depth + 2 * by_m, self.angle
        )


def distance(one: Rect, other: Rect) -> float:
    """Metres from edge to edge; 0 where they touch or overlap."""
    return one.polygon.distance(other.polygon)


def nearest_m(rect: Rect, others: Iterable[Rect]) -> float | None:
    """Metres to the nearest of the others, None without others."""
    return min((distance(rect, other) for other in others), default=None)


def polygons(rects: Sequence[Rect]) -> np.ndarray:
    """Shape (n,), as the functions of shapely take them; n may be 0."""
    return np.array([rect.polygon for rect in rects], dtype=object)


def close_pairs(rects: Sequence[Rect], within_m: float = 0.0) -> list[tuple[int, int]]:
    """(i, j), i < j, sorted: every two that are at most that far apart (0: touch or overlap)."""
    shapes = polygons(rects)
    first, second = shapely.STRtree(shapes).query(shapes, "dwithin", within_m)
    ahead = first < second
    return sorted(zip(first[ahead].tolist(), second[ahead].tolist(), strict=True))


def nearest(rects: Sequence[Rect], others: Sequence[Rect]) -> list[tuple[int, float]]:
    """For each rectangle (index of its nearest other, metres); the first of several. [] if none."""
    found, metres = shapely.STRtree(polygons(others)).query_nearest(
        polygons(rects), return_distance=True, all_matches=True
    )
    best: dict[int, tuple[int, float]] = {}
    for (rect, other), away in zip(found.T.tolist(), metres.tolist(), strict=True):
        if rect not in best or other < best[rect][0]:
            best[rect] = (other, away)
    return [best[i] for i in sorted(best)]


def overshoot(width_m: float, depth_m: float, rect: Rect) -> tuple[float, float, float, float]:
    """Metres by which a rectangle sticks out of the plan: left, top, right, bottom (0 inside)."""
    left, top, right, bottom = rect.polygon.bounds
    return max(0.0, -left), max(0.0, -top), max(0.0, right - width_m), max(0.0, bottom - depth_m)


def clear_width(gangway: Rect, obstacles: Sequence[Rect]) -> tuple[float, tuple[int, ...]]:
    """The widest round thing, in metres, that can still be rolled along a gangway.

    One walks along the longer side; the way is between the two long sides, whatever stands beyond
    them. Returns the width and the indices of the obstacles that make the narrowest place (none
    where nothing narrows it; 0 where the way is shut).

    A disc cannot pass exactly where a chain of gaps, each narrower than the disc, leads from one
    side to the other. So the width is the smallest largest gap over all such chains, which also
    finds the slalom of two things that each leave half of the way free.
    """
    inset = min(TOLERANCE_M, gangway.width / 4, gangway.depth / 4)
    core = shapely.Polygon(gangway.grown(-inset).corners)
    shapes = polygons(obstacles)
    standing = np.flatnonzero(shapely.intersects(shapes, core))
    pieces = shapely.intersection(shapes[standing], gangway.polygon)
    # Merged, a row of things that touch is one thing, and a pile of copies costs nothing.
    parts = [part for part in shapely.get_parts(shapely.union_all(pieces)) if part.area]
    parts.sort(key=lambda part: part.bounds)
    width, chain = _narrowest(*_long_sides(gangway), parts)
    shared = shapely.area(shapely.intersection(pieces, shapely.union_all(chain)))
    return width, tuple(standing[shared > 0].tolist())


def _long_sides(rect: Rect) -> tuple[shapely.LineString, shapely.LineString]:
    a, b, c, d = rect.corners
    pairs = ((a, b), (d, c)) if rect.width >= rect.depth else ((a, d), (b, c))
    return shapely.LineString(pairs[0]), shapely.LineString(pairs[1])


def _narrowest(
    one: shapely.LineString, other: shapely.LineString, parts: Sequence[shapely.Geometry]
) -> tuple[float, list[shapely.Geometry]]:
    """(largest gap of the best chain from side to side, the parts of that chain)."""
    nodes = [one, *parts, other]
    gaps = [shapely.distance(node, nodes).tolist() for node in nodes]
    last = len(nodes) - 1
    widest, before = gaps[0][:], [0] * len(nodes)
    left = set(range(1, len(nodes)))
    while (here := min(left, key=lambda node: (widest[node], node))) != last:
        left.remove(here)
        for node in left:
            reached = max(widest[here], gaps[here][node])
            if reached < widest[node]:
                widest[node], before[node] = reached, here
    chain = []
    while (here := before[here]) != 0:
        chain.append(nodes[here])
    return widest[last], chain
