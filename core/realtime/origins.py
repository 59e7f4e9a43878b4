"""Whose pages may open a socket: those of the very origin that is asked, and those of CSRF_TRUSTED_ORIGINS.

Browsers name the origin of the page at every handshake, and send the session's cookie with it whatever page
that is. So the rule is Django's for forms: scheme, host and port must be the same. A handshake without an
origin comes from no browser's page and is refused.
"""

import io
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, NamedTuple

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.utils.encoding import punycode
from django.utils.http import is_same_domain

logger = logging.getLogger("core.realtime")
PORTS = {"http": 80, "https": 443}
# A serialised origin (RFC 6454, section 6.2): no user, no path, a name in ASCII or a literal address.
ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[0-9a-z][0-9a-z._-]*)(:(?P<port>[1-9][0-9]{0,4}))?",
    re.ASCII,
)
Application = Callable[[dict[str, Any], Any, Any], Awaitable[Any]]


class Origin(NamedTuple):
    """Scheme, host and port of a page, in lower case; the port is always there."""

    scheme: str
    host: str
    port: int


def parse_origin(text: str) -> Origin | None:
    """Return the origin that the text names, or None when it is not exactly one ("null", an address)."""
    if not (found := ORIGIN.fullmatch(text.lower())):
        return None
    scheme, host, port = found["scheme"], found["host"], found["port"]
    return Origin(scheme, host, int(port) if port else PORTS[scheme])


def is_allowed(scope: dict[str, Any]) -> bool:
    """Return whether the page that opens this socket is one of ours.

    Scheme and host of the request are found as for pages: ALLOWED_HOSTS and SECURE_PROXY_SSL_HEADER hold.
    """
    scheme = {"wss": "https", "https": "https"}.get(scope.get("scheme", "ws"), "http")
    request = ASGIRequest(scope | {"method": "GET", "scheme": scheme}, io.BytesIO())
    origin = parse_origin(request.headers.get("Origin", ""))
    try:
        own = parse_origin(f"{request.scheme}://{request.get_host()}")
    except DisallowedHost:
        return False
    return origin is not None and (origin == own or any(_is_covered(origin, each) for each in trusted()))


def trusted() -> Iterator[Origin]:
    """Yield CSRF_TRUSTED_ORIGINS; a host that begins with a dot means itself and all its subdomains."""
    for text in settings.CSRF_TRUSTED_ORIGINS:
        if origin := parse_origin(_in_ascii(text.replace("://*.", "://"))):
            yield origin._replace(host=f".{origin.host}") if "://*." in text else origin


def _in_ascii(text: str) -> str:
    """Return the address with its host as browsers write it."""
    scheme, separator, rest = text.partition("://")
    host, colon, port = rest.partition(":")
    return text if text.isascii() else f"{scheme}{separator}{punycode(host)}{colon}{port}"


def _is_covered(origin: Origin, pattern: Origin) -> bool:
    same = (origin.scheme, origin.port) == (pattern.scheme, pattern.port)
    return same and is_same_domain(origin.host, pattern.host)


class OriginValidator:
    """Refuses the handshake of a page that is not ours."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Go on, or answer the handshake with 403."""
        if is_allowed(scope):
            return await self.inner(scope, receive, send)
        told = {name: value for name, value in scope["headers"] if name in (b"origin", b"host")}
        logger.info("A socket was refused for its origin: %r", told)
        return await WebsocketDenier()(scope, receive, send)
