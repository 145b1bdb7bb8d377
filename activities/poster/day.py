"""The poster of a day: its theme, and all that happens, as densely as it must be set."""

from dataclasses import dataclass

from .lines import BOLD, PLAIN, TITLE
from .look import HAIRLINE, PAPER, QUIET, TEXT
from .parts import MARGIN, foot, foot_height, head, scan

GAP = 48  # between two columns


@dataclass(frozen=True)
class Density:
    """How a list is set: sizes of title and the words below it (0: none), gap, columns."""

    title: int
    more: int
    gap: int
    columns: int = 1


DENSITIES = (Density(42, 30, 34), Density(36, 27, 24), Density(32, 24, 18))
DENSITIES += (Density(29, 23, 16, 2), Density(26, 21, 12, 2), Density(24, 0, 10, 2))
# Paper of A3 is read from nearer and printed larger.
ON_PAPER = (*DENSITIES[:5], Density(22, 18, 10, 2), Density(19, 16, 9, 3), Density(18, 0, 8, 3))
# How much ornament there may be: (rows, the densest list beside which it stands).
ORNAMENTS = ((4, 0), (3, 0), (2, 1), (1, 99))
SMALL_CODE = 190


def draw(sheet, facts):
    top = head(sheet, facts.frame)
    columns, side = sheet.tiles
    title = Heading(sheet, facts)
    end = sheet.high - foot_height(sheet, facts.frame) - 12
    base = end - SMALL_CODE - 96
    for rows, densest in ORNAMENTS:
        paper = top + rows * side + title.height
        listed = List(sheet, facts.rows, base - 34 - paper - 44)
        if listed.holds_all and listed.step <= densest:
            break
    sheet.ornament(0, top, columns, rows, side, facts.day)
    title.draw(top + rows * side)
    sheet.fill(0, paper, sheet.wide, sheet.high, PAPER)
    sheet.fill(0, paper, sheet.wide, paper + 12, sheet.palette.warm)
    listed.draw(paper + 44)
    summary(sheet, facts, listed, base)
    scan(sheet, facts.frame.link, base + 8, "扫码看全部", wanted=SMALL_CODE)
    foot(sheet, facts.frame)


class Heading:
    """The date in large figures, the theme of the day beside it, what the weather changed below."""

    def __init__(self, sheet, facts):
        self.sheet, wide = sheet, sheet.wide - 2 * MARGIN
        self.day = sheet.fit(facts.day, TITLE, 176, wide * 0.5, most=1)
        self.beside = MARGIN + sheet.width_of(self.day) + 40
        self.room = sheet.wide - MARGIN - self.beside
        theme = facts.frame.theme or "今日活动"
        self.name = sheet.fit(theme, TITLE, 80, self.room, most=2, even=True)
        self.week = sheet.fit(facts.weekday, BOLD, 42, self.room, most=1)
        self.told = sheet.fit(facts.told, BOLD, 34, wide, even=True)
        words = sheet.height_of(self.week) + sheet.height_of(self.name)
        self.top = max(words, sheet.height_of(self.day))
        self.offset = (self.top - words) / 2
        told = sheet.height_of(self.told) + 14 if facts.told else 0
        self.height = 36 + self.top + told + 36

    def draw(self, top):
        sheet, palette, top = self.sheet, self.sheet.palette, top + 36
        high, wide = sheet.height_of(self.day), sheet.width_of(self.day) + 4
        sheet.put(self.day, MARGIN, top + (self.top - high) / 2, palette.warm, width=wide)
        y = top + self.offset
        y = sheet.put(self.week, self.beside, y, palette.soft, width=self.room)
        sheet.put(self.name, self.beside, y, palette.ink, width=self.room)
        wide = sheet.wide - 2 * MARGIN
        sheet.put(self.told, MARGIN, top + self.top + 14, palette.warm, width=wide)


def summary(sheet, facts, listed, top):
    """How many there are, and that the code knows those that found no place."""
    wide = sheet.wide - 2 * MARGIN - SMALL_CODE - 70
    count = facts.count
    sheet.fill(MARGIN, top - 16, sheet.wide - MARGIN, top - 14, HAIRLINE)
    said = f"共 {count} 项活动" if count else "当天的活动正在安排"
    number = sheet.fit(said, TITLE, 60, wide, most=1)
    y = sheet.put(number, MARGIN, top + 14, sheet.palette.ground, width=wide)
    more = "以学校网站为准，时间、地点如有调整，扫码看最新安排。"
    if left_out := count - listed.shown:
        more = f"……等 {count} 项，没有列出的 {left_out} 项详见二维码。"
    words = sheet.fit(more, PLAIN, 30, wide, even=True)
    sheet.put(words, MARGIN, y + 10, QUIET, width=wide)


class List:
    """The rows in the first density that holds them all; of too many, as many as fit."""

    def __init__(self, sheet, rows, high):
        self.sheet, self.rows, self.high = sheet, rows, high
        densities = DENSITIES if sheet.is_tall else ON_PAPER
        for self.step, density in enumerate(densities):
            self.set(density)
            if self.holds_all:
                break

    @property
    def holds_all(self):
        return self.shown == len(self.rows)

    def set(self, density):
        self.density = density
        free = self.sheet.wide - 2 * MARGIN - GAP * (density.columns - 1)
        self.width = free / density.columns
        heads = [self.sheet.fit(row.head, BOLD, density.title, 999) for row in self.rows]
        self.indent = max(map(self.sheet.width_of, heads), default=0) + density.title * 0.6
        self.places, self.shown = [], 0
        y, column = 0, 0
        for row, head_block in zip(self.rows, heads, strict=True):
            entry = self.entry(row, head_block)
            if y and y + entry[-1] > self.high:
                y, column = 0, column + 1
            if column == density.columns or entry[-1] > self.high:
                return
            self.places.append((column, y, entry))
            self.shown += 1
            y += entry[-1] + density.gap

    def entry(self, row, head_block):
        """(when, what, where and whose, height)"""
        sheet, density, wide = self.sheet, self.density, self.width - self.indent
        title = sheet.fit(row.title, BOLD, density.title, wide, leading=1.28, even=True)
        blocks = [head_block, title]
        if density.more and row.more:
            more = sheet.fit(row.more, PLAIN, density.more, wide, leading=1.3, even=True)
            blocks.append(more)
        return (*blocks, sum(map(sheet.height_of, blocks[1:])) + 2)

    def draw(self, top):
        sheet, palette = self.sheet, self.sheet.palette
        for column, y, (head_block, title, *more, _) in self.places:
            left = MARGIN + column * (self.width + GAP)
            sheet.put(head_block, left, top + y, palette.ground, width=self.indent)
            at, wide = left + self.indent, self.width - self.indent
            below = sheet.put(title, at, top + y, TEXT, width=wide)
            for block in more:
                sheet.put(block, at, below, QUIET, width=wide)
