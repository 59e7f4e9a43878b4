"""The embedded mode while its server and its worker are killed: nothing is lost, duplicated or out of order.

It runs benchmarks/chaos.py for three seconds; see there.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
def test_every_client_gets_everything_once_and_in_order() -> None:
    command = [sys.executable, "-m", "benchmarks.chaos", "--embedded", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=150)
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert figures["faults"] == [], done.stdout
    assert set(figures["killed"]) == {"server", "worker"}
    assert min(figures["killed"].values()) >= 1
    assert figures["dropped"] >= 3
    assert figures["deliveries"] >= 150
    assert done.returncode == 0
