"""A kind of space for the tests: a room with a guest list, whose events show their subject's number."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client
from django.utils.translation import gettext

from config.asgi import application
from core.models import Space
from core.realtime import SpaceKind, open_space, sequenced
from core.realtime.hub import hub_here
from core.realtime.kinds import KINDS

LIVE = "/ws/live/"


class Room:
    """The guest list of every room, and what was asked of the kind."""

    def __init__(self) -> None:
        self.guests: dict[int | None, str] = {}
        self.rendered: list[tuple[str, str, list[int]]] = []

    def audience(self, user_ids: Any, key: Any) -> dict[int | None, str]:
        return {each: self.guests[each] for each in user_ids if each in self.guests}

    def render(self, events: Any, key: Any, audience: str, language: str) -> list[dict[str, Any]]:
        self.rendered.append((language, audience, [event.sequence for event in events]))
        return [
            {} if event.kind == "secret" and audience != "host" else self.words(event, audience)
            for event in events
        ]

    @staticmethod
    def words(event: Any, audience: str) -> dict[str, Any]:
        return {"text": f"{gettext('Home')} {event.subject} for {audience}"}


@pytest.fixture
def room() -> Iterator[Room]:
    """The registered kind `test.room`, with an empty guest list."""
    room = Room()
    KINDS["test.room"] = SpaceKind("test.room", room.audience, room.render)
    yield room
    del KINDS["test.room"]


@pytest.fixture
def space(db: Any) -> Space:
    """An empty room."""
    return open_space("test.room", uuid4())


def happen(space: Space | int, *subjects: int, kind: str = "said", by: int | None = None) -> None:
    """Write one event for each subject, in one transaction."""
    with sequenced() as log:
        for subject in subjects:
            log.add(space, kind, subject=subject, by=by)


async def happened(*args: Any, **kwargs: Any) -> None:
    """Do the same from a test that runs on a loop."""
    await sync_to_async(happen)(*args, **kwargs)


class Socket(ApplicationCommunicator):
    """A page's socket, signed in by the cookie of `client`, spoken to as a server would."""

    def __init__(self, client: Client | None, origin: str = "http://testserver", path: str = LIVE) -> None:
        headers = [(b"host", b"testserver"), (b"origin", origin.encode())]
        if client:
            name = settings.SESSION_COOKIE_NAME
            headers.append((b"cookie", f"{name}={client.cookies[name].value}".encode()))
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers}
        super().__init__(application, scope | {"subprotocols": []})

    async def knock(self) -> str:
        """Ask to be let in; gives the type of the answer."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(timeout=10))["type"]

    async def open(self) -> "Socket":
        """Connect; AssertionError when the handshake is refused."""
        assert await self.knock() == "websocket.accept"
        return self

    async def send_text(self, text: str) -> None:
        """Send one text frame."""
        await self.send_input({"type": "websocket.receive", "text": text})

    async def leave(self) -> None:
        """Go away as a closed tab does."""
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(timeout=5)

    async def follow(self, space: Space, after: int = 0, language: str = "en") -> None:
        """Ask for a space."""
        await self.tell(do="follow", space=str(space.public_id), language=language, after=after)

    async def tell(self, **message: Any) -> None:
        """Send a message."""
        await self.send_text(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        """Give the next message of the log, or of an answer; counts of people are passed over."""
        while True:
            message = json.loads((await self.receive_output(timeout=10))["text"])
            if "present" not in message:
                return message

    async def events(self, through: int) -> list[int]:
        """Give the sequences that arrive until `through`, as they come."""
        got: list[int] = []
        while not got or got[-1] < through:
            got += [event["sequence"] for event in (await self.hear())["events"]]
        return got

    async def closing(self) -> int:
        """Give the code with which the socket is closed, whatever is said before."""
        while True:
            output = await self.receive_output(timeout=10)
            if output["type"] == "websocket.close":
                return output["code"]


@pytest.fixture
async def sockets() -> AsyncIterator[list[Socket]]:
    """Sockets appended here are closed with the test, and the hub of its loop with them."""
    opened: list[Socket] = []
    yield opened
    for socket in opened:
        await socket.leave()
    await hub_here().close()


@pytest.fixture
def quiet(sockets: list[Socket], monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the clockwork away: no sweep finds what a ring should have told."""
    monkeypatch.setattr("core.realtime.sweeps.SWEEP", 60)
    monkeypatch.setattr("core.realtime.listening.WATCH", 60)
