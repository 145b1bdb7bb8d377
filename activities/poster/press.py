"""Draws a poster and makes its file."""

from io import BytesIO

from . import activity, card, day, week
from .facts import ActivityFacts, DayFacts, WeekFacts
from .look import palette_of
from .sheet import Sheet

PHONE, A3, PDF, SMALL, CARD = "phone", "a3", "pdf", "small", "card"
PIXELS = {PHONE: (1080, 1920), A3: (1754, 2480), PDF: (1754, 2480), SMALL: (1080, 1920)}
PIXELS |= {CARD: (1200, 630)}
SMALLER = 4  # on pages that show many
FORMATS = dict.fromkeys(PIXELS, ("image/png", "png")) | {PDF: ("application/pdf", "pdf")}
DOTS_AN_INCH = 150
# The same poster is the same bytes, whenever it is drawn.
UNDATED = {"creationDate": None, "modDate": None, "producer": None}
LAYOUTS = {ActivityFacts: activity, DayFacts: day, WeekFacts: week}


def sheet_of(facts, size) -> Sheet:
    palette = palette_of(facts.frame.place)
    if size == CARD:
        sheet = Sheet(PIXELS[size], palette, wide=card.WIDE)
        card.draw(sheet, facts)
    else:
        sheet = Sheet(PIXELS[size], palette)
        LAYOUTS[type(facts)].draw(sheet, facts)
    return sheet


def print_of(facts, size) -> bytes:
    """The file: a picture, or the same as a sheet of A3 to print."""
    image, file = sheet_of(facts, size).image, BytesIO()
    if size == SMALL:
        image = image.reduce(SMALLER)
    if size == PDF:
        image.save(file, "PDF", resolution=DOTS_AN_INCH, quality=92, **UNDATED)
    else:
        image.save(file, "PNG", compress_level=3, dpi=(DOTS_AN_INCH,) * 2)
    return file.getvalue()
