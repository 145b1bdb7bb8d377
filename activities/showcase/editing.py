"""The draft as the editor knows it: a list of pieces, each with a key of its own.

A key is “b12” or “f7” for what is stored, anything else for what was drawn since; a booth names
its supply by key.
"""

from ..models import BoothNeed
from .checking import limits_of
from .checks import violations
from .geometry import Rect
from .pieces import Piece

# What is refused when the drawing is saved; the rest is told and may be saved.
REFUSED = {"plan_size", "size", "no_code", "duplicate_code", "outside"}


def as_sent(site):
    """{"version", "site", "pieces", "colleges"}: what the editor starts from."""
    fixtures = [fixture_piece(one) for one in site.fixtures.all()]
    booths = list(site.booths.for_page())
    return {
        "version": site.version,
        "site": {
            "name": site.name,
            "width_m": float(site.width_m),
            "depth_m": float(site.depth_m),
            "north": site.north,
        },
        "pieces": fixtures + [booth_piece(one) for one in booths],
        "colleges": {one.pk: one.college.name for one in booths if one.college},
    }


def fixture_piece(fixture):
    return {"key": f"f{fixture.pk}", "id": fixture.pk, **fixture.as_data()}


def booth_piece(booth):
    supply = f"f{booth.supply_id}" if booth.supply_id else None
    facts = {"key": f"b{booth.pk}", "id": booth.pk, "kind": "booth", "supply": supply}
    return facts | booth.as_data()


def found_wrong(site, size, pieces):
    """What the rules say of `pieces` (as the editor sends them) on a plan of `size`."""
    loads = stated_loads(site)
    drawn = [to_check(piece, loads) for piece in pieces]
    return violations(*size, drawn, limits_of(site.edition.showcase))


def stated_loads(site):
    """{booth id: kW} of the booths whose college has said what it needs."""
    needs = BoothNeed.objects.filter(edition=site.edition)
    by_college = dict(needs.values_list("college", "power_kw"))
    placed = site.booths.placed().values_list("pk", "college")
    return {pk: by_college[college] for pk, college in placed if college in by_college}


def to_check(piece, loads):
    is_booth = piece["kind"] == "booth"
    load = loads.get(piece["id"]) if is_booth else None
    sizes = [float(piece[name]) for name in ("x", "y", "width", "depth", "angle")]
    capacity = None if is_booth else piece["capacity_kw"]
    return Piece(
        key=piece["key"],
        kind=piece["kind"],
        label=piece["code" if is_booth else "label"],
        rect=Rect(*sizes),
        capacity_kw=None if capacity is None else float(capacity),
        power_kw=None if load is None else float(load),
        wants_power=bool(load),
        supply=piece["supply"] if is_booth else None,
    )
