"""Sockets: an address nobody serves, and a page of a foreign origin, are refused before they open."""

import pytest
from channels.testing import WebsocketCommunicator

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
@pytest.mark.django_db(transaction=True)
async def test_an_unknown_socket_is_refused(path: str, origin: str) -> None:
    headers = [(b"origin", origin.encode())] if origin else []
    communicator = WebsocketCommunicator(application, path, headers)
    opened, _code = await communicator.connect()
    assert opened is False
    await communicator.disconnect()
