"""Who may see the figures of a running site: a monitoring system with its token, and the machine itself."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

RATE = "120/m"  # times one address may send a token, right or wrong
# A request with one of these headers came through a proxy, or pretends to: the peer is not the client.
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


def has_token(request: HttpRequest) -> bool:
    """Return whether the request has METRICS_TOKEN as its bearer token; never when the token is empty."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and scheme.lower() == "bearer" and constant_time_compare(token.strip(), wanted)


def is_loopback(request: HttpRequest) -> bool:
    """Return whether the request comes from this machine, without a proxy in between."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        peer = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a Unix socket has no address
        return False
    mapped = peer.ipv4_mapped if isinstance(peer, ipaddress.IPv6Address) else None
    return (mapped or peer).is_loopback
