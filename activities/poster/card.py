"""The picture that goes with a link when it is shared: 1200 × 630, title and when and where."""

from dataclasses import dataclass

from .facts import ActivityFacts, DayFacts, WeekFacts
from .lines import BOLD, TITLE
from .parts import MARGIN

WIDE = 1200
SIDE = 157.5
COLUMNS = 2
TEXT_WIDE = WIDE - MARGIN - COLUMNS * SIDE - 60


@dataclass(frozen=True)
class Words:
    title: str
    lines: list
    seed: object  # of the ornament


def draw(sheet, facts):
    palette, words = sheet.palette, WORDS[type(facts)](facts)
    sheet.ornament(sheet.wide - COLUMNS * SIDE, 0, COLUMNS, 4, SIDE, words.seed)
    name = sheet.fit(facts.frame.edition, BOLD, 34, TEXT_WIDE, most=1)
    y = sheet.put(name, MARGIN, 56, palette.soft, width=TEXT_WIDE) + 16
    lines = [sheet.fit(text, BOLD, 36, TEXT_WIDE, most=2, even=True) for text in words.lines]
    low = sheet.high - 56 - sum(sheet.height_of(line) + 10 for line in lines)
    title = sheet.fit(words.title, TITLE, 96, TEXT_WIDE, height=low - y - 24, even=True)
    sheet.put(
        title, MARGIN, y + (low - y - sheet.height_of(title)) / 2, palette.ink, width=TEXT_WIDE
    )
    for line in lines:
        low = sheet.put(line, MARGIN, low, palette.warm, width=TEXT_WIDE) + 10


def of_activity(facts):
    when = f"{facts.day} {facts.weekday} {facts.hours}"
    return Words(facts.title, [when, f"{facts.venue}，{facts.organiser}"], facts.number)


def of_day(facts):
    said = f"共 {facts.count} 项活动" if facts.count else "当天的活动正在安排"
    lines = [f"{facts.day} {facts.weekday}", facts.told or f"{said}，{facts.frame.school}"]
    return Words(facts.frame.theme or "今日活动", lines, facts.day)


def of_week(facts):
    said = f"{facts.count} 项活动" if facts.count else "天天有活动"
    lines = [f"{facts.span}，{said}", facts.frame.school]
    return Words(facts.frame.slogan, lines, facts.span)


WORDS = {ActivityFacts: of_activity, DayFacts: of_day, WeekFacts: of_week}
