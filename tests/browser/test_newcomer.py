"""The journey of a new member: sign up, enrol, read a lesson, sign out, continue."""

import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.input_methods import InputMethod, Keyboard, Pointer
from tests.browser.page_checks import check_page
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
SECRET = "a lagoon of 12 herons"
COURSE = "Knowledge management for biodiversity"
FIRST, SECOND = "What knowledge management is", "Where biodiversity knowledge is lost"
OPTIONS: dict[InputMethod, dict[str, Any]] = {
    "pointer": {"viewport": DESK},
    "no scripts": {"viewport": DESK, "java_script_enabled": False},
    "keyboard": {"viewport": PHONE},
}


def sign_up(v: Visitor, ui: Pointer, address: str) -> None:
    """Create an account from the course's page, and confirm the address with the link in the mail."""
    v.go("/en/courses/")
    ui.follow(COURSE, inside="main")
    ui.follow("Create account to take this course", inside="main")
    ui.write("Name shown to others", "Amina Diallo")
    ui.write("E-mail address", address)
    ui.write("Password", SECRET)
    ui.tick("I agree")
    ui.press("Create account", inside="main")
    expect(v.page.get_by_role("heading", level=1)).to_have_text("Check your e-mail")
    v.page.goto(v.site.link_in_mail(address, "confirm-email"))
    ui.press("Yes, confirm it", inside="main")


def sign_in(v: Visitor, ui: Pointer, address: str) -> None:
    """Sign in from the home page, unless the confirmation did so already."""
    if v.page.locator("input[name=login]").count() == 0:
        v.go("/en/account/login/")
    ui.write("E-mail address", address)
    ui.write("Password", SECRET)
    ui.press("Sign in", inside="main")


def enrol_and_read(v: Visitor, ui: Pointer) -> None:
    """Join the course and read its first lesson."""
    v.go("/en/")
    ui.follow(COURSE, inside="main")
    ui.press("Take this course", inside="main")
    ui.follow(FIRST, inside="main")
    expect(v.page.get_by_role("heading", level=1)).to_have_text(FIRST)
    ui.press("I have read this", inside="main")
    expect(v.page.get_by_role("status")).to_contain_text("Marked as read")


def leave(v: Visitor, ui: Pointer, narrow: bool) -> None:
    """Sign out with the menu."""
    ui.expand("Menu" if narrow else "Amina Diallo")
    ui.press("Sign out")


def resume(v: Visitor, ui: Pointer) -> None:
    """Continue from the home page where the course was left."""
    v.go("/en/")
    main = v.page.locator("main")
    expect(main).to_contain_text(COURSE)
    ui.follow(SECOND, inside="main")
    expect(v.page.get_by_role("heading", level=1)).to_contain_text(SECOND)
    v.go("/en/courses/km4b-essentials/")
    expect(v.page.locator("li.done")).to_have_count(1)
    expect(v.page.locator("li.done")).to_contain_text(FIRST)


@pytest.mark.parametrize("way", ["pointer", "no scripts", "keyboard"])
def test_a_newcomer_reads_the_first_lesson_and_continues_later(way: InputMethod, open_as: Open) -> None:
    address = f"newcomer-{way.replace(' ', '-')}-{time.time_ns()}@example.org"
    with open_as(**OPTIONS[way]) as v:
        ui = Keyboard(v.page) if way == "keyboard" else Pointer(v.page)
        sign_up(v, ui, address)
        if v.page.locator("input[name=login]").count():
            sign_in(v, ui, address)
        enrol_and_read(v, ui)
        leave(v, ui, narrow=way == "keyboard")
        sign_in(v, ui, address)
        resume(v, ui)
        v.assert_no_errors()


def test_the_pages_of_the_journey_pass_the_checks(open_as: Open) -> None:
    """The pages that only newcomers see: the mail was sent, and the confirmation of the address."""
    address = f"newcomer-axe-{time.time_ns()}@example.org"
    with open_as() as v:
        ui = Pointer(v.page)
        v.go("/en/account/signup/")
        ui.press("Create account", inside="main")
        wrong = check_page(v.page)
        ui.write("Name shown to others", "Amina Diallo")
        ui.write("E-mail address", address)
        ui.write("Password", SECRET)
        ui.tick("I agree")
        ui.press("Create account", inside="main")
        wrong += check_page(v.page)
        v.page.goto(v.site.link_in_mail(address, "confirm-email"))
        assert wrong + check_page(v.page) == []
