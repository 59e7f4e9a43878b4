"""Tabs of one member with the fake server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.live.fake_server import FakeServer
from tests.browser.visitor import DESK, ErrorRecorder

Open = Callable[..., Page]
# Records the sequence of every event that a tab's element receives.
RECORD = """{
  const define = customElements.define;
  window.receivedEvents = [];
  customElements.define = function (name, element) {
    const { events } = element.prototype;
    if (events) element.prototype.events = function (list) {
      window.receivedEvents.push(...list.map((event) => event.sequence));
      return events.call(this, list);
    };
    return define.call(this, name, element);
  };
}"""


@pytest.fixture(scope="session")
def running_server() -> Iterator[FakeServer]:
    """The fake server, started once."""
    server = FakeServer()
    yield server
    server.stop()


@pytest.fixture
def server(running_server: FakeServer) -> FakeServer:
    """The fake server, with three posts and no fault."""
    running_server.reset(posts=3)
    return running_server


@pytest.fixture
def browser(chromium: Browser, server: FakeServer) -> Iterator[BrowserContext]:
    """A browser of one person; a script error or a violated content policy fails the test."""
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce", locale="en-GB")
    context.set_default_timeout(8_000)
    recorder = ErrorRecorder()
    recorder.listen(context)
    yield context
    context.close()
    loud = ("elsewhere.example", "Failed to load resource", "WebSocket connection to", "status of")
    wrong = [error for error in recorder.errors if error.startswith(("script:", "console"))]
    assert [error for error in wrong if not any(words in error for words in loud)] == []


@pytest.fixture
def tab(browser: BrowserContext, server: FakeServer) -> Open:
    """Return a function that opens a tab: `tab("?lang=fr")`; `live=False` does not wait for the socket."""

    def open_tab(query: str = "", live: bool = True, clock: bool = False) -> Page:
        page = browser.new_page()
        if clock:
            page.clock.install()
        page.add_init_script(RECORD)
        page.goto(f"{server.url}/{query}")
        page.wait_for_selector("live-thread:defined")
        if live:
            page.wait_for_function("() => document.querySelector('live-thread').live")
        return page

    return open_tab


def received_events(page: Page) -> list[int]:
    """Return the sequences of the events this tab received, in order."""
    numbers: list[int] = page.evaluate("window.receivedEvents")
    return numbers


def wait_for(page: Page, check: Callable[[], Any], patience: int = 8_000) -> None:
    """Let the browser run until the check is true."""
    for _ in range(patience // 50):
        if check():
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"It did not become true: {check()!r}")


def advance_clock(page: Page, seconds: int) -> None:
    """Advance the page's clock, with real pauses in between for network traffic."""
    for _ in range(seconds):
        page.clock.run_for(1_000)
        page.wait_for_timeout(25)
