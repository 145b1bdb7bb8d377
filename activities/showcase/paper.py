"""附件3 on paper: the plan with legend, table and version, A4 or A3 across, as PDF and as PNG.

Facts in, bytes out, like the permit (activities/permit.py): the same facts make the same bytes.
Every text is data to the template `plan.typ`, never part of its source.
"""

import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst

from colleges.dates import day

from ..glyphs import NAMED, missing_glyphs, printable
from ..permit import fonts, line, local, moment, utc
from .drawing import Drawing, plan_svg
from .lots import code_order
from .symbols import legend

TEMPLATE = Path(__file__).with_name("plan.typ")
DRAFT = "草稿"
PPI = 160
HASH = 12  # digits of the content's hash that are printed
MILLIMETRES = 10  # a centimetre


@dataclass(frozen=True)
class Sheet:
    """A size of paper across: what is left between margins, head and foot, in mm."""

    name: str
    width: int
    height: int
    legend_width: int  # of a legend beside the plan
    table_width: int  # of the table beside the plan, the legend on top of it
    legend_height: int  # of a legend below the plan


SHEETS = {"a4": Sheet("a4", 273, 157, 38, 84, 18), "a3": Sheet("a3", 396, 244, 46, 100, 18)}
# A plan is printed to one of these scales, so that a ruler reads it.
SCALES = [10, 20, 25, 40, 50, 60, 75, 100, 125, 150, 175, 200, 225, 250, 275, 300, 350, 400]
SCALES += [450, 500, 600, 700, 800, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000]
# So much smaller a plan may get for the table to stand on the same sheet.
SHRINK = 1.34


@dataclass(frozen=True)
class PlanFacts:
    """`drawn` as in drawn.py; `number` None: a draft, as it stood at `at`. `picture`: a JPEG."""

    drawn: dict
    title: str
    school: str
    at: datetime
    sha256: str
    number: int | None = None
    picture: bytes | None = None


def plan_pdf(facts: PlanFacts, paper: str = "a4") -> bytes:
    return compiled(facts, paper, format="pdf", timestamp=utc(facts.at))


def plan_png(facts: PlanFacts, paper: str = "a4") -> bytes:
    """The sheet with the plan; a table that stands on a sheet of its own is not in it."""
    return compiled(facts, paper, one_sheet=True, format="png", ppi=PPI)


def compiled(facts: PlanFacts, paper: str, *, one_sheet: bool = False, **how: Any) -> bytes:
    told = sheet_data(facts, SHEETS[paper]) | {"one_sheet": one_sheet}
    data = {"facts": json.dumps(told, ensure_ascii=False)}
    return typst.Compiler(TEMPLATE, font_paths=fonts()).compile(sys_inputs=data, **how)


def sheet_data(facts: PlanFacts, sheet: Sheet) -> dict[str, Any]:
    """What the template sets, already worded."""
    drawn = in_our_letters(facts.drawn)
    free = "、".join(booth["code"] for booth in by_code(drawn) if not booth["college"])
    return {
        "paper": sheet.name,
        "title": printable(facts.title),
        "school": printable(facts.school),
        "when": when_and_where(drawn),
        "plan": plan_svg(drawn, picture=embedded(facts.picture)),
        "alt": f"{drawn['site']['name']}展位图，展位和学院见表",
        "layouts": layouts(drawn, sheet),
        "legend": [{"picture": entry.picture, "word": entry.word} for entry in legend(drawn)],
        "rows": rows(drawn),
        "free": f"空展位：{free}" if free else "",
        "foot": foot(facts),
        "missing": missing(facts),
        "watermark": DRAFT if facts.number is None else "",
    }


def layouts(drawn: dict, sheet: Sheet) -> list[dict[str, Any]]:
    """Everything on one sheet, unless that makes the plan too small; the plan with its legend.

    The template takes the first whose table fits; the last needs no room for one.
    """
    together = largest(drawn, sheet.width - sheet.table_width, sheet.height)
    beside = largest(drawn, sheet.width - sheet.legend_width, sheet.height)
    below = largest(drawn, sheet.width, sheet.height - sheet.legend_height)
    found = (
        [] if together > SHRINK * min(beside, below) else [placed(drawn, sheet, together, "all")]
    )
    where = "beside" if beside <= below else "below"
    return [*found, placed(drawn, sheet, min(beside, below), where)]


def placed(drawn: dict, sheet: Sheet, scale: int, legend: str) -> dict[str, Any]:
    width, height = (side * MILLIMETRES / scale for side in Drawing(drawn).size)
    told = f"比例 1:{scale}（{sheet.name.upper()} 原大打印）"
    return {"width": width, "height": height, "legend": legend, "scale": told}


def largest(drawn: dict, width: float, height: float) -> int:
    wide, high = (side * MILLIMETRES for side in Drawing(drawn).size)
    fits = [scale for scale in SCALES if wide <= width * scale and high <= height * scale]
    return fits[0] if fits else SCALES[-1]


def rows(drawn: dict) -> list[list[str]]:
    placed = [booth for booth in by_code(drawn) if booth["college"]]
    told = [(one["code"], one["college"]["name"], one["theme"]) for one in placed]
    return [[line(text, 80) for text in row] for row in told]


def by_code(drawn: dict) -> list[dict]:
    return sorted(drawn["booths"], key=lambda booth: code_order(booth["code"]))


def when_and_where(drawn: dict) -> str:
    when, on = drawn["when"], date.fromisoformat(drawn["when"]["day"])
    hours = f"{when['opens_at']}–{when['closes_at']}"
    return f"时间：{on.year}年{day(on)}{hours}　　地点：{printable(drawn['site']['name'])}"


def foot(facts: PlanFacts) -> str:
    at = f"{local(facts.at).year}年{moment(facts.at)}"
    told = f"草稿，未发布　{at}打印" if facts.number is None else f"第 {facts.number} 版　{at}发布"
    return f"{told}　内容码 {facts.sha256[:HASH]}"


def missing(facts: PlanFacts) -> str:
    """Empty, or what “〓” stands for."""
    lacking = sorted(missing_glyphs("".join(texts(facts.drawn)) + facts.title + facts.school))
    if not lacking:
        return ""
    codes = "、".join(f"U+{ord(character):04X}" for character in lacking[:NAMED])
    more = f"等 {len(lacking)} 个" if len(lacking) > NAMED else ""
    return f"“〓”处是打印字库里没有的字符（{codes}{more}），请手写补正。"


def texts(value: Any):
    """Every text in the plan, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts(list(value.values()))
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def in_our_letters(value: Any) -> Any:
    """The plan as our fonts can set it."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: in_our_letters(one) for name, one in value.items()}
    return [in_our_letters(one) for one in value] if isinstance(value, list) else value


def embedded(picture: bytes | None) -> str:
    return f"data:image/jpeg;base64,{b64encode(picture).decode()}" if picture else ""
