"""Browser contexts reused by tests that only look at pages: a new one takes longer than most pages."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser

from tests.browser.site_server import RunningSite
from tests.browser.visitor import DESK, Visitor, open_visitor

KEPT = 8  # contexts that stay open, the most recently used


class ContextPool:
    """Open visitors by role and options, whose browser cache has the site's styles and scripts."""

    def __init__(self, browser: Browser, site: RunningSite) -> None:
        self.browser, self.site = browser, site
        self.idle: dict[str, Visitor] = {}

    @contextmanager
    def visit(self, role: str, state: Any, **options: Any) -> Iterator[Visitor]:
        """Yield a visitor with the cookies of `state` and a desktop screen.

        After a failure their context is not used again.
        """
        key = json.dumps([role, options], sort_keys=True)
        visitor = self.idle.pop(key, None) or open_visitor(self.browser, self.site, **options)
        try:
            if state:
                visitor.context.add_cookies(state["cookies"])
            yield visitor
            self._clear(visitor)
        except BaseException:
            visitor.context.close()
            raise
        self.idle[key] = visitor
        while len(self.idle) > KEPT:
            self.idle.pop(next(iter(self.idle))).context.close()

    def _clear(self, visitor: Visitor) -> None:
        """Clear everything but the browser's cache for the next test."""
        page = visitor.page
        for other in visitor.context.pages:
            if other is not page:
                other.close()
        page.evaluate("() => { try { localStorage.clear(); sessionStorage.clear(); } catch {} }")
        page.unroute_all()
        page.goto("about:blank")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        visitor.context.clear_cookies()
        visitor.recorder.errors.clear()
        visitor.recorder.expected.clear()

    def close(self) -> None:
        """Close all contexts."""
        for visitor in self.idle.values():
            visitor.context.close()
        self.idle.clear()
