"""What all benchmarks share: a table of ratios, and an exit status of 1 when something is wrong.

tests/services/test_benchmarks.py runs each of them for a few seconds.
"""

import argparse
import json
import math
import subprocess
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.http import HttpResponse

from benchmarks import __main__ as everything
from benchmarks import sqlite_writers, vocabularies
from benchmarks.report import Report, Row, run

ROOT = Path(__file__).resolve().parents[2]
GOOD = Row("a page: ms", "an empty page", 2, 3)


@pytest.fixture(autouse=True)
def kept_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the signal handler and the folder of the process, which `run` changes."""
    monkeypatch.setattr("benchmarks.report.take_over_process", lambda: None)


def ended(
    rows: list[Row], faults: list[str], capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str]:
    def measure(options: argparse.Namespace, result: Report) -> None:
        result.rows += rows
        result.faults += faults

    return run("Measures.", measure, words=list(words)), capsys.readouterr().out


def test_a_figure_has_its_baseline_and_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [GOOD, Row("rows lost", "the naive way", 1234, 0), Row("rows", "none may be", 0, 0)]
    status, out = ended(rows, [], capsys)
    assert status == 0
    assert out.splitlines()[:5] == [
        "| What | Baseline | Ours | Ratio |",
        "| --- | --: | --: | --: |",
        "| a page: ms | 2 (an empty page) | 3 | 1.50 |",
        "| rows lost | 1,234 (the naive way) | 0 | 0.00 |",
        "| rows | 0 (none may be) | 0 | – |",
    ]
    assert out.splitlines()[-1] == "Nothing is wrong."
    assert json.loads(ended([GOOD], [], capsys, "--json")[1]) == {
        "rows": [{"what": "a page: ms", "baseline": "an empty page", "base": 2, "ours": 3}],
        "faults": [],
        "figures": {},
    }


@pytest.mark.parametrize(
    ("rows", "faults", "said"),
    [
        ([GOOD], ["3 posts were lost"], "3 posts were lost"),
        ([], [], "nothing was measured"),
        ([GOOD, Row("b", "c", math.nan, 1)], [], "b: 1 beside nan"),
        ([Row("b", "c", 1, math.inf)], [], "b: inf beside 1"),
    ],
)
def test_a_fault_ends_with_1(
    rows: list[Row], faults: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out = ended(rows, faults, capsys)
    assert status == 1
    assert out.splitlines()[-1] == f"WRONG: {said}"


def test_the_writers_faults_are_named() -> None:
    phase = {"refused": 0}
    good = {
        "alone": phase,
        "beside_worker": phase,
        "lock_errors": 0,
        "worker_alive": True,
        "jobs": {"done": 3},
    }
    assert sqlite_writers.faults(good) == []
    bad = {"alone": phase, "beside_worker": {"refused": 2}, "lock_errors": 4, "worker_alive": False}
    assert sqlite_writers.faults(bad | {"jobs": {"dead": 1}}) == [
        "2 requests were refused (beside_worker)",
        "4 lock errors",
        "the worker died",
        "1 jobs died",
        "no job was done",
    ]


def test_a_failing_view_ends_the_measurement() -> None:
    def subject(status: int) -> vocabularies.Subject:
        return vocabularies.Subject("a view", lambda: HttpResponse(status=status))

    assert len(vocabularies.measure([subject(200)], vocabularies.SMOKE)["a view"].cpu) == 2
    with pytest.raises(ValueError, match="a view answered 404"):
        vocabularies.measure([subject(404)], vocabularies.SMOKE)


class Answer(BaseHTTPRequestHandler):
    """A server that responds to /200 with 200 and to /500 with 500."""

    def do_GET(self) -> None:
        self.send_response(HTTPStatus(int(self.path[1:])))
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


@pytest.mark.parametrize(("status", "ended_with"), [(200, 0), (500, 1)])
def test_a_failing_page_ends_the_measurement(status: int, ended_with: int) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/{status}"
        command, asked = [sys.executable, "-m", "benchmarks.load"], {"url": address, "seconds": 0.05}
        done = subprocess.run(
            command, cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, timeout=60
        )
        server.shutdown()
    assert done.returncode == ended_with, done.stderr
    assert ("/500 answered 500" in done.stderr) == (status == 500)


def test_all_benchmarks_are_in_one_table() -> None:
    rows = [{"what": "a", "baseline": "b", "base": 1, "ours": 2}]
    text = everything.as_text(
        {"pages": {"rows": rows, "faults": []}, "chaos": {"rows": [], "faults": ["lost"]}}
    )
    lines = text.splitlines()
    assert lines[0] == "| Benchmark | What | Baseline | Ours | Ratio |"
    assert lines[2] == "| pages | a | 1 (b) | 2 | 2.00 |"
    assert lines[-1] == "WRONG: chaos: lost"


def test_a_benchmark_that_breaks_is_a_fault() -> None:
    result = everything.run("no_such_benchmark")
    assert result == {"rows": [], "faults": ["ended with 1 and without a result"]}


def test_every_benchmark_is_run() -> None:
    folder = ROOT / "benchmarks"
    files = [*folder.glob("*.py"), *folder.glob("*/__main__.py")]
    found = [path for path in files if "report.run(__doc__" in path.read_text()]
    names = {path.parent.name if path.name == "__main__.py" else path.stem for path in found}
    assert names == set(everything.NAMES)
