"""Changing the language in the middle of a lesson keeps section, progress and membership."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.input_methods import InputMethod, Keyboard, Pointer
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
COURSE = "/en/courses/km4b-essentials/"
FIRST = COURSE + "why-knowledge/what-knowledge-management-is/"
SECOND = COURSE + "why-knowledge/where-knowledge-is-lost/"
NAMES = {"en": "English", "fr": "Français", "ar": "العربيّة"}
ROUND = ("fr", "ar", "en")
OPTIONS: dict[InputMethod, dict[str, Any]] = {
    "pointer": {"viewport": DESK},
    "no scripts": {"viewport": DESK, "java_script_enabled": False},
    "keyboard": {"viewport": PHONE},
}
HEADINGS = "article :is(h2, h3)[id^='s-']"
# The sections whose heading begins in the upper half of the window.
UPPER = f"""() => [...document.querySelectorAll("{HEADINGS}")]
  .map(h => [h.id, h.getBoundingClientRect().top])
  .filter(([_, y]) => y >= -1 && y < innerHeight / 2).map(([id]) => id)"""


def read_on(page: Page, number: int) -> str:
    """Scroll to a heading, stay until the language links have its anchor, and return the anchor."""
    heading = page.locator(HEADINGS).nth(number)
    heading.evaluate("h => scrollTo(0, h.getBoundingClientRect().top + scrollY - 60)")
    anchor = heading.get_attribute("id") or ""
    expect(page.locator(f"header a[hreflang='fr'][href$='#{anchor}']").first).to_be_attached()
    return anchor


def choose(v: Visitor, ui: Pointer, now: str, wanted: str) -> None:
    """Choose a language in the header."""
    narrow = v.page.viewport_size == PHONE
    ui.expand({"en": "Menu", "fr": "Menu", "ar": "القائمة"}[now] if narrow else NAMES[now])
    ui.follow(NAMES[wanted], inside="header")
    expect(v.page.locator("html")).to_have_attribute("lang", wanted)
    expect(v.page.locator("html")).to_have_attribute("dir", "rtl" if wanted == "ar" else "ltr")


def stands(page: Page) -> dict[str, Any]:
    """Return what must be the same in all languages: sections, and the states of lessons."""
    line = page.locator("aside ol.timeline > li")
    return {
        "sections": page.locator(HEADINGS).evaluate_all("all => all.map(h => h.id)"),
        "line": line.evaluate_all("all => all.map(li => [li.className, li.getAttribute('aria-current')])"),
        "progress": page.locator("progress").evaluate_all("all => all.map(p => [p.value, p.max])"),
        "forms": page.locator("main form").evaluate_all("all => all.map(f => f.action.slice(-30))"),
    }


@pytest.mark.parametrize("role", ["stranger", "expert"])
@pytest.mark.parametrize("way", ["pointer", "no scripts", "keyboard"])
def test_a_reader_changes_languages_in_a_lesson_and_stays(way: InputMethod, role: str, open_as: Open) -> None:
    with open_as(role, **OPTIONS[way]) as v:
        ui = Keyboard(v.page) if way == "keyboard" else Pointer(v.page)
        if role != "stranger":
            take_and_read_the_first(v)
        page, anchor = v.go(SECOND), ""
        before = stands(page)
        assert len(before["sections"]) > 2
        assert any(state == "done" for state, _current in before["line"]) == (role != "stranger")
        if way != "no scripts":
            anchor = read_on(page, 2)
        for now, wanted in zip(("en", *ROUND), ROUND, strict=False):
            choose(v, ui, now, wanted)
            assert stands(page) == before
            if anchor:
                assert page.url.endswith(f"#{anchor}")
                page.wait_for_function(f"anchor => ({UPPER})().includes(anchor)", arg=anchor)
        assert page.url.split("#")[0] == v.site.url + SECOND
        v.assert_no_errors()


def take_and_read_the_first(v: Visitor) -> None:
    """Join the course and read its first lesson, unless that was done before."""
    ui = Pointer(v.page)
    v.go(COURSE)
    if v.page.get_by_role("button", name="Take this course").count():
        ui.press("Take this course", inside="main")
    v.go(FIRST)
    if v.page.get_by_role("button", name="I have read this").count():
        ui.press("I have read this", inside="main")


def test_the_text_in_another_language_keeps_the_section_too(open_as: Open) -> None:
    with open_as() as v:
        page = v.go(SECOND)
        links = page.locator("article header a[hreflang]")
        expect(links).to_have_count(
            len(NAMES) - 1
        )  # the demonstration has this lesson in all three languages languages
        anchor = read_on(page, 3)
        links.first.click()
        page.wait_for_url(f"**/*?text=*#{anchor}")
        page.wait_for_function(f"anchor => ({UPPER})().includes(anchor)", arg=anchor)
        assert page.locator("html").get_attribute("lang") == "en"
        v.assert_no_errors()


def test_the_target_section_is_highlighted_without_scripts(open_as: Open) -> None:
    with open_as(java_script_enabled=False) as v:
        page = v.go(SECOND)
        anchor = page.locator(HEADINGS).nth(2).get_attribute("id")
        page = v.go(f"{SECOND.replace('/en/', '/fr/')}#{anchor}")
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        colours = "all => all.map(h => [h.id, getComputedStyle(h).backgroundColor !== 'rgba(0, 0, 0, 0)'])"
        marked = [name for name, coloured in page.locator(HEADINGS).evaluate_all(colours) if coloured]
        assert marked == [anchor]


def test_a_section_scrolled_past_is_not_kept(open_as: Open) -> None:
    """The control: without staying there is no bookmark, nor at the top of the lesson."""
    with open_as() as v:
        page = v.go(SECOND)
        page.evaluate("scrollTo(0, 2000)")
        page.evaluate("scrollTo(0, 0)")
        choose(v, Pointer(page), "en", "fr")
        assert "#" not in page.url
