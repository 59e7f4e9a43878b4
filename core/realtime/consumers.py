"""The live socket `/ws/live/`: for signed-in members of our own pages.

A client sends JSON: {"do": "follow", "space", "language", "after"}, {"do": "leave", "space", "language"} or
{"do": "pulse"}. It is sent the events of what it follows, each once and in order:
{"space", "language", "audience", "after", "through", "events"};
{"space", "language", "reset": true, "through"} when the page must be loaded again;
{"space", "language", "refused": true} for what it may not follow, or may no more;
{"space", "present"}; {"pulse": true}. `core.realtime.enums.Close` says why it is closed.
docs/developers/realtime.md has the whole protocol.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from core.base.rules import is_member
from core.realtime import runtime
from core.realtime.connections import SocketWriter
from core.realtime.enums import Close
from core.realtime.hub import Hub
from core.realtime.raw_send import DIRECT
from core.web.access import Access

MESSAGE_LIMIT = 64 * 1024  # bytes
SOCKETS = 20  # of one person in one process
FOLLOWED = 50  # spaces at one socket
GRACE = 5.0  # seconds a close may take before the connection is cut
LANGUAGES = dict(settings.LANGUAGES)


class Malformed(ValueError):
    """A message that no page of ours sends."""


class LiveConsumer(AsyncWebsocketConsumer):
    """Checks who opens a socket, counts its messages, and passes its requests to the hub."""

    access = Access(is_member)
    channel_layer_alias = "none"  # the hub sends directly; a channel for each socket would be for nothing
    hub: Hub
    writer: SocketWriter | None = None
    _send: Callable[[dict[str, Any]], Coroutine[Any, Any, None]]  # the server's own `send`

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket until it ends, by whatever, and forget it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.writer and not self.writer.closed:
                self.writer.stop()

    async def connect(self) -> None:
        """Open for a member; close at once, with the code for signed out, for anybody else."""
        await self.accept()
        user, hub = self.scope["user"], await runtime.start()
        if not is_member(user):
            await self.close(Close.SIGNED_OUT)
        elif len(hub.people.get(user.pk, ())) >= SOCKETS:
            await self.close(Close.TOO_OFTEN)
        else:
            self._task = asyncio.current_task()
            self._send = self.scope.get(DIRECT, self.base_send)
            self.hub, self.writer = (
                hub,
                SocketWriter(
                    hub.runner,
                    user.pk,
                    self.scope["session"].session_key,
                    send=self.write,
                    close=self.end,
                    on_stop=hub.remove_socket,
                ),
            )
            hub.add_socket(self.writer)

    def write(self, text: str) -> Coroutine[Any, Any, None]:
        """Send one text frame; the coroutine waits while the connection is full."""
        return self._send({"type": "websocket.send", "text": text})

    async def end(self, code: int) -> None:
        """Close with a code; a connection that does not take even that is cut."""
        try:
            await asyncio.wait_for(self.close(code), GRACE)
        except Exception:
            if self._task:
                self._task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Do what the message asks, or close the socket with the reason."""
        writer = self.writer
        if writer is None or writer.closed:
            return
        writer.heard_at = self.hub.runner.now()
        if len(text_data.encode() if text_data else bytes_data or b"") > MESSAGE_LIMIT:
            writer.close(Close.TOO_LARGE)
        elif not self.hub.meter.count(writer.user_id):
            writer.close(Close.TOO_OFTEN)
        else:
            try:
                await self._handle(writer, json.loads(text_data or ""))
            except (ValueError, RecursionError):  # no JSON, no UUID, not as agreed
                writer.close(Close.MALFORMED)

    async def _handle(self, writer: SocketWriter, message: Any) -> None:
        match message:
            case {"do": "pulse"}:
                writer.say(pulse=True)
            case {"do": "follow", "space": str(space), "language": str(language), "after": int(after)}:
                if language not in LANGUAGES or isinstance(after, bool) or not 0 <= after < 2**62:
                    raise Malformed("language or cursor")
                if len(writer.subscriptions) >= FOLLOWED:
                    writer.close(Close.TOO_OFTEN)
                    return
                await self.hub.follow(writer, UUID(space), language, after)
            case {"do": "leave", "space": str(space), "language": str(language)}:
                self.hub.drop(writer, UUID(space), language)
            case _:
                raise Malformed("unknown message")
