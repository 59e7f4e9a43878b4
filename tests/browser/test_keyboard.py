"""With the keyboard, the main form of a page is a few key presses away."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.inventory import LONG_THREAD
from tests.browser.visitor import DESK

pytestmark = pytest.mark.browser
LESSON = "/en/courses/km4b-essentials/why-knowledge/where-knowledge-is-lost/"
INSIDE = "([selector]) => document.querySelector(selector).contains(document.activeElement)"


def presses_to(page: Page, selector: str, most: int = 60) -> int:
    """Return the number of Tab presses from the top of the page to `selector`."""
    for number in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate(INSIDE, [selector]):
            return number
    return most + 1


@pytest.mark.parametrize(
    ("address", "form"), [(f"/en/{LONG_THREAD}", "#answer form"), (LESSON, "#read form")]
)
def test_the_second_skip_link_jumps_to_the_form(address: str, form: str, open_as: Open) -> None:
    with open_as("learner", viewport=DESK) as v:
        page = v.go(address)
        for _link in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert presses_to(page, form) == 1
