"""Periodic work of a hub: finds events whose notification was lost, closes slow sockets, rechecks access."""

import asyncio
import contextlib
import os
import socket
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.realtime.authorization import signed_in_of
from core.realtime.connections import SocketWriter
from core.realtime.enums import Close
from core.realtime.event_reader import last_sequences_of
from core.realtime.hub import Hub
from core.realtime.models import ProcessHeartbeat
from core.realtime.registry import SPACE_KINDS

SWEEP = 2.0  # seconds: the longest an event waits when its notification was lost
BEAT = 10.0  # seconds between two heartbeats of the process
CHECK = 6  # heartbeats between two checks of everybody's access
SEND_TIMEOUT = 20.0  # seconds that sending one message may take
IDLE_TIMEOUT = 90.0  # seconds without a message from the client: three missed pulses


async def sweep(hub: Hub) -> None:
    """Read the last sequence of each space every SWEEP seconds, and whenever a sweep is requested."""
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(hub.sweep_requested.wait(), SWEEP)
        hub.sweep_requested.clear()
        if not hub.people:
            continue
        try:
            for space_id, last in await hub.runner.ask(
                last_sequences_of, [hub.access.space_id, *hub.streams]
            ):
                hub.on_notify(space_id, last, swept=True)
        except Exception as error:
            hub.runner.failed("The spaces were not swept (%s); again in a moment.", type(error).__name__)
            await asyncio.sleep(SWEEP)


async def beat(hub: Hub) -> None:
    """Store the stats of the process, close slow and idle sockets, and now and then recheck all access."""
    process, started, beats = f"{socket.gethostname()}:{os.getpid()}"[-64:], timezone.now(), 0
    while True:
        for writer in [each for writers in hub.people.values() for each in writers]:
            if _is_slow(hub, writer):
                writer.close(Close.SLOW)
        try:
            beats += 1
            if beats % CHECK == 0:
                await check_rights(hub)
            await hub.runner.ask(store_heartbeat, process, started, hub.current_stats())
        except Exception as error:
            hub.runner.failed(
                "Access was not checked, or the heartbeat not stored (%s).", type(error).__name__
            )
        await asyncio.sleep(BEAT)


def _is_slow(hub: Hub, writer: SocketWriter) -> bool:
    is_stuck = writer.sending_since is not None and hub.runner.now() - writer.sending_since > SEND_TIMEOUT
    return is_stuck or hub.runner.now() - writer.heard_at > IDLE_TIMEOUT


def store_heartbeat(process: str, started: datetime, stats: dict[str, Any]) -> None:
    """Write the row from which `/readyz` and `/metrics` report this process.

    The name may be that of a process before it (numbers are used again), so the row starts again.
    """
    now = timezone.now()
    values = {"beat_at": now, "stats": stats, "started_at": started}
    ProcessHeartbeat.objects.update_or_create(process=process, defaults=values)


async def check_rights(hub: Hub) -> None:
    """Recheck the sockets whose session or access to a space is gone, in case a change was not recorded."""
    sessions = {each.session_key: each.user_id for writers in hub.people.values() for each in writers}
    live = await hub.runner.ask(signed_in_of, sessions)
    suspect = {each for writers in hub.people.values() for each in writers if each.session_key not in live}
    for stream in list(hub.streams.values()):
        people = {each.writer.user_id for each in stream.subscriptions}
        audience = await hub.runner.ask(SPACE_KINDS[stream.space.kind].audience, people, stream.space.key)
        suspect |= {
            each.writer
            for group in stream.groups.values()
            for each in group.subscriptions
            if isinstance(each.writer, SocketWriter)
            and each.writer.user_id in people
            and audience.get(each.writer.user_id) != group.audience
        }
    hub.recheck_access(suspect)
