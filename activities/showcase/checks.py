"""What is wrong with a plan of the showcase, each thing said in a sentence with its measure.

Source: notice 2025 五(三) and 附件3 (booths by the plan), the duties of 后勤处 (power) and 保卫处
(safety). The limits are ours and can be set: the notice names none.

Only what makes a plan unfit to be published blocks (sizes, codes, things outside, no booth). The
rest warns: the office may know the place better than the drawing does.
"""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import shapely

from .geometry import (
    LEAST_M,
    MOST_M,
    TOLERANCE_M,
    Rect,
    clear_width,
    close_pairs,
    distance,
    nearest,
    overshoot,
    polygons,
)
from .lots import code_order
from .pieces import KINDS, SOLID, USUAL, Drawing, Limits, Piece, Violation, keys, names, rects
from .power import loads, supplies
from .words import number

SLIVER_M2 = 0.005
# A heap of copies makes n² overlaps: nobody reads more than these.
MOST_PAIRS = 100


def violations(
    width_m: float, depth_m: float, pieces: Iterable[Piece], limits: Limits = USUAL
) -> list[Violation]:
    """Everything wrong with a plan of width × depth metres, in the order of RULES, then by code.

    The order of the pieces does not matter. No number makes this raise: sizes that cannot be
    drawn are told and left out of the measuring.
    """
    ordered = tuple(sorted(pieces, key=lambda piece: (code_order(piece.label), piece.key)))
    drawing = Drawing(width_m, depth_m, ordered, limits)
    for piece in ordered:
        if piece.rect.is_drawable:
            drawing.by_kind.setdefault(piece.kind, []).append(piece)
    return [violation for rule in RULES for violation in rule(drawing)]


def sizes(drawing: Drawing) -> Iterator[Violation]:
    whole = Rect(0, 0, drawing.width_m, drawing.depth_m)
    if not whole.is_drawable:
        yield _size("plan_size", (), "场地", whole)
    for piece in drawing.pieces:
        if not piece.rect.is_drawable:
            yield _size("size", (piece.key,), piece.name, piece.rect)


def _size(rule: str, of: tuple[str, ...], name: str, rect: Rect) -> Violation:
    return Violation(
        rule,
        of,
        f"{name}的大小是 {number(rect.width)} × {number(rect.depth)} 米，画不出来："
        f"宽和深都要在 {number(LEAST_M)} 米到 {number(MOST_M)} 米之间，位置也一样。"
        "请改成实际的米数。",
        # NaN and infinity have no place in JSON.
        min(filter(math.isfinite, (rect.width, rect.depth)), default=0.0),
        LEAST_M,
        is_blocking=True,
    )


def codes(drawing: Drawing) -> Iterator[Violation]:
    """No booth at all, booths without a code, and codes that two booths carry."""
    booths = [piece for piece in drawing.pieces if piece.kind == "booth"]
    if not booths:
        sentence = "图上还没有展位（0 个，至少要 1 个）。请先画展位，再发布。"
        yield Violation("no_booth", (), sentence, 0, 1, is_blocking=True)
    same = defaultdict(list)
    for booth in booths:
        same[unicodedata.normalize("NFKC", booth.label).strip().upper()].append(booth)
    if unnamed := same.pop("", []):
        sentence = f"有 {len(unnamed)} 个展位没有展位号（应为 0 个）。请都填上，例如 A03。"
        yield Violation("no_code", keys(unnamed), sentence, len(unnamed), 0, is_blocking=True)
    for code, bearers in same.items():
        if len(bearers) > 1:
            yield Violation(
                "duplicate_code",
                keys(bearers),
                f"展位号 {code} 用了 {len(bearers)} 次，只能用 1 次。请给其中的展位改一个展位号。",
                len(bearers),
                1,
                is_blocking=True,
            )


def outside(drawing: Drawing) -> Iterator[Violation]:
    if not drawing.is_measurable:
        return
    for piece in drawing.of(*KINDS):
        beyond = overshoot(drawing.width_m, drawing.depth_m, piece.rect)
        most = max(beyond)
        if most > TOLERANCE_M:
            side = "左上右下"[beyond.index(most)]
            yield Violation(
                "outside",
                (piece.key,),
                f"{piece.name}超出场地{side}边 {number(most)} 米（应为 0 米），"
                f"场地是 {number(drawing.width_m)} × {number(drawing.depth_m)} 米。"
                "请把它移回场地内，或改场地的大小。",
                most,
                0.0,
                is_blocking=True,
            )


