"""One site and one browser for all browser tests; each role signs in once."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.context_pool import ContextPool
from tests.browser.site_server import RunningSite, existing_site, prepare, serve
from tests.browser.visitor import Visitor, chromium_path, open_browser, visit


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return Chromium, or skip with a sentence how to install it (a failure under CI)."""
    path = chromium_path()
    if path is None:
        pytest.skip("Chromium is not installed. On Debian: apt install chromium-headless-shell")
    with open_browser(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site, which is prepared once in a run and copied for each worker."""
    base = tmp_path_factory.getbasetemp()
    return prepare((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "prepared-site")


@pytest.fixture(scope="session")
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, chromium: Any
) -> Iterator[RunningSite]:
    """The site as `make run` serves it, with the demonstration; BROWSER_SITE names a running one instead."""
    if given := os.environ.get("BROWSER_SITE"):
        serving = existing_site(given, Path(os.environ["VAR_DIR"]))
    else:
        serving = serve(request.getfixturevalue("prepared"), tmp_path_factory.mktemp("site"))
    with serving as running:
        yield running


Open = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture(scope="session")
def states(chromium: Any, site: RunningSite) -> Callable[[str], Any]:
    """Return a function that returns the cookies of a role, which signs in once."""
    known: dict[str, Any] = {"stranger": None}

    def state(role: str) -> Any:
        if role not in known:
            with visit(chromium, site) as visitor:
                visitor.sign_in(role)
                known[role] = visitor.context.storage_state()
                visitor.assert_no_errors()
        return known[role]

    return state


@pytest.fixture(scope="session")
def context_pool(chromium: Any, site: RunningSite) -> Iterator[ContextPool]:
    """The browser contexts that tests reuse."""
    context_pool = ContextPool(chromium, site)
    yield context_pool
    context_pool.close()


@pytest.fixture
def look_as(context_pool: ContextPool, states: Callable[[str], Any]) -> Open:
    """Return a function like that of `open_as`, with a reused context, for tests that only look at pages."""

    def lend(role: str = "stranger", **options: Any) -> AbstractContextManager[Visitor]:
        return context_pool.visit(role, states(role), **options)

    return lend


@pytest.fixture
def open_as(chromium: Any, site: RunningSite, states: Callable[[str], Any]) -> Open:
    """Return a function that opens a new context: `with open_as("learner", viewport=PHONE) as v:`."""

    def opened(role: str = "stranger", **options: Any) -> AbstractContextManager[Visitor]:
        return visit(chromium, site, storage_state=states(role), **options)

    return opened
