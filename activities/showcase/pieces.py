"""What is drawn on a plan of the showcase, as the rules read it; lengths in metres."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .geometry import Rect
from .words import listed

KINDS = {
    "booth": "展位",
    "gangway": "通道",
    "entrance": "出入口",
    "power_box": "配电箱",
    "service_desk": "服务台",
    "medical": "医疗点",
    "extinguisher": "灭火器",
    "stage": "舞台",
    "assembly": "集合点",
    "parking": "停车区",
}
# What takes up the ground. An extinguisher may stand in a booth, yet it narrows a gangway.
SOLID = frozenset({"booth", "power_box", "service_desk", "medical", "stage", "parking"})


@dataclass(frozen=True)
class Piece:
    """Anything drawn. Powers in kW, `power_kw` None where unknown or where nobody is placed."""

    key: str
    kind: str
    label: str
    rect: Rect
    capacity_kw: float | None = None
    power_kw: float | None = None
    wants_power: bool = False
    supply: str | None = None

    @property
    def has_power(self) -> bool:
        return self.supply is not None

    @property
    def needs_power(self) -> bool:
        return self.wants_power or bool(self.power_kw)

    @property
    def name(self) -> str:
        word = "没有展位号的展位" if self.kind == "booth" else KINDS.get(self.kind, "图形")
        return self.label.strip() or word


@dataclass(frozen=True)
class Limits:
    """Metres. Booths may stand side by side, as in a row of tents."""

    gangway_m: float = 2.0
    entrance_clear_m: float = 3.0
    power_reach_m: float = 30.0
    extinguisher_reach_m: float = 20.0


USUAL = Limits()


@dataclass(frozen=True)
class Violation:
    """`measured` and `limit` are in the unit of the rule: m², m, kW, or a count."""

    rule: str
    keys: tuple[str, ...]
    sentence: str
    measured: float
    limit: float
    is_blocking: bool = False


@dataclass(frozen=True)
class Drawing:
    """The pieces in a fixed order, whatever order they came in; `drawn` can be measured."""

    width_m: float
    depth_m: float
    pieces: tuple[Piece, ...]
    limits: Limits
    by_kind: dict[str, list[Piece]] = field(default_factory=dict)

    @property
    def is_measurable(self) -> bool:
        return Rect(0, 0, self.width_m, self.depth_m).is_drawable

    def of(self, *kinds: str) -> list[Piece]:
        return [piece for kind in kinds for piece in self.by_kind.get(kind, [])]


def rects(pieces: Sequence[Piece]) -> list[Rect]:
    return [piece.rect for piece in pieces]


def keys(pieces: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(piece.key for piece in pieces)


def names(pieces: Sequence[Piece]) -> str:
    return listed([piece.name for piece in pieces])
