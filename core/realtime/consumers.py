"""The live socket `/ws/live/`: for signed-in members of our own pages.

A client sends JSON: {"do": "follow", "space", "language", "after"}, {"do": "leave", "space", "language"} or
{"do": "pulse"}. It is sent the events of what it follows, each once and in order:
{"space", "language", "audience", "after", "through", "events"};
{"space", "language", "reset": true, "through"} when it must read the page anew;
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
from core.realtime.connections import Outlet
from core.realtime.enums import Close
from core.realtime.hub import hub_here
from core.realtime.raw_send import DIRECT
from core.web.access import Access

MESSAGE_LIMIT = 64 * 1024  # bytes
SOCKETS = 20  # of one person in one process
FOLLOWED = 50  # spaces at one socket
GRACE = 5.0  # seconds a close may take before the line is cut
LANGUAGES = dict(settings.LANGUAGES)


class Malformed(ValueError):
    """A message that no page of ours sends."""


class LiveConsumer(AsyncWebsocketConsumer):
    """Signs a socket in, counts what it says, and hands what it asks for to the hub."""

    access = Access(is_member)
    channel_layer_alias = "none"  # the hub sends directly; a channel for each socket would be for nothing
    outlet: Outlet | None = None
    _line: Callable[[dict[str, Any]], Coroutine[Any, Any, None]]  # the server's own `send`

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket until it ends, by whatever, and forget it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.outlet and not self.outlet.closed:
                self.outlet.stop()

    async def connect(self) -> None:
        """Open for a member; anybody else hears at once that signing in is missing."""
        await self.accept()
        user, hub = self.scope["user"], hub_here()
        await hub.start()
        if not is_member(user):
            await self.close(Close.SIGNED_OUT)
        elif len(hub.people.get(user.pk, ())) >= SOCKETS:
            await self.close(Close.TOO_OFTEN)
        else:
            self._task = asyncio.current_task()
            self._line = self.scope.get(DIRECT, self.base_send)
            self.outlet = Outlet(hub, user.pk, self.scope["session"].session_key, self.write, self.end)
            hub.enter(self.outlet)

    def write(self, text: str) -> Coroutine[Any, Any, None]:
        """Send one text frame; what it gives waits while the line is full."""
        return self._line({"type": "websocket.send", "text": text})

    async def end(self, code: int) -> None:
        """Close with a code; a line that takes not even that is cut."""
        try:
            await asyncio.wait_for(self.close(code), GRACE)
        except Exception:
            if self._task:
                self._task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Do what the message asks, or close with the reason why not."""
        outlet = self.outlet
        if outlet is None or outlet.closed:
            return
        outlet.heard_at = outlet.hub.now()
        if len(text_data.encode() if text_data else bytes_data or b"") > MESSAGE_LIMIT:
            outlet.close(Close.TOO_LARGE)
        elif not outlet.hub.allows(outlet.user_id):
            outlet.close(Close.TOO_OFTEN)
        else:
            try:
                await self._obey(outlet, json.loads(text_data or ""))
            except (ValueError, RecursionError):  # no JSON, no UUID, not as agreed
                outlet.close(Close.MALFORMED)

    async def _obey(self, outlet: Outlet, message: Any) -> None:
        match message:
            case {"do": "pulse"}:
                outlet.say(pulse=True)
            case {"do": "follow", "space": str(space), "language": str(language), "after": int(after)}:
                if language not in LANGUAGES or isinstance(after, bool) or not 0 <= after < 2**62:
                    raise Malformed("language or cursor")
                if len(outlet.subscriptions) >= FOLLOWED:
                    outlet.close(Close.TOO_OFTEN)
                    return
                await outlet.hub.follow(outlet, UUID(space), language, after)
            case {"do": "leave", "space": str(space), "language": str(language)}:
                outlet.hub.drop(outlet, UUID(space), language)
            case _:
                raise Malformed("unknown message")
