"""A proposal which college stands on which booth, and why.

As many colleges as possible come first, then the fewest points (see `wishes`). Places and box
loads are solved together (see `assignment`); who stands beside whom is then improved by moves and
swaps, which is not proven to be the best.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .assignment import assign
from .geometry import close_pairs
from .lots import code_order
from .pieces import USUAL
from .reasons import Scene, reason, why_not
from .wishes import (
    NEIGHBOUR_M,
    Applicant,
    Box,
    Place,
    is_safe,
    points_beside,
    points_on,
    watts,
)

# Points in whole numbers; the seed decides only between plans of equal points.
FINE = 1_000_000
LUCK = 1_000
SWEEPS = 8


@dataclass(frozen=True)
class Placement:
    """`booth` is the key of a Place, `college` that of an Applicant (or of `taken`)."""

    booth: int | str
    college: int
    reason: str
    is_pinned: bool = False


@dataclass(frozen=True)
class Proposal:
    """Placements by booth code, the pinned ones among them; who got none, each with a sentence."""

    placements: tuple[Placement, ...] = ()
    unplaced: tuple[tuple[int, str], ...] = ()

    @property
    def added(self) -> tuple[Placement, ...]:
        return tuple(one for one in self.placements if not one.is_pinned)


def propose(
    places: Sequence[Place],
    boxes: Sequence[Box],
    applicants: Sequence[Applicant],
    taken: Mapping[int | str, int],
    seed: int | str,
    extinguisher_reach_m: float = USUAL.extinguisher_reach_m,
) -> Proposal:
    """Fill the free booths.

    `taken` is {booth: college} and is never changed; its colleges' loads count, so `applicants`
    should contain them too. An entry for a booth that is no longer among the places is ignored:
    its college is placed anew. The result depends on the seed and the content, not on the order.
    ValueError for a booth, box or college given twice, and for a booth that cannot be drawn.
    """
    for word, given in (
        ("展位", [place.key for place in places]),
        ("配电箱", [box.key for box in boxes]),
        ("学院", [applicant.college for applicant in applicants]),
    ):
        if len(set(given)) != len(given):
            raise ValueError(f"同一个{word}出现了两次，无法编排。请改正后再试。")
    board = _Board(places, boxes, applicants, taken, seed, extinguisher_reach_m)
    chosen = board.improved(board.matched())
    scene = board.scene(chosen)
    return Proposal(
        tuple(
            Placement(place.key, college, reason(scene, place.key), place.key in board.pinned)
            for place in board.places
            if (college := scene.occupants.get(place.key)) is not None
        ),
        tuple(
            (one.college, why_not(scene, one))
            for one, column in zip(board.open, chosen, strict=True)
            if column is None
        ),
    )


class _Board:
    """The problem in numbers: rows are the colleges still open, columns the free booths."""

    def __init__(self, places, boxes, applicants, taken, seed, extinguisher_reach_m) -> None:
        self.reach = extinguisher_reach_m
        self.places = sorted(places, key=lambda place: (code_order(place.code), str(place.key)))
        self.boxes = sorted(boxes, key=lambda box: box.key)
        self.known = {one.college: one for one in applicants}
        keys = {place.key for place in places}
        self.pinned = {booth: college for booth, college in taken.items() if booth in keys}
        placed = set(self.pinned.values())
        self.open = sorted(
            (one for one in applicants if one.college not in placed), key=lambda one: one.college
        )
        self.free = [place for place in self.places if place.key not in self.pinned]
        self.near = self._neighbours()
        number = {box.key: i for i, box in enumerate(self.boxes)}
        self.box_of = [number.get(place.supply) for place in self.free]
        self.room = self._room(number)
        self.loads = [watts(one.load_kw) for one in self.open]
        self.between = [
            [round(points_beside(one, other) * FINE) for other in self.open] for one in self.open
        ]
        self.costs = [[self._cost(one, place, seed) for place in self.free] for one in self.open]
        column = {place.key: i for i, place in enumerate(self.free)}
        self.beside = [
            [column[key] for key in self.near[place.key] if key in column] for place in self.free
        ]

    def _neighbours(self) -> dict[int | str, list[int | str]]:
        near: dict[int | str, list[int | str]] = {place.key: [] for place in self.places}
        for i, j in close_pairs([place.rect for place in self.places], NEIGHBOUR_M):
            near[self.places[i].key].append(self.places[j].key)
            near[self.places[j].key].append(self.places[i].key)
        return near

    def _room(self, number: Mapping[str, int]) -> list[int | None]:
        """Watts left on each box by those who keep their booth."""
        room = [watts(box.capacity_kw) for box in self.boxes]
        supply = {place.key: place.supply for place in self.places}
        for booth, college in self.pinned.items():
            box, load = number.get(supply[booth]), self._load(college)
            if box is not None and room[box] is not None:
                room[box] -= load
        return room

    def _load(self, college: int) -> int:
        one = self.known.get(college)
        return (watts(one.load_kw) or 0) if one else 0

    def _cost(self, one: Applicant, place: Place, seed: int) -> int | None:
        """Points of a college on a booth beside those who keep theirs; None where it cannot be."""
        if not is_safe(one, place, self.reach):
            return None
        points = points_on(one, place) + sum(
            points_beside(one, self.known.get(self.pinned[key]))
            for key in self.near[place.key]
            if key in self.pinned
        )
        ticket = hashlib.sha256(f"{seed}:{one.college}:{place.key}".encode()).digest()
        return round(points * FINE) + int.from_bytes(ticket[:4]) % LUCK

    def matched(self) -> list[int | None]:
        dearest = max((abs(cost) for line in self.costs for cost in line if cost), default=0)
        return assign(
            self.costs, self.loads, self.box_of, self.room, (2 * len(self.open) + 2) * (dearest + 1)
        )

    def improved(self, chosen: list[int | None]) -> list[int | None]:
        """Moves and swaps that cost fewer points with the neighbours counted; nobody loses."""
        return _Neighbourhood(self, list(chosen)).settled()

    def scene(self, chosen: Sequence[int | None]) -> Scene:
        occupants = dict(self.pinned)
        for one, column in zip(self.open, chosen, strict=True):
            if column is not None:
                occupants[self.free[column].key] = one.college
        return Scene(
            places={place.key: place for place in self.places},
            boxes={box.key: box for box in self.boxes},
            known=self.known,
            occupants=occupants,
            pinned=frozenset(self.pinned),
            near=self.near,
            extinguisher_reach_m=self.reach,
        )


class _Neighbourhood:
    """Moves and swaps on a board, each of which costs fewer points than before."""

    def __init__(self, board: _Board, chosen: list[int | None]) -> None:
        self.board, self.column = board, chosen
        self.rows = [row for row, column in enumerate(chosen) if column is not None]
        self.row_at = {chosen[row]: row for row in self.rows}
        self.left = list(board.room)
        for row in self.rows:
            self._draw(row, 1)

    def settled(self) -> list[int | None]:
        for _ in range(SWEEPS):
            moved = [self._move(row) for row in self.rows]
            swapped = [self._swap(i, j) for i in self.rows for j in self.rows if i < j]
            if not (any(moved) or any(swapped)):
                break
        return self.column

    def _draw(self, row: int, times: int) -> None:
        box, load = self.board.box_of[self.column[row]], self.board.loads[row]
        if load is not None and self.left[box] is not None:
            self.left[box] -= times * load

    def _points(self, row: int) -> int:
        """Of a row where it stands, with those beside it."""
        column, between = self.column[row], self.board.between[row]
        return self.board.costs[row][column] + sum(
            between[self.row_at[other]]
            for other in self.board.beside[column]
            if other in self.row_at
        )

    def _can_stand(self, row: int, column: int) -> bool:
        is_powered = self.board.loads[row] is None or self.board.box_of[column] is not None
        return is_powered and self.board.costs[row][column] is not None

    def _place(self, *where: tuple[int, int]) -> None:
        """Rows to columns, in one step."""
        for row, _ in where:
            self._draw(row, -1)
            del self.row_at[self.column[row]]
        for row, column in where:
            self.column[row] = column
            self.row_at[column] = row
            self._draw(row, 1)

    def _is_better(self, *where: tuple[int, int]) -> bool:
        """Try it; leave it so if it costs fewer points and no box gets too little."""
        if not all(self._can_stand(row, column) for row, column in where):
            return False
        rows = [row for row, _ in where]
        before, back = sum(map(self._points, rows)), [(row, self.column[row]) for row in rows]
        room = list(self.left)
        self._place(*where)
        fits = all(
            now is None or now >= 0 or now >= was for now, was in zip(self.left, room, strict=True)
        )
        # Two who stand side by side count each other twice, before and after alike.
        if fits and sum(map(self._points, rows)) < before:
            return True
        self._place(*back)
        return False

    def _move(self, row: int) -> bool:
        free = [column for column in range(len(self.board.free)) if column not in self.row_at]
        return sum(self._is_better((row, column)) for column in free) > 0

    def _swap(self, one: int, other: int) -> bool:
        return self._is_better((one, self.column[other]), (other, self.column[one]))
