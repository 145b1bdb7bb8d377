"""评分细则 of one edition as data: what earns how many points, and by which rule.

A rubric is plain JSON where it is stored, exported and hashed, and `Rubric` where it is worked
with. Every item names one of the three 评选标准 of the notice (七) and the clause it rests on.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from activities.newsroom.counting import Level

from ..indicators import BY_CODE

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "award_rubric.json"
FULL_MARKS = Decimal(100)
MOST_MARK = 10  # a judge gives 0…10 for each item
# What the portal counts besides the indicators of 附件2.
OWN_FIGURES = {
    "service_points": "校内服务点位（个）",
    "booth_arrivals": "集中展示日展位到位（次）",
}
COLLECTED_KINDS = {
    "info_form": "信息表",
    "statistics_form": "情况统计表",
    "summary_report": "总结报告",
    "media_package": "新闻与影像资料",
}
SOURCES = {
    "figure": "指标",
    "timely": "按时报送",
    "media": "宣传报道",
    "booth": "集中展示日现场评分",
    "judges": "评委打分",
}
# Divides a figure by the unit's size, so that small colleges stand beside large ones.
SIZES = {"enrolled_students": ("在校生数", 1000), "staff_total": ("教职工数", 100)}
SCALES = {"best": "以最高的学院为满分", "full": "达到定值为满分"}


@dataclass(frozen=True)
class Part:
    """What one number earns: at most `points`."""

    code: str
    name: str
    points: Decimal
    source: str
    figure: str = ""
    kinds: tuple[str, ...] = ()
    deduction: Decimal = Decimal(0)  # points a day late
    tiers: dict[str, int] = field(default_factory=dict)  # {level: points a story}
    per: str = ""
    scale: str = "best"
    full: Decimal | None = None  # what earns all points, where `scale` is "full"

    @property
    def is_judged(self) -> bool:
        return self.source == "judges"

    @property
    def figure_name(self) -> str:
        if self.figure in BY_CODE:
            indicator = BY_CODE[self.figure]
            return f"{indicator.name.removeprefix('其中：')}（{indicator.unit}）"
        return OWN_FIGURES.get(self.figure, self.figure)

    @property
    def told(self) -> str:
        """How it is counted, in words."""
        return "".join(self.rules())

    def rules(self) -> Iterable[str]:
        if self.source == "timely":
            titles = "、".join(COLLECTED_KINDS[kind] for kind in self.kinds)
            yield f"{titles}按时报送得满分，迟一天扣 {plain(self.deduction)} 分，扣完为止。"
            yield "以首次报送的时间为准；被退回的，退回时定了重报期限的要在期限内重报，"
            yield "超过的天数一并计入，没有定期限的不计；评分结束时没有重报的计 0 分。"
            return
        if self.is_judged:
            yield f"评委按 0–{MOST_MARK} 分打分，取平均。"
            return
        if self.source == "booth":
            yield "评委在集中展示日现场打分，取平均。"
            return
        if self.source == "media":
            tiers = "、".join(f"{Level(one).label} {n} 分" for one, n in self.tiers.items())
            yield f"已采用的报道：{tiers}；一篇稿件只按最高级别计一次。"
        else:
            yield f"{self.figure_name}{self.sized}。"
        yield f"达到 {plain(self.full)} 得满分。" if self.scale == "full" else "最高的学院得满分。"

    @property
    def sized(self) -> str:
        if not self.per:
            return ""
        name, of = SIZES[self.per]
        return f" ÷ {name}（每 {of} 人）"


@dataclass(frozen=True)
class Criterion:
    """指标 of the rubric, 1.1 … 3.4."""

    code: str
    standard: int
    name: str
    basis: str
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """Its name wherever people read it: an item that stands alone has one name, not two."""
        return self.name if len(self.parts) > 1 else self.parts[0].name

    @property
    def points(self) -> Decimal:
        return sum((part.points for part in self.parts), Decimal(0))


@dataclass(frozen=True)
class Standard:
    """One of the three 评选标准, with the notice's own words."""

    number: int
    name: str
    clause: str


