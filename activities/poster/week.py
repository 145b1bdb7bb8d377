"""The poster of the week: the slogan, seven theme days in their colours, the showcase day."""

from colleges.templatetags.portal import phrases

from .lines import BOLD, TITLE
from .look import HAIRLINE, PAPER, QUIET, TEXT, palette_of
from .parts import CODE, MARGIN, foot, foot_height, head, scan

SWATCH = 14
DAY_WIDE, COUNT_WIDE = 190, 110
AIR = 110  # above and below the slogan
LEAST_ORNAMENT = 260


def draw(sheet, facts):
    top = head(sheet, facts.frame)
    span = sheet.fit(facts.span, TITLE, 60, 340, most=1)
    left = sheet.wide - MARGIN - 340
    sheet.put(span, left, 36, sheet.palette.warm, width=340, align="right")
    slip = Slip(sheet, facts)
    bottom = sheet.high - slip.height
    slogan = slogan_for(sheet, facts.frame.slogan, bottom - top - AIR - LEAST_ORNAMENT)
    high = sum(map(sheet.height_of, slogan))
    columns, side = 8, sheet.wide / 8
    rows = max(1, int((bottom - top - high - AIR) // side))
    sheet.ornament(0, top, columns, rows, side, facts.span)
    y = top + rows * side
    y += (bottom - y - high) / 2
    for line in slogan:
        y = sheet.put(line, MARGIN, y, sheet.palette.ink, width=sheet.wide - 2 * MARGIN)
    slip.draw(bottom)


def slogan_for(sheet, text, high):
    """Each phrase on a line of its own, all of one size."""
    wide, size = sheet.wide - 2 * MARGIN, 190
    while True:
        lines = [sheet.fit(one, TITLE, size, wide, even=True) for one in phrases(text)]
        longest = max(len(block.lines) for block in lines)
        if sum(map(sheet.height_of, lines)) <= high and (longest == 1 or size < 90):
            return lines
        if size < 40:
            return [sheet.fit(text, TITLE, size, wide, height=high, even=True)]
        size *= 0.94


class Slip:
    def __init__(self, sheet, facts):
        self.sheet, self.facts = sheet, facts
        self.row = 84 if sheet.is_tall else 70
        self.side = sheet.code_side(facts.frame.link, CODE)
        self.left = sheet.wide - 2 * MARGIN - self.side - 50
        self.showcase = sheet.fit(facts.showcase, BOLD, 36, sheet.wide - 2 * MARGIN, even=True)
        self.listed = self.row * len(facts.rows)
        shown = sheet.height_of(self.showcase)
        self.height = 52 + self.listed + 24 + shown + 26 + foot_height(sheet, facts.frame)

    def draw(self, top):
        sheet, facts = self.sheet, self.facts
        sheet.fill(0, top, sheet.wide, sheet.high, PAPER)
        sheet.fill(0, top, sheet.wide, top + 12, sheet.palette.warm)
        for place, row in enumerate(facts.rows):
            self.draw_day(row, place, top + 52 + place * self.row)
        below = scan(sheet, facts.frame.link, top + 56, "扫码看日程")
        said = f"{facts.count} 项活动" if facts.count else "天天有活动"
        number = sheet.fit(said, TITLE, 46, self.side, most=1)
        right = sheet.wide - MARGIN - self.side
        ground = sheet.palette.ground
        sheet.put(number, right, below + 16, ground, width=self.side, align="middle")
        y = top + 52 + self.listed + 6
        sheet.fill(MARGIN, y, sheet.wide - MARGIN, y + 2, HAIRLINE)
        sheet.put(self.showcase, MARGIN, y + 18, TEXT, width=sheet.wide - 2 * MARGIN)
        foot(sheet, facts.frame)

    def draw_day(self, row, place, top):
        """A day with the colour its own poster has."""
        sheet, ground = self.sheet, palette_of(place).ground
        sheet.fill(MARGIN, top, MARGIN + SWATCH, top + self.row - 18, ground)
        left, free = MARGIN + SWATCH + 20, self.row - 18
        name_wide = self.left - SWATCH - 20 - DAY_WIDE - COUNT_WIDE
        columns = (
            (row.head, BOLD, 36, ground, DAY_WIDE, "left"),
            (row.title, TITLE, 40, TEXT, name_wide, "left"),
            (row.more, BOLD, 28, QUIET, COUNT_WIDE, "right"),
        )
        for text, face, size, colour, wide, align in columns:
            block = sheet.fit(text, face, size, wide - 8, height=self.row - 8, even=True)
            y = top + (free - sheet.height_of(block)) / 2
            sheet.put(block, left, y, colour, width=wide - 8, align=align)
            left += wide
