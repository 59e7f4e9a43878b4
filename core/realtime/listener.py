"""How a hub hears: Redis where there is one; else the database file is watched for what others wrote."""

import asyncio
import contextlib
import random
import sqlite3
from typing import TYPE_CHECKING, Any

import redis
import redis.asyncio
from django.conf import settings
from django.db import connection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from core.realtime import notify

if TYPE_CHECKING:
    from core.realtime.hub import Hub

WATCH = 0.05  # seconds between two looks at the database file
TEST_RING = 10.0  # seconds between two rings with which a hub proves that it would hear one
SILENCE = 25.0  # seconds without any ring after which the line to Redis is taken for dead
TEST = "0:0"


def connect() -> Any:
    """Give a client of the Redis that carries rings and presence; few connections, quick to give up."""
    return redis.asyncio.Redis.from_url(
        settings.REALTIME_REDIS_URL,
        socket_connect_timeout=2,
        socket_timeout=2,
        retry=Retry(NoBackoff(), 0),
        max_connections=4,
    )


async def listen(hub: "Hub") -> None:
    """Hear rings until the hub is closed."""
    if settings.REALTIME_REDIS_URL:
        async with asyncio.TaskGroup() as group:
            group.create_task(_listen_to_redis(hub))
            group.create_task(_ring_for_test(hub))
    elif connection.vendor == "sqlite":
        await _watch_file(hub)
    else:
        while True:  # rings of this process arrive by `hear_from_thread`; the sweep finds the others
            hub.figures.heard_ring()
            await asyncio.sleep(TEST_RING)


async def _listen_to_redis(hub: "Hub") -> None:
    while not hub.closing.is_set():  # the client may take a cancellation for a line that is silent
        try:
            await _hear_redis(hub)
        except (TimeoutError, redis.RedisError, OSError) as error:
            hub.failed("The line to Redis broke (%s); it is taken up again.", type(error).__name__)
        await asyncio.sleep(random.uniform(0.2, 0.6))  # noqa: S311  (no secret; keeps processes apart)


async def _hear_redis(hub: "Hub") -> None:
    async with connect() as client, client.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(notify.CHANNEL)
        hub.sweep_soon()  # what rang while nobody listened
        quiet = hub.now()
        while not hub.closing.is_set() and hub.now() - quiet < SILENCE:
            note = await channel.get_message(timeout=1.0)
            if note and note["type"] == "message":
                quiet = hub.now()
                with contextlib.suppress(ValueError):  # no ring of ours
                    hub.hear(*notify.read(note["data"].decode()))


async def _ring_for_test(hub: "Hub") -> None:
    async with connect() as client:
        while not hub.closing.is_set():
            with contextlib.suppress(redis.RedisError, OSError):  # `last_ring_seconds` tells it
                await client.publish(notify.CHANNEL, TEST)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(hub.closing.wait(), TEST_RING)


async def _watch_file(hub: "Hub") -> None:
    """See, by SQLite's counter of other connections' commits, when to look for new events."""
    watcher = sqlite3.connect(connection.settings_dict["NAME"], timeout=1, isolation_level=None)
    try:
        known = None
        while True:
            version = watcher.execute("PRAGMA data_version").fetchone()
            if version != known:
                known = version
                hub.sweep_soon()
            hub.figures.heard_ring()
            await asyncio.sleep(WATCH)
    finally:
        watcher.close()
