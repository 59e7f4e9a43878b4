"""Each page of the inventory without scripts: it is complete, and every form can be sent."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.inventory import VISITS, Visit
from tests.browser.test_pages import open_page

pytestmark = pytest.mark.browser


def unsendable(page: Page) -> list[str]:
    """Return the visible forms without a visible submit button."""
    return [
        form.get_attribute("action") or "?"
        for form in page.locator("main form").all()
        if form.is_visible() and not any(button.is_visible() for button in form.locator("button").all())
    ]


@pytest.mark.parametrize("visit", VISITS, ids=[f"{v.id}-{v.path.rstrip('/')[-12:]}" for v in VISITS])
def test_page_without_scripts(visit: Visit, look_as: Open) -> None:
    with look_as(visit.role, java_script_enabled=False) as v:
        open_page(v, visit, "en")
        assert v.page.locator("h1").is_visible()
        assert len(v.page.locator("main").inner_text()) > 30
        assert unsendable(v.page) == []
        v.assert_no_errors()


def test_a_form_without_a_button_is_caught(look_as: Open) -> None:
    with look_as(java_script_enabled=False) as v:
        v.page.set_content(
            "<main><form action=/a><input></form><form action=/b><input><button>Send</button></form></main>"
        )
        assert unsendable(v.page) == ["/a"]
