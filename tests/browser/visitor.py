"""A person with a browser, and a recorder of errors."""

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

    The headless shell comes first: it opens a page in a new context in a fifth of the time.
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
    """Records the errors on the pages of a context: script errors, policy violations, failed responses."""

    errors: list[str] = field(default_factory=list)
    # URLs whose error status the test expects.
    expected: set[str] = field(default_factory=set)

    def listen(self, context: BrowserContext) -> None:
        """Listen to all errors of the pages of the context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(f"script: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium's message for a response with an error status, which _response checks.
        if message.type in ("error", "warning") and "status of" not in message.text:
            self.errors.append(f"console on {message.page.url if message.page else '?'}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self.expected:
            self.errors.append(f"{response.status} {response.request.method} {response.url}")


@dataclass
class Visitor:
    """One person's browser: a context, its page, the site, and the recorder of errors."""

    site: RunningSite
    context: BrowserContext
    page: Page
    recorder: ErrorRecorder

    def go(self, path: str, status: int = 200) -> Page:
        """Open a path of the site and check the status."""
        url = self.site.url + path
        if status >= 400:
            self.recorder.expected.add(url)
        answer = self.page.goto(url)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return self.page

    def sign_in(self, role: str) -> None:
        """Sign in as a demonstration account, with the form."""
        self.go("/en/account/login/")
        self.page.fill("input[name=login]", f"{role}@demo.km4b.example")
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")
        assert "/login/" not in self.page.url, self.page.inner_text("main")

    def assert_no_errors(self) -> None:
        """Fail when an error was recorded."""
        assert self.recorder.errors == []


def open_visitor(browser: Browser, site: RunningSite, **options: Any) -> Visitor:
    """Open a context (options as in Playwright's new_context) with a page and a recorder."""
    options = {"viewport": DESK, "locale": "en-GB", "reduced_motion": "reduce"} | options
    context = browser.new_context(**options)
    context.set_default_timeout(15_000)
    recorder = ErrorRecorder()
    recorder.listen(context)
    return Visitor(site, context, context.new_page(), recorder)


@contextmanager
def visit(browser: Browser, site: RunningSite, **options: Any) -> Iterator[Visitor]:
    """Open a new context, and close it at the end."""
    visitor = open_visitor(browser, site, **options)
    try:
        yield visitor
    finally:
        visitor.context.close()
