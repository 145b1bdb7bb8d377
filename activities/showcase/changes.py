"""What differs between two plans as data (`drawn.py`). Pure: dictionaries in, sentences out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Plan = Mapping[str, Any]
RECT = ("x", "y", "width", "depth", "angle")


@dataclass(frozen=True)
class Move:
    """A college whose booth is another one; None: it had none, or has none now."""

    college: str
    name: str
    before: str | None
    after: str | None

    @property
    def sentence(self) -> str:
        if self.before is None:
            return f"{self.name}：安排在 {self.after}"
        if self.after is None:
            return f"{self.name}：不再占用 {self.before}，暂无展位"
        return f"{self.name}：{self.before} → {self.after}"


def booth_of(plan: Plan) -> dict[str, tuple[str, str]]:
    """{college code: (name, booth code)}."""
    placed = (booth for booth in plan.get("booths", ()) if booth["college"])
    return {one["college"]["code"]: (one["college"]["name"], one["code"]) for one in placed}


def moves(before: Plan, after: Plan) -> list[Move]:
    """Colleges that stand elsewhere, in the order of their codes. A code is the booth: the same
    code at another spot is told by `redrawn`."""
    old, new = booth_of(before), booth_of(after)
    codes = sorted(code for code in {*old, *new} if place(old, code) != place(new, code))
    return [
        Move(code, new.get(code, old.get(code))[0], place(old, code), place(new, code))
        for code in codes
    ]


def place(booths: Mapping[str, tuple[str, str]], college: str) -> str | None:
    return booths[college][1] if college in booths else None


def shifted(before: Plan, after: Plan) -> list[str]:
    """Codes of booths that keep their code and stand or measure otherwise."""
    old = {one["code"]: one for one in before.get("booths", ())}
    now = (one for one in after.get("booths", ()) if one["code"] in old)
    return sorted(one["code"] for one in now if rect(one) != rect(old[one["code"]]))


def rect(piece: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(piece[name] for name in RECT)


def redrawn(before: Plan, after: Plan) -> Iterator[str]:
    """Sentences about the drawing itself: booths, fixtures, place and hours."""
    old = {one["code"] for one in before.get("booths", ())}
    new = {one["code"] for one in after.get("booths", ())}
    if added := sorted(new - old):
        yield f"新增展位 {'、'.join(added)}"
    if gone := sorted(old - new):
        yield f"去掉展位 {'、'.join(gone)}"
    if codes := shifted(before, after):
        yield f"位置或大小有变：{'、'.join(codes)}"
    if fixtures(before) != fixtures(after):
        yield "通道、出入口、配电箱等设施有改动"
    if before.get("site") != after.get("site"):
        yield "地点、范围或底图有改动"
    if before.get("when") != after.get("when"):
        yield "日期或时间有改动"
    yield from rethemed(before, after)


def fixtures(plan: Plan) -> list[tuple[Any, ...]]:
    named = ("kind", "label", "capacity_kw")
    return sorted(
        (*(str(one[name]) for name in named), *rect(one)) for one in plan.get("fixtures", ())
    )


def rethemed(before: Plan, after: Plan) -> Iterator[str]:
    old = {one["college"]["code"]: one["theme"] for one in before["booths"] if one["college"]}
    for booth in after.get("booths", ()):
        college = booth["college"]
        if college and old.get(college["code"], booth["theme"]) != booth["theme"]:
            yield f"{college['name']}的展示主题改为“{booth['theme']}”"


def affected(before: Plan, after: Plan) -> dict[str, str]:
    """{college code: what changed for it, a sentence}: who is told of a release, nobody else."""
    told = {move.college: move.sentence for move in moves(before, after)}
    here = {one["code"]: one["college"] for one in after.get("booths", ()) if one["college"]}
    for code in shifted(before, after):
        if code in here and here[code]["code"] not in told:
            college = here[code]
            told[college["code"]] = f"{college['name']}：展位 {code} 的位置或大小有变"
    return told
