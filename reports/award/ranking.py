"""Places and slots from points: the tie rule, who is out, and each place in words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from .inputs import Inputs
from .rubric import Rubric, plain
from .scoring import CriterionScore, Scores, total

Order = Sequence[str]  # codes of colleges, first to last, as the committee decided


@dataclass(frozen=True)
class Place:
    """`rank` is None for who is out. Equals that nobody told apart share one."""

    code: str
    name: str
    rank: int | None
    points: Decimal
    scores: tuple[CriterionScore, ...]
    words: str = ""
    is_within: bool = False
    is_contested: bool = False


@dataclass(frozen=True)
class Group:
    """Colleges on one rank: more than one where neither rule nor committee tells them apart."""

    rank: int
    codes: tuple[str, ...]
    by_decision: bool = False

    @property
    def last(self) -> int:
        return self.rank + len(self.codes) - 1


def ranking(
    rubric: Rubric,
    inputs: Inputs,
    scores: Scores,
    *,
    slots: int,
    out: Mapping[str, str] | None = None,
    decisions: Sequence[Order] = (),
) -> list[Place]:
    """Every college, first to last, who is out at the end. `out` maps a code to the reason."""
    return Ranking(rubric, inputs, scores, slots, out or {}, decisions).places()


class Ranking:
    def __init__(self, rubric, inputs, scores, slots, out, decisions):
        self.rubric, self.scores, self.slots, self.out = rubric, scores, slots, out
        self.decisions = decisions
        self.names = {one.code: one.name for one in inputs.entries}

    def key(self, code: str) -> tuple[Decimal, ...]:
        """What is compared, in this order: the total, then the items of the tie rule."""
        points = {one.code: one.points for one in self.scores[code]}
        return total(self.scores[code]), *(points[item] for item in self.rubric.tie_order)

    def groups(self) -> list[Group]:
        competing = sorted(
            (code for code in self.scores if code not in self.out),
            key=lambda code: (tuple(-value for value in self.key(code)), code),
        )
        found, rank = [], 1
        for _, codes in groupby(competing, key=self.key):
            equals = tuple(codes)
            order = self.decided(equals)
            if order is None:
                found.append(Group(rank, equals))
            else:
                found += [Group(rank + n, (code,), True) for n, code in enumerate(order)]
            rank += len(equals)
        return found

    def decided(self, equals: tuple[str, ...]) -> list[str] | None:
        """Their order by the newest decision that names all of them; None without one."""
        if len(equals) == 1:
            return None
        for order in reversed(self.decisions):
            if set(equals) <= set(order):
                return [code for code in order if code in equals]
        return None

    def places(self) -> list[Place]:
        groups = self.groups()
        found = [self.place(group, code) for group in groups for code in group.codes]
        told = [
            replace(one, words=self.words(one, n, found, groups)) for n, one in enumerate(found)
        ]
        return told + [self.outside(code) for code in self.scores if code in self.out]

    def place(self, group: Group, code: str) -> Place:
        return Place(
            code=code,
            name=self.names[code],
            rank=group.rank,
            points=total(self.scores[code]),
            scores=self.scores[code],
            is_within=group.last <= self.slots,
            is_contested=group.rank <= self.slots < group.last,
        )

    def outside(self, code: str) -> Place:
        words = f"取消资格：{self.out[code]}。不参加排名；得分只供参考。"
        points = total(self.scores[code])
        return Place(code, self.names[code], None, points, self.scores[code], words)

    # In words

    def words(self, place: Place, position: int, found: list[Place], groups: list[Group]) -> str:
        told = [f"第 {place.rank} 名，{place.points} 分。"]
        equals = [one.name for one in found if one.rank == place.rank and one.code != place.code]
        if equals:
            told.append(f"与{'、'.join(equals)}得分相同，{self.tie_items}名次并列。")
        if place.is_contested:
            left = self.slots - place.rank + 1
            told.append(f"名额只剩 {left} 个，须由评审委员会决定。")
        before = next((one for one in reversed(found[:position]) if one.rank < place.rank), None)
        if before is not None:
            group = next(one for one in groups if place.code in one.codes)
            told.append(self.behind(place, before, group))
        elif not equals:
            told.append(self.strongest(place))
        return "".join(told)

    @property
    def tie_items(self) -> str:
        items = "、".join(self.named(code) for code in self.rubric.tie_order)
        return f"{items}也相同，" if items else ""

    def named(self, code: str) -> str:
        return f"{code} {self.rubric.criterion(code).title}"

    def behind(self, place: Place, before: Place, group: Group) -> str:
        gap = before.points - place.points
        if gap:
            return f"比{before.name}少 {gap} 分：{differences(place, before)}。"
        mine, theirs = self.key(place.code), self.key(before.code)
        for item, own, other in zip(self.rubric.tie_order, mine[1:], theirs[1:], strict=True):
            if own != other:
                return f"与{before.name}同分，按“{self.named(item)}”（{own} 比 {other}）排在其后。"
        return f"与{before.name}得分和排序项都相同，按评审委员会的决定排在其后。"

    def strongest(self, place: Place) -> str:
        full = [one for one in place.scores if one.points == one.full]
        if not full:
            return ""
        return f"得满分的有：{listed([f'{one.code} {one.name}' for one in full], 4)}。"


def differences(place: Place, before: Place) -> str:
    """What the gap is made of, the largest first, in both directions; 等 where more is left out."""
    pairs = zip(place.scores, before.scores, strict=True)
    gaps = [(mine.points - theirs.points, mine) for mine, theirs in pairs]
    lost = sorted((pair for pair in gaps if pair[0] < 0), key=lambda pair: pair[0])
    won = sorted((pair for pair in gaps if pair[0] > 0), key=lambda pair: -pair[0])
    told = listed([f"{one.code} {one.name}少 {plain(-gap)}" for gap, one in lost], 3)
    if won:
        told += "；" + listed([f"{one.code} {one.name}多 {plain(gap)}" for gap, one in won], 2)
    return told


def listed(items: Sequence[str], most: int) -> str:
    return "，".join(items[:most]) + ("等" if len(items) > most else "")
