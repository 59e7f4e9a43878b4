"""A hub during failures: none of its tasks may stop without being restarted."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from core.realtime import runtime
from core.realtime.log import access_changed
from core.realtime.runtime import current_hub
from tests.core.realtime.conftest import happen, happened
from tests.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(room, learner, as_user):
    """The signed-in client of a guest of the room."""
    room.guests[learner.pk] = "guest"
    return as_user(learner)


@pytest.fixture(autouse=True)
def again_soon(monkeypatch):
    """Retry at once after a failure."""
    monkeypatch.setattr("core.realtime.hub.RETRY_DELAY", 0)
    monkeypatch.setattr("core.realtime.runner.RETRY_DELAY", 0)


async def following(sockets, client, space):
    """Return a socket that follows the space."""
    socket = await Socket(client).open()
    sockets.append(socket)
    await socket.follow(space)
    assert (await socket.receive_json())["events"] == []
    return socket


async def test_a_notification_beyond_the_log_is_read_once(quiet, sockets, reader, room, space):
    socket = await following(sockets, reader, space)
    current_hub().on_notify(space.pk, 1_000_000)
    await happened(space, 1)
    assert await socket.events(1) == [1]
    stream = current_hub().streams[space.pk]
    await asyncio.wait_for(stream._task, 5)
    assert stream.latest_seq == stream.delivered_seq == 1
    await happened(space, 2)
    assert await socket.events(2) == [2]


async def test_events_during_that_read_are_read_too(quiet, sockets, reader, room, space):
    socket = await following(sockets, reader, space)
    written = []

    def write_once():
        if not written:
            written.append(space)
            happen(space, 1)

    room.when_rendered = write_once  # after the log was read, before the hub has the result
    current_hub().on_notify(space.pk, 1_000_000)
    assert await socket.events(1) == [1]


async def test_a_failed_access_check_is_repeated(quiet, sockets, reader, room, learner, space):
    socket = await following(sockets, reader, space)
    room.failures = 2
    await sync_to_async(access_changed)(learner.pk)
    await happened(space, 1)
    assert await socket.events(1) == [1]
    assert room.failures == 0


async def test_a_socket_that_ends_with_an_error_is_removed(quiet, sockets, reader, room, space):
    socket = await following(sockets, reader, space)
    sockets.clear()
    room.failures = 1
    await socket.follow(space)
    with pytest.raises(OperationalError):
        await socket.wait(timeout=5)
    assert current_hub().people == {}
    assert current_hub().streams == {}


async def test_a_failed_task_is_restarted(sockets, monkeypatch):
    begun = asyncio.Queue()

    async def breaks(hub):
        await begun.put(hub)
        raise ZeroDivisionError

    monkeypatch.setattr("core.realtime.watchdog.sweep", breaks)
    await runtime.start()
    assert {await asyncio.wait_for(begun.get(), 5) for _time in range(3)} == {current_hub()}
