"""The Wagtail site of a request, which each page asks for, found once until content changes."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail import views
from wagtail.models import Site

from core.web.caching.changes import PAGES, SITE
from core.web.caching.fragments import remember


def find_site(request: HttpRequest) -> Site | None:
    """Return what `Site.find_for_request` returns, and let it find that without a query."""
    if not hasattr(request, "_wagtail_site"):
        address = (request.get_host(), request.get_port())
        request._wagtail_site = remember(  # type: ignore[attr-defined]
            "site", address, lambda: Site.find_for_request(request), (PAGES, SITE)
        )
    return request._wagtail_site  # type: ignore[attr-defined,no-any-return]


class SiteMiddleware:
    """Finds the site before Wagtail looks for the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Find the site when the address is that of a page."""
        if view is views.serve:
            find_site(request)
