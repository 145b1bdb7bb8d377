"""荣誉证书: one sheet of A4 across, as PDF for the printer and as PNG for web sites.

Facts in, bytes out: nothing is looked up here, and the same facts make the same bytes. Every text
is data to the template `certificate.typ`, never part of its source. Names are never cut: letters
get smaller until the sheet holds them. `issued_on` is a date of the school's calendar.
"""

import json
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from activities.glyphs import missing_glyphs, printable
from activities.permit import drawing, fonts, utc
from colleges.dates import paper_day

TEMPLATE = Path(__file__).with_name("certificate.typ")
DOTS_AN_INCH = 200
CITATION = "在{week}中被评为"
CLOSING = "特发此证，以资鼓励。"


@dataclass(frozen=True)
class CertificateFacts:
    """`serial` as it is printed, `address` of the page on which it can be checked."""

    school: str
    college: str
    week: str
    award: str
    issued_on: date
    serial: str
    address: str


def certificate_pdf(facts: CertificateFacts) -> bytes:
    return compiled(facts, format="pdf", timestamp=utc(noon(facts.issued_on)))


def certificate_png(facts: CertificateFacts) -> bytes:
    return compiled(facts, format="png", ppi=DOTS_AN_INCH)


def compiled(facts: CertificateFacts, **wanted: Any) -> bytes:
    compiler = typst.Compiler(TEMPLATE, font_paths=fonts())
    data = {"facts": json.dumps(sheet(facts), ensure_ascii=False)}
    return compiler.compile(sys_inputs=data, **wanted)


def unprintable(facts: CertificateFacts) -> set[str]:
    """The characters that our fonts lack; `glyphs.missing_sentence` tells people."""
    return missing_glyphs("".join(text for text in astuple(facts) if isinstance(text, str)))


def sheet(facts: CertificateFacts) -> dict[str, str]:
    """What the template sets, already worded."""
    return {
        "title": "荣誉证书",
        "college": printable(facts.college),
        "citation": printable(CITATION.format(week=facts.week)),
        "award": printable(f"“{facts.award}”"),
        "stop": "。",
        "closing": CLOSING,
        "school": printable(facts.school),
        "date": paper_day(facts.issued_on),
        "serial": printable(facts.serial),
        "address": facts.address,
        "code": drawing(facts.address),
    }


def noon(day: date) -> datetime:
    """An instant of that day wherever the machine stands: the file's date."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
