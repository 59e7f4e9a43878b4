"""Every benchmark starts, measures and compares.

The times are meaningless here: a few seconds, beside other tests.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import NAMES

ROOT = Path(__file__).resolve().parents[2]
KINDS = ["sign-up", "posts", "Markdown", "search words", "PO import", "XLIFF import", "pictures"]
ROWS = {
    "pages": 39,
    "embedded": 36,
    "vocabularies": 22,
    "sqlite_writers": 3,
    "generated_inputs": 7,
    "realtime": 7,
    "chaos": 2,
}


@pytest.mark.services
@pytest.mark.django_db  # see migrated_database
@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_measures(name: str, migrated_database: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", "--smoke", "--json"]
    command += ["--migrated", migrated_database]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert figures["faults"] == [], done.stdout + done.stderr
    assert len(figures["rows"]) == ROWS[name]
    assert done.returncode == 0
    if name == "generated_inputs":
        assert [row["what"].partition(":")[0] for row in figures["rows"]] == KINDS
        assert all(row["what"].endswith(", seed 1") and row["ours"] == 0 for row in figures["rows"])
