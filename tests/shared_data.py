"""Data shared by many tests: written once by each worker, and restored by a rollback after each test.

To make a site with a course takes half a second, and hundreds of tests begin with one. A folder declares what
its tests share, as a session fixture, and a fixture of each test returns a copy of the object:

    COURSE = SharedData("shared_course", make_course, on=SITE)
    shared_course = COURSE.fixture()

    @pytest.fixture
    def course(shared_course: SharedData, home: HomePage) -> CoursePage:
        return shared_course.copy(home)

A test sees only the data that its own fixtures name: before the next test what others shared is rolled back.
Tests of a folder that share the same data are run one after the other.
"""

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation

from tests.order import turn

BEGINS_TRANSACTION = "_django_db_helper"  # the fixture of pytest-django that begins the transaction of a test


@dataclass(eq=False)
class SharedData:
    """The object that `make` writes and returns; it is called with the object of `on`, if there is one."""

    name: str
    make: Callable[..., Any]
    on: "SharedData | None" = None

    def __post_init__(self) -> None:
        DECLARED[self.name] = self
        self.place: tuple[str, ...] = (*(self.on.place if self.on else ()), self.name)

    def fixture(self) -> Any:
        """Return the session fixture with which a test declares this data."""
        return pytest.fixture(scope="session", name=self.name)(lambda: self)

    def copy(self, *below: Any) -> Any:
        """Return a copy of the object; in a test that cannot share it, a new one made on `below`."""
        written = [layer for layer in WRITTEN if layer.data is self]
        return copy.deepcopy(written[0].made) if written else self.make(*below)


class Layer:
    """Shared data while it is in the database, in a transaction that is never committed."""

    def __init__(self, data: SharedData, blocker: Any, *below: Any) -> None:
        self.data, self.blocker = data, blocker
        self.block = transaction.atomic()
        self.block._from_testcase = (
            True  # so that code which needs the outermost transaction runs, as in TestCase
        )
        with blocker.unblock():
            self.block.__enter__()
            try:
                with translation.override("en"):
                    cache.clear()
                    self.made = data.make(*below)
            except BaseException:
                self.undo()
                raise

    def undo(self) -> None:
        """Roll back what was written since."""
        with self.blocker.unblock():
            if not connection.closed_in_transaction:
                transaction.set_rollback(True)
            self.block.__exit__(None, None, None)


DECLARED: dict[str, SharedData] = {}  # by name
WRITTEN: list[Layer] = []  # in the order in which they were written


def has_real_transactions(item: pytest.Item) -> bool:
    """Return whether the test commits; pytest-django has put such tests behind the others."""
    marker = item.get_closest_marker("django_db")
    committed = bool(marker and (marker.args or marker.kwargs.get("transaction")))
    return committed or "transactional_db" in getattr(item, "fixturenames", ())


def shared_by(item: pytest.Item) -> tuple[str, ...]:
    """Return the names of the test's shared data, in the order in which they are written."""
    if has_real_transactions(item):
        return ()
    named = [name for name in getattr(item, "fixturenames", ()) if name in DECLARED]
    return max((DECLARED[name].place for name in named), key=len, default=())


def keep(names: tuple[str, ...]) -> None:
    """Roll back the written data, unless `names` begin with it."""
    broken = bool(WRITTEN) and (connection.closed_in_transaction or connection.needs_rollback)
    while WRITTEN and (broken or tuple(layer.data.name for layer in WRITTEN) != names[: len(WRITTEN)]):
        WRITTEN.pop().undo()


def write(names: tuple[str, ...], blocker: Any) -> None:
    """Write the missing data of `names`, unless a fixture of the module has written its own."""
    if WRITTEN or not connection.in_atomic_block:
        for name in names[len(WRITTEN) :]:
            below = [copy.deepcopy(layer.made) for layer in WRITTEN[-1:]]
            WRITTEN.append(Layer(DECLARED[name], blocker, *below))


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the tests by their turn, and so that those of a folder that share data follow each other."""
    runs = (
        list(run)
        for _folder, run in groupby(
            sorted(items, key=turn),
            key=lambda item: (turn(item), item.path.parent, has_real_transactions(item)),
        )
    )
    return [item for run in runs for item in sorted(run, key=shared_by)]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the tests of each folder by their shared data."""
    items[:] = in_order(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Roll back data that this test does not share, before any of its fixtures."""
    keep(shared_by(item))


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> None:
    """Write the data that the test shares, just before its own transaction begins."""
    if fixturedef.argname == BEGINS_TRANSACTION and shared_by(request.node):
        write(shared_by(request.node), request.getfixturevalue("unblocked_for_shared_data"))


@pytest.fixture(scope="session")
def unblocked_for_shared_data(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Allow access to the database outside of a test; roll back the shared data at the end."""
    yield django_db_blocker
    keep(())
