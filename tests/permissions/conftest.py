"""One world for each module of the matrix."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.permissions.world import World, rolled_back


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    """People, site and clients, undone when the module ends."""
    with django_db_blocker.unblock(), rolled_back():
        yield World()
