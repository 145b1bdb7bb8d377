"""数据统计: what an edition came to, in tiles, in charts with their tables, against the last one.

人数 (persons) come from what colleges state, 人次 (visits) from the results: no chart adds them.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from activities.result_facts import ATTENDANCE
from colleges.dates import day as told_day
from colleges.models import College

from .chart import Chart, Column
from .counted import Counted
from .gathering import counted_of
from .indicators import BY_CODE, RATES, Figure, rate
from .unfiled import told_of_unfiled

MOST_ROWS = 40
EDITIONS = ("A1", "A2", "A3", "A4", "A5", "D10", "D3", "D4", "D13", "C3", "C4", "E1", "E3", "F1")
EDITIONS += ("F4", "D1", "D2", "D11", "D12")
ACTIVITIES, SESSIONS, VISITS, UNKNOWN = range(4)


@dataclass(frozen=True)
class Tile:
    name: str
    text: str
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Change:
    """One number of both editions."""

    name: str
    unit: str
    before: str
    now: str
    change: str


class Dashboard:
    """Of everybody, or of the `organiser` whose numbers these are."""

    def __init__(self, edition, previous, today, organiser=None):
        self.edition, self.previous, self.organiser = edition, previous, organiser
        editions = [edition, previous] if previous else [edition]
        found = counted_of(editions, today, organiser)
        self.counted = found[edition.pk]
        self.before = found[previous.pk] if previous else Counted()

    @property
    def is_of_school(self):
        return self.organiser is None

    @property
    def whose(self):
        return self.organiser.name if self.organiser else "全校"

    @property
    def query(self):
        """Names the unit in an address; the school has none."""
        return f"{self.organiser.kind}={self.organiser.pk}" if self.organiser else ""

    @property
    def has_results(self):
        return self.counted.line.activities > 0

    @property
    def lacking(self):
        return self.counted.lacking

    @property
    def unknown(self):
        return self.counted.line.unknown

    @cached_property
    def unfiled(self):
        keys = [key for key, _ in self.counted.units]
        return told_of_unfiled(self.edition, keys) if self.is_of_school else ""

    @cached_property
    def colleges(self):
        return [unit for (kind, _), unit in self.counted.units if kind == College.kind]

    @cached_property
    def figures(self):
        return {code: self.counted.total(BY_CODE[code]) for code in EDITIONS}

    @property
    def tiles(self):
        line, shown = self.counted.line, self.figures
        days = len(self.edition.dates)
        visits = f"{line.unknown} 项未填，没有计入" if line.unknown else "七类人次之和"
        return [
            Tile("举办活动", f"{line.activities:,}", "项"),
            Tile("总场次", text_of(shown["A1"]), "场次"),
            Tile("参与人次", text_of(shown["D10"]), "人次", visits),
            Tile("线上观看", text_of(shown["D13"]), "人次", "不计入参与人次"),
            Tile("有活动的日子", text_of(shown["A5"]), "天", f"活动周共 {days} 天"),
            Tile("合作企业", text_of(shown["E1"]), "家", shown["E1"].note or "同一家只计一次"),
            *(self.rate_tile(code) for code in RATES if self.colleges),
        ]

    def rate_tile(self, code):
        """With both of its numbers: a rate without its denominator says little."""
        name = BY_CODE[code].name
        part_name, whole_name = RATES[code][2:]
        told = self.figures[code]
        if told.value is None:
            return Tile(name, "-", "", told.why)
        part, whole = parts_of(code, self.colleges)
        note = f"{part_name} {part:,} 人 ÷ {whole_name} {whole:,} 人"
        return Tile(name, str(told.value), "%", f"{note}；{told.note}" if told.note else note)

    # Charts

    @cached_property
    def charts(self):
        found = [self.by_day, self.by_kind, self.by_mode, self.by_audience]
        found += [self.by_college, self.by_rate] if self.is_of_school else []
        found += [self.by_tag, self.by_edition]
        return [chart for chart in found if chart]

    @property
    def shown(self):
        return [chart.first(MOST_ROWS) for chart in self.charts]

    @property
    def by_day(self):
        days, week = self.counted.days, self.edition.dates
        names = [told_day(day) for day in week]
        lines = [days[day.isoformat()] for day in week]
        outside = [days[one] for one in sorted(days) if date.fromisoformat(one) not in week]
        if outside:
            names, lines = [*names, "活动周以外"], [*lines, added(outside)]
        if spread := self.counted.spread.activities:
            names, lines = [*names, "跨几天的活动"], [*lines, self.counted.spread]
        note = "跨几天的活动每天各算一项，加起来不是总数" if spread else ""
        note += "；它的场次和人次分不到某一天，另列一行" if spread else ""
        return of_lines("day", "按日期", "日期", names, lines, note, upright=True, drawn=len(week))

    @property
    def by_kind(self):
        lines = sorted(self.counted.kinds.values(), key=lambda one: (-one.activities, one.code))
        return of_lines("kind", "按活动类别", "类别", [one.name for one in lines], lines)

    @property
    def by_mode(self):
        lines = list(self.counted.modes.values())
        return of_lines("mode", "线上与线下", "形式", [one.name for one in lines], lines)

    @property
    def by_audience(self):
        """Of one audience no figure stands in many activities: most are not for everybody."""
        names = [label.removesuffix("（人次）") for label in ATTENDANCE.values()]
        numbers = [self.counted.audiences.get(code, (None, 0)) for code in ATTENDANCE]
        columns = (
            Column("参与人次", "人次", tuple(visits for visits, _ in numbers)),
            Column("未填的活动", "项", tuple(unsaid for _, unsaid in numbers)),
        )
        note = "一个人来几次算几人次；没有填的不算 0"
        return Chart("audience", "按参加对象", "参加对象", tuple(names), columns, ((0,),), note)

    @property
    def by_college(self):
        ranked = sorted(self.colleges, key=lambda unit: -(unit.line.attendance or 0))
        others = [unit for (kind, _), unit in self.counted.units if kind != College.kind]
        units = [*ranked, *others]
        note = "部门举办的活动计入全校，列在学院之后" if others else ""
        names = [unit.name for unit in units]
        lines = [unit.line if unit.booked else None for unit in units]
        return of_lines("college", "按学院", "单位", names, lines, note, begins=VISITS)

    @property
    def by_rate(self):
        """Both numbers of every rate beside it."""
        columns = []
        for code in RATES:
            part_name, whole_name = RATES[code][2:]
            both = [parts_of(code, [unit]) for unit in self.colleges]
            rates = [rate(BY_CODE[code], [unit]) for unit in self.colleges]
            columns += [
                Column(part_name, "人", tuple(part for part, _ in both)),
                Column(whole_name, "人", tuple(whole for _, whole in both)),
                Column(BY_CODE[code].name, "%", tuple(cell_of(one) for one in rates)),
            ]
        names = tuple(unit.name for unit in self.colleges)
        note = "参与率 = 参与人数（学院自报，一人只计一次）÷ 在校生数或教职工数"
        return Chart("rate", "参与率", "学院", names, tuple(columns), ((2,), (5,)), note)

    @property
    def by_tag(self):
        lines = list(self.counted.tags.values())
        note = "一项活动可以有几个标签，每个标签各算一次，加起来不是总数"
        note += f"；举办的活动共 {self.counted.line.activities:,} 项"
        return of_lines("tag", "四开放、两走进", "标签", [one.name for one in lines], lines, note)

    # This edition and the one before

    @property
    def by_edition(self):
        """Day by day of the week, as the dates of two years differ."""
        if not self.previous:
            return None
        count = max(len(self.edition.dates), len(self.previous.dates))
        names = tuple(f"第 {number} 天" for number in range(1, count + 1))
        columns = tuple(
            Column(f"{edition.code}届", "项", per_day(edition, counted, count))
            for edition, counted in ((self.previous, self.before), (self.edition, self.counted))
        )
        facts = ("edition", "每天的活动：两届比较", "日期", names, columns, ((0, 1),))
        note = "" if self.before.line.activities else f"{self.previous.code}届没有登记活动结果"
        return Chart(*facts, note, upright=True)

    @property
    def changes(self):
        """[Change]: what both editions can be compared in; empty without an earlier one."""
        if not self.previous:
            return []
        found = [
            change("举办活动", "项", *(held(one) for one in (self.before, self.counted))),
        ]
        for code in EDITIONS:
            before = self.before.total(BY_CODE[code])
            now = self.figures[code]
            found.append(change(BY_CODE[code].name, BY_CODE[code].unit, before, now))
        return found


def previous_of(edition, editions):
    """The last one of `editions` before this one; None when it is the first."""
    earlier = [one for one in editions if one.starts_on < edition.starts_on]
    return max(earlier, key=lambda one: one.starts_on, default=None)


def parts_of(code, units):
    """(persons who took part, all persons): of several units those that know both."""
    part, whole = RATES[code][:2]
    pairs = [(unit.stated.get(part), getattr(unit, whole)) for unit in units]
    if len(pairs) == 1:
        return pairs[0]
    both = [pair for pair in pairs if pair[0] is not None and pair[1]]
    return tuple(sum(numbers) for numbers in zip(*both, strict=True)) if both else (None, None)


def held(counted):
    return Figure(counted.line.activities if any(u.booked for _, u in counted.units) else None)


def per_day(edition, counted, count):
    """Activities of each day; unknown where nothing of the edition is booked."""
    if not counted.line.activities:
        return (None,) * count
    days = [counted.days[day.isoformat()].activities for day in edition.dates]
    return (*days, *(None,) * (count - len(days)))


def added(lines):
    found = lines[0]
    for one in lines[1:]:
        found = found.plus(one.activities, one.sessions, one.attendance, one.unknown)
    return found


def of_lines(code, title, heading, names, lines, note="", **look):
    """One of `lines` may be None: nothing is booked there."""
    rows = [
        (one.activities, one.sessions, one.attendance, one.unknown) if one else (None,) * 4
        for one in lines
    ]
    cells = list(zip(*rows, strict=True)) or [()] * 4
    columns = (
        Column("活动", "项", cells[ACTIVITIES]),
        Column("场次", "场次", cells[SESSIONS]),
        Column("参与人次", "人次", cells[VISITS]),
        Column("未填人次的活动", "项", cells[UNKNOWN]),
    )
    measures = ((ACTIVITIES,), (SESSIONS,), (VISITS,))
    return Chart(code, title, heading, tuple(names), columns, measures, note, **look)


def text_of(figure):
    return f"{figure.value:,}" if isinstance(figure.value, int) else figure.text


def cell_of(figure):
    return figure.why or figure.value


def change(name, unit, before, now):
    known = before.value is not None and now.value is not None
    return Change(name, unit, text_of(before), text_of(now), told(before, now) if known else "-")


def told(before, now):
    """+120（+8.5%）; of rates in points."""
    more = now.value - before.value
    sign = "+" if more > 0 else ""
    if before.why or not isinstance(before.value, int):
        return f"{sign}{more} 个百分点"
    if not before.value:
        return f"{sign}{more:,}"
    return f"{sign}{more:,}（{sign}{more / before.value * 100:.1f}%）"
