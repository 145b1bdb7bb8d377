"""The shooting plan: what is filmed in which hour of a day, and what clashes.

Two shoots clash when they overlap in different places: one team cannot be at both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from .items import Item

MIDNIGHT = time(23, 59, 59)
MOST_NAMES = 3


@dataclass(frozen=True)
class Slot:
    """One hour; `places` in the order of the items."""

    starts: int
    items: tuple[Item, ...]
    places: tuple[str, ...]

    @property
    def clashes(self) -> bool:
        return len(self.places) > 1


def place_of(item: Item) -> str:
    """Booths stand on one square: a team walks from one to the next."""
    return item.place.split(" 展位")[0] if item.kind == "booth" else item.place


def ends_of(item: Item) -> time:
    """Past midnight counts as until the end of the day."""
    return item.ends if item.ends > item.begins else MIDNIGHT


def overlap(one: Item, other: Item) -> bool:
    """Of two on the same day."""
    return one.begins < ends_of(other) and other.begins < ends_of(one)


def by_hour(items: Sequence[Item], day: date) -> list[Slot]:
    """The hours of `day` in which something is filmed."""
    today = [item for item in items if item.covers(day)]
    slots = []
    for hour in range(24):
        begins = time(hour)
        ends = time(hour + 1) if hour < 23 else MIDNIGHT
        running = [one for one in today if one.begins < ends and begins < ends_of(one)]
        if running:
            places = tuple(dict.fromkeys(place_of(one) for one in running))
            slots.append(Slot(hour, tuple(running), places))
    return slots


class Shoots:
    """Everything that is filmed, asked for what else is filmed at the same time."""

    def __init__(self, items: Iterable[Item]):
        self.by_day: dict[date, list[Item]] = {}
        for item in items:
            for day in days_of(item):
                self.by_day.setdefault(day, []).append(item)

    def others(self, item: Item) -> list[str]:
        """The other places that need a camera while `item` is filmed."""
        here, found = place_of(item), {}
        for day in days_of(item):
            for other in self.by_day.get(day, ()):
                if (there := place_of(other)) != here and overlap(item, other):
                    found[there] = True
        return list(found)


def days_of(item: Item) -> list[date]:
    return [item.first + timedelta(days=n) for n in range((item.last - item.first).days + 1)]


def told(places: Sequence[str]) -> str:
    """“同时在实训楼 101、东区科技广场 等 4 处拍摄”."""
    named = "、".join(places[:MOST_NAMES])
    more = f" 等 {len(places)} 处" if len(places) > MOST_NAMES else ""
    return f"同时还要在{named}{more}拍摄"
