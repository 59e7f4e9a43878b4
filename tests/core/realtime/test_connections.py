"""A socket that does not read: the server keeps its cursor instead of a queue, and others are not delayed."""

import asyncio
from typing import Any

import pytest
from django.db import OperationalError

from core.realtime import runtime, watchdog
from core.realtime.connections import NOTES, SocketWriter
from core.realtime.enums import Close
from core.realtime.event_reader import Batch
from core.realtime.hub import Hub
from core.realtime.models import Event
from core.realtime.rate_meter import MESSAGES, Meter
from core.realtime.runtime import current_hub
from core.realtime.subscriptions import KEPT, KEPT_LETTERS, AudienceGroup, Subscription


class Line:
    """The client side of a socket, which can stop reading."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.got: list[str] = []
        self.code: int | None = None

    async def send(self, text: str) -> None:
        await self.open.wait()
        self.got.append(text)

    async def close(self, code: int) -> None:
        self.code = code


class Stream:
    """A space stream as a SocketWriter uses it."""

    delivered_seq = 0

    def __init__(self) -> None:
        self.asked: list[int] = []

    async def batch_after(self, group: AudienceGroup, cursor: int) -> tuple[int, str]:
        self.asked.append(cursor)
        return self.delivered_seq, f"{cursor} to {self.delivered_seq}"


@pytest.fixture
async def hub():
    yield current_hub()
    await runtime.close()


def open_writer(hub: Hub, line: Line, send: Any = None) -> SocketWriter:
    made = SocketWriter(
        hub.runner, 1, "session", send=send or line.send, close=line.close, on_stop=hub.remove_socket
    )
    hub.add_socket(made)
    return made


def batch(after: int, through: int, subject: int = 0) -> Batch:
    """Return a batch of one event with its own subject."""
    return Batch(after, through, [Event(sequence=through, subject=subject or through)])


def follow(made: SocketWriter, stream: Any, group: AudienceGroup) -> Subscription:
    subscription = Subscription(made, stream, "en", 0)
    subscription.group = group
    return subscription


async def settle() -> None:
    for _round in range(20):
        await asyncio.sleep(0)


async def test_a_full_connection_keeps_only_its_cursor_and_continues_there(hub):
    line, stream, group = Line(), Stream(), AudienceGroup("en", "guest")
    subscription = follow(open_writer(hub, line), stream, group)
    stream.delivered_seq = 1
    group.keep(batch(0, 1), "0 to 1")
    line.open.clear()
    for sequence in range(1, 500):
        stream.delivered_seq = sequence + 1
        group.keep(batch(sequence, sequence + 1), "x" * 100)
        subscription.wake()
        await asyncio.sleep(0)
    assert line.got == []
    assert subscription.cursor == 1  # the one message that is being sent
    assert len(group.batches) == KEPT
    line.open.set()
    await settle()
    assert line.got == ["0 to 1", "1 to 500"]  # the events in between are read at once
    assert stream.asked == [1]


async def test_a_stuck_or_silent_socket_is_closed_after_a_time(hub, monkeypatch):
    stuck, silent, well = Line(), Line(), Line()
    stuck_writer, silent_writer, well_writer = (open_writer(hub, line) for line in (stuck, silent, well))
    stuck.open.clear()
    stuck_writer.say(pulse=True)
    await settle()
    stuck_writer.sending_since -= watchdog.SEND_TIMEOUT + 1
    silent_writer.heard_at -= watchdog.IDLE_TIMEOUT + 1
    monkeypatch.setattr(hub.runner, "ask", lambda *args: asyncio.sleep(0))
    clockwork = asyncio.create_task(watchdog.beat(hub))
    await settle()
    clockwork.cancel()
    assert (stuck.code, silent.code, well.code) == (Close.SLOW, Close.SLOW, None)
    assert hub.people == {1: {well_writer}}
    assert hub.current_stats()["slow_closed"] == 2


async def test_notes_for_a_full_connection_are_limited(hub):
    line = Line()
    made = open_writer(hub, line)
    line.open.clear()
    for _round in range(NOTES + 3):
        made.say(pulse=True)
    await settle()
    assert line.code == Close.SLOW


async def test_a_space_that_cannot_be_read_does_not_delay_others(hub):
    class Broken(Stream):
        async def batch_after(self, group: AudienceGroup, cursor: int) -> tuple[int, str]:
            raise OperationalError("gone")

    line, broken, well = Line(), Broken(), Stream()
    broken.delivered_seq = well.delivered_seq = 1
    made = open_writer(hub, line)
    for stream in (broken, well):
        follow(made, stream, AudienceGroup("en", "guest")).wake()
    made.say(pulse=True)
    await settle()
    assert sorted(line.got) == ["0 to 1", '{"pulse":true}']


async def test_a_broken_connection_is_removed(hub):
    line = Line()

    async def broken(text: str) -> None:
        raise OSError("gone")

    made = open_writer(hub, line, send=broken)
    made.say(pulse=True)
    await settle()
    assert hub.people == {}
    assert made.closed


def test_cached_batches_are_limited_by_their_size_too():
    group = AudienceGroup("en", "guest")
    for after in range(10):
        group.keep(batch(after, after + 1), "x" * (KEPT_LETTERS // 3))
    assert list(group.batches) == [7, 8, 9]


def test_cached_batches_of_a_changed_subject_are_removed():
    group = AudienceGroup("en", "guest")
    for after, subject in enumerate([5, 6, 5, 7]):
        group.keep(batch(after, after + 1, subject), f"{subject} at {after}")
    assert group.batches == {1: (2, "6 at 1"), 2: (3, "5 at 2"), 3: (4, "7 at 3")}


def test_messages_are_counted_for_each_person_and_window():
    now = [100.0]
    meter = Meter(lambda: now[0])
    assert [meter.count(1) for _round in range(MESSAGES + 1)] == [True] * MESSAGES + [False]
    assert meter.count(2)
    now[0] = 110.0
    assert meter.count(1)
