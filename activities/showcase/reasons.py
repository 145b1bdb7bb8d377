"""Why a college got its booth, and why another got none: one Chinese sentence each."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .wishes import (
    ASSUMED_KW,
    Applicant,
    Box,
    Place,
    is_at_stage,
    is_safe,
)
from .words import kw, listed, number

Key = int | str


@dataclass(frozen=True)
class Scene:
    """Who stands where in the end: {booth key: college}, the pinned among them."""

    places: Mapping[Key, Place]
    boxes: Mapping[str, Box]
    known: Mapping[int, Applicant]
    occupants: Mapping[Key, int]
    pinned: frozenset[Key]
    near: Mapping[Key, list[Key]]
    extinguisher_reach_m: float

    def box_of(self, place: Place) -> Box | None:
        return self.boxes.get(place.supply)

    def left_kw(self, box: Box, but: int | None = None, of: Iterable[Key] | None = None) -> float:
        """What the box has left when everybody (or who stands on `of`) but one college draws."""
        drawn = math.fsum(
            self.load_kw(self.occupants[key])
            for key in (self.occupants if of is None else of)
            if self.occupants[key] != but and self.places[key].supply == box.key
        )
        return math.inf if box.capacity_kw is None else round(box.capacity_kw - drawn, 3)

    def load_kw(self, college: int) -> float:
        one = self.known.get(college)
        return (one.load_kw or 0.0) if one else 0.0

    def beside(self, place: Place) -> list[tuple[str, Applicant | None]]:
        """(code, college) of the booths nearby that are taken."""
        keys = [key for key in self.near[place.key] if key in self.occupants]
        found = [(self.places[key].code, self.known.get(self.occupants[key])) for key in keys]
        return sorted(found, key=lambda pair: pair[0])


def reason(scene: Scene, booth: Key) -> str:
    place = scene.places[booth]
    if booth in scene.pinned:
        return f"{place.code}：已定，保持不动。"
    one = scene.known[scene.occupants[booth]]
    told = [_area(one, place), _power(scene, one, place)]
    aspects = (_noise, _hazard, _water)
    beside = [text for aspect in aspects if (text := aspect(scene, one, place))]
    return f"{place.code}：{'；'.join(['，'.join(told), *beside])}。"


def _area(one: Applicant, place: Place) -> str:
    size = f"{number(place.area_m2)} ㎡"
    if one.area_m2 is None:
        return size
    short = one.area_m2 - place.area_m2
    if short >= 0.005:
        return f"{size}（比希望的 {number(one.area_m2)} ㎡ 少 {number(short)} ㎡）"
    return f"{size}（希望 {number(one.area_m2)} ㎡）"


def _power(scene: Scene, one: Applicant, place: Place) -> str:
    if one.load_kw is None:
        return "不用电"
    box = scene.box_of(place)
    left = scene.left_kw(box, but=one.college)
    room = f"余 {kw(left)}" if math.isfinite(left) else "未填容量"
    need = f"需要 {kw(one.load_kw)}"
    if one.power_kw is None:
        need = f"未报负荷，暂按 {kw(ASSUMED_KW)} 计"
    return f"接 {box_name(box)}（{room}），{need}"


def box_name(box: Box) -> str:
    return box.label.strip() or "配电箱"


def _noise(scene: Scene, one: Applicant, place: Place) -> str:
    if not one.is_noisy:
        return ""
    loud = [code for code, other in scene.beside(place) if other and other.is_noisy]
    text = f"旁边 {listed(loud)} 也用音响，请错开时段" if loud else "旁边没有音响展位"
    return f"{text}，离舞台只有 {number(place.stage_m)} 米" if is_at_stage(place) else text


def _hazard(scene: Scene, one: Applicant, place: Place) -> str:
    risky = [code for code, other in scene.beside(place) if other and other.has_hazard]
    if not one.has_hazard:
        return f"旁边 {listed(risky)} 有明火或危险操作，请留意间距" if risky else ""
    beside = [code for code, _ in scene.beside(place)]
    apart = f"与 {listed(beside)} 相邻，请留出间距" if beside else "旁边没有其他学院"
    if place.extinguisher_m is None:
        return f"有明火或危险操作，图上没有灭火器，请补画，{apart}"
    return f"有明火或危险操作，离灭火器 {number(place.extinguisher_m)} 米，{apart}"


def _water(scene: Scene, one: Applicant, place: Place) -> str:
    return "请后勤处接水" if one.needs_water else ""


def why_not(scene: Scene, one: Applicant) -> str:
    """The first must that no free booth met, or else that the fitting ones went to others."""
    free = [place for key, place in scene.places.items() if key not in scene.pinned]
    if not free:
        return f"{one.name}：没有空展位。请先增加展位，或腾出已定的展位。"
    safe = [place for place in free if is_safe(one, place, scene.extinguisher_reach_m)]
    if not safe:
        return (
            f"{one.name}：有明火或危险操作，{len(free)} 个空展位离灭火器都超过 "
            f"{number(scene.extinguisher_reach_m)} 米。请在空展位附近加灭火器。"
        )
    if one.load_kw is not None:
        powered = [place for place in safe if scene.box_of(place)]
        if not powered:
            return f"{one.name}：需要用电，合适的空展位都没有接配电箱。请给空展位接电。"
        fitting = [place for place in powered if _room_before(scene, place) >= one.load_kw]
        if not fitting:
            return _too_much(scene, one, powered)
        safe = fitting
    still_free = [place.code for place in safe if place.key not in scene.occupants]
    if still_free:
        return (
            f"{one.name}：需要 {kw(one.load_kw or 0.0)}，{listed(still_free)} 还空着，"
            "但所接配电箱的余量已排给其他学院。请增容，或改接别的配电箱。"
        )
    codes = listed([place.code for place in safe])
    return f"{one.name}：合适的空展位（{codes}）都已排给其他学院。请增加展位。"


def _room_before(scene: Scene, place: Place) -> float:
    """kW its box has left beside those who keep their booths."""
    return scene.left_kw(scene.box_of(place), of=scene.pinned)


def _too_much(scene: Scene, one: Applicant, powered: list[Place]) -> str:
    best = max(powered, key=lambda place: _room_before(scene, place))
    return (
        f"{one.name}：需要 {kw(one.load_kw)}，空展位所接的配电箱中余量最大的是"
        f"{box_name(scene.box_of(best))}，只余 {kw(max(0.0, _room_before(scene, best)))}。"
        "请增容，或请学院减少负荷。"
    )
