"""A live socket for tests, with the whole ASGI application."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from config.asgi import application
from core.realtime.models import Space

LIVE = "/ws/live/"


class Socket(ApplicationCommunicator):
    """A page's socket, signed in with the cookie of `client`."""

    def __init__(
        self, client: Client | None, origin: str | None = "http://testserver", path: str = LIVE
    ) -> None:
        headers = [(b"host", b"testserver")]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if client:
            name = settings.SESSION_COOKIE_NAME
            headers.append((b"cookie", f"{name}={client.cookies[name].value}".encode()))
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers}
        super().__init__(application, scope | {"subprotocols": []})

    async def handshake(self) -> str:
        """Send the handshake; return the type of the response."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(timeout=10))["type"]

    async def open(self) -> "Socket":
        """Connect; raise AssertionError when the handshake is refused."""
        assert await self.handshake() == "websocket.accept"
        return self

    async def send_text(self, text: str) -> None:
        """Send one text frame."""
        await self.send_input({"type": "websocket.receive", "text": text})

    async def disconnect(self) -> None:
        """Disconnect as a closed tab does, unless a timeout has cancelled the application."""
        if self.future.cancelled():
            return
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(timeout=5)

    async def follow(self, space: Space, after: int = 0, language: str = "en") -> None:
        """Follow a space."""
        await self.send_json(do="follow", space=str(space.public_id), language=language, after=after)

    async def send_json(self, **message: Any) -> None:
        """Send a JSON message."""
        await self.send_text(json.dumps(message))

    async def receive_json(self) -> dict[str, Any]:
        """Return the next message, without messages about present people."""
        while True:
            message = json.loads((await self.receive_output(timeout=10))["text"])
            if "present" not in message:
                return message

    async def events(self, through: int) -> list[int]:
        """Return the sequences that arrive until `through`, in order of arrival."""
        got: list[int] = []
        while not got or got[-1] < through:
            got += [event["sequence"] for event in (await self.receive_json())["events"]]
        return got

    async def has_no_message(self) -> bool:
        """Return whether no message waits: the response to a pulse is the next one."""
        await self.send_json(do="pulse")
        return await self.receive_json() == {"pulse": True}

    async def close_code(self) -> int:
        """Return the code with which the socket is closed, and skip earlier messages."""
        while True:
            output = await self.receive_output(timeout=10)
            if output["type"] == "websocket.close":
                return output["code"]
