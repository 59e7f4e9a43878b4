"""The base of all tests: people, a cache for each worker, a migrated database, and no skips under CI."""

import functools
import gc
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import configuration

from tests.database import MigratedRows, copy_migrated, migrated, migrated_template
from tests.order import needs_database

pytest_plugins = ["tests.fragments", "tests.people", "tests.shared_data", "tests.skips", "tests.timing"]


def pytest_configure(config: pytest.Config) -> None:
    """Assign each worker a Redis database of its own: one worker's cache.clear() is not another's."""
    configuration.set_hypothesis_home_dir(settings.VAR_DIR / "hypothesis")
    worker = re.fullmatch(r"gw(\d+)", os.environ.get("PYTEST_XDIST_WORKER", ""))
    stored = settings.CACHES["default"]
    if worker and "LOCATION" in stored:
        stored["LOCATION"] = re.sub(r"/\d*$", "", stored["LOCATION"]) + f"/{int(worker[1]) + 1}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder the test settings made in the temporary folder."""
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English: a request leaves its language active after the response."""
    with translation.override("en"):
        yield


def clear_caches() -> None:
    """Remove all stored pages, fragments, sessions and counts of the rate limits."""
    for alias in settings.CACHES:
        caches[alias].clear()


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    """Clear the caches: rows of earlier tests are gone, and their ids are used again."""
    clear_caches()


@pytest.fixture(autouse=True)
def frozen_rate_limit_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of the rate limits: no window ends in the middle of a test."""
    now = time.time()
    monkeypatch.setattr("core.base.ratelimit.clock", lambda: now)


@pytest.fixture
def count_queries() -> Callable[[Client, str], int]:
    """Return a function that returns the number of queries of a page of which only the header is stored."""

    def count(client: Client, address: str) -> int:
        clear_caches()
        client.get(f"/{address.split('/')[1]}/no-such-page/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return count


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep what was imported for the tests to the end of the run, where no collection looks at it."""
    gc.collect()
    gc.freeze()  # half a second for each gc.collect()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Migrate before the first test that needs it, outside its time: on a busy machine it takes longer.

    Meanwhile another worker runs the tests that need no database: they come first.
    """
    if needs_database(item):
        migrate_once()
    return (yield)


@functools.cache
def migrate_once() -> None:
    """Make the migrated database that the tests' own one is a copy of, unless it is there."""
    migrated() if connection.vendor == "sqlite" else migrated_template(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Start from a copy of a migrated database, which pytest-django then only brings up to date."""
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template(os.environ["DATABASE_URL"])
        return bool(request.config.getvalue("reuse_db"))
    copy_migrated(Path(connection.settings_dict["TEST"]["NAME"]))
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Read the migrations' rows before the first test: each test with real transactions restores them."""
    if connection.vendor != "sqlite":
        with django_db_blocker.unblock():
            MigratedRows.of(connection)
