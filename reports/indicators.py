"""附件2 情况统计表: its indicators A1…I2 and how each is computed (notice 五(四), domain.md §2).

Pure: of plain facts. A number is None where it is unknown (printed “-”), which is not 0. Of the
whole school sums are summed, what is distinct is counted over all colleges, rates are worked out
again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from .indicator_rows import (
    NAMINGS,
    Share,
    attendance,
    in_mode,
    marked,
    number,
    of_level,
    one,
    partners,
    sessions,
    went_to,
)
from .unit_facts import Named, Row, Unit, together

Value = int | Decimal | str | None


class Fold(Enum):
    COUNT = "count"  # 0 as soon as anything is recorded
    SUM = "sum"  # unknown while every row is
    DISTINCT = "distinct"
    STATED = "stated"
    RATE = "rate"


class Source(Enum):
    COMPUTED = "系统计算"
    STATED = "自报"
    BOTH = "系统计算，可更正"


@dataclass(frozen=True)
class Indicator:
    """One line of the form. `take` tells what one row adds: a number, things, or None."""

    code: str
    name: str
    unit: str
    source: Source
    fold: Fold
    formula: str
    take: Callable[[Row], Share] = lambda row: None
    of: str = "happened"

    @property
    def group(self) -> str:
        return GROUPS[self.code[0]]

    @property
    def is_typed(self) -> bool:
        return self.source is not Source.COMPUTED

    @property
    def is_text(self) -> bool:
        return self.unit == "文本"

    @property
    def bare_name(self) -> str:
        return without_unit(self.name, self.unit)


def without_unit(name: str, unit: str) -> str:
    """“走进社区（次）” says its unit by itself: it is not to be put behind it once more."""
    return name.removesuffix(f"（{unit}）")


@dataclass(frozen=True)
class Figure:
    """A value, why there is none, what the portal computed beside it, what is to be said of it."""

    value: Value
    why: str = ""
    computed: Value = None
    is_stated: bool = False
    note: str = ""

    @property
    def text(self) -> str:
        if self.why:
            return self.why
        return "-" if self.value is None else str(self.value)

    @property
    def is_overridden(self) -> bool:
        return self.is_stated and self.computed is not None


GROUPS = {
    "A": "一、规模",
    "B": "二、四开放",
    "C": "三、两走进",
    "D": "四、参与",
    "E": "五、校企",
    "F": "六、招聘",
    "G": "七、宣传",
    "H": "八、安全",
    "I": "九、资料",
}


def computed_line(code, name, unit, fold, formula, take, of="happened", source=Source.COMPUTED):
    return Indicator(code, name, unit, source, fold, formula, take, of)


def stated_line(code, name, unit, formula):
    return Indicator(code, name, unit, Source.STATED, Fold.STATED, formula)


def open_line(code, name, unit, fold, formula, take=lambda row: None, of="happened"):
    """Computed, and the college may say better."""
    return Indicator(code, name, unit, Source.BOTH, fold, formula, take, of)


def total_of(code, name, unit, field, formula):
    return computed_line(code, name, unit, Fold.SUM, formula, number(field))


COUNT, SUM, DISTINCT, RATE = Fold.COUNT, Fold.SUM, Fold.DISTINCT, Fold.RATE
VISITS = "各活动登记的人次之和"
INDICATORS: tuple[Indicator, ...] = (
    computed_line("A1", "开展活动总场次", "场次", COUNT, "已举办活动的场次之和", sessions()),
    computed_line(
        *("A2", "其中：线下", "场次", COUNT, "形式为线下的场次之和"), sessions(in_mode("on_site"))
    ),
    computed_line(
        *("A3", "其中：线上", "场次", COUNT, "形式为线上的场次之和"), sessions(in_mode("online"))
    ),
    computed_line(
        *("A4", "其中：线上线下结合", "场次", COUNT, "形式为线上线下结合的场次之和"),
        sessions(in_mode("mixed")),
    ),
    computed_line(
        *("A5", "有活动天数", "天", DISTINCT, "活动周内实际举办过活动的日期数，最多 7 天"),
        lambda row: frozenset((day, day) for day in row.dates),
    ),
    stated_line("A6", "特色品牌活动", "项", "学院自报，不多于总场次"),
    open_line(
        *("B1", "开放企业", "家", DISTINCT, "登记为“开放参观”的企业，同一家只计一次"),
        partners("enterprise", "opened"),
    ),
    computed_line(
        *("B2", "开放校园", "场次", COUNT, "标为或类别为开放校园的场次之和"),
        sessions(marked("open_campus", "campus_open")),
    ),
    open_line(
        *("B3", "开放院所", "家", DISTINCT, "登记为“开放参观”的院所，同一家只计一次"),
        partners("institute", "opened"),
    ),
    open_line(
        *("B4", "开放赛场", "个", COUNT, "标为或类别为开放赛场的活动数"),
        lambda row: 1 if "open_contest" in row.marks else None,
    ),
    open_line(
        *("B5", "开放实训室、场馆", "个", DISTINCT, "登记的实训室、场馆，同名只计一次"),
        lambda row: row.venues,
    ),
    computed_line(
        *("C1", "走进社区", "个", DISTINCT, "走进的社区，同一个只计一次"),
        partners("community", "place"),
    ),
    computed_line(
        *("C1b", "走进社区（次）", "次", COUNT, "走进社区的活动的场次之和"),
        sessions(went_to("community", "into_community")),
    ),
    computed_line(
        *("C2", "走进乡村", "个", DISTINCT, "走进的乡村，同一个只计一次"),
        partners("village", "place"),
    ),
    computed_line(
        *("C2b", "走进乡村（次）", "次", COUNT, "走进乡村的活动的场次之和"),
        sessions(went_to("village", "into_village")),
    ),
    computed_line(
        *("C3", "社会服务场次", "场次", COUNT, "类别为社会服务的场次之和"),
        sessions(lambda row: row.category == "social_service"),
    ),
    total_of("C4", "服务群众", "人次", "served_people", VISITS),
    stated_line("D1", "参与学生数（去重）", "人", "学院自报：一名学生只计一次"),
    stated_line("D2", "参与教职工数（去重）", "人", "学院自报：一名教职工只计一次"),
    total_of("D3", "学生参与", "人次", "students", VISITS),
    total_of("D4", "教师参与", "人次", "teachers", VISITS),
    total_of("D5", "中小学生参与", "人次", "pupils", VISITS),
    total_of("D6", "家长参与", "人次", "parents", VISITS),
    total_of("D7", "社区居民、社会公众参与", "人次", "residents", VISITS),
    total_of("D8", "企业人员参与", "人次", "enterprise_people", VISITS),
    total_of("D9", "校友参与", "人次", "alumni", VISITS),
    computed_line("D10", "参与总人次", "人次", SUM, "以上七类人次之和，不含线上观看", attendance),
    Indicator("D11", "学生参与率", "%", Source.COMPUTED, RATE, "参与学生数 ÷ 在校生数"),
    Indicator("D12", "教职工参与率", "%", Source.COMPUTED, RATE, "参与教职工数 ÷ 教职工数"),
    total_of("D13", "线上观看（浏览）", "人次", "online_views", "各活动登记之和，不计入总人次"),
    computed_line(
        *("E1", "参与合作企业（去重）", "家", DISTINCT, "登记的企业，同一家只计一次"),
        partners("enterprise"),
    ),
    computed_line(
        *("E2", "签约企业", "家", DISTINCT, "登记为“签约”的企业，同一家只计一次"),
        partners("enterprise", "signed"),
    ),
    total_of("E3", "签约项目", "项", "signed_projects", "各活动登记的签约项目之和"),
    stated_line("E4", "企业投入说明", "文本", "学院自报：设备、资金、奖学金等，可写折算万元"),
    computed_line(
        *("E5", "走访企业", "家", DISTINCT, "登记为“走访”的企业，同一家只计一次"),
        partners("enterprise", "visited"),
    ),
    total_of("E6", "寻访校友", "人", "visited_alumni", "各活动登记之和"),
    total_of("E7", "返校校友", "人", "returned_alumni", "各活动登记之和"),
    total_of("E8", "进校园工匠", "人", "craftsmen", "各活动登记之和"),
    computed_line(
        *("F1", "招聘会", "场", COUNT, "类别为校园招聘会的场次之和"),
        sessions(lambda row: row.category == "job_fair"),
    ),
    total_of("F2", "参会企业", "家", "fair_enterprises", "各招聘会登记之和"),
    total_of("F3", "岗位数", "个", "job_openings", "各招聘会登记之和"),
    total_of("F4", "进场学生", "人次", "fair_students", "各招聘会登记之和"),
    total_of("F5", "达成意向", "人", "job_intents", "各招聘会登记之和"),
    *(
        computed_line(code, name, "篇/条", COUNT, formula, of_level(level), "mentions")
        for code, name, level, formula in (
            ("G1", "校级及学院网站、新媒体", "school", "已采用的报道，一稿只按最高级别计一次"),
            ("G2", "市级媒体", "city", "已采用的报道，须有网址或截图"),
            ("G3", "省级媒体", "province", "已采用的报道，须有网址或截图"),
            ("G4", "国家级媒体", "national", "已采用的报道，须有网址或截图"),
        )
    ),
    open_line("G5", "短视频", "条", COUNT, "学院自报：发布的短视频", one, "shorts"),
    open_line("G6", "发放宣传资料", "份", SUM, "各活动登记之和", number("materials")),
    open_line("G7", "报送照片", "张", COUNT, "审核通过的照片，相近的只计一张", one, "photos"),
    open_line("G8", "报送视频", "个", COUNT, "审核通过的视频，相近的只计一个", one, "videos"),
    computed_line("H1", "外出批次", "次", COUNT, "提交过审批、没有取消的外出", one, "departures"),
    computed_line(
        *("H2", "其中：已审批", "次", COUNT, "其中审批通过的外出"),
        lambda row: 1 if row.is_passed else None,
        "departures",
    ),
    stated_line("H3", "安全事故", "起", "学院自报：没有请填 0，有的写明情况"),
    computed_line("I1", "总结报告", "份", COUNT, "已交来的总结报告", one, "reports"),
    computed_line("I2", "典型案例", "篇", COUNT, "审核通过的典型案例", one, "cases"),
)
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
TYPED = tuple(indicator for indicator in INDICATORS if indicator.is_typed)
# Numerator, denominator, how people call the two.
RATES = {
    "D11": ("D1", "enrolled_students", "参与学生数", "在校生数"),
    "D12": ("D2", "staff_total", "参与教职工数", "教职工数"),
}


def shares(indicator: Indicator, unit: Unit) -> list[tuple[Row, Share]]:
    """The rows that a number comes from, with what each adds."""
    found = ((row, share_of(indicator, row, unit)) for row in unit.rows(indicator.of) or ())
    return [(row, share) for row, share in found if share is not None and share != frozenset()]


def share_of(indicator: Indicator, row: Row, unit: Unit) -> Share:
    share = indicator.take(row)
    if indicator.code == "A5":
        return frozenset(day for day in share if day[0] in unit.week)
    return share


def computed(indicator: Indicator, unit: Unit) -> int | None:
    """From the records alone."""
    if indicator.fold in (Fold.STATED, Fold.RATE) or (rows := unit.rows(indicator.of)) is None:
        return None
    # Not through `shares`: a school has ten thousand rows, and fifty numbers are made of each.
    found = [share for row in rows if (share := share_of(indicator, row, unit)) is not None]
    if indicator.fold is Fold.DISTINCT:
        return len(keys_in(found)) or (None if unnamed(indicator, unit) else 0)
    if indicator.fold is Fold.SUM and not found:
        return None
    return sum(found)


def unnamed(indicator: Indicator, unit: Unit) -> int:
    """How many activities do not name what this number tells apart."""
    return len(unnamed_rows(indicator, unit))


def unnamed_rows(indicator: Indicator, unit: Unit) -> list[Row]:
    naming = NAMINGS.get(indicator.code)
    return [row for row in unit.happened if naming.is_owed_by(row)] if naming else []


def keys_in(found: Iterable[frozenset[Named]]) -> set:
    return {key for share in found for key, _ in share}


def things(indicator: Indicator, unit: Unit) -> list:
    """The keys of what a distinct number counts, so that several forms can be counted as one."""
    if indicator.fold is not Fold.DISTINCT:
        return []
    return sorted(keys_in(share for _, share in shares(indicator, unit)))


def figure(indicator: Indicator, unit: Unit) -> Figure:
    """What stands in the unit's form: a rate, what it reported itself, or what was computed."""
    return figure_of(indicator, unit, computed(indicator, unit))


