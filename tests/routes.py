"""Every route of the site: the project's own, or a third party's, named here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import get_page_models

from core.web.pages import ViewPage


@dataclass(frozen=True)
class Route:
    """One route: its name with its namespaces, its pattern and its view."""

    name: str
    pattern: str
    view: Any

    @property
    def module(self) -> str:
        """Return the module of the view (functools.wraps keeps it)."""
        view = getattr(self.view, "view_class", self.view)
        return getattr(view, "__module__", type(view).__module__)


@dataclass(frozen=True)
class ThirdParty:
    """Third-party views: their routes, their package, and what protects them."""

    prefix: str
    module: str
    guard: str

    def covers(self, route: Route) -> bool:
        inside = route.module == self.module or route.module.startswith(self.module + ".")
        return inside and re.match(self.prefix, route.pattern) is not None


# The language prefix is written as `<lang>/`.
THIRD_PARTY = (
    ThirdParty(r"admin/", "wagtail", "Wagtail's require_admin_access; swept in tests/permissions"),
    ThirdParty(r"admin/", "wagtail_localize", "inside Wagtail's admin; swept in tests/permissions"),
    ThirdParty(r"admin/", "django.views.i18n", "Wagtail's message catalogue for its scripts; no data"),
    ThirdParty(r"admin/", "django.views.generic.base", "Wagtail's redirects inside its admin"),
    ThirdParty(r"<lang>/account/", "allauth", "allauth's own decorators; tested in tests/accounts"),
    ThirdParty(r"<lang>/account/social/", "django.views.generic.base", "allauth's redirects to its pages"),
    ThirdParty(
        r"documents/", "wagtail.documents", "shared passwords of collections; core.web.secret_attempts"
    ),
    ThirdParty(r"<lang>/", "wagtail.views", "Wagtail pages: each page class declares its view"),
    ThirdParty(r"<lang>/_util/", "wagtail", "shared passwords of pages; core.web.secret_attempts"),
    ThirdParty(r"<lang>/_util/login/", "django.views.generic.base", "our redirect to the one sign-in page"),
)


def _walk(patterns: list[Any], prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in patterns:
        step = str(entry.pattern)
        if type(entry.pattern).__name__ == "LocalePrefixPattern":
            step = "<lang>/"
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, prefix + step.lstrip("^"), inner)
        elif isinstance(entry, URLPattern):
            name = ":".join((*namespaces, entry.name)) if entry.name else ""
            yield Route(name, prefix + step.lstrip("^"), entry.callback)


def routes() -> list[Route]:
    """Return every route of the URLconf."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def project_apps() -> list[str]:
    """Return the dotted names of the project's own apps: "cop", "core.jobs"."""
    base = str(settings.BASE_DIR)
    return [
        config.name
        for config in apps.get_app_configs()
        if config.path.startswith(base) and "site-packages" not in config.path
        if not config.name.startswith("tests.")
    ]


def is_own(route: Route) -> bool:
    """Return whether the view is the project's own."""
    return any(route.module.startswith(f"{app}.") for app in project_apps())


def own_routes() -> list[Route]:
    """Return the routes of the project's own views."""
    return [route for route in routes() if is_own(route)]


def third_party_routes() -> list[Route]:
    """Return the routes of third-party views."""
    return [route for route in routes() if not is_own(route)]


def own_pages() -> list[type[ViewPage]]:
    """Return the project's Wagtail page classes that can be created."""
    return [
        model
        for model in get_page_models()
        if model._meta.app_config.name in project_apps() and not model._meta.abstract
    ]