@dataclass(frozen=True)
class Rubric:
    standards: tuple[Standard, ...]
    criteria: tuple[Criterion, ...]
    trim_from: int = 5
    decimals: int = 2
    tie_order: tuple[str, ...] = ()

    @property
    def parts(self) -> list[Part]:
        return [part for criterion in self.criteria for part in criterion.parts]

    @property
    def judged(self) -> list[Part]:
        return [part for part in self.parts if part.is_judged]

    @property
    def total(self) -> Decimal:
        return sum((part.points for part in self.parts), Decimal(0))

    def of_standard(self, number: int) -> list[Criterion]:
        return [one for one in self.criteria if one.standard == number]

    def points_of(self, number: int) -> Decimal:
        return sum((one.points for one in self.of_standard(number)), Decimal(0))

    def criterion(self, code: str) -> Criterion:
        return next(one for one in self.criteria if one.code == code)

    def faults(self) -> list[str]:
        """Sentences about what keeps the scoring from beginning; empty when it may."""
        found = [sentence for part in self.parts for sentence in part_faults(part)]
        for code, count in Counter(part.code for part in self.parts).items():
            if count > 1:
                found.append(f"{code} 出现了 {count} 次，每项的编号要不同。")
        if self.total != FULL_MARKS:
            found.append(f"各项满分合计应为 100 分，现在是 {plain(self.total)} 分，请调整。")
        known = {one.code for one in self.criteria}
        found += [
            f"同分顺序里的 {code} 不在细则里，请改选。"
            for code in self.tie_order
            if code not in known
        ]
        if self.trim_from < 3:
            found.append("去掉最高分和最低分至少要有 3 名评委，请改大。")
        if not 0 <= self.decimals <= 4:
            found.append("得分的小数位数是 0 到 4 位。")
        return found


def part_faults(part: Part) -> Iterable[str]:
    if part.points <= 0:
        yield f"{part.code} {part.name}：满分要大于 0。"
    if part.points * 10 % 1:
        yield f"{part.code} {part.name}：满分最多一位小数。"
    if part.source not in SOURCES:
        yield f"{part.code} {part.name}：没有“{part.source}”这种来源。"
    if part.source == "figure" and not is_countable(part.figure):
        yield f"{part.code} {part.name}：没有“{part.figure}”这个指标，请改选。"
    if part.source == "timely" and not (part.kinds and set(part.kinds) <= set(COLLECTED_KINDS)):
        yield f"{part.code} {part.name}：请选择看哪些报送。"
    if part.source == "media" and not is_ladder(part.tiers):
        yield f"{part.code} {part.name}：级别越高，一篇的分数要越高。"
    if part.scale == "full" and not (part.full and part.full > 0):
        yield f"{part.code} {part.name}：请填达到多少得满分。"
    if part.deduction < 0:
        yield f"{part.code} {part.name}：每迟一天扣的分不能小于 0。"


def is_countable(code: str) -> bool:
    return code in OWN_FIGURES or (code in BY_CODE and not BY_CODE[code].is_text)


def is_ladder(tiers: dict[str, int]) -> bool:
    """Each level named, none below the one before, the lowest not under 0."""
    steps = [tiers.get(level) for level in Level]
    return None not in steps and steps[0] >= 0 and steps == sorted(steps)


def plain(number: Decimal | int | None) -> str:
    """6, 6.5: no zeros that say nothing."""
    if number is None:
        return "-"
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_data(rubric: Rubric) -> dict[str, Any]:
    """Plain JSON; numbers with a point are strings, so that no machine rounds them."""
    return json.loads(json.dumps(asdict(rubric), default=plain, ensure_ascii=False))


def from_data(data: dict[str, Any]) -> Rubric:
    return Rubric(
        standards=tuple(Standard(**one) for one in data["standards"]),
        criteria=tuple(
            Criterion(**{**one, "parts": tuple(part_from(row) for row in one["parts"])})
            for one in data["criteria"]
        ),
        trim_from=data["trim_from"],
        decimals=data["decimals"],
        tie_order=tuple(data["tie_order"]),
    )


def part_from(row: dict[str, Any]) -> Part:
    full = row.get("full")
    return Part(
        **{
            **row,
            "points": Decimal(row["points"]),
            "deduction": Decimal(row.get("deduction", 0)),
            "full": None if full is None else Decimal(full),
            "kinds": tuple(row.get("kinds", ())),
        }
    )


def shipped() -> dict[str, Any]:
    """The default: domain.md §5, item by item."""
    return as_data(from_data(json.loads(SHIPPED.read_text(encoding="utf-8"))))
