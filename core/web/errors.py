"""Error pages in the site's design.

The pages are rendered without request and context processors: they must hold when the host, the
database or the session is what failed. Cached navigation is shown on all of them.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def page(
    request: HttpRequest,
    template: str,
    status: int,
    context: Mapping[str, Any] | None = None,
    *,
    may_query: bool = False,
) -> HttpResponse:
    """Return the error page in the language of the address, else of the reader's browser.

    The site's navigation is shown when it is cached, or when the database may be asked for it.
    """
    language = language_of(request)
    with translation.override(language):
        surroundings = _navigation(request, may_query=may_query)
        words = render_to_string(template, {**surroundings, **(context or {})})
    answer = HttpResponse(
        words, status=status, headers={"Content-Language": language, "Cache-Control": "no-store"}
    )
    return answer


def _navigation(request: HttpRequest, *, may_query: bool) -> Mapping[str, Any]:
    """Return what `settings.ERROR_NAVIGATION` gives; nothing when just that is what failed."""
    provider: Callable[..., Mapping[str, Any]] = import_string(settings.ERROR_NAVIGATION)
    try:
        return provider(request, may_query=may_query)
    except (DisallowedHost, DatabaseFailure):
        return {}


def language_of(request: HttpRequest) -> str:
    """Return the language an error page is written in, without session or database."""
    asked = translation.get_language_from_path(request.path_info)
    return asked or translation.get_language_from_request(request) or settings.LANGUAGE_CODE


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for what cannot be read; 413 with words for what is too large."""
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    return page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the account may not open this."""
    return page(request, "403.html", 403, may_query=True)


def outside_groups(request: HttpRequest) -> HttpResponse:
    """403 for a member who is in none of the groups that may open it; says whom to ask."""
    return page(request, "403.html", 403, {"groups": True})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing for this reader."""
    return page(request, "404.html", 404, may_query=True)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something broke on our side."""
    return page(request, "500.html", 500)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: the request is larger than the site takes; say so and how to go on."""
    return page(request, "400.html", 413, {"too_large": True})


def unprocessable(request: HttpRequest, reason: str = "") -> HttpResponse:
    """422 for a request without a form to show again; `reason` is a translated sentence."""
    return page(request, "422.html", 422, {"reason": reason})


def too_many(request: HttpRequest, retry_after: int) -> HttpResponse:
    """429 with Retry-After in seconds; the page says it in whole minutes, rounded up."""
    answer = page(request, "429.html", 429, {"minutes": math.ceil(retry_after / 60)})
    answer["Retry-After"] = str(retry_after)
    return answer


def unavailable(request: HttpRequest, retry_after: int = 600) -> HttpResponse:
    """503: the site is closed for maintenance."""
    answer = page(request, "maintenance.html", 503, {"navigation": ()})
    answer["Retry-After"] = str(retry_after)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or too old; the page says how to go on."""
    return page(request, "403.html", 403, {"csrf": True})
