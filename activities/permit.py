"""The printed 外出审批单: what a leader carries and the gate reads, one A4 page as PDF.

Facts in, bytes out: nothing is looked up here, and the same facts make the same bytes. Head-counts
are 人 (people, not 人次); an unknown number is None and prints “-”. Instants are aware and print in
the time of the school. Every text is data to the template `permit.typ`, never part of its source.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from activities.glyphs import FONTS, NAMED, missing_glyphs, printable
from colleges.dates import day
from colleges.qr import qr

TEMPLATE = Path(__file__).with_name("permit.typ")
UNKNOWN = "-"
MORE = "……（详见系统）"
SHORT, LESS = 24, "……"  # in a narrow cell, 汉字 wide, there is no room for more words
STEPS = 8  # rows of the trail that a page has room for
LONG_RUN = re.compile(r"[!-~]{13,}")  # Latin letters without a blank, which no line would break
BREAK = "\u200b"
ONE_DAY = "凭此单当日有效；未经审批不得外出"
MORE_DAYS = "凭此单在有效日期内有效；未经审批不得外出"
CARRY = "带队教师随身携带，出校、返校时交门岗查验；情况有变须先在系统里报批"
SEALS = ["带队教师（签字）", "组织单位（盖章）", "出校查验（签字、时间）", "返校查验（签字、时间）"]


@dataclass(frozen=True)
class Person:
    """A name and the number under which the person is reached on the day."""

    name: str
    phone: str = ""


@dataclass(frozen=True)
class Transport:
    """`mode` as people say it (步行, 公交, 租车…); the rest where a vehicle is hired or sent."""

    mode: str
    carrier: str = ""
    plate: str = ""
    driver: Person = Person("")
    seats: int | None = None


@dataclass(frozen=True)
class Approval:
    """One decision of the trail; `on_behalf_of` names whom a delegate decided for."""

    step: str
    person: str
    opinion: str
    at: datetime | None
    on_behalf_of: str = ""


@dataclass(frozen=True)
class PermitFacts:
    """Everything the paper says; who goes along is printed from the list's own page."""

    serial: str
    school: str
    edition: str
    organiser: str
    activity: str
    destination: str
    route: str
    departs: datetime
    returns: datetime
    leader: Person
    safety_officer: Person
    students: int | None
    teachers: int | None
    transport: Transport
    insurance: str
    overnight: bool
    out_of_town: bool
    in_class_time: bool
    emergency_contact: Person
    medical_point: str
    stop_conditions: str
    approvals: tuple[Approval, ...]
    address: str
    printed_at: datetime
    version: int
    fingerprint: str


def permit_pdf(facts: PermitFacts) -> bytes:
    """The page; text that is too long ends in “……（详见系统）”, a missing character shows as 〓."""
    compiler = typst.Compiler(TEMPLATE, font_paths=fonts())
    data = {"facts": json.dumps(page(facts), ensure_ascii=False)}
    return compiler.compile(format="pdf", sys_inputs=data, timestamp=utc(facts.printed_at))


def unprintable(facts: PermitFacts) -> set[str]:
    """The characters in `facts` that our fonts lack; `glyphs.missing_sentence` tells people."""
    return missing_glyphs("".join(texts(facts)))


def texts(value: Any) -> Iterator[str]:
    """Every text in the facts, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


@cache
def fonts() -> typst.Fonts:
    """Ours and no others, found once: the paper looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def page(facts: PermitFacts) -> dict[str, Any]:
    """What the template sets, in its order and already worded."""
    serial = line(facts.serial, 16)
    return {
        "title": f"外出审批单 {serial}",
        "school": line(facts.school, 26),
        "edition": line(facts.edition, 26),
        "serial": serial,
        "large": [
            {"label": "编号", "words": [serial]},
            {"label": "组织单位", "words": [line(facts.organiser, 40)]},
            {"label": "有效日期", "words": validity(facts)},
        ],
        "code": drawing(facts.address),
        "code_alt": f"核验二维码：{facts.address}",
        "carry": CARRY,
        "banner": ONE_DAY if is_one_day(facts) else MORE_DAYS,
        "rows": rows(facts),
        "trail": trail(facts.approvals),
        "seals": SEALS,
        "foot": foot(facts),
    }


def rows(facts: PermitFacts) -> list[list[dict[str, Any]]]:
    """The table of facts: one pair fills a row, two share it."""
    return [
        [fact("活动名称", line(facts.activity, 80), bold=True)],
        [fact("目的地", line(facts.destination, 80), bold=True)],
        [fact("路线", line(facts.route, 110))],
        [fact("出发", moment(facts.departs)), fact("返回", moment(facts.returns))],
        [fact("外出人数", headcounts(facts), bold=True)],
        [fact("特别事项", flags(facts))],
        [
            fact("带队教师", contact(facts.leader), bold=True),
            fact("安全负责人", contact(facts.safety_officer), bold=True),
        ],
        [fact("交通方式", transport(facts.transport))],
        [fact("保险", line(facts.insurance, 60))],
        [
            fact("校内应急联系人", contact(facts.emergency_contact)),
            fact("应急医疗点", line(facts.medical_point, 50)),
        ],
        [fact("停止条件", line(facts.stop_conditions, 140))],
    ]


