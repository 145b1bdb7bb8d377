"""What a college must have on its booth, and what it would like: points, fewer are better.

Sources: domain.md §4 (what a college states), 希望面积 is a wish and not a must. The musts are
power (a supply with room on its box, see `assignment`) and, for a hazard, an extinguisher within
reach (the limit that the office has set for its plan).
"""

from dataclasses import dataclass

from .geometry import TOLERANCE_M, Rect

# A college that needs power and does not say how much: a screen and a computer.
ASSUMED_KW = 1.0
# No booth and no box comes near this, in m² or kW.
MOST_STATED = 100_000
# Side by side, or across a usual gangway; not the next but one in a row of 3 m tents.
NEIGHBOUR_M = 2.5
STAGE_M = 10.0

# Points; one point is a square metre more than was wished for.
MISSING_M2 = 4.0
SPARE_M2_WITHOUT_WISH = 0.2
MOST_SPARE = 15.0
IDLE_SUPPLY = 8.0
NOISE_AT_STAGE = 8.0
NOISE_BESIDE_NOISE = 12.0
HAZARD_BESIDE_ANYBODY = 6.0
METRE_TO_EXTINGUISHER = 0.2


@dataclass(frozen=True)
class Place:
    """A booth. `supply` is the key of its box; metres are None where no such thing is drawn."""

    key: int | str
    code: str
    rect: Rect
    supply: str | None = None
    extinguisher_m: float | None = None
    stage_m: float | None = None

    @property
    def area_m2(self) -> float:
        return self.rect.area


@dataclass(frozen=True)
class Box:
    """A power box; `capacity_kw` None is unknown and limits nothing."""

    key: str
    capacity_kw: float | None
    label: str = ""


@dataclass(frozen=True)
class Applicant:
    """A college and its need; None is “not said”. ValueError for numbers nobody can mean."""

    college: int
    name: str
    power_kw: float | None = None
    wants_power: bool = False
    area_m2: float | None = None
    is_noisy: bool = False
    has_hazard: bool = False
    needs_water: bool = False

    def __post_init__(self) -> None:
        for word, value in (("用电负荷", self.power_kw), ("面积", self.area_m2)):
            if value is not None and not 0 <= value <= MOST_STATED:
                raise ValueError(
                    f"{self.name}的{word}是 {value}，应在 0 到 {MOST_STATED} 之间。请改正后再试。"
                )

    @property
    def load_kw(self) -> float | None:
        """What it draws, None where it needs no power."""
        if not (self.wants_power or self.power_kw):
            return None
        return ASSUMED_KW if self.power_kw is None else self.power_kw


def watts(kilowatts: float | None) -> int | None:
    """Whole watts, so that sums are exact."""
    return None if kilowatts is None else round(kilowatts * 1000)


def is_safe(one: Applicant, place: Place, reach_m: float) -> bool:
    """A hazard stays within reach of an extinguisher, as far as the plan shows extinguishers."""
    return not one.has_hazard or (place.extinguisher_m or 0.0) <= reach_m + TOLERANCE_M


def points_on(one: Applicant, place: Place) -> float:
    """Points of a college on a booth, whoever stands beside it."""
    points = METRE_TO_EXTINGUISHER * (place.extinguisher_m or 0.0) if one.has_hazard else 0.0
    if one.area_m2 is None:
        points += min(MOST_SPARE, place.area_m2 * SPARE_M2_WITHOUT_WISH)
    else:
        spare = place.area_m2 - one.area_m2
        points += min(MOST_SPARE, spare) if spare >= 0 else -spare * MISSING_M2
    if one.load_kw is None and place.supply is not None:
        points += IDLE_SUPPLY
    if one.is_noisy and is_at_stage(place):
        points += NOISE_AT_STAGE
    return points


def is_at_stage(place: Place) -> bool:
    return place.stage_m is not None and place.stage_m < STAGE_M


def points_beside(one: Applicant, other: Applicant | None) -> float:
    """Points of two neighbours, the same either way; None: nothing is known of the other."""
    points = HAZARD_BESIDE_ANYBODY if one.has_hazard else 0.0
    if other is None:
        return points
    points += HAZARD_BESIDE_ANYBODY if other.has_hazard else 0.0
    return points + (NOISE_BESIDE_NOISE if one.is_noisy and other.is_noisy else 0.0)