def overlaps(drawing: Drawing) -> Iterator[Violation]:
    """Two solid things on one ground, or a solid thing on the assembly point."""
    things = drawing.of(*sorted(SOLID), "assembly")
    shapes = polygons(rects(things))
    pairs = np.array(close_pairs(rects(things)), dtype=int).reshape(-1, 2)
    areas = shapely.area(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    found = [
        (-area, things[i], things[j])
        for (i, j), area in zip(pairs.tolist(), areas.tolist(), strict=True)
        if area > SLIVER_M2 and {things[i].kind, things[j].kind} & SOLID
    ]
    found.sort(key=lambda pair: pair[0])
    for minus_area, one, other in found[:MOST_PAIRS]:
        rest = "集合点要留空，" if "assembly" in (one.kind, other.kind) else ""
        yield Violation(
            "overlap",
            (one.key, other.key),
            f"{one.name}和{other.name}重叠 {number(-minus_area)} ㎡，应为 0 ㎡。"
            f"{rest}请移开其中一个。",
            -minus_area,
            0.0,
        )
    if (more := len(found) - MOST_PAIRS) > 0:
        sentence = (
            f"另有 {more} 处重叠没有一一列出（共 {len(found)} 处，应为 0 处）。请先移开上面的。"
        )
        yield Violation("overlap", (), sentence, len(found), 0)


def gangways(drawing: Drawing) -> Iterator[Violation]:
    limit = drawing.limits.gangway_m
    standing = drawing.of(*sorted(SOLID), "extinguisher")
    tree = shapely.STRtree(polygons(rects(standing)))
    for way in drawing.of("gangway"):
        near = [standing[i] for i in sorted(tree.query(way.rect.polygon, "intersects").tolist())]
        width, at_fault = clear_width(way.rect, rects(near))
        if width < limit - TOLERANCE_M:
            culprits = [near[i] for i in at_fault]
            yield Violation(
                "gangway",
                (way.key, *keys(culprits)),
                _narrow(way, culprits, width, limit),
                width,
                limit,
            )


def _narrow(way: Piece, culprits: Sequence[Piece], width: float, limit: float) -> str:
    if not culprits:
        return f"{way.name}宽 {number(width)} 米，少于 {number(limit)} 米。请把它画宽。"
    there = f"只剩 {number(width)} 米" if width > TOLERANCE_M else "被堵死（0 米）"
    return (
        f"{way.name}最窄处{there}，要求 {number(limit)} 米，"
        f"挡在里面的是{names(culprits)}。请把它们移出通道。"
    )


def entrances(drawing: Drawing) -> Iterator[Violation]:
    limit, standing = drawing.limits.entrance_clear_m, drawing.of(*sorted(SOLID))
    tree = shapely.STRtree(polygons(rects(standing)))
    for gate in drawing.of("entrance"):
        found = tree.query(gate.rect.polygon, "dwithin", max(0.0, limit - TOLERANCE_M))
        near = [(distance(gate.rect, standing[i].rect), standing[i]) for i in found.tolist()]
        near.sort(key=lambda pair: (pair[0], code_order(pair[1].label), pair[1].key))
        if near:
            things = [piece for _, piece in near]
            yield Violation(
                "entrance",
                (gate.key, *keys(things)),
                f"{gate.name}周围要空出 {number(limit)} 米，"
                f"现在最近处只有 {number(near[0][0])} 米，挡着的是{names(things)}。请把它们移远。",
                near[0][0],
                limit,
            )


def extinguishers(drawing: Drawing) -> Iterator[Violation]:
    limit, booths = drawing.limits.extinguisher_reach_m, drawing.of("booth")
    drawn = drawing.of("extinguisher")
    if booths and not drawn:
        sentence = (
            f"图上有 {len(booths)} 个展位，但没有灭火器（0 个，至少要 1 个）。请画出灭火器的位置。"
        )
        yield Violation("no_extinguisher", (), sentence, 0, 1)
        return
    found = nearest(rects(booths), rects(drawn))
    for booth, (which, away) in zip(booths, found, strict=True):
        if away > limit + TOLERANCE_M:
            yield Violation(
                "extinguisher",
                (booth.key, drawn[which].key),
                f"{booth.name}离最近的灭火器 {number(away)} 米，超过 {number(limit)} 米。"
                "请在附近加一个灭火器。",
                away,
                limit,
            )


RULES: tuple[Callable[[Drawing], Iterator[Violation]], ...] = (
    sizes,
    codes,
    outside,
    overlaps,
    gangways,
    entrances,
    loads,
    supplies,
    extinguishers,
)
