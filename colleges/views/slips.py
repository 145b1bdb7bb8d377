"""One-time links as slips of paper. Issued once; shown for a while, so that a reload neither
loses them nor issues others."""

import time

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ..models.invitation import invitation_url
from ..qr import qr
from ..rules import require

KEPT, SECONDS = "slips", 10 * 60


def slip(user, token, unit="", title=""):
    facts = {"pk": user.pk, "name": user.name, "username": user.username}
    return facts | {"token": token, "unit": str(unit), "title": title}


def show_slips(request, slips, taken=(), waiting=()):
    # In the session, of which only hashes of links are kept elsewhere: who can read sessions
    # can take them over anyway.
    kept = {"until": time.time() + SECONDS, "slips": list(slips)}
    request.session[KEPT] = kept | {"taken": list(taken), "waiting": list(waiting)}
    return redirect("person_slips")


@require_GET
def person_slips(request):
    require(request.user.is_administrator)
    kept = request.session.get(KEPT, {})
    if kept.get("until", 0) < time.time():
        request.session.pop(KEPT, None)
        kept = {}
    slips = [
        facts | {"url": (url := invitation_url(facts["token"])), "qr": qr(url)}
        for facts in kept.get("slips", [])
    ]
    return render(request, "colleges/person_slips.html", {"kept": kept, "slips": slips})
