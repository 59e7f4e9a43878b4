"""A socket that does not take what it is sent: it keeps a place, no heap, and hinders nobody."""

import asyncio
from typing import Any

import pytest
from django.db import OperationalError

from core.realtime import watchdog
from core.realtime.connections import NOTES, Outlet, Subscription
from core.realtime.enums import Close
from core.realtime.event_reader import Batch
from core.realtime.hub import Hub, hub_here
from core.realtime.models import Event
from core.realtime.rate_meter import MESSAGES, Meter
from core.realtime.space_streams import KEPT, KEPT_LETTERS, Group


class Line:
    """The far end of a socket, which can stop taking anything."""

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


class Feed:
    """A space as far as an outlet looks at it."""

    through = 0

    def __init__(self) -> None:
        self.asked: list[int] = []

    async def batch_after(self, group: Group, cursor: int) -> tuple[int, str]:
        self.asked.append(cursor)
        return self.through, f"{cursor} to {self.through}"


@pytest.fixture
async def hub():
    hub = hub_here()
    yield hub
    await hub.close()


def outlet(hub: Hub, line: Line) -> Outlet:
    made = Outlet(hub, 1, "session", line.send, line.close)
    hub.enter(made)
    return made


def batch(after: int, through: int, subject: int = 0) -> Batch:
    """A batch of one event about a subject of its own."""
    return Batch(after, through, [Event(sequence=through, subject=subject or through)])


def follow(made: Outlet, feed: Any, group: Group) -> Subscription:
    subscription = Subscription(made, feed, "en", 0)
    subscription.group = group
    return subscription


async def settle() -> None:
    for _round in range(20):
        await asyncio.sleep(0)


async def test_a_full_line_keeps_only_its_place_and_goes_on_from_there(hub):
    line, feed, group = Line(), Feed(), Group("en", "guest")
    subscription = follow(outlet(hub, line), feed, group)
    feed.through = 1
    group.keep(batch(0, 1), "0 to 1")
    line.open.clear()
    for sequence in range(1, 500):
        feed.through = sequence + 1
        group.keep(batch(sequence, sequence + 1), "x" * 100)
        subscription.wake()
        await asyncio.sleep(0)
    assert line.got == []
    assert subscription.cursor == 1  # the one message it stands in
    assert len(group.batches) == KEPT
    line.open.set()
    await settle()
    assert line.got == ["0 to 1", "1 to 500"]  # what lay between came in one reading
    assert feed.asked == [1]


async def test_a_socket_that_is_stuck_or_silent_is_closed_by_the_clock(hub, monkeypatch):
    stuck, silent, well = Line(), Line(), Line()
    stuck_outlet, silent_outlet, well_outlet = (outlet(hub, line) for line in (stuck, silent, well))
    stuck.open.clear()
    stuck_outlet.say(pulse=True)
    await settle()
    stuck_outlet.sending_since -= watchdog.STUCK + 1
    silent_outlet.heard_at -= watchdog.SILENT + 1
    monkeypatch.setattr(hub, "ask", lambda *args: asyncio.sleep(0))
    clockwork = asyncio.create_task(watchdog.beat(hub))
    await settle()
    clockwork.cancel()
    assert (stuck.code, silent.code, well.code) == (Close.SLOW, Close.SLOW, None)
    assert hub.people == {1: {well_outlet}}
    assert hub.tell()["slow_closed"] == 2


async def test_notes_for_a_full_line_are_bounded(hub):
    line = Line()
    made = outlet(hub, line)
    line.open.clear()
    for _round in range(NOTES + 3):
        made.say(pulse=True)
    await settle()
    assert line.code == Close.SLOW


async def test_a_space_that_cannot_be_read_holds_up_neither_the_others_nor_answers(hub):
    class Broken(Feed):
        async def batch_after(self, group: Group, cursor: int) -> tuple[int, str]:
            raise OperationalError("gone")

    line, broken, well = Line(), Broken(), Feed()
    broken.through = well.through = 1
    made = outlet(hub, line)
    for feed in (broken, well):
        follow(made, feed, Group("en", "guest")).wake()
    made.say(pulse=True)
    await settle()
    assert sorted(line.got) == ["0 to 1", '{"pulse":true}']


async def test_a_line_that_breaks_is_forgotten(hub):
    line = Line()

    async def broken(text: str) -> None:
        raise OSError("gone")

    made = Outlet(hub, 1, "session", broken, line.close)
    hub.enter(made)
    made.say(pulse=True)
    await settle()
    assert hub.people == {}
    assert made.closed


def test_kept_batches_are_bounded_by_their_length_too():
    group = Group("en", "guest")
    for after in range(10):
        group.keep(batch(after, after + 1), "x" * (KEPT_LETTERS // 3))
    assert list(group.batches) == [7, 8, 9]


def test_what_was_kept_about_a_subject_goes_when_it_changes():
    group = Group("en", "guest")
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
