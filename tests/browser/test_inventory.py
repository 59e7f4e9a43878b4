"""The inventory of pages is complete: every route and page type is listed."""

from pathlib import Path

import pytest

from tests.browser.inventory import ADMIN, ERRORS, JOURNEYS, NO_PAGE, VISITS
from tests.routes import is_own, own_pages, routes

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def shown_by_the_site() -> set[str]:
    """Return every route and page type outside Wagtail's own admin."""
    found = {r.name for r in routes() if is_own(r) or not r.pattern.startswith("admin/")}
    pages = {f"{page._meta.app_label}.{page.__name__}" for page in own_pages()}
    return {name for name in found if not name.startswith(ADMIN)} | pages


def listed() -> set[str]:
    """Return all names in the lists."""
    return {v.name for v in VISITS if " " not in v.name} | JOURNEYS.keys() | NO_PAGE.keys()


def optional(name: str) -> bool:
    """Return whether the route exists only with an identity provider."""
    return name.startswith(("orcid_", "openid_connect_"))


def test_every_route_and_page_type_is_listed() -> None:
    assert sorted(name for name in shown_by_the_site() - listed() if not optional(name)) == []


def test_everything_listed_exists() -> None:
    assert sorted(listed() - shown_by_the_site()) == []


def test_every_public_page_type_is_also_opened_as_an_editor() -> None:
    pages = {v.name for v in VISITS if "." in v.name}
    assert pages == {v.name for v in VISITS if "." in v.name and v.role == "editor"}


def test_every_error_page_is_listed() -> None:
    error_pages = {
        path.name for path in TEMPLATES.glob("*.html") if "layouts/error.html" in path.read_text("utf-8")
    }
    assert error_pages == {error.template for error in ERRORS}


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_journey_mentions_its_pages(name: str) -> None:
    source = (Path(__file__).parent / JOURNEYS[name]).read_text("utf-8")
    assert f'"{name}"' in source


def test_every_browser_test_is_below_this_folder() -> None:
    """`make test-browser` collects nothing else."""
    here = Path(__file__).parent
    outside = [path for path in here.parent.rglob("*.py") if here not in path.parents]
    assert [path.name for path in outside if "mark.browser" in path.read_text("utf-8")] == []
