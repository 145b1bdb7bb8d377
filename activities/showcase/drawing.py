"""附件3 as one SVG: the same drawing on the page, on paper and as a picture.

The plan comes as data (drawn.py) in metres; one unit of the drawing is a centimetre, because some
browsers do not set letters smaller than one unit. Everything typed is escaped by `format_html`.
"""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from shapely import box

from .lettering import LEADING, Lettering, fitted, legible, shorter
from .places import CM, Labels, Rect, along, inward, outline, rect, surrounding, upright
from .symbols import GREY, HATCH, INK, KINDS, PAPER, hatch, looks, pattern, sign, zone_word
from .words import number

FONTS = (
    "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Noto Sans SC, WenQuanYi Micro Hei, sans-serif"
)
# Drawn into, if there is room, rather than named from outside.
AREAS = {"stage", "parking", "assembly", "service_desk", "medical"}
NEEDLE = "M0 -48L26 44L0 26L-26 44Z"
BARS = (1, 2, 5, 10, 20, 50, 100)  # metres a scale bar may stand for


def plan_svg(
    drawn: dict, *, picture: str = "", links: bool = False, give=None, ids: str = "plan"
) -> SafeString:
    """The whole plan. `picture`: address of the ground behind it; `links`: to #booth-…; `give`:
    from the id of a free booth to where a college is sent; `ids` must differ on one page."""
    return Drawing(drawn, ids, links=links, give=give).svg(picture)


