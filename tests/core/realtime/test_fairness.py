"""Reading old events is slow: who requests many of them waits, and new events reach the others."""

import threading
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from core.realtime.log import open_space
from core.realtime.registry import SPACE_KINDS, SpaceKind
from core.realtime.runner import CATCH_UPS
from tests.core.realtime.conftest import happened
from tests.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)
SOCKETS = 5


class Archive:
    """A kind of space whose old events are rendered when the test allows it."""

    def __init__(self):
        self.opened, self.lock, self.reading, self.most = threading.Event(), threading.Lock(), 0, 0

    def audience(self, user_ids, key):
        return dict.fromkeys(user_ids, "guest")

    def render(self, events, key, audience, language):
        with self.lock:
            self.reading += 1
            self.most = max(self.most, self.reading)
        self.opened.wait(10)
        with self.lock:
            self.reading -= 1
        return [{} for _event in events]


@pytest.fixture
def archive():
    archive = Archive()
    SPACE_KINDS["test.archive"] = SpaceKind("test.archive", archive.audience, archive.render)
    yield archive
    archive.opened.set()
    del SPACE_KINDS["test.archive"]


async def dig(sockets, client, old, first=0):
    """Open sockets that each request another part of the old events."""
    for after in range(first, first + SOCKETS):
        socket = await Socket(client).open()
        sockets.append(socket)
        await socket.follow(old, after=after)
        assert (await socket.receive_json())["through"] == after
    return sockets[-SOCKETS:]


async def test_reading_old_events_delays_nobody(
    quiet, sockets, archive, room, space, learner, captain, manager, as_user
):
    old = await sync_to_async(open_space)("test.archive", uuid4())
    await happened(old, *range(2 * SOCKETS))
    room.guests = {manager.pk: "host"}
    digging = await dig(sockets, await sync_to_async(as_user)(learner), old)
    digging += await dig(sockets, await sync_to_async(as_user)(captain), old, SOCKETS)
    listener = await Socket(await sync_to_async(as_user)(manager)).open()
    sockets.append(listener)
    await listener.follow(space)
    await listener.receive_json()
    await happened(space, 1)
    assert await listener.events(1) == [1]
    archive.opened.set()
    for socket in digging:
        assert (await socket.events(2 * SOCKETS))[-1] == 2 * SOCKETS
    assert archive.most == CATCH_UPS


async def test_one_person_reads_old_events_of_one_space_at_a_time(quiet, sockets, archive, learner, as_user):
    old = await sync_to_async(open_space)("test.archive", uuid4())
    await happened(old, *range(2 * SOCKETS))
    digging = await dig(sockets, await sync_to_async(as_user)(learner), old)
    archive.opened.set()
    for socket in digging:
        assert (await socket.events(2 * SOCKETS))[-1] == 2 * SOCKETS
    assert archive.most == 1
