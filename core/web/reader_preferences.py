"""How a person reads: in which language texts come, and whether pictures wait until they are asked for.

Members keep both in their account (`text_language` and `pictures`), visitors in two cookies. The language
of the interface is another thing: it is part of the address.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

TEXT_COOKIE, PICTURES_COOKIE = "text_language", "pictures"
PARAMETER = "text"  # ?text=ar: this once
YEAR = 365 * 24 * 60 * 60
LIGHT = 10 * 1024  # bytes: a picture up to this weight, as each drawing of ours, never waits
KNOWN = "_saves_data"


class Pictures(models.TextChoices):
    """When pictures are fetched."""

    AUTO = "auto", _("as my browser asks: they wait when it saves data")
    WAIT = "wait", _("only when I ask for one")
    SHOW = "show", _("always")


def text_language(request: HttpRequest) -> str:
    """Return the code of the language in which the person wants texts; empty for that of the interface."""
    codes = dict(settings.LANGUAGES)
    asked = request.GET.get(PARAMETER, "")
    if asked in codes:
        return asked
    kept = _kept(request, "text_language", TEXT_COOKIE)
    return kept if kept in codes else ""


def pictures(request: HttpRequest) -> Pictures:
    """Return what the person has chosen for pictures."""
    return _chosen(_kept(request, "pictures", PICTURES_COOKIE))


def saves_data(request: HttpRequest) -> bool:
    """Return whether pictures wait: by choice, else where the browser sends `Save-Data: on` (WICG Save Data).

    Worked out once for a request; `ReadingMiddleware` then adds the `Vary` headers.
    """
    known: bool | None = getattr(request, KNOWN, None)
    if known is None:
        known = asks_to_save_data(request)
        setattr(request, KNOWN, known)
    return known


def asks_to_save_data(request: HttpRequest) -> bool:
    """Return what `saves_data` does, for an answer that does not depend on it."""
    chosen = pictures(request)
    if chosen == Pictures.AUTO:
        return request.headers.get("Save-Data", "").strip().lower() == "on"
    return chosen == Pictures.WAIT


def was_asked(request: HttpRequest) -> bool:
    """Return whether somebody asked `saves_data`, so that the page depends on it."""
    return hasattr(request, KNOWN)


def is_light(weight: int | None) -> bool:
    """Return whether a file of this many bytes comes at once, also where data is saved."""
    return 0 < (weight or 0) <= LIGHT


class ReadingMiddleware:
    """Says to caches that a page depends on how its person reads, when its mark-up asked for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if was_asked(request):
            patch_vary_headers(response, ("Save-Data", "Cookie"))
        return response


def _chosen(kept: str) -> Pictures:
    return Pictures(kept) if kept in Pictures.values else Pictures.AUTO


def remember(response: HttpResponseBase, *, text_language: str, pictures: str) -> None:
    """Keep a visitor's choices for a year; what is as at first is forgotten."""
    for cookie, value, first in (
        (TEXT_COOKIE, text_language, ""),
        (PICTURES_COOKIE, pictures, Pictures.AUTO),
    ):
        if value == first:
            response.delete_cookie(cookie, samesite="Lax")
        else:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(cookie, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)


def _kept(request: HttpRequest, column: str, cookie: str) -> str:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(getattr(user, column, ""))
    return request.COOKIES.get(cookie, "")
