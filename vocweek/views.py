"""Health, the way in, and the pages that say what went wrong."""

import shutil
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from activities.models import Edition
from activities.public.site import site_of_path
from activities.views.public_pages import newest_home
from colleges.hats import worn_hat
from colleges.models import Role
from colleges.models.people import COLLEGE_ROLES

from .broker import broker_answers
from .context import landing_of
from .storage import storage_takes_files
from .tasks import worker_seen_lately

MEGABYTE = 1024 * 1024
PUBLIC_SIDE = ("/w/", "/embed/", "/verify/", "/honours/")


@login_not_required
@require_GET
def healthz(request):
    return JsonResponse({"status": "ok"})


@login_not_required
@require_GET
def readyz(request):
    """503 only when pages cannot be served; a dead broker must not take the web hosts out."""
    database, storage = database_answers(), storage_takes_files()
    parts = {
        "database": database,
        "storage": storage,
        "broker": broker_answers(),
        "worker": database and worker_seen_lately(),
    }
    status = "ok" if all(parts.values()) else "degraded"
    if not (database and storage):
        status = "unavailable"
    told = {name: "ok" if fine else "failed" for name, fine in parts.items()}
    free = shutil.disk_usage(settings.DATA_DIR).free // MEGABYTE
    return JsonResponse(
        {"status": status, **told, "disk_free_mb": free},
        status=503 if status == "unavailable" else 200,
    )


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


@require_GET
def home(request):
    """To the first page of the hat the person wears."""
    edition, hat = Edition.objects.visible_to(request.user).current(), worn_hat(request)
    role = hat.role if hat else ""
    if edition is None and role not in (Role.ADMINISTRATOR, Role.AUDITOR):
        return render(request, "reports/no_edition.html")
    if hat and hat.only_decides and edition is not None:
        return redirect("outing_queue", edition.code)
    if role == Role.DEPARTMENT:
        return redirect(landing_of(hat.department), edition.code)
    return redirect(*first_page(role, edition))


def front_for_strangers(request):
    """The public front page, not to be kept: whoever signs in next is led on from here."""
    response = newest_home(request)
    response.headers["Cache-Control"] = "no-store, private"
    return response


home.for_strangers = front_for_strangers


def first_page(role, edition):
    if role == Role.AUDITOR:
        return ("audit_list",)
    if role == Role.ADMINISTRATOR:
        return ("setup",)
    if role in COLLEGE_ROLES:
        return "desk", edition.code
    if role == Role.OFFICE and not edition.is_open:
        return "edition_settings", edition.code
    if role in (Role.OFFICE, Role.LEADER):
        return "board", edition.code
    if role == Role.JUDGE:
        return "showcase", edition.code
    return "programme", edition.code


@login_not_required
def no_sign_up(request):
    """Accounts come by invitation only; the name exists because allauth links to it."""
    raise Http404


# Error pages. They must come out right when nothing else works: no database is asked.


def refusal(request, status, context=None):
    context = {"request_id": getattr(request, "request_id", ""), **(context or {})}
    return render(request, f"{status}.html", context, status=status)


def bad_request(request, exception=None):
    return refusal(request, 400)


def permission_denied(request, exception=None):
    return refusal(request, 403)


def page_not_found(request, exception=None):
    """On the public side in its own frame, which asks for no session."""
    if request.path.startswith(PUBLIC_SIDE):
        site = site_of_path(request.path)
        return render(request, "404_public.html", {"site": site}, status=404)
    return refusal(request, 404)


def request_too_large(request):
    return refusal(request, 413)


def too_many_requests(request, exception=None):
    return refusal(request, 429)


def came_from(request):
    """The page the person was on, as a path of this site; home when it cannot be known."""
    referer = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(referer)
        # “//elsewhere” as a path would be another site's address.
        path = escape_leading_slashes(parts.path)
        return path + (f"?{parts.query}" if parts.query else "")
    return resolve_url("home")


def csrf_failure(request, reason=""):
    """Before LoginRequired: whoever was signed out meanwhile is led through the sign-in page."""
    page, login = came_from(request), resolve_url(settings.LOGIN_URL)
    signed_out = not request.user.is_authenticated
    if signed_out and not page.startswith(login):
        page = f"{login}?{urlencode({'next': page})}"
    context = {"request_id": getattr(request, "request_id", "")}
    context |= {"again": page, "signed_out": signed_out}
    return render(request, "403_csrf.html", context, status=403)


def method_not_allowed(request):
    """Somebody opened the address of a button: kindly back to where the button is."""
    return refusal(request, 405, {"again": came_from(request)})


def server_error(request):
    # Without the request: its context processors may be what failed.
    page = render_to_string("500.html", {"request_id": getattr(request, "request_id", "")})
    return HttpResponse(page, status=500)
