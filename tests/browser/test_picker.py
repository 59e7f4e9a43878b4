"""Concepts are found while typing: with keyboard and pointer, from right to left, and without scripts.

The test has its own page with the site's origin and policy; scripts and styles are the site's.
"""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.page_checks import overflow, violations
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
PAGE = Path(__file__).parent / "picker.html"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:"


def open_page(v: Visitor, language: str = "en") -> Page:
    """Open the page with the picker in a language."""
    html = PAGE.read_text("utf-8").replace("LANGUAGE", language)
    html = html.replace("DIRECTION", "rtl" if language == "ar" else "ltr")
    built = json.loads((v.site.folder / "static" / "staticfiles.json").read_text("utf-8"))["paths"]
    for name in ("css/site.css", "js/concept-picker.js"):
        html = html.replace(name, built[name])
    headers = {"Content-Security-Policy": POLICY}
    address = f"/{language}/picker/"
    v.page.route(
        f"**{address}", lambda route: route.fulfill(body=html, content_type="text/html", headers=headers)
    )
    return v.go(address)


def sent(page: Page) -> list[str]:
    """Return the values of the field that the form would send."""
    return page.evaluate("[...new FormData(document.querySelector('form')).getAll('tags')]")  # type: ignore[no-any-return]


def chosen(page: Page) -> list[str]:
    """Return the names of the checked concepts."""
    boxes = page.locator("[data-chosen] li").filter(has=page.locator("input:checked"))
    return [text.strip() for text in boxes.all_inner_texts()]


def test_the_picker_with_the_keyboard(open_as: Open) -> None:
    with open_as(viewport=DESK) as v:
        page = open_page(v)
        field = page.get_by_role("combobox", name="Find by any name")
        expect(field).to_have_attribute("aria-expanded", "false")
        field.focus()
        page.keyboard.type("ken")
        options = page.get_by_role("option")
        expect(options.first).to_contain_text("Kenya")
        expect(field).to_have_attribute("aria-expanded", "true")
        expect(page.get_by_role("status")).to_have_text(f"Found: {options.count()}")
        page.keyboard.press("ArrowDown")
        expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "?")
        expect(options.first).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowUp")  # around to the last, and back to the first
        expect(options.last).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowDown")
        assert violations(page) == []
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("Added: Kenya")
        expect(field).to_be_focused()
        expect(field).to_have_value("")
        expect(page.get_by_role("listbox")).to_be_hidden()
        assert chosen(page) == ["First", "Second", "Kenya"]
        assert len(sent(page)) == 3
        assert page.url.endswith("/picker/"), "Enter sent the form"
        v.assert_no_errors()


def test_escape_closes_then_empties_and_enter_never_sends_half_a_word(open_as: Open) -> None:
    with open_as() as v:
        page = open_page(v)
        field = page.get_by_role("combobox")
        field.press_sequentially("bra")
        expect(page.get_by_role("option").first).to_be_visible()
        field.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(field).to_have_value("bra")
        field.press("Enter")
        assert page.url.endswith("/picker/")
        field.press("Escape")
        expect(field).to_have_value("")
        field.press_sequentially("zzzz")
        expect(page.get_by_role("status")).to_have_text("Nothing found.")
        expect(field).to_have_attribute("aria-expanded", "false")
        v.assert_no_errors()


def test_the_picker_with_the_pointer(open_as: Open) -> None:
    with open_as(viewport=PHONE, has_touch=True) as v:
        page = open_page(v)
        for _time in range(2):
            page.get_by_role("combobox").fill("perou")
            option = page.get_by_role("option").first
            expect(option).to_contain_text("Peru")
            expect(option).to_contain_text("Pérou")
            assert overflow(page) == []
            option.tap()
        assert chosen(page) == ["First", "Second", "Peru"]
        page.get_by_label("First").uncheck()
        assert chosen(page) == ["Second", "Peru"]
        assert len(sent(page)) == 2
        v.assert_no_errors()


def test_only_the_last_request_is_used(open_as: Open) -> None:
    """A request without a response is aborted for a later one, and few requests are sent."""
    asked: list[str] = []
    given_up: list[str] = []
    with open_as() as v:
        page = open_page(v)

        def answer(route):  # type: ignore[no-untyped-def]
            asked.append(route.request.url)
            if len(asked) > 1:
                route.continue_()

        page.route("**/suggest/**", answer)
        page.on("requestfailed", lambda request: given_up.append(request.url))
        field = page.get_by_role("combobox")
        with page.expect_request("**/suggest/**"):
            field.press_sequentially("ken", delay=20)
        field.fill("peru")
        expect(page.get_by_role("option").first).to_contain_text("Peru")
        assert len(asked) == 2
        assert given_up == asked[:1]
        assert v.recorder.errors == []


def test_too_many_requests_show_a_message(open_as: Open) -> None:
    with open_as() as v:
        page = open_page(v)
        page.route("**/suggest/**", lambda route: route.fulfill(status=429, body="<!doctype html>"))
        page.get_by_role("combobox").press_sequentially("ken")
        expect(page.get_by_role("status")).to_have_text("Wait a minute.")
        expect(page.get_by_role("combobox")).to_have_value("ken")


def test_from_right_to_left(open_as: Open) -> None:
    with open_as(viewport=PHONE) as v:
        page = open_page(v, "ar")
        field = page.get_by_role("combobox")
        field.press_sequentially("كين")
        option = page.get_by_role("option").first
        expect(option).to_contain_text("كينيا")
        assert overflow(page) == []
        box, name = option.bounding_box(), option.locator("bdi").first.bounding_box()
        assert box is not None
        assert name is not None
        typed = field.bounding_box()
        assert typed is not None
        assert box["y"] >= typed["y"] + typed["height"] - 2, "the list covers what is typed"
        assert name["x"] + name["width"] > box["x"] + box["width"] / 2, "names begin at the right"
        assert violations(page) == []
        field.press("ArrowDown")
        field.press("Enter")
        assert chosen(page) == ["First", "Second", "كينيا"]
        v.assert_no_errors()


def test_it_can_be_removed_completely(open_as: Open) -> None:
    with open_as() as v:
        page = open_page(v)
        page.get_by_role("combobox").wait_for()
        assert page.locator("#plain").is_disabled()
        page.evaluate("window.kept = document.querySelector('concept-picker'); kept.remove()")
        assert page.evaluate("kept.querySelector('.picker')") is None
        assert page.evaluate("kept.querySelector('#plain').disabled") is False
        page.evaluate("document.querySelector('fieldset').append(kept)")
        expect(page.get_by_role("combobox")).to_have_count(1)
        assert chosen(page) == ["First", "Second"]
        v.assert_no_errors()


def test_without_scripts_the_plain_field_is_shown(open_as: Open) -> None:
    with open_as(java_script_enabled=False) as v:
        page = open_page(v)
        expect(page.get_by_label("Names")).to_be_visible()
        expect(page.get_by_label("Second")).to_be_checked()
        expect(page.get_by_role("combobox")).to_have_count(0)
        v.assert_no_errors()


def test_without_scripts_concepts_are_found_on_a_plain_page(open_as: Open) -> None:
    with open_as(java_script_enabled=False, viewport=PHONE) as v:
        page = v.go("/ar/vocabularies/")
        page.fill("input[name=q]", "كين")
        with page.expect_navigation():
            page.locator("main form button").click()
        with page.expect_navigation():
            page.get_by_role("link", name="كينيا").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("كينيا")
        v.assert_no_errors()
