"""A newcomer signs up, reads the mail, enrols, reads a lesson, leaves, returns and goes on: in three ways."""

import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.examining import examine
from tests.browser.hands import Keyboard, Pointer, Way
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
SECRET = "a lagoon of 12 herons"
COURSE = "Knowledge management for biodiversity"
FIRST, SECOND = "What knowledge management is", "Where biodiversity knowledge is lost"
OPTIONS: dict[Way, dict[str, Any]] = {
    "pointer": {"viewport": DESK},
    "no scripts": {"viewport": DESK, "java_script_enabled": False},
    "keyboard": {"viewport": PHONE},
}


def sign_up(v: Visitor, hands: Pointer, address: str) -> None:
    """Create an account from the course's page, and confirm the address from the mail."""
    v.go("/en/courses/")
    hands.follow(COURSE, inside="main")
    hands.follow("Create an account to take this course", inside="main")
    hands.write("Name shown to others", "Amina Diallo")
    hands.write("E-mail address", address)
    hands.write("Password", SECRET)
    hands.tick("I agree")
    hands.press("Create account", inside="main")
    expect(v.page.get_by_role("heading", level=1)).to_have_text("Check your e-mail")
    v.page.goto(v.site.link_in_mail(address, "confirm-email"))
    hands.press("Yes, confirm it", inside="main")


def sign_in(v: Visitor, hands: Pointer, address: str) -> None:
    """Sign in from the front page, unless confirming the address did so already."""
    if v.page.locator("input[name=login]").count() == 0:
        v.go("/en/account/login/")
    hands.write("E-mail address", address)
    hands.write("Password", SECRET)
    hands.press("Sign in", inside="main")


def enrol_and_read(v: Visitor, hands: Pointer) -> None:
    """Take the course and read its first lesson."""
    v.go("/en/")
    hands.follow(COURSE, inside="main")
    hands.press("Take this course", inside="main")
    hands.follow(FIRST, inside="main")
    expect(v.page.get_by_role("heading", level=1)).to_have_text(FIRST)
    hands.press("I have read this", inside="main")
    expect(v.page.get_by_role("status")).to_contain_text("Marked as read")


def leave(v: Visitor, hands: Pointer, narrow: bool) -> None:
    """Sign out by the menu."""
    hands.unfold("Menu" if narrow else "Amina Diallo")
    hands.press("Sign out")


def resume(v: Visitor, hands: Pointer) -> None:
    """Find on the front page where one left off, and go on there."""
    v.go("/en/")
    main = v.page.locator("main")
    expect(main).to_contain_text(COURSE)
    hands.follow(SECOND, inside="main")
    expect(v.page.get_by_role("heading", level=1)).to_contain_text(SECOND)
    v.go("/en/courses/km4b-essentials/")
    expect(v.page.locator("li.done")).to_have_count(1)
    expect(v.page.locator("li.done")).to_contain_text(FIRST)


@pytest.mark.parametrize("way", ["pointer", "no scripts", "keyboard"])
def test_a_newcomer_takes_the_first_lesson_and_comes_back(way: Way, open_as: Open) -> None:
    address = f"newcomer-{way.replace(' ', '-')}-{time.time_ns()}@example.org"
    with open_as(**OPTIONS[way]) as v:
        hands = Keyboard(v.page) if way == "keyboard" else Pointer(v.page)
        sign_up(v, hands, address)
        if v.page.locator("input[name=login]").count():
            sign_in(v, hands, address)
        enrol_and_read(v, hands)
        leave(v, hands, narrow=way == "keyboard")
        sign_in(v, hands, address)
        resume(v, hands)
        v.calm()


def test_the_pages_of_the_journey_are_for_everybody(open_as: Open) -> None:
    """The pages only a newcomer meets: the mail was sent, and is this address yours."""
    address = f"newcomer-axe-{time.time_ns()}@example.org"
    with open_as() as v:
        hands = Pointer(v.page)
        v.go("/en/account/signup/")
        hands.press("Create account", inside="main")
        wrong = examine(v.page)
        hands.write("Name shown to others", "Amina Diallo")
        hands.write("E-mail address", address)
        hands.write("Password", SECRET)
        hands.tick("I agree")
        hands.press("Create account", inside="main")
        wrong += examine(v.page)
        v.page.goto(v.site.link_in_mail(address, "confirm-email"))
        assert wrong + examine(v.page) == []
