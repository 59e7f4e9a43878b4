"""SafeFetch: the only client for outgoing requests.

Against requests forged through the server (SSRF): a list of hosts for each caller, TLS, every resolved
address public and the connection made to the very address that was checked (so a name that resolves
otherwise the second time gains nothing), redirects checked again, and caps on time, size and redirects.
"""

import asyncio
import socket
import zlib
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx
from asgiref.sync import async_to_sync

from core.base.public_ips import Address, is_public, parse

Resolver = Callable[[str, int], Awaitable[list[str]]]
REDIRECTS = frozenset({301, 302, 303, 307, 308})
USER_AGENT = "KM4B-Commons (SafeFetch)"


class FetchError(Exception):
    """The request was refused or failed. Subclasses say why; the message names the host, not the path."""


class Refused(FetchError):
    """The address is not one this caller may call."""


class TooLarge(FetchError):
    """The answer is larger than allowed, as sent or when unpacked."""


class TooSlow(FetchError):
    """The whole took longer than allowed."""


class Unreachable(FetchError):
    """The host does not exist, did not answer, or broke off."""


@dataclass(frozen=True)
class Fetched:
    """An answer: final address, status, headers (lower-case names), body unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8; what is not is replaced."""
        return self.content.decode("utf-8", "replace")


async def resolve(host: str, port: int) -> list[str]:
    """Return all addresses of a name; Unreachable when it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"The name {host} was not found.") from error
    return [str(row[4][0]) for row in found]


@cache
def _certificates() -> SSLContext:
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True)
class SafeFetch:
    """What one caller may fetch.

    `hosts`: exact names, or ".example.org" for the names below it; a port other than 443 is part of
    the name ("example.org:8443"). `plain_http_hosts` may be called without TLS (tests). `max_bytes`
    counts the body as sent and unpacked; `seconds` is for the whole, redirects included.
    `permit`, `resolver` and `certificates` are replaced in tests only.
    """

    hosts: Collection[str]
    max_bytes: int = 5 * 1024 * 1024
    seconds: float = 15.0
    max_redirects: int = 3
    plain_http_hosts: Collection[str] = ()
    permit: Callable[[Address], bool] = is_public
    resolver: Resolver = field(default=resolve)
    certificates: Callable[[], SSLContext] = field(default=_certificates)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """Fetch by GET from code that is not async. A subclass of FetchError says what went wrong."""
        return async_to_sync(self.request)("GET", url, headers=headers)

    def post(self, url: str, *, headers: Mapping[str, str] | None = None, content: bytes = b"") -> Fetched:
        """Send by POST from code that is not async; a redirect is not followed but given back."""
        return async_to_sync(self.request)("POST", url, headers=headers, content=content)

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> Fetched:
        """Send one request and its redirects (GET and HEAD only) within the caps."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self._follow(method, url, dict(headers or {}), content)
        except TimeoutError as error:
            raise TooSlow(f"No complete answer within {self.seconds:g} seconds.") from error

    async def _follow(self, method: str, url: str, headers: dict[str, str], content: bytes | None) -> Fetched:
        for _hop in range(self.max_redirects + 1):
            target = self.check(url)
            answer = await self._send(method, target, headers, content)
            if (
                answer.status not in REDIRECTS
                or "location" not in answer.headers
                or method not in ("GET", "HEAD")
            ):
                return answer
            following = target.join(answer.headers["location"])
            if following.host != target.host:  # keys and cookies belong to the first host alone
                headers = {
                    name: value
                    for name, value in headers.items()
                    if name.lower() not in ("authorization", "cookie", "x-api-key")
                }
            url = str(following)
        raise Refused(f"More than {self.max_redirects} redirects.")

    def check(self, url: str) -> httpx.URL:
        """Return the parsed address; Refused when its scheme, host or port is not allowed to this caller."""
        try:
            target = httpx.URL(url)
        except (httpx.InvalidURL, TypeError, ValueError) as error:
            raise Refused("This is not an address.") from error
        host = target.raw_host.decode("ascii").lower().rstrip(".")
        standard = {"https": 443, "http": 80}.get(target.scheme)
        named = host if target.port in (None, standard) else f"{host}:{target.port}"
        if not host or target.userinfo:
            raise Refused("An address must have a host and no password.")
        if target.scheme == "http" and named in self.plain_http_hosts:
            return target
        if target.scheme != "https":
            raise Refused(f"{named} may only be called by https.")
        if not any(
            named == allowed or (allowed[:1] == "." and named.endswith(allowed)) for allowed in self.hosts
        ):
            raise Refused(f"{named} is not among the hosts this may call.")
        return target

    async def _pin(self, target: httpx.URL) -> str:
        """Return the one address to connect to, all addresses of the name having been checked."""
        port = target.port or (443 if target.scheme == "https" else 80)
        found = await self.resolver(target.host, port)
        try:
            addresses = [parse(text) for text in found]
        except ValueError as error:
            raise Refused(f"{target.host} has an address that cannot be read.") from error
        if not addresses:
            raise Unreachable(f"The name {target.host} has no address.")
        if not all(self.permit(address) for address in addresses):
            raise Refused(f"{target.host} leads to an address that is not public.")
        return str(addresses[0])

    async def _send(
        self, method: str, target: httpx.URL, headers: dict[str, str], content: bytes | None
    ) -> Fetched:
        pinned = target.copy_with(host=await self._pin(target))
        request_headers = {
            "User-Agent": USER_AGENT,
            **headers,
            "Host": target.netloc.decode("ascii"),
            "Accept-Encoding": "gzip",
        }
        # The certificate is checked against the name, though the connection goes to the address.
        extensions = {"sni_hostname": target.raw_host.decode("ascii")}
        client = httpx.AsyncClient(
            verify=self.certificates(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(self.seconds),
        )
        try:
            async with (
                client,
                client.stream(
                    method, pinned, headers=request_headers, content=content, extensions=extensions
                ) as response,
            ):
                body = await self._read(response, target.host)
                found = {name.lower(): value for name, value in response.headers.items()}
                return Fetched(str(target), response.status_code, found, body)
        except httpx.TimeoutException as error:
            raise TooSlow(f"{target.host} did not answer in time.") from error
        except httpx.HTTPError as error:
            raise Unreachable(f"{target.host} did not answer.") from error

    async def _read(self, response: httpx.Response, host: str) -> bytes:
        unpack = _unpacker(response.headers.get("content-encoding", "identity"), host)
        sent, body = 0, bytearray()
        async for chunk in response.aiter_raw():
            sent += len(chunk)
            if sent <= self.max_bytes:
                try:
                    body += unpack(chunk, self.max_bytes + 1 - len(body))
                except zlib.error as error:
                    raise Unreachable(f"{host} sent a damaged answer.") from error
            if sent > self.max_bytes or len(body) > self.max_bytes:
                raise TooLarge(f"{host} sent more than {self.max_bytes} bytes.")
        return bytes(body)


def _unpacker(encoding: str, host: str) -> Callable[[bytes, int], Any]:
    """Return `(chunk, room) -> bytes` that unpacks no more than `room` bytes."""
    match encoding.strip().lower():
        case "identity" | "":
            return lambda chunk, room: chunk
        case "gzip" | "x-gzip":
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress
    raise Unreachable(f"{host} packed its answer in a way that was not asked for ({encoding}).")
