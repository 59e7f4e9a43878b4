"""The live socket end to end: access, events once and in order, and the reasons for closing."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.models import User
from core.realtime.enums import Close
from core.realtime.log import EVERYBODY, access_changed
from core.realtime.models import Event, Space
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
def host(room, manager, as_user):
    """The signed-in client of a host of the room, who sees more."""
    room.guests[manager.pk] = "host"
    return as_user(manager)


async def opened(sockets, client, space, **more):
    """Open a socket that follows the space, and wait for the response."""
    socket = await Socket(client).open()
    sockets.append(socket)
    await socket.follow(space, **more)
    return socket, await socket.receive_json()


async def test_events_arrive_once_in_order_by_notification(quiet, sockets, reader, space):
    socket, answer = await opened(sockets, reader, space)
    assert (answer["after"], answer["through"], answer["events"]) == (0, 0, [])
    for subject in range(1, 6):
        await happened(space, subject)
    assert await socket.events(5) == [1, 2, 3, 4, 5]
    assert await socket.has_no_message()


async def test_the_watchdog_finds_events_of_a_lost_notification(sockets, reader, space, monkeypatch):
    monkeypatch.setattr("core.realtime.watchdog.SWEEP", 0.05)
    monkeypatch.setattr("core.realtime.notify.send", lambda space_id, last: None)
    monkeypatch.setattr("core.realtime.listener.WATCH", 60)
    socket, _answer = await opened(sockets, reader, space)
    await happened(space, 1)
    assert await socket.events(1) == [1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
async def test_events_of_another_process_are_found_in_sqlite(sockets, reader, space, monkeypatch):
    monkeypatch.setattr("core.realtime.watchdog.SWEEP", 60)
    monkeypatch.setattr("core.realtime.notify.send", lambda space_id, last: None)
    socket, _answer = await opened(sockets, reader, space)
    await happened(space, 1)
    assert await socket.events(1) == [1]


async def test_a_reconnecting_client_gets_missed_events_once(quiet, sockets, reader, space):
    socket, _answer = await opened(sockets, reader, space)
    await happened(space, 1)
    assert await socket.events(1) == [1]
    await socket.disconnect()
    sockets.clear()
    await happened(space, 2, 3)
    again, answer = await opened(sockets, reader, space, after=1)
    assert answer["through"] == 1
    await happened(space, 4)
    assert await again.events(4) == [2, 3, 4]


async def test_a_socket_can_disconnect_after_a_timeout(quiet, sockets, reader, space):
    """Else the clean-up after a timeout would fail, and later tests would find its rows."""
    socket, _answer = await opened(sockets, reader, space)
    with pytest.raises(TimeoutError):
        await socket.receive_output(timeout=0)
    await socket.disconnect()
    assert current_hub().people == {}


async def test_each_event_is_rendered_once_for_each_audience(quiet, sockets, reader, host, room, space):
    several = [(await opened(sockets, reader, space))[0] for _number in range(3)]
    french, _answer = await opened(sockets, reader, space, language="fr")
    manager, _answer = await opened(sockets, host, space)
    room.rendered.clear()
    await happened(space, 1)
    assert [await socket.events(1) for socket in [*several, french, manager]] == [[1]] * 5
    assert sorted(room.rendered) == [("en", "guest", [1]), ("en", "host", [1]), ("fr", "guest", [1])]


async def test_an_invisible_event_moves_the_cursor_without_content(quiet, sockets, reader, host, space):
    guest, _answer = await opened(sockets, reader, space)
    manager, _answer = await opened(sockets, host, space)
    await happened(space, 3, kind="secret")
    assert (await guest.receive_json())["events"] == [{"sequence": 1, "kind": "secret", "by": None}]
    assert (await manager.receive_json())["events"][0]["text"] == "Home 3 for host"


async def test_a_forbidden_space_is_like_a_missing_one(quiet, sockets, room, juror, as_user, space):
    client = await sync_to_async(as_user)(juror)
    _socket, answer = await opened(sockets, client, space)
    assert answer == {"space": str(space.public_id), "language": "en", "refused": True}
    unknown = Space(public_id="00000000-0000-4000-8000-000000000000")
    _socket, answer = await opened(sockets, client, unknown)
    assert answer == {"space": str(unknown.public_id), "language": "en", "refused": True}


async def test_nothing_after_a_removal_reaches_the_removed(
    quiet, sockets, reader, host, room, learner, space
):
    removed, _answer = await opened(sockets, reader, space)
    stays, _answer = await opened(sockets, host, space)
    await happened(space, 1)
    assert await removed.events(1) == [1]
    del room.guests[learner.pk]
    await sync_to_async(access_changed)(learner.pk)
    await happened(space, 2)
    assert (await removed.receive_json())["refused"] is True
    assert await stays.events(2) == [1, 2]
    await happened(space, 3)
    assert await stays.events(3) == [3]
    assert await removed.has_no_message()


async def test_restricting_a_space_closes_it_at_once_for_others(
    quiet, sockets, reader, host, room, learner, space
):
    removed, _answer = await opened(sockets, reader, space)
    stays, _answer = await opened(sockets, host, space)
    del room.guests[learner.pk]
    await sync_to_async(access_changed)(EVERYBODY)
    await happened(space, 1)
    assert (await removed.receive_json())["refused"] is True
    heard = [await stays.receive_json(), await stays.receive_json()]
    assert [event["sequence"] for each in heard for event in each["events"]] == [1]
    assert await removed.has_no_message()


async def test_a_removal_without_notification_comes_before_the_next_event(
    quiet, sockets, reader, room, learner, space, monkeypatch
):
    removed, _answer = await opened(sockets, reader, space)
    del room.guests[learner.pk]
    with monkeypatch.context() as silence:
        silence.setattr("core.realtime.notify.send", lambda space_id, last: None)
        await sync_to_async(access_changed)(learner.pk)
    await happened(space, 1)
    assert (await removed.receive_json())["refused"] is True
    assert await removed.has_no_message()


async def test_a_new_host_gets_the_hosts_version(quiet, sockets, reader, room, learner, space):
    socket, _answer = await opened(sockets, reader, space)
    room.guests[learner.pk] = "host"
    await sync_to_async(access_changed)(learner.pk)
    await happened(space, 1)
    anew = await socket.receive_json()
    assert (anew["audience"], anew["events"]) == (
        "host",
        [],
    )  # the page, made for a guest, must be loaded again
    heard = await socket.receive_json()
    assert heard["events"][0]["text"] == "Home 1 for host"


@pytest.mark.parametrize("end", ["session", "account", "password"])
async def test_sign_out_suspension_and_a_new_password_close_the_socket(
    quiet, sockets, reader, learner, space, end
):
    socket, _answer = await opened(sockets, reader, space)
    if end == "session":
        await sync_to_async(reader.session.delete)()
    elif end == "account":
        await User.objects.filter(pk=learner.pk).aupdate(is_active=False)
    else:
        learner.set_password("another-long-password")
        await learner.asave()
    await sync_to_async(access_changed)(learner.pk)
    assert await socket.close_code() == Close.SIGNED_OUT


async def test_access_lost_without_notification_is_found_periodically(
    sockets, reader, room, learner, space, monkeypatch
):
    monkeypatch.setattr("core.realtime.watchdog.BEAT", 0.05)
    monkeypatch.setattr("core.realtime.watchdog.CHECK", 1)
    socket, _answer = await opened(sockets, reader, space)
    del room.guests[learner.pk]
    assert (await socket.receive_json())["refused"] is True
    await User.objects.filter(pk=learner.pk).aupdate(password=make_password("another-long-password"))
    assert await socket.close_code() == Close.SIGNED_OUT


async def test_a_pruned_cursor_gets_a_reset(quiet, sockets, reader, space):
    await happened(space, 1, 2, 3)
    await Event.objects.filter(space=space, sequence__lte=2).adelete()
    await Space.objects.filter(pk=space.pk).aupdate(pruned=2)
    socket, _answer = await opened(sockets, reader, space, after=1)
    reset = {"space": str(space.public_id), "language": "en", "reset": True, "through": 3}
    assert await socket.receive_json() == reset
    _socket, answer = await opened(sockets, reader, space, after=9)
    assert answer == reset
    await happened(space, 4)
    assert await socket.events(4) == [4]


async def test_an_unfollowed_space_is_sent_no_more(quiet, sockets, reader, space):
    socket, _answer = await opened(sockets, reader, space)
    await socket.send_json(do="leave", space=str(space.public_id), language="en")
    await socket.send_json(do="pulse")
    assert await socket.receive_json() == {"pulse": True}
    await happened(space, 1)
    assert await socket.has_no_message()
    assert current_hub().streams == {}


async def test_a_visitor_and_a_foreign_origin_get_no_socket(quiet, sockets, reader, space):
    visitor = await Socket(None).open()
    sockets.append(visitor)
    assert await visitor.close_code() == Close.SIGNED_OUT
    foreign = Socket(reader, origin="https://evil.example")
    assert await foreign.handshake() == "websocket.close"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "no json",
        "[]",
        "[" * 50_000,
        '{"do": "everything"}',
        '{"do": "follow", "space": "7", "language": "en", "after": 0}',
        '{"do": "follow", "space": "%s", "language": "xx", "after": 0}',
        '{"do": "follow", "space": "%s", "language": "en", "after": -1}',
        '{"do": "follow", "space": "%s", "language": "en", "after": true}',
        '{"do": "follow", "space": "%s", "language": "en", "after": 1e400}',
        '{"do": "follow", "space": "%s", "language": "en"}',
    ],
)
async def test_an_invalid_message_closes_the_socket(quiet, sockets, reader, space, words):
    socket = await Socket(reader).open()
    sockets.append(socket)
    await socket.send_text(words.replace("%s", str(space.public_id)))
    assert await socket.close_code() == Close.MALFORMED


async def test_too_large_too_often_and_too_many_are_closed(quiet, sockets, reader, space):
    large = await Socket(reader).open()
    await large.send_text(json.dumps({"do": "pulse", "more": "م" * 33_000}))
    assert await large.close_code() == Close.TOO_LARGE
    often = await Socket(reader).open()
    for _round in range(61):
        await often.send_text('{"do": "pulse"}')
    assert await often.close_code() == Close.TOO_OFTEN
    sockets += [large, often, *[await Socket(reader).open() for _number in range(20)]]
    assert len(current_hub().people) == 1
    one_more = await Socket(reader).open()
    sockets.append(one_more)
    assert await one_more.close_code() == Close.TOO_OFTEN


async def test_presence_is_counted_and_cleaned_up(sockets, reader, host, space, monkeypatch):
    monkeypatch.setattr("core.realtime.presence.TICK", 0.05)
    first, _answer = await opened(sockets, reader, space)
    second_tab, _answer = await opened(sockets, reader, space)
    other, _answer = await opened(sockets, host, space)

    async def notified(socket, count):
        while json.loads((await socket.receive_output(timeout=10))["text"]) != {
            "space": str(space.public_id),
            "present": count,
        }:
            pass

    await asyncio.gather(notified(first, 2), notified(second_tab, 2))
    await other.disconnect()
    await notified(first, 1)
    for socket in (first, second_tab):
        await socket.disconnect()
    sockets.clear()
    figures = current_hub().current_stats()
    assert (figures["open_sockets"], figures["subscriptions"], figures["streams"]) == (0, 0, 0)
