"""The table of times at the end of a run counts every phase of a test, and the tests of all workers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.timing import Timing

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = """
import pytest

@pytest.fixture
def resource():
    yield

def test_with_a_resource(resource):
    pass

def test_without():
    pass
"""


def reported(*phases: tuple[str, str, float]) -> Timing:
    """Return the times of tests from reports: the test, the phase and its seconds."""
    timing = Timing()
    for test, phase, seconds in phases:
        timing.pytest_runtest_logreport(
            pytest.TestReport(test, ("", None, ""), {}, "passed", None, phase, duration=seconds)  # type: ignore[arg-type]
        )
    return timing


def test_set_up_call_and_tear_down_are_counted() -> None:
    timing = reported(
        ("tests/cop/test_a.py::test_one", "setup", 3),
        ("tests/cop/test_a.py::test_one", "call", 1),
        ("tests/cop/test_a.py::test_one", "teardown", 2),
        ("tests/core/realtime/test_b.py::test_two", "call", 1),
        ("tests/core/test_c.py::test_three[x/y]", "call", 1),
    )
    assert list(timing.lines()) == [
        "The 10 slowest tests (set-up, call and tear-down)",
        "     6.0 s  tests/cop/test_a.py::test_one",
        "     1.0 s  tests/core/realtime/test_b.py::test_two",
        "     1.0 s  tests/core/test_c.py::test_three[x/y]",
        "Each folder's share",
        "     6.0 s   75%  tests/cop",
        "     2.0 s   25%  tests/core",
        "     8.0 s  100%  all",
    ]


def test_ten_tests_are_named_and_all_are_counted() -> None:
    timing = reported(*((f"tests/cop/test_a.py::test_{number}", "call", number) for number in range(1, 13)))
    lines = list(timing.lines())
    assert [line.split("_")[-1] for line in lines[1:11]] == [str(number) for number in range(12, 2, -1)]
    assert lines[-1] == "    78.0 s  100%  all"


def test_a_run_prints_the_table(tmp_path: Path) -> None:
    """Also with workers: their controller prints the table."""
    folder = tmp_path / "tests" / "sample"
    folder.mkdir(parents=True)
    (folder / "test_sample.py").write_text(SAMPLE)
    (tmp_path / "pytest.ini").touch()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", "-p", "tests.timing"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, "-n", "1", "tests"],
        cwd=tmp_path,
        env=kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    table = done.stdout.partition("The 10 slowest tests")[2]
    named = sorted(line.split("::")[-1] for line in table.splitlines() if "::" in line)
    assert named == ["test_with_a_resource", "test_without"]
    assert "100%  tests/sample" in table
