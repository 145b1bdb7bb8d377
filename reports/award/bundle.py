"""The result as one file that proves itself: inputs, rubric, decisions, and the ranking they give.

Whoever holds the file recomputes it without the portal's database.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from colleges.models.audit import canonical, digest

from . import inputs as frozen
from . import punctual
from . import rubric as rubrics
from .ranking import Place, ranking
from .scoring import score

FORMAT = "vocweek-award-1"
HASHED = ("rubric", "inputs")
# The status in which places are known and nobody is named yet.
UNDECIDED = "closed"


@cache
def code_version() -> str:
    """Tells one way of computing from another: the digest of these very modules."""
    texts = (
        file.read_text(encoding="utf-8") for file in sorted(Path(__file__).parent.glob("*.py"))
    )
    return digest(*texts)[:16]


def result_of(
    rubric: Mapping[str, Any],
    inputs: Mapping[str, Any],
    *,
    slots: int,
    out: Mapping[str, str],
    decisions: Sequence[Sequence[str]],
) -> list[Place]:
    """The places that follow, from plain JSON alone."""
    rules, entries = rubrics.from_data(dict(rubric)), frozen.from_data(dict(inputs))
    scores = score(rules, entries, frozenset(out))
    return ranking(rules, entries, scores, slots=slots, out=out, decisions=decisions)


def result_data(places: Sequence[Place]) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "name": one.name,
            "rank": one.rank,
            "points": str(one.points),
            "is_within": one.is_within,
            "is_contested": one.is_contested,
            "criteria": {criterion.code: str(criterion.points) for criterion in one.scores},
        }
        for one in sorted(places, key=lambda one: one.code)
    ]


def breakdown_data(place: Place) -> list[dict[str, Any]]:
    """One college's points item by item, as it is stored and shown."""
    return [
        {
            "code": one.code,
            "name": one.name,
            "standard": one.standard,
            "points": str(one.points),
            "full": rubrics.plain(one.full),
            "parts": [
                {
                    **{name: getattr(part, name) for name in ("code", "name", "words", "source")},
                    "points": str(part.points),
                    "full": rubrics.plain(part.full),
                    "is_known": part.is_known,
                }
                for part in one.parts
            ],
        }
        for one in place.scores
    ]


def recount(bundle: Mapping[str, Any]) -> list[str]:
    """Sentences about every difference between what the file says and what follows from it."""
    if bundle.get("format") != FORMAT:
        return [f"这不是评奖结果文件（应为 {FORMAT}）。"]
    found = [
        f"{name} 的 SHA-256 与文件里写的不同：内容被改动过。"
        for name in HASHED
        if digest(canonical(bundle[name])) != bundle[f"{name}_sha256"]
    ]
    places = result_of(
        bundle["rubric"],
        bundle["inputs"],
        slots=bundle["slots"],
        out={one["code"]: one["reason"] for one in bundle["vetoes"]},
        decisions=[one["order"] for one in bundle["decisions"]],
    )
    return found + delays_apart(bundle["inputs"]) + differences(bundle, places)


def delays_apart(inputs: Mapping[str, Any]) -> list[str]:
    """Days late that do not follow from the line and the filings beside them."""
    found = []
    for entry in frozen.from_data(dict(inputs)).entries:
        for one in entry.deliveries.values():
            days = punctual.days_late(one.due_at, one.road) if one.road else one.days_late
            if days != one.days_late:
                found.append(
                    f"{entry.name} {one.title}：文件里迟 {one.days_late} 天，"
                    f"按报送时间重算迟 {days} 天。"
                )
    return found


def differences(bundle: Mapping[str, Any], places: Sequence[Place]) -> list[str]:
    stated = {one["code"]: one for one in bundle["result"]}
    computed = {one["code"]: one for one in result_data(places)}
    found = [
        f"{code}：文件里没有这个学院的结果。" for code in sorted(computed.keys() - stated.keys())
    ]
    found += [
        f"{code}：评分依据里没有这个学院。" for code in sorted(stated.keys() - computed.keys())
    ]
    for code in sorted(stated.keys() & computed.keys()):
        found += told_apart(stated[code], computed[code])
    within = {code for code, one in computed.items() if one["is_within"]}
    winners = set() if bundle["status"] == UNDECIDED else within
    named = set(bundle["winners"])
    if named != winners:
        told = ["、".join(sorted(codes)) or "无" for codes in (named, winners)]
        found.append(f"获奖单位：文件里是 {told[0]}，重算是 {told[1]}。")
    return found


def told_apart(stated: Mapping[str, Any], computed: Mapping[str, Any]) -> list[str]:
    words = {"rank": "名次", "points": "得分", "is_within": "在名额内", "is_contested": "名额未决"}
    pairs = [(name, stated[key], computed[key]) for key, name in words.items()]
    items = sorted(stated["criteria"].keys() | computed["criteria"].keys())
    pairs += [(code, *(one["criteria"].get(code) for one in (stated, computed))) for code in items]
    return [
        f"{computed['name']} {name}：文件里是 {was}，重算是 {now}。"
        for name, was, now in pairs
        if was != now
    ]
