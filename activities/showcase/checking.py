"""The rules of `checks.py` asked of a stored plan."""

from ..models import BoothNeed
from .checks import violations
from .geometry import Rect
from .pieces import Limits, Piece


def violations_of(showcase, site, booths=None, needs=None):
    """A page that has read the booths and {college id: need} already hands them in."""
    booths = site.booths.all() if booths is None else booths
    needs = needs_of(site) if needs is None else needs
    seats = [booth_piece(one, needs.get(one.college_id)) for one in booths]
    pieces = [*fixture_pieces(site), *seats]
    return violations(float(site.width_m), float(site.depth_m), pieces, limits_of(showcase))


def limits_of(showcase):
    return Limits(
        gangway_m=float(showcase.gangway_m),
        entrance_clear_m=float(showcase.entrance_clear_m),
        power_reach_m=float(showcase.power_reach_m),
        extinguisher_reach_m=float(showcase.extinguisher_reach_m),
    )


def fixture_pieces(site):
    return [
        Piece(
            key=f"f{one.pk}",
            kind=one.kind,
            label=one.label,
            rect=Rect(**one.rect_data()),
            capacity_kw=None if one.capacity_kw is None else float(one.capacity_kw),
        )
        for one in site.fixtures.all()
    ]


def needs_of(site):
    """{college id: its need} for those that stand on the plan."""
    rows = BoothNeed.objects.filter(edition=site.edition_id)
    return {need.college_id: need for need in rows}


def booth_piece(booth, need):
    known = need is not None and need.power_kw is not None
    return Piece(
        key=f"b{booth.pk}",
        kind="booth",
        label=booth.code,
        rect=Rect(**booth.rect_data()),
        power_kw=float(need.power_kw) if known else None,
        wants_power=bool(need and need.wants_power),
        supply=f"f{booth.supply_id}" if booth.supply_id else None,
    )
