"""The fixture of the permission matrix."""

from typing import Any

import pytest

from tests.permissions.scenario import Scenario


@pytest.fixture
def scenario(db: Any) -> Scenario:
    """People, site and clients; a test checks many rows in one scenario and rolls each back."""
    return Scenario()
