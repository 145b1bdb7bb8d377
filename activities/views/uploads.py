"""Photos and videos on their way in: the protocol at /uploads/, and the page that speaks it."""

import threading
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from colleges.hats import department_named, organiser_in_hand
from colleges.models import College, Department
from colleges.rules import BrokenRule, id_in, require
from colleges.uploads import takes_files

from .. import tus
from ..forms.upload import PlainUploadForm
from ..media.kinds import ALLOWED
from ..models import Edition, Upload, may_organise
from ..models.upload import LIFETIME
from ..tus import Refused, speaks_tus

# Half of a process's threads may wait for bodies; the others go on serving pages.
STREAMS = threading.BoundedSemaphore(4)
# A phone that left the network says nothing; its thread and its file are free again after this.
SILENCE = 15
# What the page sends at a time: lost, on a line cut behind a proxy that collects bodies.
CHUNK = 4 * tus.MEGABYTE


@require_http_methods(["OPTIONS", "POST"])
@speaks_tus
def upload_list(request):
    """tus: tell what is spoken here, or begin a file."""
    if request.method == "OPTIONS":
        return tus.abilities()
    tus.check_version(request)
    upload = begin(request, tus.metadata_in(request))
    if request.content_type == tus.BODY:
        take_body(request, upload, offset=0)
    response = tus.standing(upload, 201)
    response.headers["Location"] = upload.get_absolute_url()
    return response


def begin(request, metadata):
    edition = edition_named(request.user, metadata.get("edition"))
    organiser = organiser_named(request, metadata.get("organiser"))
    require(may_organise(request.user, edition.pk, organiser))
    if "Upload-Defer-Length" in request.headers:
        raise Refused(400, "开始上传时就要说明文件大小（Upload-Length）。")
    return Upload.objects.begin(
        owner=request.user,
        edition=edition,
        organiser=organiser,
        name=metadata.get("filename", ""),
        size=tus.number_in(request, "Upload-Length"),
        metadata=metadata,
        at=request.received_at,
    )


def edition_named(user, code):
    editions = Edition.objects.visible_to(user)
    edition = editions.filter(code=code).first() if code else editions.current()
    if edition is None:
        raise Refused(404, "没有这一届活动周，或它还没有开放。请从“上传照片和视频”页面里传。")
    return edition


def organiser_named(request, name):
    """`college-3` or `department-2`; without a name, the unit the sender works for."""
    kind, _, pk = (name or "").partition("-")
    try:
        if kind == Department.kind:
            return department_named(request.user, pk)
        if kind == College.kind:
            return get_object_or_404(College.objects.visible_to(request.user), pk=id_in(pk))
        return organiser_in_hand(request)
    except Http404:
        raise Refused(404, "没有这个单位，或您不在这个单位任职，不能替它上传。") from None


@require_http_methods(["OPTIONS", "HEAD", "POST", "PATCH", "DELETE"])
@speaks_tus
def upload_detail(request, pk):
    """tus: how far a file has come, its next piece, its end."""
    if request.method == "OPTIONS":
        return tus.abilities()
    upload = upload_of(request, pk)
    tus.check_version(request)
    act = {"HEAD": tell, "PATCH": take_piece, "DELETE": terminate}.get(tus.method_of(request))
    if act is None:
        raise Refused(405, "这个地址只收断点续传的请求。请在“上传照片和视频”页面里传。")
    return act(request, upload)


def upload_of(request, pk):
    upload = Upload.objects.visible_to(request.user).for_list().filter(pk=pk).first()
    if upload is None:
        raise Refused(404, "找不到这个上传，可能已被取消。请重新选择文件上传。")
    if upload.is_expired(request.received_at):
        raise Refused(410, "这个上传放得太久，已经过期。请重新选择文件上传。")
    return upload


def tell(request, upload):
    upload.look()
    response = tus.standing(upload, 200)
    response.headers["Upload-Length"] = upload.size
    response.headers["Upload-Metadata"] = tus.metadata_header(upload.metadata)
    response.headers["Cache-Control"] = "no-store"
    return response


def take_piece(request, upload):
    if request.content_type != tus.BODY:
        raise Refused(415, f"文件内容要以 {tus.BODY} 传来。请换一个上传工具，或在网页里传。")
    take_body(request, upload, offset=tus.number_in(request, "Upload-Offset"))
    return tus.standing(upload, 204)


def terminate(request, upload):
    upload.terminate()
    return HttpResponse(status=204)


def take_body(request, upload, offset):
    facts = {"offset": offset, "at": request.received_at, "checksum": tus.checksum_in(request)}
    length = tus.number_in(request, "Content-Length", 411)
    with one_of_few(), not_for_ever(request):
        upload.receive(request, length, **facts)


@contextmanager
def one_of_few():
    if not STREAMS.acquire(blocking=False):
        raise Refused(503, "现在上传的人很多，请稍等几秒；页面会自动继续。")
    try:
        yield
    finally:
        STREAMS.release()


@contextmanager
def not_for_ever(request):
    """gunicorn waits for a body without end, and hands over its socket."""
    socket = request.META.get("gunicorn.socket")
    if socket is None:
        yield
        return
    before = socket.gettimeout()
    socket.settimeout(SILENCE)
    try:
        yield
    finally:
        socket.settimeout(before)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def upload_new(request, code):
    """Choose files and watch them go; without a script, a plain field."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    request.frame_edition = edition
    organiser = organiser_in_hand(request)
    require(may_organise(request.user, edition.pk, organiser))
    form = PlainUploadForm(edition, organiser, *sent(request), initial=request.GET.dict())
    if request.method != "POST" or not form.is_valid():
        return upload_page(request, edition, organiser, form)
    try:
        count = form.store(request.user, request.received_at)
    except BrokenRule as refusal:
        form.add_error("files", str(refusal))
        return upload_page(request, edition, organiser, form)
    messages.success(request, f"已收到 {count} 个文件，正在后台处理。")
    return redirect(request.get_full_path())


def sent(request):
    return (request.POST, request.FILES) if request.method == "POST" else ()


def upload_page(request, edition, organiser, form):
    uploads = Upload.objects.visible_to(request.user).of(edition, organiser)
    context = {
        "edition": edition,
        "organiser": organiser,
        "form": form,
        "unfinished": uploads.unfinished(timezone.now()).order_by("-created_at"),
        "space": Upload.objects.space(edition, organiser),
        "tus": tus,
        "allowed": ALLOWED,
    }
    context |= {"chunk": CHUNK, "lifetime": LIFETIME}
    status = 422 if form.errors else 200
    return render(request, "activities/upload_new.html", context, status=status)
