"""One site and one browser for all browser tests; a signed-in state for each role, made once."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.pool import VisitorPool
from tests.browser.running import Running, borrowed, prepare, serve
from tests.browser.visitor import Visitor, chromium_path, open_browser, visit


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return Chromium, or skip and say how to get it (a failure under CI)."""
    path = chromium_path()
    if path is None:
        pytest.skip("Chromium is not installed. On Debian: apt install chromium-headless-shell")
    with open_browser(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site that is prepared once in a run and copied for each worker."""
    base = tmp_path_factory.getbasetemp()
    return prepare((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "prepared-site")


@pytest.fixture(scope="session")
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, chromium: Any
) -> Iterator[Running]:
    """The site as `make run` serves it, with the demonstration; BROWSER_SITE borrows a running one."""
    if given := os.environ.get("BROWSER_SITE"):
        serving = borrowed(given, Path(os.environ["VAR_DIR"]))
    else:
        serving = serve(request.getfixturevalue("prepared"), tmp_path_factory.mktemp("site"))
    with serving as running:
        yield running


Open = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture(scope="session")
def states(chromium: Any, site: Running) -> Callable[[str], Any]:
    """Return the cookies of somebody who signed in as the role, made once."""
    known: dict[str, Any] = {"stranger": None}

    def state(role: str) -> Any:
        if role not in known:
            with visit(chromium, site) as visitor:
                visitor.sign_in(role)
                known[role] = visitor.context.storage_state()
                visitor.calm()
        return known[role]

    return state


@pytest.fixture(scope="session")
def pool(chromium: Any, site: Running) -> Iterator[VisitorPool]:
    """The contexts that tests use one after the other."""
    pool = VisitorPool(chromium, site)
    yield pool
    pool.close()


@pytest.fixture
def look_as(pool: VisitorPool, states: Callable[[str], Any]) -> Open:
    """Return a function like that of `open_as`, for tests that only look at pages: it lends a context."""

    def lend(role: str = "stranger", **options: Any) -> AbstractContextManager[Visitor]:
        return pool.visit(role, states(role), **options)

    return lend


@pytest.fixture
def open_as(chromium: Any, site: Running, states: Callable[[str], Any]) -> Open:
    """Return a function that opens a context as a role: `with open_as("learner", viewport=PHONE) as v:`."""

    def opened(role: str = "stranger", **options: Any) -> AbstractContextManager[Visitor]:
        return visit(chromium, site, storage_state=states(role), **options)

    return opened