def figure_of(indicator: Indicator, unit: Unit, known: int | None) -> Figure:
    """The same, where what the records say is `known`."""
    if indicator.fold is Fold.RATE:
        return rate(indicator, [unit])
    note = unit.notes.get(indicator.code, "")
    if indicator.is_typed and (stated := unit.stated.get(indicator.code)) is not None:
        return Figure(stated, computed=known, is_stated=True, note=note)
    return Figure(known, computed=known, note=note)


def figures(unit: Unit) -> dict[str, Figure]:
    return {indicator.code: figure(indicator, unit) for indicator in INDICATORS}


def rate(indicator: Indicator, units: list[Unit]) -> Figure:
    """In per cent, one decimal; of several units over those that know both numbers."""
    code, whole, part_name, whole_name = RATES[indicator.code]
    pairs = [(unit.stated.get(code), getattr(unit, whole)) for unit in units]
    both = [(part, of) for part, of in pairs if part is not None and of]
    if not both:
        missing = part_name if any(of for _, of in pairs) else whole_name
        return Figure(None, why=f"无法计算：缺少{missing}")
    part, of = (sum(numbers) for numbers in zip(*both, strict=True))
    left_out = len(pairs) - len(both)
    note = f"不含 {left_out} 个单位：缺少人数" if left_out else ""
    return Figure(percent(part, of), note=note)


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def of_all(indicator: Indicator, units: list[Unit]) -> int | None:
    return computed(indicator, together(units))


