"""How a person uses a page: with a pointer, or with the keyboard only."""

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Locator, Page, expect

MAX_TABS = 150  # Tab presses after which an element counts as unreachable
IS_FOCUS_VISIBLE = """e => {
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  const ring = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  const near = e.closest('label, .choice, .button') || e, n = getComputedStyle(near);
  const nearRing = n.outlineStyle !== 'none' && parseFloat(n.outlineWidth) > 0;
  return (ring || nearRing) && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
}"""


@dataclass
class Pointer:
    """Clicks and types."""

    page: Page

    def follow(self, name: str, *, inside: str = "body") -> None:
        """Follow the first link with that name, and wait for its page."""
        self._activate_and_navigate(self.page.locator(inside).get_by_role("link", name=name).first)

    def press(self, name: str, *, inside: str = "body") -> None:
        """Press the first submit button with that name, and wait for the response."""
        self._activate_and_navigate(self.page.locator(inside).get_by_role("button", name=name).first)

    def expand(self, name: str) -> None:
        """Open the disclosure whose summary has this text."""
        self._activate(self.page.locator("summary", has_text=name).first, "Enter")

    def write(self, label: str, text: str) -> None:
        """Fill in the field with that label."""
        self.page.get_by_label(label).first.fill(text)

    def tick(self, label: str) -> None:
        """Check the box with that label."""
        self._activate(self.page.get_by_label(label).first, "Space")
        expect(self.page.get_by_label(label).first).to_be_checked()

    def _activate_and_navigate(self, target: Locator) -> None:
        with self.page.expect_navigation():
            self._activate(target, "Enter")

    def _activate(self, target: Locator, key: str) -> None:
        target.click()


@dataclass
class Keyboard(Pointer):
    """Reach everything with Tab; the focus must be visible."""

    def write(self, label: str, text: str) -> None:
        self._focus(self.page.get_by_label(label).first)
        self.page.keyboard.type(text)

    def _activate(self, target: Locator, key: str) -> None:
        self._focus(target)
        self.page.keyboard.press(key)

    def _focus(self, target: Locator) -> None:
        wanted = target.element_handle()
        for _press in range(MAX_TABS):
            if self.page.evaluate("e => document.activeElement === e", wanted):
                assert self.page.evaluate(IS_FOCUS_VISIBLE, wanted), f"the focus on {target} cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached by Tab")


InputMethod = Literal["pointer", "no scripts", "keyboard"]
