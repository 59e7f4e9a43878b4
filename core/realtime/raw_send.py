"""The server's own `send`, kept for the hub: what lies between would look at the session for each message."""

from typing import Any

DIRECT = "commons.send"  # in the scope of a socket


class DirectSend:
    """The outermost layer around the socket application."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Put `send` into the scope, and go on."""
        await self.inner(scope | {DIRECT: send}, receive, send)
