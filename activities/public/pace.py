"""How often one address may have something worked out anew: strangers have no account to count by.

Counted in the memory of each process and forgotten every minute, so that it needs neither cookie
nor store. A school goes out through one address: the limit is far beyond what its people ask for,
and what is kept is handed out without counting.
"""

import threading
import time
from collections import Counter
from functools import wraps
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.shortcuts import render

from colleges.models.audit import request_origin

SPAN = 60  # seconds
# One household or host has all addresses of such a network of IPv6.
NETWORK_BITS = 64


class Pace:
    def __init__(self):
        self.lock, self.span, self.counts = threading.Lock(), None, Counter()

    def allows(self, address, most):
        span = int(time.monotonic() // SPAN)
        with self.lock:
            if span != self.span:
                self.span, self.counts = span, Counter()
            self.counts[address] += 1
            return self.counts[address] <= most


PACE = Pace()


def whose():
    """The address the request came from, as the middleware found it behind its proxies."""
    told, _ = request_origin.get()
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if address.version == 4 or address.ipv4_mapped:
        return told
    return str(ip_network((address.packed, NETWORK_BITS), strict=False))


def is_too_fast():
    most = settings.PUBLIC_PAGES_A_MINUTE
    return bool(most) and not PACE.allows(whose(), most)


def too_fast(request):
    page = render(request, "429_public.html", status=429)
    page.headers["Retry-After"] = str(SPAN)
    return page


def paced(view):
    @wraps(view)
    def page(request, *args, **named):
        return too_fast(request) if is_too_fast() else view(request, *args, **named)

    return page
