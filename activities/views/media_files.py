"""The bytes of media items: copies inside pages, originals and consents as downloads alone."""

import threading

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_safe

from colleges.files import handed_out, shown
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, require

from ..models import MediaItem
from .media import visible_item

JPEG, MP4 = "image/jpeg", "video/mp4"
# Of each size what it is; a film is there for videos only.
SIZES = {"400": JPEG, "800": JPEG, "1600": JPEG, "film": MP4}
# A withdrawn consent acts within a minute, also where a proxy or a browser keeps copies.
KEPT_BY_STRANGERS = "public, max-age=60"
# Whoever reads a film slowly holds a thread; half of a process's stay for pages.
FILMS = threading.BoundedSemaphore(4)


class Watched:
    """The bytes of a film on their way to a stranger; closed, the place is free again."""

    def __init__(self, content):
        self.content, self.holds = iter(content), True

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.content)

    def close(self):
        if self.holds:
            self.holds = False
            FILMS.release()


def copy_of(request, item, size):
    if size not in SIZES or not item.has_copies or (size == "film" and not item.is_video):
        raise Http404
    return shown(item.stored_copy(size), SIZES[size], asked=request.headers.get("Range", ""))


@require_GET
def media_copy(request, pk, size):
    response = copy_of(request, visible_item(request, pk), size)
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


def film_of(request, item):
    if not FILMS.acquire(blocking=False):
        busy = "现在看视频的人很多，请过几秒再试。"
        return HttpResponse(busy, status=503, headers={"Retry-After": "5"})
    watched = Watched(())
    try:
        response = copy_of(request, item, "film")
    except BaseException:
        watched.close()
        raise
    if response.streaming:
        watched.content = iter(response.streaming_content)
        response.streaming_content = watched
    else:  # there is no such part
        watched.close()
    return response


@login_not_required
@require_safe
def media_public(request, pk, size):
    """What a stranger may see of what is public, and no longer than it is."""
    item = get_object_or_404(MediaItem.objects.public(), pk=pk)
    try:
        response = film_of(request, item) if size == "film" else copy_of(request, item, size)
    except BrokenRule:  # lost on the disk: a sentence would need a session, and set a cookie
        raise Http404 from None
    if response.status_code != 503:
        response.headers["Cache-Control"] = KEPT_BY_STRANGERS
    response.headers["Cross-Origin-Resource-Policy"] = "same-site"
    return response


@require_GET
def media_original(request, pk):
    """Untouched, with all the camera wrote into it: to the own unit and to who reviews."""
    item = visible_item(request, pk)
    require(item.is_of_units_of(request.user) or request.user.reviews_media)
    if item.is_processing:
        raise BrokenRule(f"{item}还在处理，处理完才能下载。")
    AuditEntry.objects.record(request.user, "下载原件", item, f"SHA-256 {item.sha256}")
    return handed_out(item.stored_name, item.name, item.content_type)


@require_GET
def media_consent(request, pk):
    item = visible_item(request, pk)
    require(item.is_of_units_of(request.user) or request.user.reviews_media)
    if not item.consent_key:
        raise BrokenRule(f"{item}没有授权文件。")
    AuditEntry.objects.record(request.user, "下载授权文件", item)
    return handed_out(item.stored_consent, item.consent_name, item.consent_type)
