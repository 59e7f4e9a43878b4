"""The world of the matrix."""

from typing import Any

import pytest

from tests.permissions.world import World


@pytest.fixture
def world(db: Any) -> World:
    """People, site and clients; a test asks many rows of one world, each undone after it."""
    return World()
