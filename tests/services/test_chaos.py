"""Live discussion while nginx, both servers, the worker and Redis are killed, on PostgreSQL.

Half a minute of benchmarks/chaos.py, which explains what is tried and has the control in it.
"""

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def database() -> Iterator[str]:
    """A copy of this worker's migrated database, gone afterwards."""
    given, name = connection.settings_dict, f"chaos_{uuid.uuid4().hex[:12]}"
    login = {key.lower(): given[key] for key in ("HOST", "PORT", "USER", "PASSWORD") if given[key]}
    connections.close_all()
    with psycopg.connect(dbname="postgres", autocommit=True, **login) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{given["NAME"]}"')
        of = {key: quote(str(value), safe="") for key, value in login.items()}
        yield f"postgres://{of['user']}:{of.get('password', '')}@{of['host']}:{of['port']}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_every_screen_gets_everything_once_and_in_order(database: str) -> None:
    command = [sys.executable, "-m", "benchmarks.chaos", "--short", "--json", "--database", database]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert figures["faults"] == [], done.stdout
    assert set(figures["killed"]) == {"redis", "server A", "server B", "worker", "nginx"}
    assert min(figures["killed"].values()) >= 1
    assert figures["deliveries"] >= 2_000
    assert figures["control"]["by_key"] > 0
    assert done.returncode == 0
