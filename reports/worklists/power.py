"""Power of the showcase by distribution box and hour, in kW, against what the box can give."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from .items import UNKNOWN
from .offices import Booth, Setting


@dataclass(frozen=True)
class Box:
    """A distribution box of the released plan; `capacity` None: the office has not said."""

    name: str
    capacity: Decimal | None


@dataclass(frozen=True)
class Hour:
    starts: int
    kw: Decimal
    is_over: bool


@dataclass(frozen=True)
class Load:
    """One box, hour by hour. `unknown`: booths on it that said no number."""

    box: Box
    hours: tuple[Hour, ...]
    unknown: tuple[str, ...]

    @property
    def peak(self) -> Decimal:
        return max((hour.kw for hour in self.hours), default=Decimal(0))

    @property
    def is_over(self) -> bool:
        return any(hour.is_over for hour in self.hours)

    @property
    def capacity(self) -> str:
        return UNKNOWN if self.box.capacity is None else f"{plain(self.box.capacity)}"


def plain(number: Decimal) -> str:
    """2.50 → 2.5, 20.00 → 20."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return text or "0"


def loads(
    booths: Iterable[Booth],
    boxes: Sequence[Box],
    setting: Setting,
    unheard: Iterable[tuple[str, str]] = (),
) -> list[Load]:
    """Every box of the plan, and what hangs on none as a last line without capacity.

    `unheard`: (booth, box) of colleges that have not said anything."""
    drawing = [booth for booth in booths if booth.need["power_kw"] or booth.need["sockets"]]
    names = {box.name for box in boxes}
    span = hours_of(drawing, setting)
    lines = [
        load(
            box,
            [booth for booth in drawing if booth.box == box.name],
            span,
            setting,
            [code for code, name in unheard if name == box.name],
        )
        for box in boxes
    ]
    if rest := [booth for booth in drawing if booth.box not in names]:
        lines.append(load(Box("还没有接配电箱", None), rest, span, setting))
    return lines


def hours_of(drawing: Sequence[Booth], setting: Setting) -> range:
    """Whole hours from the first plug to the last."""
    spans = [span(booth, setting) for booth in drawing] or [(setting.opens, setting.closes)]
    first = min(begins.hour for begins, _ in spans)
    last = max(ends.hour + bool(ends.minute) for _, ends in spans)
    return range(first, max(last, first + 1))


def span(booth: Booth, setting: Setting) -> tuple[time, time]:
    """When it draws; all day when the college gave no hours."""
    return booth.need["power_from"] or setting.opens, booth.need["power_until"] or setting.closes


def load(
    box: Box,
    hung: Sequence[Booth],
    hours: range,
    setting: Setting,
    unheard: Iterable[str] = (),
) -> Load:
    drawn = []
    for hour in hours:
        kw = sum((power_in(booth, hour, setting) for booth in hung), Decimal(0))
        drawn.append(Hour(hour, kw, box.capacity is not None and kw > box.capacity))
    unknown = tuple(booth.code or booth.unit for booth in hung if not booth.need["power_kw"])
    return Load(box, tuple(drawn), (*unknown, *unheard))


def power_in(booth: Booth, hour: int, setting: Setting) -> Decimal:
    """The most it draws in the hour that starts at `hour`."""
    begins, ends = span(booth, setting)
    runs = (begins.hour, begins.minute) < (hour + 1, 0) and (ends.hour, ends.minute) > (hour, 0)
    return Decimal(booth.need["power_kw"] or 0) if runs else Decimal(0)
