"""The ring: after a commit, "space 7 is at 12" goes to every process that holds sockets. No text, no promise.

A ring may be lost; the sweep of each hub finds what it missed. With Redis it is one small message on one
channel; without, it reaches the hubs of this process, and the others watch the database file.
"""

import functools
import logging
import threading
import time
from collections.abc import Callable

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger("core.realtime")
CHANNEL = "commons:ring"
PATIENCE = 0.25  # seconds a post may wait for Redis
PAUSE = 1.0  # seconds without trying after a failure: a dead Redis must not slow every post

_listeners: set[Callable[[int, int], None]] = set()
_lock = threading.Lock()
_silent_until = 0.0


def listen(listener: Callable[[int, int], None]) -> None:
    """Call `listener(space_id, last)`, from any thread, for each ring of this process."""
    with _lock:
        _listeners.add(listener)


def ignore(listener: Callable[[int, int], None]) -> None:
    """Stop calling it."""
    with _lock:
        _listeners.discard(listener)


def ring(space_id: int, last: int) -> None:
    """Say that a space has reached `last`. Never raises: the change is committed already."""
    with _lock:
        listeners = tuple(_listeners)
    for listener in listeners:
        listener(space_id, last)
    if settings.REALTIME_REDIS_URL:
        _publish(f"{space_id}:{last}")


def _publish(text: str) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        _redis(settings.REALTIME_REDIS_URL).publish(CHANNEL, text)
    except (redis.RedisError, OSError) as error:
        _silent_until = time.monotonic() + PAUSE
        logger.warning("A ring was not sent (%s); the sweep will find it.", type(error).__name__)


@functools.cache
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
        max_connections=64,
    )


def read(text: str) -> tuple[int, int]:
    """Read "7:12"; ValueError for anything else."""
    space_id, _colon, last = text.partition(":")
    return int(space_id), int(last)
