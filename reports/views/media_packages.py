"""影像资料包: ordered, watched while it is made, downloaded as often as the line breaks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from activities.models import Edition
from colleges.files import sandboxed
from colleges.hats import organiser_in_hand
from colleges.models import College, Department, Notice
from colleges.rules import id_in, require

from ..models import MediaPackage
from ..models.media_package import deliverable

JOBS_A_PAGE = 30
ZIP = "application/zip"


def visible_edition(request, code):
    user = request.user
    require(user.reviews_media or user.college_ids or user.department_ids)
    edition = get_object_or_404(Edition.objects.visible_to(user), code=code)
    request.frame_edition = edition
    return edition


def visible_package(request, pk):
    job = get_object_or_404(MediaPackage.objects.visible_to(request.user).for_list(), pk=pk)
    request.frame_edition = job.edition
    if not job.is_active:
        Notice.objects.seen(request.user, job)
    return job


@require_GET
def package_list(request, code):
    edition = visible_edition(request, code)
    jobs = MediaPackage.objects.visible_to(request.user).for_list().filter(edition=edition)
    context = {
        "edition": edition,
        "page": Paginator(jobs, JOBS_A_PAGE).get_page(request.GET.get("page")),
        "units": units_of(edition) if request.user.reviews_media else [],
        "unit": None if request.user.reviews_media else organiser_in_hand(request),
    }
    return render(request, "reports/package_list.html", context)


def units_of(edition):
    """Colleges and departments of which something can be packed, as (address, name)."""
    there = deliverable().filter(edition=edition)
    found = []
    for kind in (College, Department):
        named = kind.objects.filter(pk__in=there.values(kind.kind))
        found += [(f"{kind.kind}-{unit.pk}", unit.name) for unit in named]
    return found


@require_POST
def package_new(request, code):
    edition = visible_edition(request, code)
    day = edition.day_from_text(request.POST.get("day", ""))
    unit = unit_named(request)
    job = MediaPackage.objects.order(edition, request.user, organiser=unit, day=day)
    return redirect(job)


def unit_named(request):
    """Whoever reviews media packs any unit's or all; everybody else the own one's."""
    if not request.user.reviews_media:
        return organiser_in_hand(request)
    kind, _, pk = request.POST.get("unit", "").partition("-")
    if kind == Department.kind:
        return get_object_or_404(Department, pk=id_in(pk))
    return get_object_or_404(College, pk=id_in(pk)) if kind == College.kind else None


@require_GET
def package_detail(request, pk):
    """Asked for by the page itself, every second until it is over: what changes meanwhile."""
    part = "reports/_package_live.html" if request.htmx else "reports/package_detail.html"
    return render(request, part, {"job": visible_package(request, pk)})


@require_GET
def package_download(request, pk):
    job = visible_package(request, pk)
    job.check_download()
    mark = f'"{job.file_sha256}"'
    # The rest of another file would not fit onto what the reader has.
    same = request.headers.get("If-Range", mark) == mark
    asked = request.headers.get("Range", "") if same else ""
    kinds = {"as_attachment": True, "filename": job.file_name, "content_type": ZIP}
    response = sandboxed(job.file_key, asked=asked, **kinds)
    response.headers["ETag"] = mark
    job.note_download(request.user, asked)
    return response


@require_POST
def package_retry(request, pk):
    job = visible_package(request, pk)
    job.retry(request.user)
    messages.success(request, "已重新排队，仍用同一份清单。")
    return redirect(job)
