"""What every poster has at its top and at its foot."""

from .lines import BOLD, PLAIN
from .look import HAIRLINE, QUIET

MARGIN = 72
CODE = 236


def head(sheet, frame):
    """The week's name on the ground; where the ornament may begin comes back."""
    wide = sheet.wide - 2 * MARGIN
    name = sheet.fit(frame.edition, BOLD, 40, wide, most=1)
    return sheet.put(name, MARGIN, 48, sheet.palette.ink, width=wide) + 36


def foot_parts(sheet, frame):
    wide = sheet.wide / 2 - MARGIN - 20
    school = sheet.fit(frame.school, BOLD, 32, wide, most=2)
    slogan = sheet.fit(f"“{frame.slogan}”", PLAIN, 30, wide, most=2)
    return school, slogan


def foot_height(sheet, frame):
    return max(map(sheet.height_of, foot_parts(sheet, frame))) + 86


def foot(sheet, frame):
    """School and slogan on the paper, at the very end of it."""
    school, slogan = foot_parts(sheet, frame)
    top = sheet.high - foot_height(sheet, frame) + 10
    half, right = sheet.wide / 2 - MARGIN - 20, sheet.wide / 2 + 20
    sheet.fill(MARGIN, top, sheet.wide - MARGIN, top + 2, HAIRLINE)
    sheet.put(school, MARGIN, top + 26, sheet.palette.ground, width=half)
    sheet.put(slogan, right, top + 27, QUIET, width=half, align="right")


def scan(sheet, link, top, words, *, wanted=CODE):
    """The code with what it is for beneath, at the right margin; its bottom comes back."""
    side = sheet.code_side(link, wanted)
    left = sheet.wide - MARGIN - side
    sheet.code(link, left, top, wanted)
    told = sheet.fit(words, BOLD, 30, side, most=1)
    return sheet.put(told, left, top + side + 12, QUIET, width=side, align="middle")
