"""The fixture of the permission matrix."""

from typing import Any

import pytest

from tests.permissions.scenario import Scenario
from tests.shared_data import SharedData

SCENARIO = SharedData("permission_scenario", Scenario)
permission_scenario = SCENARIO.fixture()


@pytest.fixture
def scenario(permission_scenario: SharedData, db: Any) -> Scenario:
    """People, site and clients; a test checks many rows in one scenario and rolls each back."""
    scenario: Scenario = permission_scenario.copy()
    scenario.client("stranger").get("/en/")  # builds header and footer
    return scenario
