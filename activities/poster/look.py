"""Colours and ornaments: every day of the week has its own, the week all of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    ground: str  # behind the title
    ink: str  # of the title
    warm: str
    hot: str
    soft: str
    deep: str  # darker than the ground
    motifs: tuple[str, ...]

    @property
    def accents(self):
        return (self.warm, self.hot, self.soft)


PAPER, TEXT, QUIET, HAIRLINE = "#fbf5e6", "#231a14", "#6b5d51", "#d9cdb6"

WEEK = Palette(
    *("#a8201f", "#fff4dc", "#f7b738", "#ef6a3a", "#f6d9b0", "#7a1216"),
    ("sun", "gear", "quarter", "leaf", "ring", "waves", "steps", "petals", "dots"),
)
DAYS = (
    Palette(
        *("#1f2d63", "#fdf3dd", "#f3b53f", "#e9573f", "#8fb9e3", "#141d45"),
        ("halves", "ring", "quarter", "bars", "leaf", "dots"),
    ),
    Palette(
        *("#0f5a5c", "#fdf3dd", "#f5ca5f", "#ef7c47", "#a6d8bd", "#083d40"),
        ("leaf", "petals", "quarter", "ring", "halves", "waves"),
    ),
    Palette(
        *("#2c3b45", "#fdf3dd", "#f5c64c", "#f07f3a", "#a3bcc5", "#1b262d"),
        ("gear", "gear", "bars", "steps", "quarter", "ring"),
    ),
    Palette(
        *("#0c4d86", "#fdf3dd", "#f9d36c", "#ee6f50", "#7fc7ea", "#07335c"),
        ("waves", "waves", "sun", "quarter", "leaf", "halves"),
    ),
    Palette(
        *("#5a1f4c", "#fdf3dd", "#f3ab3d", "#e55a34", "#dba7ca", "#3b1131"),
        ("sun", "star", "petals", "ring", "quarter", "dots"),
    ),
    Palette(
        *("#1d5c39", "#fdf3dd", "#f7d156", "#ec6c50", "#abd47e", "#113d25"),
        ("petals", "leaf", "petals", "sun", "quarter", "dots"),
    ),
    Palette(
        *("#86380f", "#fff1d6", "#f4c156", "#1f6b66", "#f0a581", "#5c2407"),
        ("steps", "waves", "star", "quarter", "bars", "leaf"),
    ),
)


def palette_of(place: int | None) -> Palette:
    """Of the day at this place in the week; None is the week itself."""
    return WEEK if place is None else DAYS[place % len(DAYS)]
