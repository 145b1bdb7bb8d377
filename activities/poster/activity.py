"""The poster of one activity: ornament, title, and a slip with when, where and whose."""

from .lines import BOLD, PLAIN, TITLE
from .look import PAPER, QUIET, TEXT
from .parts import CODE, MARGIN, foot, foot_height, head, scan

LABEL = 92
# How large the slip sets its facts: much of it is set smaller, the title keeps its room.
FACT_SIZES = (35, 31, 28, 25, 22, 19, 16, 13)
TITLE_ROOM = 560
CHIPS = 92  # from the top of the chips to the title
AIR = 110  # above and below
# The largest of these that leaves enough ornament: (size, most lines, least of the ornament).
TITLES = ((172, 1, 500), (150, 2, 480), (132, 2, 440), (118, 3, 400), (104, 3, 340))
TITLES += ((92, 4, 260), (80, 5, 130))
MOST_ORNAMENT = 900


def draw(sheet, facts):
    slip = Slip(sheet, facts)
    top = head(sheet, facts.frame)
    bottom = sheet.high - slip.height
    columns, side = sheet.tiles
    title = title_for(sheet, facts.title, bottom - top - CHIPS - AIR)
    room = bottom - top - CHIPS - AIR - sheet.height_of(title)
    rows = int(min(room, MOST_ORNAMENT) // side)
    if rows:
        sheet.ornament(0, top, columns, rows, side, facts.number)
    y = top + rows * side
    y += (bottom - y - CHIPS - sheet.height_of(title)) * 0.46
    chips(sheet, facts, y)
    sheet.put(title, MARGIN, y + CHIPS, sheet.palette.ink, width=sheet.wide - 2 * MARGIN)
    slip.draw(bottom)


def title_for(sheet, text, high):
    wide = sheet.wide - 2 * MARGIN
    for size, most, ornament in TITLES:
        block = sheet.fit(text, TITLE, size, wide, even=True, leading=1.28)
        if len(block.lines) <= most and sheet.height_of(block) <= high - ornament:
            return block
    return sheet.fit(text, TITLE, 72, wide, height=high, even=True, leading=1.28)


def chips(sheet, facts, top):
    """What day and what kind, on bars of colour."""
    palette, left, wide = sheet.palette, MARGIN, sheet.wide - 2 * MARGIN
    for text, colour in ((facts.frame.theme, palette.warm), (facts.category, palette.soft)):
        if text:
            place = {"face": BOLD, "size": 32, "width": wide * 0.49}
            left = sheet.chip(text, left, top, colour, palette.deep, **place) + 18


class Slip:
    """The paper at the foot: it is as high as what it says."""

    def __init__(self, sheet, facts):
        self.sheet, self.facts = sheet, facts
        self.left = sheet.wide - 2 * MARGIN - CODE - 56
        self.day = sheet.fit(facts.day, TITLE, 132, self.left * 0.6, most=1)
        self.beside = self.left - sheet.width_of(self.day) - 34
        self.weekday = sheet.fit(facts.weekday, BOLD, 38, self.beside, most=1)
        self.hours = sheet.fit(facts.hours, BOLD, 50, self.beside, most=1)
        when = sheet.height_of(self.weekday) + sheet.height_of(self.hours)
        self.when = max(sheet.height_of(self.day), when)
        for size in FACT_SIZES:
            self.set_rows(size)
            if self.height <= sheet.high - TITLE_ROOM:
                break

    def set_rows(self, size):
        sheet, wide = self.sheet, self.left - LABEL
        self.rows = [
            (label, sheet.fit(text, BOLD, size, wide, leading=1.3, even=True))
            for label, text in self.said()
            if text
        ]
        rows = sum(sheet.height_of(block) + 20 for _, block in self.rows)
        said = max(self.when + 26 + rows, CODE + 96)
        self.height = 50 + said + foot_height(sheet, self.facts.frame)

    def said(self):
        facts = self.facts
        invited = f"{facts.audience}，欢迎参加" if facts.is_open else facts.audience
        return (
            ("地点", facts.venue),
            ("主办", facts.organiser),
            ("协办", facts.partners),
            ("面向", invited),
        )

    def draw(self, top):
        sheet = self.sheet
        sheet.fill(0, top, sheet.wide, sheet.high, PAPER)
        sheet.fill(0, top, sheet.wide, top + 12, sheet.palette.warm)
        y = self.draw_when(top + 50) + 26
        for label, block in self.rows:
            name = sheet.fit(label, PLAIN, 29, LABEL, most=1)
            sheet.put(name, MARGIN, y + 5, QUIET, width=LABEL)
            y = sheet.put(block, MARGIN + LABEL, y, TEXT, width=self.left - LABEL) + 20
        scan(sheet, self.facts.frame.link, top + 56, "扫码看详情")
        foot(sheet, self.facts.frame)

    def draw_when(self, top):
        """The date in large figures, weekday and hours beside it."""
        sheet, day = self.sheet, self.day
        wide, high = sheet.width_of(day) + 4, sheet.height_of(day)
        sheet.put(day, MARGIN, top + (self.when - high) / 2, sheet.palette.ground, width=wide)
        both = sheet.height_of(self.weekday) + sheet.height_of(self.hours)
        left, y = MARGIN + wide + 30, top + (self.when - both) * 0.6
        y = sheet.put(self.weekday, left, y, QUIET, width=self.beside)
        sheet.put(self.hours, left, y, TEXT, width=self.beside)
        return top + self.when
