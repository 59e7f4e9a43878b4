"""The compressed size of a page, equal in each run: random identifiers and times compress differently."""

import hashlib
import re
import uuid
import warnings

import brotli

from core.web.middleware import BROTLI

KIB = 1024
HEADROOM = 0.1  # of a limit; less is reported at the end of the run
IDENTIFIERS = re.compile(
    r"(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    r"|(?P<time>(?<=<time datetime=\")[^\"]+)"
    r"|(?P<csrf>\b[A-Za-z0-9]{64}\b)"
    r"|(?P<signed>\b[\w-]+:[0-9A-Za-z]{6}:[\w-]{43}\b)"
)
TIME_TEXT = re.compile(r"(<time\b[^>]*>)[^<]*(</time>)")


def with_fixed_identifiers(html: str) -> str:
    """Return the page with each identifier, token and time replaced by a fixed one of the same length.

    The n-th value gets the n-th replacement, also where it is repeated.
    """
    fixed: dict[str, str] = {}

    def replace(match: re.Match[str]) -> str:
        found = match[0]
        if found not in fixed:
            fixed[found] = stand_in(match.lastgroup or "", len(fixed), len(found))
        return fixed[found]

    return TIME_TEXT.sub(r"\g<1>26 November 2026, 14:33\2", IDENTIFIERS.sub(replace, html))


def stand_in(kind: str, number: int, length: int) -> str:
    """Return the n-th replacement for an identifier."""
    if kind == "uuid":
        return str(uuid.UUID(bytes=hashlib.md5(b"%d" % number, usedforsecurity=False).digest(), version=4))
    if kind == "time":
        return f"2026-11-26T14:{number % 60:02}:33+00:00"
    digest = "".join(
        hashlib.sha512(f"{number} {part}".encode()).hexdigest() for part in range(length // 128 + 1)
    )
    return digest[:length]


def compressed(html: str) -> int:
    """Return the number of bytes of a text compressed with Brotli, as the site sends it."""
    return len(brotli.compress(html.encode(), quality=BROTLI, mode=brotli.MODE_TEXT))


def page_weight(html: str) -> int:
    """Return the number of bytes of a page as it is sent, the same in each run."""
    return compressed(with_fixed_identifiers(html))


def check_weight(what: str, size: float, limit: float) -> None:
    """Fail over the limit; warn when less than a tenth of it is left."""
    words = f"{what}: {size:,.0f} of {limit:,.0f} bytes"
    assert size <= limit, words
    if size > limit * (1 - HEADROOM):
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(f"{words}, less than a tenth is left", stacklevel=2)
