"""Check each page of the inventory, in English and Arabic: axe, one heading, direction, width, no error."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import Open
from tests.browser.inventory import VISITS, Visit
from tests.browser.page_checks import check_page
from tests.browser.visitor import DESK, PASSWORD, PHONE, Visitor

pytestmark = pytest.mark.browser
PICTURES = Path(os.environ.get("VAR_DIR") or "var") / "screenshots"


def open_page(v: Visitor, visit: Visit, language: str) -> None:
    """Open the page; confirm the password where it is asked for."""
    path = f"/{language}/{visit.path}"
    v.go(path, visit.status)
    if "reauthenticate" in v.page.url and "reauthenticate" not in path:
        v.page.fill("input[name=password]", PASSWORD)
        with v.page.expect_navigation():
            v.page.press("input[name=password]", "Enter")
    where = v.page.url.removeprefix(v.site.url).split("?")[0]
    stays = where == path.split("?")[0] or visit.name == "account_reset_password_from_key"
    assert stays, f"redirected to {where}"


def take_pictures(v: Visitor, visit: Visit, language: str) -> None:
    """Save screenshots of the page: phone and desktop, light and dark (SCREENSHOTS=1)."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size in (PHONE, DESK):
        v.page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            v.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            name = f"{visit.id}-{language}-{size['width']}-{scheme}.png".replace(":", ".").replace(" ", "-")
            v.page.screenshot(path=PICTURES / name, full_page=True)


# An editor sees one more link: once, in English.
CASES = [(v, language) for v in VISITS for language in ("en", "ar") if (v.role, language) != ("editor", "ar")]


@pytest.mark.parametrize(
    ("visit", "language"), CASES, ids=[f"{v.id}-{v.path.rstrip('/')[-12:]}-{lang}" for v, lang in CASES]
)
def test_page(visit: Visit, language: str, look_as: Open) -> None:
    with look_as(visit.role) as v:
        open_page(v, visit, language)
        wrong = check_page(v.page, language)
        if os.environ.get("SCREENSHOTS"):
            take_pictures(v, visit, language)
        assert wrong == []
        v.assert_no_errors()