def total(
    indicator: Indicator,
    units: list[Unit],
    own: list[Figure] | None = None,
    distinct: Callable[[Indicator, list[Unit]], int | None] = of_all,
) -> Figure:
    """Of the whole school; units that reported better themselves count with what they said.

    `own` are the units' figures, where somebody has them already; `distinct` counts what is told
    apart over several units.
    """
    if indicator.is_text or not units:
        return Figure(None)
    if indicator.fold is Fold.RATE:
        return rate(indicator, [unit for unit in units if unit.is_college])
    if own is None:
        own = [figure(indicator, unit) for unit in units]
    known = [one.value for one in own if one.value is not None]
    if indicator.fold is not Fold.DISTINCT:
        return Figure(sum(known) if known else None)
    stated = [one.value for one in own if one.is_stated]
    counted = [unit for unit, one in zip(units, own, strict=True) if not one.is_stated]
    rest = distinct(indicator, counted)
    if not stated:
        return Figure(rest)
    note = f"含自报 {sum(stated)}，与别的学院可能重复"
    return Figure((rest or 0) + sum(stated), note=note)


def totals(
    units: Iterable[Unit], own: list[Mapping[str, Figure]] | None = None
) -> dict[str, Figure]:
    units = list(units)
    own = [figures(unit) for unit in units] if own is None else own
    return {
        indicator.code: total(indicator, units, [shown[indicator.code] for shown in own])
        for indicator in INDICATORS
    }
