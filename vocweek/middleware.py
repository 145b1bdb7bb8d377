import json
import time
import uuid
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import (
    ImproperlyConfigured,
    PermissionDenied,
    RequestDataTooBig,
)
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils import timezone

from activities.tus import is_tus, too_long
from colleges.models import AuditEntry
from colleges.models.audit import request_origin
from colleges.rules import BrokenRule
from colleges.typed import keep_typed

from .views import bad_request, came_from, method_not_allowed, request_too_large

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
LAST_SEEN = "last_seen"
WRITTEN_EVERY = 60


def client_address(request):
    """The address throttling and the audit log agree on: allauth's rule, proxies counted."""
    try:
        return get_adapter().get_client_ip(request)
    except (PermissionDenied, ImproperlyConfigured):
        # A health check that does not come through the proxies has no forwarded address.
        return request.META.get("REMOTE_ADDR", "")


def is_background(request):
    return request.headers.get("X-Background") == "1"


def is_partial(request):
    """Asked for by a script: a redirect would put a whole page into a part of one."""
    asked = request.headers.get("HX-Request") == "true"
    return asked or is_background(request) or is_tus(request)


def to_sign_in(request):
    """To the sign-in page and back; scripts get 401 and are told where to go."""
    stays = request.method in ("GET", "HEAD") and not is_partial(request)
    after = request.get_full_path() if stays else came_from(request)
    login = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': after})}"
    if is_partial(request):
        return HttpResponse(status=401, headers={"HX-Redirect": login})
    return redirect(login)


class ReceivedAt:
    """Gives every request its instant, number and origin."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = str(uuid.uuid4())
        token = request_origin.set((client_address(request), request.request_id))
        try:
            response = self.answer(request)
        finally:
            request_origin.reset(token)
        response.headers["X-Request-Id"] = request.request_id
        return response

    def answer(self, request):
        request.received_at = timezone.now()
        if refusal := refused_unread(request):
            return refusal
        # A form is received when its last byte is here (a slow upload is judged when it
        # is complete), and the instant is taken before anybody waits for the database.
        if request.method == "POST" and request.content_type in FORM_TYPES:
            try:
                request.POST  # noqa: B018 - reading it is what waits for the whole body
            except RequestDataTooBig:
                return request_too_large(request)
        request.received_at = timezone.now()
        # No keyboard makes a NUL; PostgreSQL refuses one with an error of its own.
        if holds_nul(request):
            return bad_request(request)
        return self.get_response(request)


def body_length(request):
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def refused_unread(request):
    """Few forms take files, and from people who are signed in; anywhere else a body longer than
    a form's would only fill the disk. The answer, or None when it may be read."""
    form, length = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, body_length(request)
    if length <= form:
        return None
    try:
        most = getattr(resolve(request.path_info).func, "longest_body", form)
    except Resolver404:
        most = form
    if length > most:
        return too_long() if is_tus(request) else request_too_large(request)
    return None if is_signed_in(request) else to_sign_in(request)


def is_signed_in(request):
    """Asked before the session's own middleware, which would come after the body."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return get_user(SimpleNamespace(session=session)).is_authenticated


def holds_nul(request):
    lists = (*request.GET.lists(), *request.POST.lists())
    sent = (text for name, values in lists for text in (name, *values))
    return any("\x00" in text for text in (request.path, *sent))


class ResponseHeaders:
    """What every answer says to the browser, besides the policy of django-csp."""

    FIXED = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": (
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
            "magnetometer=(), microphone=(), payment=(), usb=()"
        ),
        # Static files bring their own; a public page that may be kept must say so itself.
        "Cache-Control": "no-store, private",
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in self.FIXED.items():
            response.headers.setdefault(name, value)
        return response


class LoginRequired(LoginRequiredMiddleware):
    """Login by default; back to the page of a button, not to the button's own address."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        # Django would look at the person first; then a public page depends on the cookie (Vary)
        # and no cache between could keep it.
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        """The front page alone has something for strangers, once there is an open edition."""
        for_strangers = getattr(view_func, "for_strangers", None)
        if for_strangers is None or request.method not in ("GET", "HEAD") or is_partial(request):
            return to_sign_in(request)
        try:
            return for_strangers(request)
        except Http404:
            return to_sign_in(request)


class IdleSignOut:
    """Ends a session in which the person has not asked for anything for too long."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # Health checks and other public pages stay free of session and database.
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        limit = (
            settings.IDLE_LIMIT_PRIVILEGED if request.user.is_privileged else settings.IDLE_LIMIT
        )
        now = int(time.time())
        seen = request.session.get(LAST_SEEN, now)
        if now - seen >= limit:
            return self.sign_out(request, limit)
        fresh = LAST_SEEN not in request.session
        if fresh or (now - seen >= WRITTEN_EVERY and not is_background(request)):
            request.session[LAST_SEEN] = now
        return None

    def sign_out(self, request, limit):
        AuditEntry.objects.record(request.user, "超时退出", request.user)
        logout(request)
        span = timedelta(seconds=limit)
        told = f"{limit // 60} 分钟" if span < timedelta(hours=1) else f"{limit // 3600} 小时"
        messages.warning(
            request, f"已超过 {told}没有操作，为安全起见请重新登录。刚才填写的内容保存在本机。"
        )
        return to_sign_in(request)


class Refusals:
    """Turns the ways to say no into answers; `design.md` names them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not is_partial(request):
            page = method_not_allowed(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, BrokenRule):
            return self.not_now(request, str(exception))
        if isinstance(exception, PermissionDenied):
            # Outside the view's transaction, which is already rolled back: the entry
            # stays although the request is refused.
            AuditEntry.objects.record(
                request.user, "拒绝访问", note=f"{request.method} {request.path}"
            )
        return None

    def not_now(self, request, sentence):
        if is_partial(request):
            toast = json.dumps({"toast": {"level": "error", "text": sentence}})
            return HttpResponse(
                sentence,
                status=422,
                content_type="text/plain; charset=utf-8",
                headers={"HX-Reswap": "none", "HX-Trigger": toast},
            )
        messages.error(request, sentence)
        keep_typed(request)
        return redirect(came_from(request))
