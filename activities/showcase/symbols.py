"""What stands for what on the plan: a sign for every kind of fixture, a tint for every zone.

A sign is drawn into the square from -50 to 50. Colour only helps: each has its own shape, each
zone its own pattern and its name, so that a black-and-white copy says the same.
"""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

INK = "#1f2937"
GREY = "#6b7280"
HATCH = "#9aa3af"
PAPER = "#ffffff"

# Order of the legend.
KINDS = {
    "gangway": "通道",
    "entrance": "出入口",
    "service_desk": "服务台",
    "stage": "舞台",
    "power_box": "配电箱",
    "medical": "医疗点",
    "extinguisher": "灭火器",
    "assembly": "集合点",
    "parking": "停车",
}
# (path, fill, stroke) one over the other.
SQUARE = "M-46 -46H46V46H-46Z"
ROUND = "M0 -47A47 47 0 1 1 0 47A47 47 0 1 1 0 -47Z"
ARROW = "M0 -48L34 -8H14V48H-14V-8H-34Z"
SIGNS = {
    "gangway": [],
    "entrance": [(ARROW, INK, "none")],
    "service_desk": [
        (ROUND, "#2a5caa", INK),
        ("M-8 -30H8V-14H-8ZM-12 -6H8V22H14V32H-14V22H-8V4H-12Z", PAPER, "none"),
    ],
    "stage": [
        ("M-48 -20L-34 -40H34L48 -20Z", INK, "none"),
        ("M-48 -14H48V34H-48Z", PAPER, INK),
        ("M-24 -14V34M0 -14V34M24 -14V34", "none", INK),
    ],
    "power_box": [
        (SQUARE, "#ffd84d", INK),
        ("M8 -38L-24 8H-4L-10 38L24 -10H4Z", INK, "none"),
    ],
    "medical": [
        (SQUARE, PAPER, "#1c6b41"),
        ("M-12 -34H12V-12H34V12H12V34H-12V12H-34V-12H-12Z", "#1c6b41", "none"),
    ],
    "extinguisher": [
        ("M-16 -22Q0 -36 16 -22V46H-16Z", "#c8372d", INK),
        ("M-8 -28V-44H8V-28M8 -40H30L38 -26", "none", INK),
    ],
    "assembly": [
        (SQUARE, "#1c6b41", INK),
        (
            "M-38 -38L-12 -32L-32 -12ZM38 -38L12 -32L32 -12Z"
            "M-38 38L-12 32L-32 12ZM38 38L12 32L32 12Z"
            "M0 -14A14 14 0 1 1 0 14A14 14 0 1 1 0 -14Z",
            PAPER,
            "none",
        ),
    ],
    "parking": [
        (SQUARE, "#2a5caa", INK),
        ("M-22 -34H6A20 20 0 0 1 6 8H-6V36H-22ZM-6 -20V-6H4A7 7 0 0 0 4 -20Z", PAPER, "none"),
    ],
}


@dataclass(frozen=True)
class Look:
    """How a zone is told from the others: tint, line, and the pattern in a tile of 100."""

    tint: str
    line: str
    pattern: str


LOOKS = [
    Look("#e3ecf8", "#2a5caa", ""),
    Look("#fdf0d0", "#8a5a00", "M20 20h12v12h-12zM70 70h12v12h-12z"),
    Look("#e2f3e6", "#1c6b41", "M0 50H100"),
    Look("#f0e6f8", "#6b3fa0", "M50 0V100"),
    Look("#fde4dc", "#a03c14", "M0 100L100 0"),
    Look("#dcf1f3", "#0f6570", "M0 0L100 100"),
    Look("#eef0f3", "#4b5563", "M0 50H100M50 0V100"),
    Look("#f1f5d4", "#56640f", "M25 50H75M50 25V75"),
]
PLAIN = Look(PAPER, INK, "")


def looks(booths: list[dict]) -> dict[str, Look]:
    """A look for every zone in the order of their names; beyond eight they repeat."""
    zones = sorted({booth["zone"] for booth in booths if booth["zone"]})
    return {"": PLAIN} | {zone: LOOKS[n % len(LOOKS)] for n, zone in enumerate(zones)}


def zone_word(zone: str) -> str:
    """A → A区, 机电展区 stays."""
    return zone if zone.endswith("区") else f"{zone}区"


def sign(kind: str) -> SafeString:
    """The paths of a kind of fixture, -50…50."""
    return format_html_join(
        "",
        '<path d="{}" fill="{}" stroke="{}" stroke-width="6" fill-rule="evenodd"/>',
        SIGNS[kind],
    )


def pattern(name: str, look: Look, tile: float) -> SafeString:
    """The definition of a zone's fill, to be used as url(#name)."""
    scale = tile / 100
    return format_html(
        '<pattern id="{}" width="{}" height="{}" patternUnits="userSpaceOnUse">'
        '<rect width="{}" height="{}" fill="{}"/>'
        '<path d="{}" transform="scale({})" fill="none" stroke="{}" stroke-width="7"'
        ' stroke-opacity="0.55"/></pattern>',
        *(name, tile, tile, tile, tile, look.tint, look.pattern or "M0 0", scale, look.line),
    )


def hatch(name: str, tile: float) -> SafeString:
    """The fill of a gangway: thin slanting lines."""
    return format_html(
        '<pattern id="{}" width="{}" height="{}" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="{}" height="{}" fill="{}"/>'
        '<path d="M0 0V{}" stroke="{}" stroke-width="{}"/></pattern>',
        *(name, tile, tile, tile, tile, PAPER, tile, HATCH, tile / 5),
    )


@dataclass(frozen=True)
class Entry:
    """One line of the legend: a small SVG of its own and what it means."""

    picture: SafeString
    word: str


def legend(drawn: dict) -> list[Entry]:
    """What stands on this plan and nothing else: zones, free booths, fixtures."""
    shown = looks(drawn["booths"])
    entries = [
        Entry(swatch(f"legend-zone-{n}", look), zone_word(zone))
        for n, (zone, look) in enumerate(shown.items())
        if zone
    ]
    if any(booth["college"] is None for booth in drawn["booths"]):
        entries.append(Entry(free_swatch(), "空展位"))
    present = {fixture["kind"] for fixture in drawn["fixtures"]}
    return entries + [
        Entry(small(kind), f"{word}（注宽度）" if kind == "gangway" else word)
        for kind, word in KINDS.items()
        if kind in present
    ]


def small(kind: str) -> SafeString:
    if kind == "gangway":
        body = format_html(
            '<defs>{}</defs><rect x="-50" y="-34" width="100" height="68" fill="url(#{})"'
            ' stroke="{}" stroke-width="4"/>',
            *(hatch("legend-hatch", 24), "legend-hatch", HATCH),
        )
        return framed(body)
    return framed(sign(kind))


def swatch(name: str, look: Look) -> SafeString:
    return framed(
        format_html(
            '<defs>{}</defs><rect x="-48" y="-34" width="96" height="68" fill="url(#{})"'
            ' stroke="{}" stroke-width="6" stroke-dasharray="14 8"/>',
            *(pattern(name, look, 40), name, look.line),
        )
    )


def free_swatch() -> SafeString:
    return framed(
        format_html(
            '<rect x="-40" y="-34" width="80" height="68" fill="{}" stroke="{}" stroke-width="5"'
            ' stroke-dasharray="12 8"/>',
            *(PAPER, GREY),
        )
    )


def framed(body: SafeString) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="plan-sign" viewBox="-52 -52 104 104"'
        ' width="24" height="24" aria-hidden="true">{}</svg>',
        body,
    )
