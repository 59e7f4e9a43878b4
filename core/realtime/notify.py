"""Notifications: after a commit, "space 7 is at 12" is sent to every process that holds sockets.

A notification may be lost; the sweep of each hub finds what it missed. With Redis it is one small message on
one channel; without, it reaches the hubs of this process, and the others watch the database file.
"""

import functools
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger("core.realtime")
CHANNEL = "commons:notify"
TIMEOUT = 0.25  # seconds a post may wait for Redis
PAUSE = 1.0  # seconds without trying after a failure: a Redis that does not answer must not slow every post

_listeners: set[Callable[[int, int], None]] = set()
_lock = threading.Lock()
_paused_until = 0.0


def listen(listener: Callable[[int, int], None]) -> None:
    """Call `listener(space_id, last)`, from any thread, for each notification of this process."""
    with _lock:
        _listeners.add(listener)


def ignore(listener: Callable[[int, int], None]) -> None:
    """Stop calling it."""
    with _lock:
        _listeners.discard(listener)


def send(space_id: int, last: int) -> None:
    """Notify all processes that a space has reached `last`. Never raises: the change is committed already."""
    with _lock:
        listeners = tuple(_listeners)
    for listener in listeners:
        listener(space_id, last)
    if settings.REALTIME_REDIS_URL:
        _publish(f"{space_id}:{last}")


def _publish(text: str) -> None:
    global _paused_until
    if time.monotonic() < _paused_until:
        return
    try:
        _redis(settings.REALTIME_REDIS_URL).publish(CHANNEL, text)
    except (redis.RedisError, OSError) as error:
        _paused_until = time.monotonic() + PAUSE
        logger.warning(
            "A notification was not sent (%s); the sweep will find the event.", type(error).__name__
        )


@functools.cache
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), 0),
        max_connections=64,
    )


def read(text: str) -> tuple[int, int]:
    """Return (7, 12) for "7:12"; ValueError for anything else."""
    space_id, _colon, last = text.partition(":")
    return int(space_id), int(last)


def connect() -> Any:
    """Return an asynchronous Redis client for notifications and presence, with short timeouts."""
    return redis.asyncio.Redis.from_url(
        settings.REALTIME_REDIS_URL,
        socket_connect_timeout=2,
        socket_timeout=2,
        retry=AsyncRetry(NoBackoff(), 0),
        max_connections=4,
    )
