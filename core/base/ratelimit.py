"""How often one person may do one thing: fixed windows counted in the cache.

A limit belongs to a person (their account, or their address when they are not signed in) and a name,
whichever of the sites they use. Counting is one atomic increment, so that it holds across processes.
"""

import contextlib
import functools
import ipaddress
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
READING = ("GET", "HEAD")  # the methods of a view that only reads
IPV6_NETWORK = 64  # one household or office holds a /64; single addresses in it cost nothing

clock = time.time  # seconds since the epoch; a name of its own, so that tests can hold it


class RateLimited(Exception):
    """Somebody did something too often; `retry_after` says in how many seconds it may be done again.

    `core.web.middleware.ErrorMiddleware` answers it with 429 and Retry-After.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too often; again in {retry_after} s.")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Rate:
    """At most `count` times in each window of `seconds`."""

    count: int
    seconds: int


@functools.cache
def parse_rates(rate: str) -> tuple[Rate, ...]:
    """Read "20/m" or "5/m,50/h" (s, m, h, d); ValueError for anything else."""
    rates = []
    for part in rate.split(","):
        count, _slash, unit = part.strip().partition("/")
        if not count.isdigit() or unit not in SECONDS:
            raise ValueError(f"{part!r} is no rate; write for example 20/m.")
        rates.append(Rate(int(count), SECONDS[unit]))
    return tuple(rates)


def count(name: str, rate: str, who: str) -> None:
    """Count one more time that `who` did `name`; RateLimited when that is more than `rate` allows."""
    now = clock()
    for limit in parse_rates(rate):
        if _increment(_key(name, limit, who, now), limit.seconds) > limit.count:
            raise RateLimited(max(1, round(limit.seconds - now % limit.seconds)))


def uncount(name: str, rate: str, who: str) -> None:
    """Undo one `count`, while its window lasts."""
    now = clock()
    for limit in parse_rates(rate):
        with contextlib.suppress(ValueError):  # the window ended in between
            cache.decr(_key(name, limit, who, now))


def _key(name: str, limit: Rate, who: str, now: float) -> str:
    return f"rate:{name}:{limit.seconds}:{int(now // limit.seconds)}:{who}"


def _increment(key: str, seconds: int) -> int:
    """Add one atomically and return the sum; a key evicted in between starts again at one."""
    cache.add(key, 0, timeout=seconds + 1)
    try:
        return cache.incr(key)
    except ValueError:
        cache.set(key, 1, timeout=seconds + 1)
        return 1


def client_address(request: HttpRequest) -> str:
    """Return the address of the one who asks.

    With ALLAUTH_TRUSTED_PROXY_COUNT proxies before the site it is the last but so many of
    X-Forwarded-For; anything before that comes from the client and is not trusted.
    An empty or damaged header leaves the address of the connection.
    """
    direct = request.META.get("REMOTE_ADDR") or "unknown"
    trusted = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    if not trusted:
        return direct
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if len(chain) < trusted:
        return direct
    return chain[-trusted] if _parse(chain[-trusted]) else direct


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


def by_address(request: HttpRequest) -> str:
    """Return the client's key by address; IPv6 by its /64."""
    text = client_address(request)
    address = _parse(text)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False).network_address)
    return str(address or "unknown")


def by_member_or_address(request: HttpRequest) -> str:
    """Return the client's key by account, or by address when not signed in."""
    user = getattr(request, "user", None)
    return f"member-{user.pk}" if user is not None and user.is_authenticated else by_address(request)


def ratelimit(
    name: str,
    *,
    rate: str,
    methods: Collection[str] = ("POST",),
    by: Callable[[HttpRequest], str] = by_member_or_address,
) -> Callable[[View], View]:
    """Limit a view's `methods` to `rate` for each client; raise RateLimited when there are more."""
    parse_rates(rate)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods:
                count(name, rate, by(request))
            return view(request, *args, **kwargs)

        return limited

    return decorate
