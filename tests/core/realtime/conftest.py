"""A kind of space for the tests: a room with guests, whose events show their subject's number."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError
from django.utils.translation import gettext

from core.realtime import runtime
from core.realtime.log import open_space, sequenced
from core.realtime.models import Space
from core.realtime.registry import SPACE_KINDS, SpaceKind
from tests.sockets import Socket


class Room:
    """The guests of every room, and the calls of its functions."""

    def __init__(self) -> None:
        self.guests: dict[int | None, str] = {}
        self.rendered: list[tuple[str, str, list[int]]] = []
        self.hidden: set[int] = set()  # subjects with a hidden text
        self.when_rendered: Callable[[], object] = lambda: None  # called in the thread that readss
        self.failures = 0  # how often the query for guests fails

    def audience(self, user_ids: Any, key: Any) -> dict[int | None, str]:
        if self.failures:
            self.failures -= 1
            raise OperationalError("gone")
        return {each: self.guests[each] for each in user_ids if each in self.guests}

    def render(self, events: Any, key: Any, audience: str, language: str) -> list[dict[str, Any]]:
        self.rendered.append((language, audience, [event.sequence for event in events]))
        shown = [
            {} if event.kind == "secret" and audience != "host" else self.words(event, audience)
            for event in events
        ]
        self.when_rendered()
        return shown

    def words(self, event: Any, audience: str) -> dict[str, Any]:
        if event.subject in self.hidden:
            return {"text": "hidden"}
        return {"text": f"{gettext('Home')} {event.subject} for {audience}"}


@pytest.fixture
def room() -> Iterator[Room]:
    """The registered kind `test.room`, without guests."""
    room = Room()
    SPACE_KINDS["test.room"] = SpaceKind("test.room", room.audience, room.render)
    yield room
    del SPACE_KINDS["test.room"]


@pytest.fixture
def space(db: Any) -> Space:
    """An empty room."""
    return open_space("test.room", uuid4())


def happen(space: Space | int, *subjects: int, kind: str = "said", by: int | None = None) -> None:
    """Add one event for each subject, in one transaction."""
    with sequenced() as log:
        for subject in subjects:
            log.add(space, kind, subject=subject, by=by)


async def happened(*args: Any, **kwargs: Any) -> None:
    """Do the same in an async test."""
    await sync_to_async(happen)(*args, **kwargs)


@pytest.fixture
async def sockets() -> AsyncIterator[list[Socket]]:
    """Sockets appended here are closed after the test, and the hub of its event loop too."""
    opened: list[Socket] = []
    yield opened
    for socket in opened:
        await socket.disconnect()
    await runtime.close()


@pytest.fixture
def quiet(sockets: list[Socket], monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the periodic work: nothing finds an event whose notification was lost."""
    monkeypatch.setattr("core.realtime.watchdog.SWEEP", 60)
    monkeypatch.setattr("core.realtime.listener.WATCH", 60)
