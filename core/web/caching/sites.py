"""The Wagtail site and the page of a request, found once until pages or sites change."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail import views
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from core.web.caching.changes import PAGES, SITE
from core.web.caching.fragments import remember
from core.web.caching.versions import is_reading


def find_site(request: HttpRequest) -> Site | None:
    """Return what `Site.find_for_request` returns, and let it find that without a query."""
    if not hasattr(request, "_wagtail_site"):
        address = (request.get_host(), request.get_port())
        request._wagtail_site = remember(  # type: ignore[attr-defined]
            "site", address, lambda: Site.find_for_request(request), (PAGES, SITE)
        )
    return request._wagtail_site  # type: ignore[attr-defined,no-any-return]


def find_page(request: HttpRequest, path: str) -> None:
    """Let Wagtail's `serve` find the page at `path` by one query, instead of one for each page above it.

    Where the path leads to is remembered; a path without a page is not.
    """
    parts = (request.get_host(), request.get_port(), path)
    try:
        label, key = remember("route", parts, lambda: _route(request, path), (PAGES, SITE))
    except Http404:
        return
    if hasattr(request, "_wagtail_route_for_request") or not label:
        return
    pages = apps.get_model(label)._default_manager.live().select_related("locale", "alias_of__locale")
    if page := pages.filter(pk=key).first():
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]


def _route(request: HttpRequest, path: str) -> tuple[str, int]:
    """Return the type and the id of the page; an empty type where it takes arguments from the path."""
    result = Page.route_for_request(request, path)
    if result is None:
        raise Http404
    page, args, kwargs = result
    return ("", 0) if args or kwargs else (page._meta.label, page.pk)


class SiteMiddleware:
    """Finds the site and the page before Wagtail looks for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Find them when the address is that of a page."""
        if view is views.serve:
            find_site(request)
            if is_reading():
                find_page(request, args[0] if args else kwargs["path"])
