"""Whole pages for visitors without a session, stored under the versions of what they show.

A page is stored when it was rendered by `core.web.responses.render_page` for somebody without a session, sets
no cookie and has no token. An entry names the versions it shows; it is served only while all of them are the
present ones, so a change is seen by the very next request, whichever process answers.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TypedDict

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control

from core.web.caching.changes import CONTENT, KINDS
from core.web.caching.versions import present, present_of, reading
from core.web.middleware import accepts_brotli
from core.web.reader_preferences import (
    PARAMETER,
    PICTURES_COOKIE,
    TEXT_COOKIE,
    asks_to_save_data,
    text_language,
)

SECONDS = 10 * 60  # how long a page is stored
SHARED = {"public": True, "max_age": 0, "s_maxage": 5}  # for what editors publish
ASK_FIRST = {"public": True, "no_cache": True}  # for discussions: what is hidden must be gone at once
KNOWN_PARAMETERS = {PARAMETER, "page"}
KNOWN_VARY = {"accept-encoding", "cookie", "save-data"}  # parts of the key
_SHOWS, _LIFETIME = "_page_shows", "_page_lifetime"


class StoredPage(TypedDict):
    """A page as it was sent, and the versions of what it shows: plain types, which any release can read."""

    versions: dict[str, int]
    content: bytes
    headers: dict[str, str]


def allow_storing(request: HttpRequest, kinds: Iterable[str], at: Mapping[str, int] | None = None) -> None:
    """Allow the answer to be stored while these kinds of content, and what is in `at`, keep their version.

    `at` holds versions of other things, read before what is shown: {"space:12": 340} is the discussion 12 up
    to its sequence 340, which the reader "space" of `VERSION_READERS` reads again.
    """
    setattr(request, _SHOWS, {**dict.fromkeys(kinds), **(at or {})})


def limit_lifetime(request: HttpRequest, seconds: float) -> None:
    """Store the answer no longer than that: something on it begins or ends by the clock."""
    setattr(request, _LIFETIME, min(seconds, getattr(request, _LIFETIME, SECONDS)))


class PageCacheMiddleware:
    """Answers visitors from the stored pages, and stores what they are answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading():
            key = _key(request)
            return self._answer(request, key) if key else self.get_response(request)

    def _answer(self, request: HttpRequest, key: str) -> HttpResponseBase:
        stored = cache.get(key)
        if stored is None or any(present(name) != at for name, at in stored["versions"].items()):
            present_of(KINDS)  # before the content is read
            response = self.get_response(request)
            stored = _stored(request, response)
            if stored is None:
                return response
            cache.set(key, stored, getattr(request, _LIFETIME, SECONDS))
        answer = HttpResponse(stored["content"], headers=stored["headers"])
        return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


def _key(request: HttpRequest) -> str:
    """Return the key of the page that is asked for; empty when the answer may depend on who asks."""
    if request.method != "GET" or settings.MAINTENANCE or "Authorization" in request.headers:
        return ""
    if not request.COOKIES.keys() <= {TEXT_COOKIE, PICTURES_COOKIE, settings.CSRF_COOKIE_NAME}:
        return ""
    if not request.GET.keys() <= KNOWN_PARAMETERS or not translation.get_language_from_path(
        request.path_info
    ):
        return ""
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    parts = (
        request.scheme,
        host,
        request.get_full_path(),
        text_language(request),
        asks_to_save_data(request),
        _encoding(request.headers.get("Accept-Encoding", "")),
    )
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _encoding(accepted: str) -> str:
    return "br" if accepts_brotli(accepted) else "gzip" if "gzip" in accepted else ""


def _stored(request: HttpRequest, response: HttpResponseBase) -> StoredPage | None:
    """Return what is to be stored of an answer; None when it is not for everybody."""
    shown: dict[str, int | None] | None = getattr(request, _SHOWS, None)
    if shown is None or response.status_code != 200 or not isinstance(response, HttpResponse):
        return None
    if response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or not _varies_as_known(response):
        return None
    versions = {name: present(name) if at is None else at for name, at in shown.items()}
    is_content = all(name.startswith(CONTENT) for name in versions)
    patch_cache_control(response, **(SHARED if is_content else ASK_FIRST))
    headers = dict(response.headers) | {"ETag": f'W/"{hashlib.sha256(response.content).hexdigest()[:20]}"'}
    return {"versions": versions, "content": response.content, "headers": headers}


def _varies_as_known(response: HttpResponse) -> bool:
    named = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return named - {""} <= KNOWN_VARY
