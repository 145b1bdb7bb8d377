"""Points of every college, item by item, each with its formula in words (notice 七).

Pure and exact: fractions until an item's points are rounded (half up), so that the items shown
add up to the total shown. What cannot be computed says why and earns 0.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial

from activities.newsroom.counting import Level

from .inputs import Entry, Inputs
from .rubric import MOST_MARK, SIZES, Criterion, Part, Rubric, plain


@dataclass(frozen=True)
class PartScore:
    """What one item came to. `source` names the rows behind it, “” where nobody recorded any."""

    code: str
    name: str
    points: Decimal
    full: Decimal
    words: str
    is_known: bool = True
    source: str = ""


@dataclass(frozen=True)
class CriterionScore:
    code: str
    name: str
    standard: int
    full: Decimal
    parts: tuple[PartScore, ...]

    @property
    def points(self) -> Decimal:
        return sum((one.points for one in self.parts), Decimal(0))


@dataclass(frozen=True)
class Measure:
    """A college's raw value of an item: a number with how it came about, or why there is none."""

    value: Fraction | None
    words: str
    source: str = ""


Scores = dict[str, tuple[CriterionScore, ...]]  # by the college's code
Marked = Callable[[Entry], list[int]]


def score(rubric: Rubric, inputs: Inputs, out: Collection[str] = ()) -> Scores:
    """Everybody's points; nobody is measured by those who are `out` (取消资格)."""
    parts = {part.code: part_scores(rubric, part, inputs, out) for part in rubric.parts}
    return {
        entry.code: tuple(criterion_score(one, entry, parts) for one in rubric.criteria)
        for entry in inputs.entries
    }


def criterion_score(criterion: Criterion, entry: Entry, parts: dict) -> CriterionScore:
    own = tuple(parts[part.code][entry.code] for part in criterion.parts)
    facts = criterion.code, criterion.title, criterion.standard, criterion.points
    return CriterionScore(*facts, own)


def total(scores: tuple[CriterionScore, ...]) -> Decimal:
    return sum((one.points for one in scores), Decimal(0))


def rounded(number: Fraction, decimals: int) -> Decimal:
    """Half up, exactly: no binary number in between."""
    shifted = number * 10**decimals
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    return Decimal(whole).scaleb(-decimals).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def shown(number: Fraction | Decimal | int) -> str:
    """At most two decimals, for a reader."""
    return plain(rounded(Fraction(number), 2))


def part_scores(
    rubric: Rubric, part: Part, inputs: Inputs, out: Collection[str]
) -> dict[str, PartScore]:
    entries = inputs.entries
    if part.source == "timely":
        return {one.code: timely(rubric, part, one) for one in entries}
    if part.is_judged:
        marked = partial(marks_of, part)
        return {one.code: judged(rubric, part, one, marked, MOST_MARK) for one in entries}
    if part.source == "booth":
        marked, most = on_site, inputs.most_booth
        return {one.code: judged(rubric, part, one, marked, most) for one in entries}
    measure = media if part.source == "media" else figure
    measures = {one.code: measure(part, one) for one in entries}
    return scaled(rubric, part, measures, out)


# Measured: a number of the college, beside the best or beside a fixed one


def figure(part: Part, entry: Entry) -> Measure:
    fact = entry.figures.get(part.figure)
    source = f"figure:{part.figure}"
    if fact is None or fact.value is None:
        why = fact.why if fact and fact.why else f"无法计算：没有填报“{part.figure_name}”"
        return Measure(None, why, source)
    value, words = Fraction(fact.value), f"{part.figure_name} {shown(fact.value)}"
    if not part.per:
        return Measure(value, words, source)
    name, of = SIZES[part.per]
    size = entry.sizes.get(part.per)
    if not size:
        return Measure(None, f"无法计算：缺少{name}", source)
    per = value * of / size
    return Measure(per, f"{words} ÷ {name} {size} × {of} = {shown(per)}", source)


def media(part: Part, entry: Entry) -> Measure:
    """Each story once, at the highest level any outlet took it on: counted before it comes here."""
    earned = [(level, entry.stories.get(level, 0)) for level in reversed(Level)]
    points = sum(part.tiers[level] * count for level, count in earned)
    told = [f"{level.label} {n} 篇 × {part.tiers[level]}" for level, n in earned if n]
    words = f"{' + '.join(told)} = {points}" if told else "没有已采用的报道：0"
    return Measure(Fraction(points), words, "media")


