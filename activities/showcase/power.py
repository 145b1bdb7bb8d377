"""Power on the plan: boxes above their capacity, booths without, cables that are too long.

Duty of 后勤处 (notice 2025, table of duties): power for the showcase. Loads in kW, as the colleges
state them.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from .geometry import TOLERANCE_M, distance, nearest
from .pieces import Drawing, Piece, Violation, keys, names, rects
from .words import kw, number


def loads(drawing: Drawing) -> Iterator[Violation]:
    """Boxes above their capacity, and what cannot be added up because a number is missing."""
    users = defaultdict(list)
    for booth in drawing.pieces:
        if booth.kind == "booth" and booth.has_power and booth.needs_power:
            users[booth.supply].append(booth)
    for box in drawing.pieces:
        hung = users[box.key] if box.kind == "power_box" else []
        total = round(math.fsum(booth.power_kw or 0 for booth in hung), 3)
        if unknown := [booth for booth in hung if booth.power_kw is None]:
            yield Violation(
                "power_unknown",
                (box.key, *keys(unknown)),
                f"{names(unknown)}接{box.name}，但没有报用电负荷，已知的合计是 {kw(total)}。"
                f"请学院补报 {len(unknown)} 个负荷（应为 0 个缺报）。",
                len(unknown),
                0,
            )
        if total and (box.capacity_kw is None or total > box.capacity_kw):
            yield _overload(box, [booth for booth in hung if booth.power_kw], total)


def _overload(box: Piece, hung: Sequence[Piece], total: float) -> Violation:
    shares = "、".join(f"{booth.name} {kw(booth.power_kw)}" for booth in hung)
    involved = (box.key, *keys(hung))
    if box.capacity_kw is None:
        sentence = f"{box.name}没有填写容量（按 0 kW 算），已接 {kw(total)}（{shares}）。请填写。"
        return Violation("power_capacity", involved, sentence, total, 0.0)
    return Violation(
        "power_capacity",
        involved,
        f"{box.name}容量 {kw(box.capacity_kw)}，已接 {kw(total)}（{shares}），"
        f"超出 {kw(total - box.capacity_kw)}。请把其中的展位改接别的配电箱，或请后勤处增容。",
        total,
        box.capacity_kw,
    )


def supplies(drawing: Drawing) -> Iterator[Violation]:
    """Booths that need power and have none, and cables that are too long."""
    limit, boxes, booths = (
        drawing.limits.power_reach_m,
        drawing.of("power_box"),
        drawing.of("booth"),
    )
    by_key = {box.key: box for box in boxes}
    nearest_box = nearest(rects(booths), rects(boxes))
    for i, booth in enumerate(booths):
        box = by_key.get(booth.supply)
        near = (boxes[nearest_box[i][0]], nearest_box[i][1]) if boxes else None
        if box is None:
            if booth.needs_power or booth.has_power:
                yield _unsupplied(booth, near, limit)
        elif (reach := distance(booth.rect, box.rect)) > limit + TOLERANCE_M:
            there = f"改接{near[0].name}（{number(near[1])} 米）" if near[0] is not box else "移近"
            yield Violation(
                "power_reach",
                (booth.key, box.key),
                f"{booth.name}离所接的{box.name} {number(reach)} 米，超过 {number(limit)} 米。"
                f"请{there}，或在附近加一个配电箱。",
                reach,
                limit,
            )


def _unsupplied(booth: Piece, near: tuple[Piece, float] | None, limit: float) -> Violation:
    gone = (
        f"{booth.name}所接的配电箱已不在图上"
        if booth.has_power
        else f"{booth.name}需要用电但没有接电"
    )
    if near is None:
        sentence = (
            f"{gone}，{number(limit)} 米内没有配电箱（图上共 0 个）。请先画配电箱，再给它接电。"
        )
        return Violation("power_missing", (booth.key,), sentence, 0.0, limit)
    box, away = near
    way_out = "请接上它" if away <= limit + TOLERANCE_M else "太远，请移近或加一个配电箱"
    return Violation(
        "power_missing",
        (booth.key, box.key),
        f"{gone}。最近的是{box.name}，相距 {number(away)} 米（不超过 {number(limit)} 米），"
        f"{way_out}。",
        away,
        limit,
    )
