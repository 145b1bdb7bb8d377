"""Many colleges onto booths at once: by lot, or as proposed. Pinned ones stay where they are."""

from dataclasses import dataclass

from django.db import transaction

from colleges.models import AuditEntry, College
from colleges.models.audit import canonical, digest
from colleges.rules import BrokenRule

from ..models import Booth, BoothNeed, Fixture, Lot, PlanConflict
from . import allocation
from .geometry import Rect, nearest_m
from .lots import draw, new_seed, ranking
from .wishes import Applicant, Box, Place


def unpinned(site):
    """(colleges that stand nowhere or not fixed, free or not fixed booths)."""
    pinned = site.booths.filter(is_pinned=True)
    colleges = College.objects.active().exclude(pk__in=pinned.values("college"))
    return list(colleges), list(site.booths.filter(is_pinned=False))


@transaction.atomic
def draw_lot(site, by, at, *, base_version, reason=""):
    """抽签 among all that are not pinned; on record with its seed before anybody sees it."""
    site.claim(base_version)
    site.edition.showcase.refuse_if_cancelled()
    colleges, booths = unpinned(site)
    if not colleges or not booths:
        raise BrokenRule("没有可以抽签的学院或展位：都已固定。请先取消固定，或增加展位。")
    seed, codes = new_seed(), [booth.code for booth in booths]
    named = [(college.code, college.name) for college in colleges]
    result = draw(seed, named, codes)
    lot = Lot.objects.keep(
        site,
        by,
        at,
        reason=reason,
        seed=seed,
        colleges=[{"code": code, "name": name} for code, name in named],
        booths=codes,
        result=[{"college": college, "booth": booth} for college, booth in result],
    )
    place(site, dict(result), f"第 {lot.number} 次抽签")
    return lot


def place(site, booth_of, reason):
    """{college code: booth code} onto a plan whose booths were claimed; the rest stand free."""
    site.booths.filter(is_pinned=False).update(college=None, reason="")
    colleges = {college.code: college for college in College.objects.filter(code__in=booth_of)}
    for code, booth in booth_of.items():
        site.booths.filter(code=booth).update(college=colleges[code], reason=reason)


def rows_of(lot):
    """The draw as it can be repeated: (place, digest, college name, booth code or None)."""
    booths = {row["college"]: row["booth"] for row in lot.result}
    named = [(one["code"], one["name"]) for one in lot.colleges]
    ranked = ranking(lot.seed, named)
    return [
        (number, digest, code, name, booths.get(code))
        for number, (digest, code, name) in enumerate(ranked, start=1)
    ]


@dataclass(frozen=True)
class Proposed:
    """A proposal as the page tells it."""

    seed: int
    placements: list
    unplaced: list

    @property
    def seen(self):
        """Of what is shown: the act refuses when it has become something else."""
        rows = [(booth.pk, college.pk, reason) for booth, college, reason in self.placements]
        return digest(canonical(rows))


def propose(site, seed):
    """For the free booths, from what the colleges need; nobody who stands somewhere is moved."""
    booths = list(site.booths.for_page())
    colleges = {college.pk: college for college in College.objects.active()}
    taken = {booth.pk: booth.college_id for booth in booths if booth.college_id}
    fixtures = list(site.fixtures.all())
    places = [place_of(booth, fixtures) for booth in booths]
    boxes = [box_of(one) for one in fixtures if one.kind == Fixture.Kind.POWER_BOX]
    wanting, reach = applicants(site, colleges.values()), site.edition.showcase.extinguisher_reach_m
    found = allocation.propose(places, boxes, wanting, taken, seed, float(reach))
    named = {booth.pk: booth for booth in booths}
    placements = [(named[one.booth], colleges[one.college], one.reason) for one in found.added]
    return Proposed(seed, placements, [(colleges[pk], why) for pk, why in found.unplaced])


def place_of(booth, fixtures):
    rect = Rect(**booth.rect_data())
    return Place(
        key=booth.pk,
        code=booth.code,
        rect=rect,
        supply=str(booth.supply_id) if booth.supply_id else None,
        extinguisher_m=nearest(rect, fixtures, Fixture.Kind.EXTINGUISHER),
        stage_m=nearest(rect, fixtures, Fixture.Kind.STAGE),
    )


def nearest(rect, fixtures, kind):
    """Metres to the nearest of a kind; None where none is drawn."""
    return nearest_m(rect, [Rect(**one.rect_data()) for one in fixtures if one.kind == kind])


def box_of(fixture):
    capacity = None if fixture.capacity_kw is None else float(fixture.capacity_kw)
    return Box(key=str(fixture.pk), capacity_kw=capacity, label=str(fixture))


def applicants(site, colleges):
    """Those that stand already among them: their loads count."""
    needs = {one.college_id: one for one in BoothNeed.objects.filter(edition=site.edition_id)}
    return [applicant(college, needs.get(college.pk)) for college in colleges]


def applicant(college, need):
    if need is None:
        return Applicant(college.pk, college.name)
    return Applicant(
        college=college.pk,
        name=college.name,
        power_kw=None if need.power_kw is None else float(need.power_kw),
        wants_power=need.wants_power,
        area_m2=None if need.area_m2 is None else float(need.area_m2),
        is_noisy=need.is_noisy,
        has_hazard=need.has_hazard,
        needs_water=need.needs_water,
    )


@transaction.atomic
def take_proposal(site, seed, by, *, base_version, seen):
    """Exactly what was shown: the same seed on the same plan and needs proposes the same."""
    site.claim(base_version)
    site.edition.showcase.refuse_if_cancelled()
    proposed = propose(site, seed)
    if proposed.seen != seen:
        raise PlanConflict(site)
    for booth, college, reason in proposed.placements:
        Booth.objects.free().filter(pk=booth.pk).update(college=college, reason=reason)
    note = f"安排 {len(proposed.placements)} 个学院，种子 {seed}"
    AuditEntry.objects.record(by, "采用展位方案", site.edition, note=note)
    return proposed
