"""The plan as data: what a release freezes, what the paper and the public page draw.

Lengths in metres, angles in degrees clockwise; no phones and no names of persons.
{"site": {"name", "width_m", "depth_m", "north", "picture"},
 "when": {"day", "opens_at", "closes_at"},
 "fixtures": [{"id", "kind", "label", "capacity_kw", "x", "y", "width", "depth", "angle"}],
 "booths": [{"id", "code", "zone", "supply", "x", "y", "width", "depth", "angle",
             "college": {"code", "name"} or None, "theme"}]}
"""

import hashlib

from colleges.models.audit import canonical

from ..models import BoothNeed


def drawn_now(site, booths=None, themes=None):
    """The draft as it stands; `supply` is the id of a fixture, `theme` the college's own words.

    A page that has read the booths and {college id: theme} already hands them in.
    """
    if themes is None:
        needs = BoothNeed.objects.filter(edition=site.edition)
        themes = dict(needs.values_list("college", "theme"))
    booths = site.booths.for_page() if booths is None else booths
    return {
        "site": site_data(site),
        "when": when_data(site.edition),
        "fixtures": [{"id": one.pk, **one.as_data()} for one in site.fixtures.all()],
        "booths": [booth_data(one, themes) for one in booths],
    }


def site_data(site):
    return {
        "name": site.name,
        "width_m": float(site.width_m),
        "depth_m": float(site.depth_m),
        "north": site.north,
        "picture": str(site.picture_key) if site.picture_key else None,
    }


def when_data(edition):
    return {
        "day": edition.showcase_on.isoformat(),
        "opens_at": f"{edition.showcase_from:%H:%M}",
        "closes_at": f"{edition.showcase_until:%H:%M}",
    }


def booth_data(booth, themes):
    college = booth.college
    return {
        "id": booth.pk,
        **booth.as_data(),
        "supply": booth.supply_id,
        "college": {"code": college.code, "name": college.name} if college else None,
        "theme": themes.get(booth.college_id, ""),
    }


def digest(drawn):
    """SHA-256 of the plan as data, for the release and the foot of the paper."""
    return hashlib.sha256(canonical(drawn).encode()).hexdigest()
