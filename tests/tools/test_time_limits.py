"""A test or a step of .ci/run that hangs is ended and named."""

import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANGS = """
import threading
from concurrent.futures import ThreadPoolExecutor

def wait_in_a_thread():
    threading.Event().wait()

def test_hangs():
    with ThreadPoolExecutor(1) as pool:
        pool.submit(wait_in_a_thread)

def test_comes_after_it():
    pass
"""
CLEANS_UP = """
import os, signal

signals = {signal.SIGINT, signal.SIGTERM}
signal.pthread_sigmask(signal.SIG_BLOCK, signals)
os.write(1, b"ready\\n")
signal.sigwait(signals)
os.write(1, b"cleaned up\\n")
os._exit(3)
"""


def test_a_test_that_hangs_is_ended_and_all_stacks_are_printed(tmp_path: Path) -> None:
    """Also when it hangs in a worker: another worker runs the next test."""
    (tmp_path / "test_it.py").write_text(HANGS)
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert options["faulthandler_timeout"] < options["timeout"]
    (tmp_path / "pytest.ini").write_text(f"[pytest]\ntimeout_method = {options['timeout_method']}\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    command += ["-p", "xdist", "-p", "pytest_timeout", "-n", "1"]
    command += ["-o", "faulthandler_timeout=0.5", "-o", "timeout=1.5"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env = kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=100)
    assert done.returncode == 1
    assert "in test_hangs" in done.stderr
    assert "in wait_in_a_thread" in done.stderr
    assert "crashed while running 'test_it.py::test_hangs'" in done.stdout
    assert "1 failed, 1 passed" in done.stdout


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        (["true"], 0, r"=== sample: passed in \d+ s"),
        (["false"], 1, r"=== sample: FAILED after \d+ s"),
        (["sleep", "200"], 124, r"=== sample: RAN OUT OF TIME after \d+ s; its limit is 0.2s"),
        # Its child processes are ended with it.
        (["sh", "-c", "sleep 200 & wait"], 124, r"=== sample: RAN OUT OF TIME"),
        # As the kernel does when memory runs out.
        (["sh", "-c", "kill -KILL $$"], 137, r"=== sample: KILLED after \d+ s, perhaps by the kernel"),
    ],
)
def test_a_step_over_its_limit_is_ended_and_reported(command: list[str], status: int, words: str) -> None:
    limit = "0.2s" if status == 124 else "60s"
    step = [str(ROOT / ".ci/step"), "sample", limit, *command]
    done = subprocess.run(step, capture_output=True, text=True, timeout=60)
    assert done.returncode == status
    assert re.search(words, done.stdout)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_step_passes_on_signals(sent: signal.Signals) -> None:
    """Ctrl-C reaches the process group of the step; `timeout` gives the command another one."""
    step = [str(ROOT / ".ci/step"), "sample", "60s", sys.executable, "-c", CLEANS_UP]
    with subprocess.Popen(step, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout
        while process.stdout.readline() != "ready\n":
            assert process.poll() is None
        os.killpg(process.pid, sent)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert re.search(r"cleaned up\n=== sample: INTERRUPTED after \d+ s", said)


def test_every_step_has_a_limit_and_their_sum_fits_into_a_run() -> None:
    steps = [line for line in (ROOT / ".ci/run").read_text().splitlines() if re.match(r"make |\.ci/", line)]
    limits = [re.fullmatch(r"\.ci/step \w+ (\d+)m (?:make|\.ci/).*", step) for step in steps]
    assert len(limits) > 3
    assert all(limits)
    assert sum(int(limit[1]) for limit in limits if limit) < 60  # minutes, on a machine with half the speed
