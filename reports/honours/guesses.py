"""Who tries serials that do not exist is slowed down; who scans a real code never notices.

Only wrong numbers count, whatever is wrong about them, and once there were too many every number
gets the same answer: it tells nobody which ones exist.
"""

from hashlib import sha256

from django.core.cache import caches
from django.utils import timezone

from colleges.models.audit import request_origin

MOST_A_MINUTE = 30  # a whole school may sit behind one address
MINUTE = 60


def too_many() -> bool:
    return caches["pages"].get(key(), 0) >= MOST_A_MINUTE


def note_wrong() -> None:
    cache = caches["pages"]
    if not cache.add(key(), 1, 2 * MINUTE):
        cache.incr(key())


def key() -> str:
    address, _ = request_origin.get()
    minute = int(timezone.now().timestamp()) // MINUTE
    return f"guesses-{sha256(address.encode()).hexdigest()}-{minute}"
