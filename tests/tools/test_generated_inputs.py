"""The run of generated inputs goes through, names every kind, and sees what breaks."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import strategies

from benchmarks.generated_inputs.__main__ import Row, try_kind

ROOT = Path(__file__).resolve().parents[2]
KINDS = ["sign-up", "posts", "Markdown", "search words", "PO import", "XLIFF import", "pictures"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
def test_some_inputs_of_each_kind_break_nothing() -> None:
    command = [sys.executable, "-m", "benchmarks.generated_inputs", "--smoke"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line[:13].strip() for line in lines[:-1]] == KINDS
    assert lines[-1].endswith("with the seed 1: 0 faults.")


def test_a_fault_is_counted_and_the_run_goes_on() -> None:
    """The control: every odd number breaks."""

    def run(world: Any, number: int) -> str:
        assert number % 2 == 0, "odd"
        return "even"

    def tried() -> Row:
        return try_kind("numbers", strategies.integers(0, 1000), run, None, 20, seed=1)

    row = tried()
    assert set(row.outcomes) == {"even", "FAULT"}
    assert row.outcomes.total() == 20
    assert row.outcomes["FAULT"] == len(row.faults)
    assert row.faults[0].startswith("AssertionError: odd")
    assert tried().faults == row.faults, "the same seed gives the same inputs"
