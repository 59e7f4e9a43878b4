"""Under CI a skip fails unless its reason is allowed, so that a missing service is not taken for a pass."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest
from tests.skips import ALLOWED_SKIPS

@pytest.mark.parametrize("reason", ALLOWED_SKIPS)
def test_stated(reason):
    pytest.skip(reason)

@pytest.mark.skipif(True, reason="SQLite only")
def test_marked():
    raise AssertionError

def test_missing():
    pytest.skip("nginx is not installed")

def test_alike():
    pytest.skip("SQLite only, or Redis is not installed")
"""


@pytest.mark.parametrize(("ci", "summary"), [("true", "2 failed, 2 skipped"), ("", "4 skipped")])
def test_a_skip_under_ci_needs_a_stated_reason(ci: str, summary: str, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.skips"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=kept | {"CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert f"{summary} in" in done.stdout, done.stdout + done.stderr
    assert ("Under CI nothing may be skipped: Skipped: nginx" in done.stdout) == bool(ci)


def test_this_run_has_the_rule(request: pytest.FixtureRequest) -> None:
    assert request.config.pluginmanager.has_plugin("tests.skips")
