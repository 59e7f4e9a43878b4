"""The Wagtail site of a request, which each page asks for, without a query."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from wagtail.models import Site

from core.web.caching.fragments import remember


class SiteMiddleware:
    """Finds the site of a page's address once until content changes; elsewhere Wagtail finds it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Set what `Site.find_for_request` looks for first."""
        if translation.get_language_from_path(request.path_info):
            host = request.get_host()
            request._wagtail_site = remember(  # type: ignore[attr-defined]
                "site", [host, request.get_port()], lambda: Site.find_for_request(request)
            )
