"""A hidden text is never in a response to a request after its hiding, even if the notification was lost.

What was read for an earlier request may still arrive after the hiding: it has been sent already. The event of
the hiding follows it.
"""

import threading

import pytest

from core.realtime.runtime import current_hub
from tests.core.realtime.conftest import happened
from tests.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(room, learner, as_user):
    """The signed-in client of a guest of the room."""
    room.guests[learner.pk] = "guest"
    return as_user(learner)


@pytest.fixture
def other_reader(room, manager, as_user):
    """The signed-in client of another guest."""
    room.guests[manager.pk] = "guest"
    return as_user(manager)


async def following(sockets, client, space):
    """Open a socket that follows the space from its beginning, and receive the response."""
    socket = await Socket(client).open()
    sockets.append(socket)
    await socket.follow(space)
    assert (await socket.receive_json())["events"] == []
    return socket


async def shown(socket, through):
    """Return what the socket received of each event until `through`."""
    texts = {}
    while through not in texts:
        texts |= {event["sequence"]: event["text"] for event in (await socket.receive_json())["events"]}
    return texts


async def hide(room, space, monkeypatch, *, heard):
    """Hide subject 1; without `heard` the notification is lost."""
    room.hidden.add(1)
    with monkeypatch.context() as silence:
        if not heard:
            silence.setattr("core.realtime.notify.send", lambda space_id, last: None)
        await happened(space, 1, kind="hidden")


async def test_a_cached_text_is_not_sent_after_a_hiding_without_notification(
    quiet, sockets, reader, room, space, monkeypatch
):
    early = await following(sockets, reader, space)
    await happened(space, 1)
    assert await shown(early, 1) == {1: "Home 1 for guest"}
    await hide(room, space, monkeypatch, heard=False)
    assert current_hub().streams[space.pk].delivered_seq == 1
    late = await following(sockets, reader, space)
    assert await shown(late, 2) == {1: "hidden", 2: "hidden"}
    assert await shown(early, 2) == {2: "hidden"}


@pytest.mark.parametrize("heard", [True, False], ids=["heard of", "not heard of"])
async def test_a_read_begun_before_a_hiding_is_not_shared_after_it(
    quiet, sockets, reader, other_reader, room, space, monkeypatch, heard
):
    begun, go_on = threading.Event(), threading.Event()

    def wait_at_first_reading():
        if not begun.is_set():
            begun.set()
            assert go_on.wait(30)

    await happened(space, 1)
    room.when_rendered = wait_at_first_reading
    early = await following(sockets, reader, space)
    await current_hub().runner.loop.run_in_executor(None, begun.wait, 30)
    try:
        await hide(room, space, monkeypatch, heard=heard)
        late = await following(sockets, other_reader, space)
        assert await shown(late, 2) == {1: "hidden", 2: "hidden"}
    finally:
        go_on.set()
    assert await shown(early, 2) == {1: "Home 1 for guest", 2: "hidden"}  # it had been sent already


async def test_a_text_waiting_for_a_slow_socket_is_dropped_when_hidden(
    quiet, sockets, reader, room, space, monkeypatch
):
    early = await following(sockets, reader, space)
    await happened(space, 1)
    assert await shown(early, 1) == {1: "Home 1 for guest"}
    await hide(room, space, monkeypatch, heard=True)
    assert await shown(early, 2) == {2: "hidden"}
    group = current_hub().streams[space.pk].groups["en", "guest"]
    assert list(group.batches) == [1]  # what began at 0 showed the text
