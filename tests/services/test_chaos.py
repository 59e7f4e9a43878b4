"""Live discussion while nginx, both servers, the worker and Redis are killed, on PostgreSQL.

It runs benchmarks/chaos.py for half a minute; see there for the control.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.services, pytest.mark.django_db]  # see migrated_database


def test_every_client_gets_everything_once_and_in_order(migrated_database: str) -> None:
    command = [sys.executable, "-m", "benchmarks.chaos", "--short", "--json"]
    command += ["--migrated", migrated_database]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert figures["faults"] == [], done.stdout
    assert set(figures["killed"]) == {"redis", "server A", "server B", "worker", "nginx"}
    assert min(figures["killed"].values()) >= 1
    assert figures["deliveries"] >= 2_000
    assert figures["control"]["by_key"] > 0
    assert done.returncode == 0
