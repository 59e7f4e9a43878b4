"""Exactly which pages may open a socket: scheme, host and port of the request itself, and trusted origins."""

from typing import Any

import pytest

from core.realtime.origins import is_allowed
from tests.sockets import Socket


def handshake(host: str, *origins: str, scheme: str = "ws", **headers: str) -> bool:
    """Return whether a page of these origins may open a socket at the host."""
    sent = [("host", host), *(("origin", origin) for origin in origins)]
    sent += [(name.replace("_", "-"), value) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "websocket", "path": "/ws/live/", "query_string": b"", "scheme": scheme}
    return is_allowed(scope | {"headers": [(name.encode(), value.encode()) for name, value in sent]})


@pytest.fixture(autouse=True)
def hosts(settings):
    """The allowed hosts of the site."""
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]", "xn--bcher-kva.example"]


ACCEPTED = [
    ("testserver", "http://testserver"),
    ("testserver", "http://testserver:80"),
    ("testserver:80", "http://testserver"),
    ("testserver", "HTTP://TestServer"),
    ("TESTSERVER", "http://testserver"),
    ("testserver.", "http://testserver."),
    ("localhost:8001", "http://localhost:8001"),
    ("127.0.0.1:8001", "http://127.0.0.1:8001"),
    ("[::1]:8001", "http://[::1]:8001"),
    ("[::1]", "http://[::1]"),
    ("xn--bcher-kva.example", "http://xn--bcher-kva.example"),
]
REFUSED = [
    ("testserver", "https://testserver"),  # another scheme
    ("testserver", "http://testserver:443"),
    ("testserver", "ws://testserver"),
    ("testserver", "http://testserver:8001"),  # another port
    ("localhost:8001", "http://localhost:8000"),
    ("localhost:8001", "http://localhost"),
    ("localhost:8001", "http://127.0.0.1:8001"),  # another host, although it is allowed
    ("testserver", "http://localhost"),
    ("testserver", "http://testserver."),
    ("testserver.", "http://testserver"),
    ("testserver", "http://sub.testserver"),
    ("testserver", "http://testserver.evil.example"),
    ("testserver", "http://.testserver"),
    ("testserver", "http://evil.example@testserver"),  # no bare origin
    ("testserver", "http://testserver@evil.example"),
    ("testserver", "http://testserver/"),
    ("testserver", "http://testserver?x"),
    ("testserver", "http://testserver#x"),
    ("testserver", "http://testserver:"),
    ("testserver", "http://testserver:080"),
    ("testserver", "http://testserver:80:80"),
    ("testserver", "http://testserver:99999999"),
    ("testserver", " http://testserver"),
    ("testserver", "http://testserver\t"),
    ("testserver", "testserver"),
    ("testserver", "//testserver"),
    ("testserver", "null"),
    ("testserver", ""),
    ("testserver", "file://"),
    ("testserver", "http://[::1"),
    ("[::1]:8001", "http://[::1]"),
    ("[::1]", "http://::1"),
    ("xn--bcher-kva.example", "http://bücher.example"),  # no browser writes it so
    ("testserver", "http://ｔestserver"),
    ("evil.example", "http://evil.example"),  # not an allowed host
    ("testserver:x", "http://testserver"),
    ("", "http://testserver"),
]


@pytest.mark.parametrize(("host", "origin"), ACCEPTED)
def test_the_origin_of_the_request_itself_is_accepted(host: str, origin: str) -> None:
    assert handshake(host, origin)


@pytest.mark.parametrize(("host", "origin"), REFUSED)
def test_everything_else_is_refused(host: str, origin: str) -> None:
    assert not handshake(host, origin)


def test_no_origin_and_two_are_refused() -> None:
    assert not handshake("testserver")
    assert not handshake("testserver", "http://testserver", "http://testserver")


TRUSTED = [
    "https://commons.example:8443",
    "https://*.portal.example",
    "http://*.lab.example:8080",
    "https://Bücher.example",
]


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://commons.example:8443", True),
        ("https://commons.example", False),
        ("http://commons.example:8443", False),
        ("https://sub.commons.example:8443", False),
        ("https://a.portal.example", True),
        ("https://a.b.portal.example:443", True),
        ("https://portal.example", True),  # as for forms: Django counts it with its subdomains
        ("https://aportal.example", False),
        ("https://.portal.example", False),
        ("https://*.portal.example", False),
        ("http://a.portal.example", False),
        ("https://a.portal.example:8443", False),
        ("http://a.lab.example:8080", True),
        ("http://a.lab.example", False),
        ("https://xn--bcher-kva.example", True),
        ("https://bücher.example", False),
    ],
)
def test_trusted_origins_are_compared_by_scheme_host_and_port(settings, origin: str, allowed: bool) -> None:
    settings.CSRF_TRUSTED_ORIGINS = TRUSTED
    assert handshake("testserver", origin) is allowed


def test_behind_a_trusted_proxy_the_scheme_is_the_browsers(settings) -> None:
    forwarded = {"x_forwarded_proto": "https", "x_forwarded_for": "203.0.113.9"}
    assert not handshake("testserver", "https://testserver", **forwarded)  # no proxy is configured
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert handshake("testserver", "https://testserver", **forwarded)
    assert handshake("testserver", "https://testserver:443", **forwarded)
    assert not handshake("testserver", "http://testserver", **forwarded)
    assert not handshake("testserver", "https://testserver", x_forwarded_proto="http")
    assert handshake("testserver", "http://testserver", x_forwarded_proto="http")


def test_tls_at_the_server_itself_is_https() -> None:
    assert handshake("testserver", "https://testserver", scheme="wss")
    assert not handshake("testserver", "http://testserver", scheme="wss")


@pytest.mark.parametrize(
    ("origin", "answer"),
    [
        ("http://testserver", "websocket.accept"),
        ("http://testserver:8000", "websocket.close"),
        ("http://localhost", "websocket.close"),
        ("null", "websocket.close"),
        (None, "websocket.close"),
    ],
)
@pytest.mark.django_db(transaction=True)
async def test_the_socket_checks_the_origin_before_it_opens(sockets, origin: str | None, answer: str) -> None:
    socket = Socket(None, origin=origin)
    assert await socket.handshake() == answer
    if answer == "websocket.accept":
        sockets.append(socket)
