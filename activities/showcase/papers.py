"""The papers of a release and of a draft: their facts, taken from what is stored."""

import uuid

from django.conf import settings
from django.urls import reverse

from colleges.files import stored

from ..models import Booth
from .cards import Card
from .drawn import digest, drawn_now
from .lots import code_order
from .paper import PlanFacts
from .public import annex_title


def release_facts(release):
    """附件3 of a release: the same for everybody, at any time."""
    drawn, at = release.drawn, release.released_at
    return plan_facts(release.site.edition, drawn, at, release.sha256, release.number)


def draft_facts(site, at):
    drawn = drawn_now(site)
    return plan_facts(site.edition, drawn, at, digest(drawn))


def plan_facts(edition, drawn, at, sha256, number=None):
    return PlanFacts(
        drawn=drawn,
        title=annex_title(edition.year),
        school=settings.SCHOOL_NAME,
        at=at,
        sha256=sha256,
        number=number,
        picture=picture_of(drawn),
    )


def picture_of(drawn):
    """The ground behind the plan, if there is one and it is still in store."""
    key = drawn["site"]["picture"]
    path = stored(uuid.UUID(key)) if key else None
    return path.read_bytes() if path and path.exists() else None


def cards(release):
    """A card for every college of the release; its code leads to where the booth checks in."""
    placed = [booth for booth in release.drawn["booths"] if booth["college"]]
    pks = [booth["id"] for booth in placed]
    tokens = dict(Booth.objects.filter(pk__in=pks).values_list("pk", "token"))
    return [
        Card(
            code=booth["code"],
            zone=booth["zone"],
            college=booth["college"]["name"],
            theme=booth["theme"],
            address=address(tokens.get(booth["id"])),
        )
        for booth in sorted(placed, key=lambda booth: code_order(booth["code"]))
    ]


def address(token):
    """Of the check-in; empty where the booth has been deleted since."""
    return f"{settings.SITE_URL}{reverse('booth_checkin', args=[token])}" if token else ""