class Drawing:
    def __init__(self, drawn: dict, ids: str = "plan", *, links=False, give=None):
        self.ids, self.links, self.give = ids, links, give
        self.booths, self.fixtures = drawn["booths"], drawn["fixtures"]
        self.site = drawn["site"]
        self.width, self.depth = self.site["width_m"] * CM, self.site["depth_m"] * CM
        # A sheet of A4 is about as wide as 100 of these: 0.9 of one is 7 pt there.
        self.step = max(self.width, 1.45 * self.depth) / 100
        self.least, self.edge = 0.8 * self.step, 0.6 * self.step
        self.plan = box(0, 0, self.width, self.depth)
        self.looks = looks(self.booths)
        solid = [one for one in self.fixtures if one["kind"] != "gangway"]
        self.labels = Labels(self.plan, [rect(one).shape for one in [*self.booths, *solid]])

    @property
    def size(self) -> tuple[float, float]:
        """Of the drawing, its margin and the strip below it included."""
        return self.width + 2 * self.edge, self.depth + 2 * self.edge + 3 * self.step

    def svg(self, picture: str) -> SafeString:
        width, depth = self.size
        gangways = [one for one in self.fixtures if one["kind"] == "gangway"]
        rest = [one for one in self.fixtures if one["kind"] != "gangway"]
        # What covers is drawn first: ground, zones, gangways, things, then all words.
        layers = [
            self.ground(picture),
            *[self.zone(n, zone) for n, zone in enumerate(self.looks) if zone],
            *[self.gangway(one) for one in gangways],
            *[self.fixture(one) for one in rest],
            *[self.booth(one) for one in self.booths],
            *[self.gangway_word(one) for one in gangways],
            *[self.zone_name(zone) for zone in self.looks if zone],
            self.strip(),
        ]
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="plan-drawing" role="group"'
            ' aria-label="{}" viewBox="{} {} {} {}" font-family="{}" fill="{}"'
            ' text-anchor="middle"><defs>{}</defs>{}</svg>',
            f"{legible(self.site['name'])}展位图",
            *(num(-self.edge), num(-self.edge), num(width), num(depth), FONTS, INK),
            *(self.definitions(), joined(layers)),
        )

    def definitions(self) -> SafeString:
        zones = [
            pattern(f"{self.ids}-zone-{n}", look, round(2 * self.step))
            for n, (zone, look) in enumerate(self.looks.items())
            if zone
        ]
        return joined([hatch(f"{self.ids}-gangway", round(1.1 * self.step)), *zones])

    def ground(self, picture: str) -> SafeString:
        size = num(self.width), num(self.depth)
        shown = format_html(
            '<image href="{}" width="{}" height="{}" preserveAspectRatio="none"/>'
            '<rect width="{}" height="{}" fill="{}" fill-opacity="0.55"/>',
            *(picture, *size, *size, PAPER),
        )
        frame = '<rect width="{}" height="{}" fill="{}" stroke="{}" stroke-width="{}"/>'
        return joined(
            [
                format_html(frame, *size, PAPER, "none", 0),
                shown if picture else SafeString(),
                format_html(frame, *size, "none", INK, num(0.25 * self.step)),
            ]
        )

    # Zones and gangways

    def zone_area(self, zone: str):
        rects = [rect(one) for one in self.booths if one["zone"] == zone]
        return surrounding(rects, 0.9 * self.step, self.plan)

    def zone(self, number: int, zone: str) -> SafeString:
        return format_html(
            '<path d="{}" fill="url(#{}-zone-{})" fill-rule="evenodd" stroke="{}" stroke-width="{}"'
            ' stroke-dasharray="{} {}"/>',
            *(outline(self.zone_area(zone)), self.ids, number, self.looks[zone].line),
            *(num(0.12 * self.step), num(0.8 * self.step), num(0.4 * self.step)),
        )

    def zone_name(self, zone: str) -> SafeString:
        word = fitted(zone_word(legible(zone)), 40 * self.step, 1.6 * self.step, 1.2 * self.step)
        left, top, right, bottom = self.zone_area(zone).bounds
        x, far = left + word.width / 2, right - word.width / 2
        over, under = top - 0.2 * self.step, bottom + 0.2 * self.step
        middle = (left + right) / 2
        spots = [(x, over), (far, over), (x, under), (far, under), (middle, over), (middle, under)]
        spot = self.labels.take(spots, word.width, word.height)
        return self.words(word, *spot, bold=True, color=self.looks[zone].line, halo=True)

    def gangway(self, one: dict) -> SafeString:
        return self.box(rect(one), fill=f"url(#{self.ids}-gangway)", line=HATCH, thick=0.12)

    def gangway_word(self, one: dict) -> SafeString:
        here = rect(one)
        long, narrow = max(here.width, here.depth), min(here.width, here.depth)
        text = f"{legible(one['label']) or KINDS['gangway']} {number(narrow / CM)} 米"
        word = fitted(text, 0.96 * long, 0.9 * narrow, 1.3 * self.step)
        if word.size < self.least:  # a narrow one: the halo keeps it readable beyond its sides
            word = fitted(text, 0.96 * long, 99 * self.step, self.least)
        turn = upright(here.angle + (0 if here.width >= here.depth else 90))
        return self.turned(word, self.spot_along(here, word, turn), turn, halo=True)

    def spot_along(self, here: Rect, word: Lettering, turn: float) -> tuple[float, float]:
        """On the gangway's axis, off the crossing ones and off other words."""
        wide, high = (word.width, word.height) if abs(turn) < 45 else (word.height, word.width)
        return self.labels.take(along(here, 1.1 * word.width), wide, high)

    # Booths

    def booth(self, one: dict) -> SafeString:
        here, college = rect(one), one["college"]
        look = self.looks[one["zone"]]
        shape = self.box(here, fill=look.tint, line=INK, thick=0.2)
        if college is None:
            shape = self.box(here, fill=PAPER, line=GREY, thick=0.15, dashed=True)
        return self.pressed(one, joined([shape, self.booth_words(one, here)]))

    def pressed(self, one: dict, body: SafeString) -> SafeString:
        """What pressing a booth does; a script of the page reads the data."""
        pk, is_free = one["id"], one["college"] is None
        name = "booth is-free" if is_free else "booth"
        if self.links:
            link = '<a class="{}" href="#booth-{}" data-booth="{}" tabindex="-1">{}</a>'
            return format_html(link, name, pk, pk, body)
        if self.give and is_free:
            target = '<g class="{}" data-booth="{}" data-give="{}">{}</g>'
            return format_html(target, name, pk, self.give(pk), body)
        return format_html('<g class="{}">{}</g>', name, body)

    def booth_words(self, one: dict, here: Rect) -> SafeString:
        """Code over name, along the side on which they get larger."""
        flat = self.sides(one, here.width, here.depth)
        tall = self.sides(one, here.depth, here.width)
        stands = tall[1].size > 1.25 * flat[1].size
        code, name = tall if stands else flat
        turn = upright(here.angle + (90 if stands else 0))
        height = code.height + name.height
        top = self.words(code, 0, (code.height - height) / 2, bold=True)
        below = self.words(name, 0, (height - name.height) / 2)
        return format_html(
            '<g transform="translate({} {}) rotate({})">{}{}</g>',
            *(num(here.x), num(here.y), num(turn), top, below),
        )

    def sides(self, one: dict, width: float, depth: float) -> tuple[Lettering, Lettering]:
        """Code and name in a box of that size, a little air around them."""
        room, air = 0.92 * width, 0.92 * depth
        college = one["college"]
        name = legible(college["name"]) if college else ""
        share = 0.33 if name else 0.5
        code = fitted(legible(one["code"]), room, share * air, 2.4 * self.step)
        rest = air - code.height
        full = fitted(name, room, rest, min(1.8 * self.step, code.size))
        short = fitted(shorter(name), room, rest, min(1.8 * self.step, code.size))
        return code, short if full.size < self.least < 1.2 * short.size else full

    # Fixtures

    def fixture(self, one: dict) -> SafeString:
        here, kind = rect(one), one["kind"]
        least = (2.6 if kind == "entrance" else 1.7) * self.step
        text = fixture_word(one)
        shape = self.box(here, fill=PAPER, line=INK, thick=0.12)
        inside = self.inside(here, kind, text)
        if inside is None:
            side = max(least, min(2.6 * self.step, 0.8 * min(here.width, here.depth)))
            inside = joined(
                [self.sign_at(kind, here, here.x, here.y, side), self.beside(here, side, text)]
            )
        return format_html('<g class="fixture">{}{}</g>', shape, inside)

    def inside(self, here: Rect, kind: str, text: str) -> SafeString | None:
        """Sign over word in the rectangle itself, where that leaves both legible."""
        wide, high = here.width, here.depth
        turn = 0 if wide >= 0.6 * high else 90
        wide, high = (wide, high) if turn == 0 else (high, wide)
        side = min(0.45 * high, 0.4 * wide, 4 * self.step)
        word = fitted(text, 0.9 * wide, 0.9 * high - 1.1 * side, 1.8 * self.step)
        if kind not in AREAS or word.size < self.least or side < 1.2 * self.step:
            return None
        tall = 1.1 * side + word.height
        return format_html(
            '<g transform="translate({} {}) rotate({})">{}{}</g>',
            *(num(here.x), num(here.y), num(upright(here.angle + turn))),
            scaled(sign(kind), 0, (side - tall) / 2, side),
            self.words(word, 0, (tall - word.height) / 2),
        )

    def sign_at(self, kind: str, here: Rect, x: float, y: float, side: float) -> SafeString:
        turn = inward(here, self.width, self.depth) if kind == "entrance" else 0
        return scaled(sign(kind), x, y, side, turn)

    def beside(self, here: Rect, side: float, text: str) -> SafeString:
        word = fitted(text, 12 * self.step, 4 * self.step, 1.1 * self.step)
        taken = here.shape.union(box(*around(here.x, here.y, side)))
        self.labels.taken.append(box(*around(here.x, here.y, side)))
        spot = self.labels.beside(taken, word.width, word.height)
        return self.words(word, *spot, halo=True)

    # Below the plan

    def strip(self) -> SafeString:
        """Scale bar, size, north."""
        y = self.depth + self.edge + 1.2 * self.step
        bar = max(one for one in BARS if one == BARS[0] or one * CM <= self.width / 5)
        size = f"{number(self.site['width_m'])} 米 × {number(self.site['depth_m'])} 米"
        return joined(
            [
                self.scale_bar(bar, y),
                self.words(self.line(size), self.width / 2, y),
                self.north(y),
            ]
        )

    def scale_bar(self, bar: float, y: float) -> SafeString:
        long, high = num(bar * CM), num(0.5 * self.step)
        word = self.line(f"{bar} 米")
        return format_html(
            '<g><path d="M0 {}h{}v{}h-{}z" fill="{}" stroke="{}" stroke-width="{}"/>'
            '<path d="M0 {}h{}v{}h-{}z"/>{}</g>',
            *(num(y), long, high, long, PAPER, INK, num(0.08 * self.step)),
            *(num(y), num(bar * CM / 2), high, num(bar * CM / 2)),
            self.words(word, bar * CM + word.width / 2 + 0.6 * self.step, y),
        )

    def north(self, y: float) -> SafeString:
        """An arrow where north is known; where it is not, the plan says that it is a sketch."""
        if self.site["north"] is None:
            word = self.line("示意图")
            return self.words(word, self.width - word.width / 2, y)
        word, side = self.line("北"), 2.7 * self.step
        x = self.width - side / 2
        needle = format_html('<path d="{}"/>', NEEDLE)
        return joined(
            [
                scaled(needle, x, y, side, self.site["north"]),
                self.words(word, x - side / 2 - word.width, y),
            ]
        )

    # Strokes and letters

    def line(self, text: str) -> Lettering:
        return Lettering(1.3 * self.step, (text,))

    def box(self, here: Rect, *, fill, line, thick, dashed=False) -> SafeString:
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" transform="rotate({} {} {})" fill="{}"'
            ' stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>',
            *(num(here.x - here.width / 2), num(here.y - here.depth / 2)),
            *(num(here.width), num(here.depth), here.angle, num(here.x), num(here.y)),
            *(fill, line, num(thick * self.step), num(0.6 * self.step) if dashed else "none"),
        )

    def turned(self, word: Lettering, spot: tuple, turn: float, *, halo=False) -> SafeString:
        return format_html(
            '<g transform="translate({} {}) rotate({})">{}</g>',
            *(num(spot[0]), num(spot[1]), num(turn), self.words(word, 0, 0, halo=halo)),
        )

    def words(self, word: Lettering, x, y, *, bold=False, halo=False, color=INK) -> SafeString:
        """Lines centred on a point; the halo keeps them apart from what lies below."""
        size, gap = word.size, word.size * LEADING
        # 0.36: from the middle of a line down to the feet of its letters.
        first = y - gap * (len(word.lines) - 1) / 2 + 0.36 * size
        outlined = (
            ' stroke="#ffffff" stroke-width="{}" paint-order="stroke" stroke-linejoin="round"'
        )
        halo_or_not = format_html(outlined, num(0.3 * size)) if halo else SafeString()
        return format_html_join(
            "",
            '<text x="{}" y="{}" font-size="{}" font-weight="{}" fill="{}"{}>{}</text>',
            [
                (
                    num(x),
                    num(first + gap * n),
                    num(size),
                    700 if bold else 400,
                    color,
                    halo_or_not,
                    line,
                )
                for n, line in enumerate(word.lines)
                if line
            ],
        )


def fixture_word(one: dict) -> str:
    """1号配电箱 20 kW"""
    word = legible(one["label"]) or KINDS[one["kind"]]
    capacity = one["capacity_kw"]
    return word if capacity is None else f"{word} {number(capacity)} kW"


def scaled(body: SafeString, x: float, y: float, side: float, turn: float = 0) -> SafeString:
    """A sign (-50…50) with its centre there and that many units wide."""
    return format_html(
        '<g transform="translate({} {}) rotate({}) scale({})">{}</g>',
        *(num(x), num(y), turn, round(side / 100, 4), body),
    )


def around(x: float, y: float, side: float) -> tuple[float, float, float, float]:
    return x - side / 2, y - side / 2, x + side / 2, y + side / 2


def joined(parts: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def num(value: float) -> str:
    """Short and the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
