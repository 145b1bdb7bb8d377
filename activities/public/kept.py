"""Public pages: no sign-in, no cookie, the same bytes for everybody, kept for a moment.

A page is kept in the memory of the process, so that it needs neither broker nor database while a
thousand phones ask for it at once. Kept here and in the browser together it stays below a minute:
a weather switch or a cancelled activity must get through by then.
"""

import gzip
from functools import wraps
from hashlib import sha256
from http.client import OK
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import HttpResponse, QueryDict
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from .pace import is_too_fast, too_fast

KEPT_FOR, FRESH_FOR = 20, 30  # seconds: here, and in browsers and proxies
LONGEST_WORD = 60
# Smaller bodies do not get smaller on the way.
WORTH_PACKING = 500


class Kept(NamedTuple):
    """A finished page, plain and packed; what it says holds no secret, so packing is safe."""

    body: bytes
    packed: bytes
    content_type: str
    digest: str

    @classmethod
    def of(cls, response):
        body = response.content
        packed = gzip.compress(body, 6, mtime=0) if len(body) > WORTH_PACKING else b""
        digest = sha256(body).hexdigest()[:20]
        return cls(body, packed, response.headers["Content-Type"], digest)

    def answer(self, request):
        packed = bool(self.packed) and "gzip" in request.headers.get("Accept-Encoding", "")
        headers = {
            "Content-Type": self.content_type,
            "Cache-Control": f"public, max-age={FRESH_FOR}",
            "Vary": "Accept-Encoding",
            "ETag": (etag := f'"{self.digest}{"-gz" * packed}"'),
        }
        if packed:
            headers["Content-Encoding"] = "gzip"
        response = HttpResponse(self.packed if packed else self.body, headers=headers)
        return get_conditional_response(request, etag, response=response)


def public_page(*parameters, typed=()):
    """Of the query string the page is told `parameters` alone: whatever else stands in an address
    finds the same copy, and leaves nothing in it. What people have `typed` freely is answered and
    not kept."""

    def decorate(view):
        @login_not_required
        @require_safe
        @wraps(view)
        def page(request, **named):
            request.GET = declared(request.GET, (*parameters, *typed))
            if any(request.GET.get(name) for name in typed):
                return finished(view, request, named)
            key = key_of(view, request, named, parameters)
            if (kept := caches["pages"].get(key)) is None:
                if is_too_fast():
                    return too_fast(request)
                made = view(request, **named)
                if made.status_code != OK:
                    return made
                kept = Kept.of(made)
                caches["pages"].set(key, kept, KEPT_FOR)
            return kept.answer(request)

        return page

    return decorate


def declared(query, names):
    """Links on a kept page repeat its query string: what one stranger adds to it must not be
    read by the next."""
    told = QueryDict(mutable=True)
    for name in names:
        if value := query.get(name, "")[:LONGEST_WORD]:
            told[name] = value
    return told


def finished(view, request, named):
    if is_too_fast():
        return too_fast(request)
    return Kept.of(view(request, **named)).answer(request)


def key_of(view, request, named, parameters):
    asked = [request.GET.get(name, "") for name in parameters]
    told = repr((view.__module__, view.__name__, sorted(named.items()), asked))
    return sha256(told.encode("utf-8", "replace")).hexdigest()
