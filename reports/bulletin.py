"""简报: an edition on one page, for the wall and for whoever has a minute; on the screen, on paper
and as PDF from the same facts.

Every text is data to the template `bulletin.typ`, never part of its source.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import typst
from django.utils import timezone

from activities.glyphs import printable
from activities.permit import fonts, utc
from colleges.dates import day as told_day

from .chart import shown
from .counted import unit_figures
from .dashboard import ACTIVITIES, VISITS
from .indicator_checks import errors
from .indicators import BY_CODE, rate

TEMPLATE = Path(__file__).with_name("bulletin.typ")
EASY_BARS, MOST_BARS = 8, 12
COMPARED = ("举办活动", "开展活动总场次", "参与总人次", "线上观看（浏览）", "参与合作企业（去重）")
COMPARED += ("学生参与率", "教职工参与率")


@dataclass(frozen=True)
class Bar:
    """`share` of the longest one, in per cent; an unknown number has no bar."""

    name: str
    text: str
    share: float


@dataclass(frozen=True)
class SmallChart:
    title: str
    bars: tuple[Bar, ...]

    LABEL, LONGEST, WIDTH = 114, 94, 250

    @property
    def row(self):
        """Closer where there are many: the page stays one."""
        return 22 if len(self.bars) <= EASY_BARS else 16

    @property
    def height(self):
        return len(self.bars) * self.row

    @property
    def drawn(self):
        """[(bar, y of its words, y of its top, its length, x of its number)]"""
        return [
            (bar, top + 11, top, long, self.LABEL + long + 5)
            for place, bar in enumerate(self.bars)
            for top in [place * self.row + (self.row - 14) // 2]
            for long in [round(bar.share * self.LONGEST / 100, 1)]
        ]


class Bulletin:
    def __init__(self, dashboard, largest, at):
        """`largest`: the activity most people came to, as (title, unit, visits), or None."""
        self.dashboard, self.largest, self.at = dashboard, largest, at
        self.counted, self.edition = dashboard.counted, dashboard.edition

    @property
    def title(self):
        return f"{self.edition.year}年职业教育活动周简报"

    @property
    def whose(self):
        return self.dashboard.whose

    @property
    def told(self):
        now = timezone.localtime(self.at)
        as_of = f"{now.year}年{now.month}月{now.day}日 {now:%H:%M}"
        return f"{self.edition.span}　{self.whose}　截至 {as_of}"

    @property
    def tiles(self):
        return self.dashboard.tiles

    @cached_property
    def charts(self):
        by_code = {chart.code: chart for chart in self.dashboard.charts}
        third = "college" if self.dashboard.is_of_school else "audience"
        visits = VISITS if self.dashboard.is_of_school else 0
        return [
            small(by_code["day"], ACTIVITIES, "每天的活动（项）", in_order=True),
            small(by_code["kind"], ACTIVITIES, "各类活动（项）"),
            small(by_code[third], visits, f"{by_code[third].title}（人次）"),
        ]

    @property
    def changes(self):
        return [one for one in self.dashboard.changes if one.name in COMPARED]

    @property
    def previous(self):
        return self.dashboard.previous

    # The best facts, in words

    @cached_property
    def facts(self):
        found = [self.of_days(), self.of_busiest_day(), self.of_kinds(), self.of_largest()]
        if self.dashboard.is_of_school:
            found += [self.of_colleges(), self.of_rates()]
        found += [self.of_enterprises(), self.of_places(), self.of_unknown()]
        found += [self.dashboard.unfiled]
        return [sentence for sentence in found if sentence]

    def of_days(self):
        days, week = self.figure("A5"), len(self.edition.dates)
        if not days:
            return ""
        return (
            f"活动周 {week} 天，天天有活动。"
            if days == week
            else f"{week} 天里有 {days} 天有活动。"
        )

    def of_busiest_day(self):
        days = [(self.counted.days[day.isoformat()], day) for day in self.edition.dates]
        line, day = max(days, key=lambda pair: pair[0].activities)
        return f"{told_day(day)}活动最多，{line.activities} 项。" if line.activities else ""

    def of_kinds(self):
        if not self.counted.kinds:
            return ""
        line = max(self.counted.kinds.values(), key=lambda one: one.activities)
        visits = f"，共 {line.attendance:,} 人次" if line.attendance else ""
        return f"举办最多的是“{line.name}”，{line.activities} 项{visits}。"

    def of_largest(self):
        if not self.largest:
            return ""
        title, unit, visits = self.largest
        return f"来人最多的活动是{unit}的“{title}”，{visits:,} 人次。"

    def of_colleges(self):
        known = [unit for unit in self.dashboard.colleges if unit.line.attendance]
        if not known:
            return ""
        best = max(known, key=lambda unit: unit.line.attendance)
        return f"{best.name}参与人次最多，{best.line.attendance:,} 人次。"

    def of_rates(self):
        # A rate that the checks of the form refuse is nothing to be proud of.
        sound = [one for one in self.dashboard.colleges if not any(errors(one, unit_figures(one)))]
        rated = [(rate(BY_CODE["D11"], [unit]).value, unit) for unit in sound]
        rated = [pair for pair in rated if pair[0] is not None]
        if not rated:
            return ""
        value, best = max(rated, key=lambda pair: pair[0])
        part, whole = best.stated["D1"], best.enrolled_students
        return f"{best.name}学生参与率最高，{value}%（{part:,} 人 ÷ 在校生 {whole:,} 人）。"

    def of_enterprises(self):
        firms, projects = self.figure("E1"), self.figure("E3")
        if not firms:
            return ""
        signed = f"，签约项目 {projects:,} 项" if projects else ""
        return f"{firms:,} 家企业参与合作{signed}。"

    def of_places(self):
        places = [("社区", self.figure("C1")), ("乡村", self.figure("C2"))]
        told = "、".join(f"{name} {number} 个" for name, number in places if number)
        return f"走进{told}。" if told else ""

    def of_unknown(self):
        found = []
        if self.dashboard.unknown:
            found.append(f"{self.dashboard.unknown} 项活动没有填人次")
        if self.dashboard.lacking:
            found.append(f"{self.dashboard.lacking} 项没有登记结果")
        return f"{'，'.join(found)}，没有计入。" if found else ""

    def figure(self, code):
        return self.counted.total(BY_CODE[code]).value


def small(chart, column, title, *, in_order=False):
    """The first rows of one column; the longest first, unless their order tells something. That
    there are more is said."""
    cells = chart.columns[column].cells[: chart.drawn]
    rows = list(zip(chart.names, cells, strict=False))
    if not in_order:
        rows = sorted(rows, key=lambda row: -(row[1] or 0))
    if len(rows) > MOST_BARS:
        title = f"{title}，前 {MOST_BARS} 个，共 {len(rows)} 个"
        rows = rows[:MOST_BARS]
    most = max((number or 0 for _, number in rows), default=0)
    bars = [
        Bar(short(name), shown(number), round((number or 0) * 100 / most, 1) if most else 0)
        for name, number in rows
    ]
    return SmallChart(title, tuple(bars))


def short(name):
    """特色亮点 for 特色亮点（品牌活动）; a date keeps its weekday."""
    return name if name[:1].isdigit() else name.partition("（")[0]


def printed(bulletin):
    """One A4 page; the same facts make the same bytes."""
    data = {"facts": json.dumps(page(bulletin), ensure_ascii=False)}
    compiler = typst.Compiler(TEMPLATE, font_paths=fonts())
    return compiler.compile(format="pdf", sys_inputs=data, timestamp=utc(bulletin.at))


def page(bulletin):
    """What the template sets, already worded."""
    previous = bulletin.previous
    return {
        "title": printable(bulletin.title),
        "told": printable(bulletin.told),
        "theme": printable(bulletin.edition.theme),
        "tiles": [
            {"name": one.name, "text": one.text, "unit": one.unit, "note": printable(one.note)}
            for one in bulletin.tiles
        ],
        "charts": [
            {
                "title": chart.title,
                "bars": [
                    {"name": printable(bar.name), "text": bar.text, "share": bar.share}
                    for bar in chart.bars
                ],
            }
            for chart in bulletin.charts
        ],
        "facts": [printable(sentence) for sentence in bulletin.facts],
        "heads": [f"{previous.code}届", f"{bulletin.edition.code}届"] if previous else [],
        "changes": [
            [f"{one.name}（{one.unit}）", one.before, one.now, one.change]
            for one in bulletin.changes
        ],
        "foot": "人数是人（一人一次），人次是来的次数，两者不相加；“-”是不知道，不是 0。",
    }
