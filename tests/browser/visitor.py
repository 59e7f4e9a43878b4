"""A person in front of Chromium, and somebody who looks over the shoulder for errors."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests.browser.site_server import RunningSite

PASSWORD = "km4b-demo"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def chromium_path() -> str | None:
    """Return where Chromium is installed, or None.

    First the one without windows, which needs a fifth of the time to open a page in a new context.
    """
    given = os.environ.get("CHROMIUM", "")
    names = (given, "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


@contextmanager
def open_browser(path: str) -> Iterator[Browser]:
    """Start Chromium, headless."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class ErrorRecorder:
    """What went wrong on the pages of a context: script errors, policy violations, broken answers."""

    errors: list[str] = field(default_factory=list)
    # Addresses whose own error status is what the test wants to see.
    expected: set[str] = field(default_factory=set)

    def listen(self, context: BrowserContext) -> None:
        """Record all messages of the pages of the context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(f"script: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium's own sentence for an answer with an error status; _response judges that.
        if message.type in ("error", "warning") and "status of" not in message.text:
            self.errors.append(f"console on {message.page.url if message.page else '?'}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self.expected:
            self.errors.append(f"{response.status} {response.request.method} {response.url}")


@dataclass
class Visitor:
    """One person's browser: a context, its page, the site it is on, and the watch on it."""

    site: RunningSite
    context: BrowserContext
    page: Page
    recorder: ErrorRecorder

    def go(self, path: str, status: int = 200) -> Page:
        """Open an address of the site and expect its status."""
        url = self.site.url + path
        if status >= 400:
            self.recorder.expected.add(url)
        answer = self.page.goto(url)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return self.page

    def sign_in(self, role: str) -> None:
        """Sign in as a demonstration account, by the form."""
        self.go("/en/account/login/")
        self.page.fill("input[name=login]", f"{role}@demo.km4b.example")
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")
        assert "/login/" not in self.page.url, self.page.inner_text("main")

    def assert_no_errors(self) -> None:
        """Fail when anything went wrong up to now."""
        assert self.recorder.errors == []


def open_visitor(browser: Browser, site: RunningSite, **options: Any) -> Visitor:
    """Open a context (options as in Playwright's new_context) with a page and its watch."""
    options = {"viewport": DESK, "locale": "en-GB", "reduced_motion": "reduce"} | options
    context = browser.new_context(**options)
    context.set_default_timeout(15_000)
    recorder = ErrorRecorder()
    recorder.listen(context)
    return Visitor(site, context, context.new_page(), recorder)


@contextmanager
def visit(browser: Browser, site: RunningSite, **options: Any) -> Iterator[Visitor]:
    """Open a context of its own, and close it at the end."""
    visitor = open_visitor(browser, site, **options)
    try:
        yield visitor
    finally:
        visitor.context.close()
