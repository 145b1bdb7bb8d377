"""展位牌: a sheet for every booth, its code to be read from afar, who shows what, a QR to check in.

Facts in, bytes out, like the other papers; every text is data to the template `cards.typ`.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from ..permit import drawing, fonts, line, utc
from .symbols import zone_word

TEMPLATE = Path(__file__).with_name("cards.typ")
PAPERS = ("a4", "a5")


@dataclass(frozen=True)
class Card:
    """`address` empty: the booth is no longer on the plan, nobody checks in there."""

    code: str
    zone: str
    college: str
    theme: str
    address: str


@dataclass(frozen=True)
class CardFacts:
    school: str
    edition: str
    when: str
    number: int
    at: datetime
    cards: tuple[Card, ...]


def cards_pdf(facts: CardFacts, paper: str = "a4") -> bytes:
    data = {"facts": json.dumps(cards_data(facts, paper), ensure_ascii=False)}
    compiler = typst.Compiler(TEMPLATE, font_paths=fonts())
    return compiler.compile(format="pdf", sys_inputs=data, timestamp=utc(facts.at))


def cards_data(facts: CardFacts, paper: str) -> dict[str, Any]:
    return {
        "paper": paper,
        "school": line(facts.school, 40),
        "head": f"{line(facts.edition, 40)}　集中展示",
        "foot": f"{facts.when}　　展位图第 {facts.number} 版",
        "cards": [card_data(card) for card in facts.cards],
    }


def card_data(card: Card) -> dict[str, str]:
    return {
        "code": line(card.code, 20),
        "zone": line(zone_word(card.zone), 24) if card.zone else "",
        "college": line(card.college, 80),
        "theme": line(card.theme, 80) if card.theme else "",
        "qr": drawing(card.address) if card.address else "",
        "alt": f"签到二维码：{card.address}",
        "hint": "布展好了，扫码签到" if card.address else "展位已改动，请教务处重新发布后再打印",
    }
