"""Redirects to an address that a request names: only to a path of this site."""

import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.encoding import iri_to_uri
from django.utils.http import MAX_URL_LENGTH, url_has_allowed_host_and_scheme

NEXT = "next"
RETURN_URL = "return_url"  # Wagtail's name for it in the forms that ask for a shared password


def safe_next_url(request: HttpRequest, fallback: str) -> str:
    """Return the path named as `next` in the form or the address, or `fallback` if it is not of this site."""
    return own_path(request, request.POST.get(NEXT) or request.GET.get(NEXT) or "") or fallback


def own_path(request: HttpRequest, url: str) -> str:
    """Return path, query and fragment of an address of this site; "" for any other text.

    A page that was asked for by HTTPS does not lead back to HTTP.
    """
    if _has_control_characters(url) or not url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    path = urlsplit(url)._replace(scheme="", netloc="").geturl()
    return path if is_local_path(path) else ""


def is_local_path(path: str) -> bool:
    """Return whether the text is a path from the site's root that no browser takes for another host.

    A word without a slash is not: Django's `redirect` would take it for the name of a view.
    """
    return (
        path.startswith("/")
        and not _has_control_characters(path)
        and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
        and len(iri_to_uri(path)) <= MAX_URL_LENGTH
    )


def _has_control_characters(text: str) -> bool:
    # Browsers drop tabs and line ends inside an address, so that "/<tab>/host" becomes "//host".
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


class RedirectParameterMiddleware:
    """Drops the address to go back to from requests when it is not of this site.

    Wagtail gives this parameter to `redirect` when its host is allowed, and then answers 500 to a bare word.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Replace what is not a path of this site, in the query and in the form."""
        request.GET = _checked(request, request.GET)  # type: ignore[assignment]  # Django types it immutable
        if request.method == "POST":
            request.POST = _checked(request, request.POST)  # type: ignore[assignment]


def _checked(request: HttpRequest, values: QueryDict) -> QueryDict:
    refused = [
        name for name in (NEXT, RETURN_URL) if name in values and not own_path(request, str(values[name]))
    ]
    if not refused:
        return values
    copy = values.copy()
    for name in refused:
        copy[name] = "/" if name == RETURN_URL else ""  # Wagtail's form requires a return_url
    copy._mutable = False
    return copy
