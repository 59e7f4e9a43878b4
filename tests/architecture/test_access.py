"""Every route and every page type declares its access."""

from typing import Any

from django.utils.module_loading import import_string

from core.web.access import access_of, public
from core.web.pages import ViewPage
from tests.routes import Route, own_pages, own_routes


def undeclared(entries: list[tuple[str, Any]]) -> list[str]:
    """Return the names of the views that declare no access."""
    return [name for name, view in entries if access_of(view) is None]


def test_every_own_view_declares_its_access() -> None:
    assert undeclared([(f"{r.name} {r.pattern}", r.view) for r in own_routes()]) == []


def test_every_own_route_has_a_name() -> None:
    assert [route.pattern for route in own_routes() if not route.name] == []


def test_every_page_type_is_a_view_page() -> None:
    assert [page.__name__ for page in own_pages() if not issubclass(page, ViewPage)] == []


def test_every_page_type_declares_its_access() -> None:
    assert undeclared([(page.__name__, import_string(page.view)) for page in own_pages()]) == []


def test_a_view_without_access_is_caught() -> None:
    def bare(request: object) -> None: ...

    assert undeclared([("bare", bare), ("said", public(bare))]) == ["bare"]  # type: ignore[arg-type]


def test_a_decorated_view_keeps_its_module() -> None:
    def bare(request: object) -> None: ...

    assert Route("x", "x/", public(bare)).module == __name__  # type: ignore[arg-type]