def fact(label: str, words: str, bold: bool = False) -> dict[str, Any]:
    return {"label": label, "words": words, "bold": bold}


def validity(facts: PermitFacts) -> list[str]:
    departs, returns = local(facts.departs), local(facts.returns)
    begins = f"{departs.year}年{day(departs)}{departs:%H:%M}"
    if is_one_day(facts):
        return [f"{begins}—{returns:%H:%M}"]
    year = f"{returns.year}年" if returns.year != departs.year else ""
    return [f"{begins} 起", f"{year}{day(returns)}{returns:%H:%M} 止"]


def is_one_day(facts: PermitFacts) -> bool:
    return local(facts.departs).date() == local(facts.returns).date()


def headcounts(facts: PermitFacts) -> str:
    counts = (facts.students, facts.teachers)
    total = UNKNOWN if None in counts else sum(counts)
    return f"学生 {number(counts[0])} 人，教师 {number(counts[1])} 人，共 {total} 人"


def flags(facts: PermitFacts) -> str:
    named = [
        (facts.out_of_town, "出市"),
        (facts.overnight, "过夜"),
        (facts.in_class_time, "占用上课时间"),
    ]
    return "　".join(f"{'■' if holds else '□'} {name}" for holds, name in named)


def contact(person: Person) -> str:
    return line(f"{person.name} {person.phone}".strip(), 30)


def transport(given: Transport) -> str:
    """租车；承运单位 …；车牌 …；驾驶员 …；核载 49 人 — only what is known."""
    driver = contact(given.driver)
    parts = [
        line(given.mode, 20),
        given.carrier.strip() and f"承运单位 {line(given.carrier, 40)}",
        given.plate.strip() and f"车牌 {line(given.plate, 40)}",
        driver != UNKNOWN and f"驾驶员 {driver}",
        given.seats is not None and f"核载 {given.seats} 人",
    ]
    return "；".join(part for part in parts if part)


def trail(approvals: tuple[Approval, ...]) -> list[list[str]]:
    """Four cells a step; of a very long trail the first and the last steps."""
    steps = [step(approval) for approval in approvals]
    if len(steps) > STEPS:
        first, last = STEPS // 2, STEPS - STEPS // 2 - 1
        left_out = [f"其余 {len(steps) - first - last} 步", UNKNOWN, MORE, UNKNOWN]
        steps = [*steps[:first], left_out, *steps[-last:]]
    return steps or [[UNKNOWN] * 4]


def step(approval: Approval) -> list[str]:
    person = line(approval.person, 14)
    if approval.on_behalf_of.strip():
        person += f"（代{line(approval.on_behalf_of, 14)}）"
    at = UNKNOWN if approval.at is None else in_short(approval.at)
    return [line(approval.step, 14), person, line(approval.opinion, 50), at]


def foot(facts: PermitFacts) -> list[str]:
    printed = f"打印时间 {local(facts.printed_at).year}年{moment(facts.printed_at)}"
    version = f"第 {facts.version} 版　内容码 {line(facts.fingerprint, 16)}"
    told = [f"{printed}　{version}　审批后有变更的，本单作废；以扫码结果为准。"]
    missing = sorted(unprintable(facts))
    if missing:
        codes = "、".join(f"U+{ord(character):04X}" for character in missing[:NAMED])
        more = f"等 {len(missing)} 个" if len(missing) > NAMED else ""
        told.append(f"“〓”处是打印字库里没有的字符（{codes}{more}），请手写补正。")
    return told


def line(text: str, most: int) -> str:
    """`text` as the fonts can draw it, at most `most` 汉字 wide (Latin letters count half)."""
    words = printable(text[: 8 * most]) or UNKNOWN
    if width(words) > 2 * most:
        more = LESS if most <= SHORT else MORE
        words = words[: kept(words, 2 * most - width(more))] + more
    return LONG_RUN.sub(lambda run: BREAK.join(re.findall(".{1,12}", run[0])), words)


def kept(words: str, room: int) -> int:
    """How many characters fit into `room` halves."""
    for at, character in enumerate(words):
        room -= width(character)
        if room < 0:
            return at
    return len(words)


def width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in words)


def number(count: int | None) -> str:
    return UNKNOWN if count is None else str(count)


def moment(instant: datetime) -> str:
    here = local(instant)
    return f"{day(here)}{here:%H:%M}"


def in_short(instant: datetime) -> str:
    here = local(instant)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def local(instant: datetime) -> datetime:
    return timezone.localtime(instant, timezone.get_default_timezone())


def utc(instant: datetime) -> int:
    return int(instant.timestamp())


def drawing(address: str) -> str:
    """The QR code of `address` as an SVG picture, quiet zone included."""
    code = qr(address)
    side = code["size"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path d="{code["path"]}"/></svg>'
    )
