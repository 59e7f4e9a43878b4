"""How many people have a space open now. It is stored in no table and expires by itself.

With several processes each notes its people in a sorted set of Redis, scored with the time at which the
note ends; a process that dies leaves notes that end half a minute later.
"""

import asyncio
import os
import time
from uuid import uuid4

import redis
from django.conf import settings

from core.realtime.connections import SocketWriter
from core.realtime.notify import connect
from core.realtime.space_streams import SpaceStream

TICK = 3.0  # seconds between two looks at what changed
RENEWED = 5  # ticks after which every note is renewed
ENDS = 35  # seconds a note lasts


class Presence:
    """Counts people in the spaces of one hub, and sends the sockets a count that changed."""

    def __init__(self, streams: dict[int, SpaceStream]) -> None:
        self.streams = streams
        self.process = f"{os.getpid()}-{uuid4().hex[:8]}"
        self._changed: set[int] = set()
        self._client = connect() if settings.REALTIME_REDIS_URL else None

    def changed(self, space_id: int) -> None:
        """Record that somebody opened or left this space."""
        self._changed.add(space_id)

    async def keep(self) -> None:
        """Count the spaces that changed, again and again, until the hub is closed."""
        try:
            await self._keep()
        finally:
            if self._client:
                await self._client.aclose()

    async def _keep(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(TICK)
            ticks += 1
            spaces = self._changed | set(self.streams if ticks % RENEWED == 0 else ())
            self._changed = set()
            for space_id in spaces:
                stream = self.streams.get(space_id)  # the present one: who comes back at once makes another
                here = {each.writer.user_id for each in stream.subscriptions} if stream else set()
                count = await self._count(space_id, here)
                if stream:
                    self._send(stream, count)

    def _send(self, stream: SpaceStream, count: int) -> None:
        if count != stream.present:
            stream.present = count
            for writer in {each.writer for each in stream.subscriptions}:
                assert isinstance(writer, SocketWriter)
                writer.say(space=str(stream.space.public_id), present=count)

    async def _count(self, space_id: int, here: set[int]) -> int:
        if self._client is None:
            return len(here)
        try:
            return len(await self._shared(space_id, here))
        except (redis.RedisError, OSError):
            return len(here)

    async def _shared(self, space_id: int, here: set[int]) -> set[bytes]:
        """Renew this process's notes on a space; return the ids of all who are there in any process."""
        assert self._client is not None
        key, mine, now = f"commons:present:{space_id}", f"{self.process}:".encode(), time.time()
        noted = set(await self._client.zrange(key, 0, -1))
        gone = {member for member in noted if member.startswith(mine)} - {
            mine + b"%d" % each for each in here
        }
        async with self._client.pipeline(transaction=False) as pipe:
            pipe.zremrangebyscore(key, "-inf", now)
            if gone:
                pipe.zrem(key, *gone)
            if here:
                pipe.zadd(key, {mine + b"%d" % each: now + ENDS for each in here})
                pipe.expire(key, ENDS)
            pipe.zrange(key, 0, -1)
            members = (await pipe.execute())[-1]
        return {member.rpartition(b":")[2] for member in members}
