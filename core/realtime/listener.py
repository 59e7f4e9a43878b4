"""How a hub is notified: by Redis where there is one; else by watching the database file."""

import asyncio
import contextlib
import random
import sqlite3

import redis
from django.conf import settings
from django.db import connection

from core.realtime import notify
from core.realtime.hub import Hub

WATCH = 0.05  # seconds between two looks at the database file
TEST_INTERVAL = 10.0  # seconds between two test notifications
SILENCE = 25.0  # seconds without any notification after which the connection to Redis counts as lost
TEST = "0:0"


async def listen(hub: Hub) -> None:
    """Receive notifications until the hub is closed."""
    if settings.REALTIME_REDIS_URL:
        async with asyncio.TaskGroup() as group:
            group.create_task(_listen_to_redis(hub))
            group.create_task(_send_tests(hub))
    elif connection.vendor == "sqlite":
        await _watch_file(hub)
    else:
        while True:  # those of this process arrive by `on_notify_from_thread`; the sweep finds the others
            hub.runner.stats.record_notification()
            await asyncio.sleep(TEST_INTERVAL)


async def _listen_to_redis(hub: Hub) -> None:
    while not hub.runner.closing.is_set():  # the client may take a cancellation for a timeout
        try:
            await _receive(hub)
        except (TimeoutError, redis.RedisError, OSError) as error:
            hub.runner.failed("The connection to Redis broke (%s); it is opened again.", type(error).__name__)
        await asyncio.sleep(random.uniform(0.2, 0.6))  # noqa: S311  (no secret; keeps processes apart)


async def _receive(hub: Hub) -> None:
    async with notify.connect() as client, client.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(notify.CHANNEL)
        hub.request_sweep()  # for what was sent while nobody listened
        quiet = hub.runner.now()
        while not hub.runner.closing.is_set() and hub.runner.now() - quiet < SILENCE:
            note = await channel.get_message(timeout=1.0)
            if note and note["type"] == "message":
                quiet = hub.runner.now()
                with contextlib.suppress(ValueError):  # no message of ours
                    hub.on_notify(*notify.read(note["data"].decode()))


async def _send_tests(hub: Hub) -> None:
    async with notify.connect() as client:
        while not hub.runner.closing.is_set():
            with contextlib.suppress(redis.RedisError, OSError):  # `last_notification_seconds` shows it
                await client.publish(notify.CHANNEL, TEST)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(hub.runner.closing.wait(), TEST_INTERVAL)


async def _watch_file(hub: Hub) -> None:
    """See, by SQLite's counter of other connections' commits, when to look for new events."""
    watcher = sqlite3.connect(connection.settings_dict["NAME"], timeout=1, isolation_level=None)
    try:
        known = None
        while True:
            version = watcher.execute("PRAGMA data_version").fetchone()
            if version != known:
                known = version
                hub.request_sweep()
            hub.runner.stats.record_notification()
            await asyncio.sleep(WATCH)
    finally:
        watcher.close()
