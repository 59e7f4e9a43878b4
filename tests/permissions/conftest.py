"""The scenario of the matrix."""

from typing import Any

import pytest

from tests.permissions.scenario import Scenario


@pytest.fixture
def scenario(db: Any) -> Scenario:
    """People, site and clients; a test asks many rows of one scenario, each undone after it."""
    return Scenario()
