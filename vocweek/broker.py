"""How the broker is reached: one setting, spelt differently by kombu and by redis-py."""

import redis
from django.conf import settings

SOCKET = "redis+socket://"


def client_url(url):
    """kombu says redis+socket:///path, redis-py says unix:///path."""
    return f"unix://{url.removeprefix(SOCKET)}" if url.startswith(SOCKET) else url


def connect(timeout=1):
    return redis.Redis.from_url(
        client_url(settings.REDIS_URL), socket_timeout=timeout, socket_connect_timeout=timeout
    )


def broker_answers():
    try:
        with connect() as client:
            return client.ping()
    except redis.RedisError:
        return False
