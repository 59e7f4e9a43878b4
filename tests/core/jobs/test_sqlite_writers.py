"""Twenty writing requests a second beside a busy worker, on one SQLite file, without a lock error.

It runs benchmarks/sqlite_writers.py for a few seconds; the benchmark itself takes longer and prints figures.
"""

from pathlib import Path

import pytest
from django.db import connection

from benchmarks.sqlite_writers import measure

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
def test_requests_and_worker_write_side_by_side(migrated_file: Path, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "commons.sqlite3").write_bytes(migrated_file.read_bytes())
    figures = measure(tmp_path, seconds=3, rate=20, alone_for=0.5, jobs=20)
    assert figures["beside_worker"]["asked"] == 60
    assert figures["beside_worker"]["refused"] == figures["refused_later"] == 0
    assert figures["lock_errors"] == 0
    assert figures["worker_alive"]
    assert figures["jobs"]["done"] > 20
    assert "dead" not in figures["jobs"]
