"""The checks of every page: axe in light and dark, one heading, direction, no overflow."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.visitor import DESK, PHONE

# Every rule; but axe describes no passed element: that takes longer than the check itself.
ALL_RULES = {"resultTypes": ["violations"]}
CONTRAST = ALL_RULES | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def violations(page: Page, options: dict[str, Any] = ALL_RULES) -> list[str]:
    """Return one sentence for each of axe's violations."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(node['target'])}  {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Return the elements that make the page wider than the screen."""
    return page.evaluate(
        """() => {
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        return [...document.querySelectorAll('body *')]
          .filter(e => { const r = e.getBoundingClientRect(); return r.right > wide + 1 || r.left < -1; })
          .slice(0, 5).map(e => e.outerHTML.slice(0, 120));
        }"""
    )


def check_page(page: Page, language: str = "en") -> list[str]:
    """Return everything that is wrong with the open page."""
    wrong = [f"light: {sentence}" for sentence in violations(page)]
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {sentence}" for sentence in violations(page, CONTRAST)]
    page.emulate_media(color_scheme="light")
    if (count := page.locator("h1").count()) != 1:
        wrong.append(f"{count} h1")
    direction = page.locator("html").get_attribute("dir")
    if direction != ("rtl" if language == "ar" else "ltr"):
        wrong.append(f"dir={direction} in {language}")
    if page.locator("html").get_attribute("lang") != language:
        wrong.append(f"lang is not {language}")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wrong += [f"wider than {size['width']} px: {element}" for element in overflow(page)]
    return wrong
