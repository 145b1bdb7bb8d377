"""Rows to columns at the least cost, where some columns share what a box can give.

Pure numbers: `allocation` says what rows (colleges), columns (booths) and boxes (power) are.
`cheapest` is the assignment problem, solved by shortest augmenting paths (Kuhn 1955, Munkres
1957). With boxes the problem contains bin packing; `assign` therefore branches over who hangs on
which box, exactly for small cases and within a fixed number of steps for large ones.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

Costs = Sequence[Sequence[int | None]]
Chosen = list[int | None]

# Steps of the search through the boxes: 5 rows on 3 boxes need at most 1365.
MOST_STEPS = 2000
# More than any sum of costs.
FAR = 1 << 60


def cheapest(costs: Costs, left_out: int) -> Chosen:
    """For each row its column or None; `costs` has shape (rows, columns), None forbids.

    Every row left out costs `left_out`. Above (rows + 1) × the dearest cost it makes sure that as
    many rows as possible get a column.
    """
    rows, width = len(costs), len(costs[0]) if costs else 0
    column_price = [0] * (width + rows)
    owner: Chosen = [None] * (width + rows)
    # One further column per row means “left out”, so that every row always finds one.
    priced = [
        [
            *(FAR if cost is None else cost for cost in line),
            *(left_out if i == row else FAR for i in range(rows)),
        ]
        for row, line in enumerate(costs)
    ]
    row_price = [0] * rows
    for row in range(rows):
        _augment(row, priced, row_price, column_price, owner)
    chosen: Chosen = [None] * rows
    for column in range(width):
        if owner[column] is not None:
            chosen[owner[column]] = column
    return chosen


def _augment(
    row: int,
    costs: Sequence[Sequence[int]],
    row_price: list[int],
    column_price: list[int],
    owner: Chosen,
) -> None:
    """Give `row` a column along the cheapest path of reassignments; prices stay consistent."""
    size = len(owner)
    reach, came_from = [FAR * 4] * size, [-1] * size
    left, done = list(range(size)), []
    here, so_far, last = row, 0, -1
    while True:
        line, base = costs[here], so_far - row_price[here]
        best, target = FAR * 4, -1
        for column in left:
            cost = base + line[column] - column_price[column]
            if cost < reach[column]:
                reach[column], came_from[column] = cost, last
            if reach[column] < best:
                best, target = reach[column], column
        left.remove(target)
        so_far = best
        if owner[target] is None:
            break
        done.append(target)
        here, last = owner[target], target
    row_price[row] += so_far
    for column in done:
        slack = so_far - reach[column]
        row_price[owner[column]] += slack
        column_price[column] -= slack
    while target != -1:
        before = came_from[target]
        owner[target] = row if before == -1 else owner[before]
        target = before


def assign(
    costs: Costs,
    loads: Sequence[int | None],
    box_of: Sequence[int | None],
    room: Sequence[int | None],
    left_out: int,
) -> Chosen:
    """As `cheapest`, and on no box do the loads of its columns' rows exceed its room.

    `loads[row]` None draws nothing and may stand anywhere; a row with a load (0 counts as one)
    needs a column with a box. `box_of[column]` is an index into `room`, whose None is “no limit”.
    Loads and room are whole numbers of one unit, so that sums are exact.
    """
    room = [FAR if most is None else most for most in room]
    costs = [
        [
            None if load is not None and (box is None or load > room[box]) else cost
            for cost, box in zip(line, box_of, strict=True)
        ]
        for line, load in zip(costs, loads, strict=True)
    ]
    chosen = cheapest(costs, left_out)
    left = list(room)
    for load, column in zip(loads, chosen, strict=True):
        if load is not None and column is not None:
            left[box_of[column]] -= load
    if all(now >= 0 or now == before for now, before in zip(left, room, strict=True)):
        return chosen
    boxes = _Packing(costs, loads, box_of, room, least_out=chosen.count(None)).solved()
    only = [
        [
            None if load is not None and box_of[column] != boxes.get(row) else cost
            for column, cost in enumerate(line)
        ]
        for row, (line, load) in enumerate(zip(costs, loads, strict=True))
    ]
    return cheapest(only, left_out)


class _Packing:
    """Which box each row with a load hangs on, so that the fewest rows are left out."""

    def __init__(
        self,
        costs: Costs,
        loads: Sequence[int | None],
        box_of: Sequence[int | None],
        room: list[int],
        least_out: int,
    ) -> None:
        self.loads, self.room, self.least_out = loads, room, least_out
        self.idle = [row for row, load in enumerate(loads) if load is None]
        self.anywhere = [_sorted_columns(line) for line in costs]
        # Per row {box: columns, the cheapest first}; the boxes in the order of their best column.
        self.options: list[dict[int, list[int]]] = [{} for _ in costs]
        for row, columns in enumerate(self.anywhere):
            for column in columns if loads[row] is not None else ():
                self.options[row].setdefault(box_of[column], []).append(column)
        self.best: dict[int, int] = {}
        self.fewest_out = len(costs) + 1

    def solved(self) -> dict[int, int]:
        """{row: box}; rows with a load that are missing stay out."""
        small_first = sorted(self.drawing_rows(), key=lambda row: (self.loads[row], row))
        # The smallest first leaves out few where power is short, the largest first packs well
        # where it is just enough: the first gives the bound that the second has to beat.
        for order, steps in ((small_first, len(small_first) + 1), (small_first[::-1], MOST_STEPS)):
            self.order, self.steps = order, steps
            self.ahead = [
                list(accumulate(sorted(self.loads[row] for row in order[at:])))
                for at in range(len(order) + 1)
            ]
            self.search(0, list(self.room), {}, {}, 0)
        return self.best

    def drawing_rows(self) -> list[int]:
        return [row for row, load in enumerate(self.loads) if load is not None]

    def must_leave_out(self, at: int, room: Sequence[int]) -> int:
        """How many of the rows from `at` on cannot be fed, however they are spread."""
        sums = self.ahead[at]
        together = bisect_right(sums, sum(max(0, most) for most in room))
        each = sum(bisect_right(sums, most) for most in room)
        return len(sums) - min(together, each)

    def search(
        self, at: int, room: list[int], owner: dict[int, int], boxes: dict[int, int], out: int
    ) -> None:
        self.steps -= 1
        bound = max(self.least_out, out + self.must_leave_out(at, room))
        if self.steps < 0 or bound >= self.fewest_out:
            return
        if at == len(self.order):
            self.finish(owner, boxes, out)
            return
        row = self.order[at]
        for box, columns in self.options[row].items():
            if room[box] < self.loads[row]:
                continue
            allowed = self.allowed(boxes) | {row: columns}
            taken = dict(owner)
            if _find_column(row, allowed, taken, set()):
                room[box] -= self.loads[row]
                self.search(at + 1, room, taken, boxes | {row: box}, out)
                room[box] += self.loads[row]
        self.search(at + 1, room, owner, boxes, out + 1)

    def allowed(self, boxes: dict[int, int]) -> dict[int, list[int]]:
        return {row: self.options[row][box] for row, box in boxes.items()}

    def finish(self, owner: dict[int, int], boxes: dict[int, int], out: int) -> None:
        allowed = self.allowed(boxes) | {row: self.anywhere[row] for row in self.idle}
        taken = dict(owner)
        out += sum(not _find_column(row, allowed, taken, set()) for row in self.idle)
        if out < self.fewest_out:
            self.fewest_out, self.best = out, boxes


def _sorted_columns(line: Sequence[int | None]) -> list[int]:
    return sorted(
        (column for column, cost in enumerate(line) if cost is not None),
        key=lambda column: (line[column], column),
    )


def _find_column(
    row: int, allowed: dict[int, list[int]], owner: dict[int, int], seen: set[int]
) -> bool:
    """Give the row a column, moving others along where they may; who had one keeps one."""
    for column in allowed[row]:
        if column not in seen:
            seen.add(column)
            if column not in owner or _find_column(owner[column], allowed, owner, seen):
                owner[column] = row
                return True
    return False
