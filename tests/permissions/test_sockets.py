"""Sockets: an address nobody serves, and a page of a foreign origin, are refused before they open."""

import pytest
from asgiref.testing import ApplicationCommunicator

from config.asgi import application


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/ws/nowhere/", "http://testserver"),
        ("/ws/", "http://testserver"),
        ("/ws/nowhere/", "https://evil.example"),
        ("/ws/nowhere/", ""),
    ],
)
async def test_an_unknown_socket_is_refused(path: str, origin: str) -> None:
    headers = [(b"host", b"testserver")] + ([(b"origin", origin.encode())] if origin else [])
    scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}
    socket = ApplicationCommunicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    assert (await socket.receive_output(timeout=5))["type"] == "websocket.close"
    await socket.send_input({"type": "websocket.disconnect", "code": 1006})
    await socket.wait()
