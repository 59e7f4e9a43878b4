"""What a hub does by the clock: finds what no ring told, closes dead and slow sockets, asks rights again."""

import asyncio
import contextlib
import os
import socket
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone

from core.realtime.authorization import signed_in_of
from core.realtime.enums import Close
from core.realtime.models import HubBeat, Space
from core.realtime.registry import KINDS

if TYPE_CHECKING:
    from core.realtime.connections import Outlet
    from core.realtime.hub import Hub

SWEEP = 2.0  # seconds: the longest an event waits when its ring was lost
BEAT = 10.0  # seconds between two notes of the figures
CHECK = 6  # beats between two checks of everybody's rights
STUCK = 20.0  # seconds one message may take to leave
SILENT = 90.0  # seconds without a word, three missed pulses


def last_of(space_id: int) -> int:
    """Give the last sequence of a space; 0 when it is gone."""
    return Space.objects.filter(pk=space_id).aggregate(last=Max("last"))["last"] or 0


def lasts_of(space_ids: list[int]) -> list[tuple[int, int]]:
    """Give (space, last sequence) of several spaces, in one query."""
    return list(Space.objects.filter(pk__in=space_ids).values_list("pk", "last"))


async def sweep(hub: "Hub") -> None:
    """Look every SWEEP seconds, and whenever somebody asks, how far the spaces are."""
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(hub.swept.wait(), SWEEP)
        hub.swept.clear()
        if not hub.people:
            continue
        try:
            for space_id, last in await hub.ask(lasts_of, [hub.access_space, *hub.feeds]):
                hub.hear(space_id, last, swept=True)
        except Exception as error:
            hub.failed("The spaces were not swept (%s); again in a moment.", type(error).__name__)
            await asyncio.sleep(SWEEP)


async def beat(hub: "Hub") -> None:
    """Note the figures, close what is slow or silent, and now and then check all rights."""
    process, started, beats = f"{socket.gethostname()}:{os.getpid()}"[-64:], timezone.now(), 0
    while True:
        for outlet in [each for outlets in hub.people.values() for each in outlets]:
            if _is_slow(hub, outlet):
                outlet.close(Close.SLOW)
        try:
            beats += 1
            if beats % CHECK == 0:
                await check_rights(hub)
            await hub.ask(note_figures, process, started, hub.tell())
        except Exception as error:
            hub.failed("Rights were not checked, or figures not noted (%s).", type(error).__name__)
        await asyncio.sleep(BEAT)


def _is_slow(hub: "Hub", outlet: "Outlet") -> bool:
    stuck = outlet.sending_since is not None and hub.now() - outlet.sending_since > STUCK
    return stuck or hub.now() - outlet.heard_at > SILENT


def note_figures(process: str, started: datetime, figures: dict[str, Any]) -> None:
    """Write the row from which `/readyz` and `/metrics` tell of this process.

    The name may be that of a process before it (numbers are used again), so the row begins anew.
    """
    now = timezone.now()
    told = {"beat_at": now, "figures": figures, "started_at": started}
    HubBeat.objects.update_or_create(process=process, defaults=told)


async def check_rights(hub: "Hub") -> None:
    """Doubt every socket whose session or right to a space is gone, whoever forgot to say so."""
    sessions = {each.session_key: each.user_id for outlets in hub.people.values() for each in outlets}
    live = await hub.ask(signed_in_of, sessions)
    doubted = {each for outlets in hub.people.values() for each in outlets if each.session_key not in live}
    for feed in list(hub.feeds.values()):
        people = {each.outlet.user_id for each in feed.subscriptions}
        audience = await hub.ask(KINDS[feed.space.kind].audience, people, feed.space.key)
        doubted |= {
            each.outlet
            for group in feed.groups.values()
            for each in group.subscriptions
            if each.outlet.user_id in people and audience.get(each.outlet.user_id) != group.audience
        }
    hub.doubt(doubted)