def scaled(rubric, part, measures, out) -> dict[str, PartScore]:
    known = {
        code: one.value
        for code, one in measures.items()
        if one.value is not None and code not in out
    }
    best = max(known.values(), default=None)
    if part.scale == "full":
        full, against = Fraction(part.full), f"{plain(part.full)} 得满分"
    else:
        full = best or Fraction(0)
        # Without a name: a college reads this, and who stands above it is not its matter.
        against = f"最高 {shown(full)}"
    return {
        code: beside(rubric, part, measure, full, against) for code, measure in measures.items()
    }


def beside(rubric: Rubric, part: Part, measure: Measure, full: Fraction, against: str) -> PartScore:
    earned = partial(PartScore, part.code, part.name, full=part.points, source=measure.source)
    nothing = rounded(Fraction(0), rubric.decimals)
    if measure.value is None:
        return earned(nothing, words=f"{measure.words}，计 0 分。", is_known=False)
    if full <= 0:
        return earned(nothing, words=f"{measure.words}；没有学院大于 0，计 0 分。")
    # The best has full marks; who is out may stand above it.
    ratio = max(Fraction(0), min(Fraction(1), measure.value / full))
    points = rounded(Fraction(part.points) * ratio, rubric.decimals)
    sum_up = f"{plain(part.points)} × {shown(measure.value)} ÷ {shown(full)} = {points}"
    if ratio == 1:
        sum_up = f"得满分 {points}"
    return earned(points, words=f"{measure.words}；{against}；{sum_up}。")


# On time


def timely(rubric: Rubric, part: Part, entry: Entry) -> PartScore:
    """Each form's equal share of the points, less a deduction for every day late."""
    asked = [entry.deliveries[kind] for kind in part.kinds if kind in entry.deliveries]
    if not asked:
        zero = rounded(Fraction(0), rubric.decimals)
        words = "无法计算：本届不在系统里收这些材料，计 0 分。"
        return PartScore(part.code, part.name, zero, part.points, words, is_known=False)
    share = Fraction(part.points) / len(asked)
    earned = [(one, came(one, share, Fraction(part.deduction))) for one in asked]
    points = rounded(sum((number for _, number in earned), Fraction(0)), rubric.decimals)
    told = "；".join(f"{one.title}：{one.told}，{shown(number)} 分" for one, number in earned)
    receipts = ",".join(one.receipt for one in asked if one.receipt)
    source = f"receipts:{receipts}" if receipts else ""
    return PartScore(part.code, part.name, points, part.points, f"{told}。", source=source)


def came(delivery, share: Fraction, deduction: Fraction) -> Fraction:
    if not delivery.is_required:
        return share
    if delivery.days_late is None:
        return Fraction(0)
    return max(Fraction(0), share - deduction * delivery.days_late)


# Judged


def marks_of(part: Part, entry: Entry) -> list[int]:
    return entry.marks(part.code)


def on_site(entry: Entry) -> list[int]:
    return entry.booth_totals


def trimmed_mean(marks: list[int], trim_from: int) -> Fraction:
    """Without one highest and one lowest where there are at least `trim_from`."""
    kept = sorted(marks)[1:-1] if len(marks) >= trim_from else marks
    return Fraction(sum(kept), len(kept))


def judged(rubric: Rubric, part: Part, entry: Entry, marked: Marked, most: int) -> PartScore:
    marks = marked(entry)
    earned = partial(PartScore, part.code, part.name, full=part.points)
    if not marks:
        zero = rounded(Fraction(0), rubric.decimals)
        return earned(zero, words="无法计算：没有有效的评委打分，计 0 分。", is_known=False)
    mean = trimmed_mean(marks, rubric.trim_from)
    points = rounded(Fraction(part.points) * mean / most, rubric.decimals)
    trimmed = "去掉一个最高分和一个最低分，" if len(marks) >= rubric.trim_from else ""
    words = f"{len(marks)} 名评委打分，{trimmed}平均 {shown(mean)}（满分 {most}）"
    words += f"；{plain(part.points)} × {shown(mean)} ÷ {most} = {points}。"
    return earned(points, words=words)
