"""Writing in the embedded mode: requests that write, beside a worker that writes, on one SQLite file.

Usage: python -m benchmarks.sqlite_writers [--smoke] [--seconds 40] [--rate 20]
Prints how long requests took beside a busy worker and, in the same minute, without one. Exits with 1 when
a request was refused, anything met a lock, or the worker or one of its jobs died.
"""

import argparse
import http.client
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.report import ROOT, Report, Row
from tests.database import copy_migrated

LOCKED = "database is locked"
PHASES = ("alone", "beside_worker")


@dataclass(frozen=True)
class Outcome:
    """One phase: the responses, and how long they took (seconds)."""

    asked: int
    refused: int
    p50: float
    p95: float
    longest: float


class Processes:
    """The site and its worker, with their own data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, (folder / "log").open("w+")
        self.environment = os.environ | {"VAR_DIR": str(folder), "LOG_LEVEL": "WARNING"}
        self.running: list[subprocess.Popen[bytes]] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a Python process whose errors are written to the log."""
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )
        self.running.append(process)
        return process

    def serve(self) -> None:
        """Start the site and wait until it responds."""
        web = "-m uvicorn benchmarks.writing_site:application --lifespan off --no-access-log"
        self.start(*web.split(), "--log-level", "warning", "--port", str(self.port))
        deadline = time.monotonic() + 60
        while self.post(0)[0] != 200:
            if time.monotonic() > deadline:
                sys.exit(f"The site did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.1)

    def post(self, turn: int) -> tuple[int, float]:
        """Send one writing request; return the status (0 for no response) and the seconds it took."""
        began = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("POST", f"/write?turn={turn}", headers={"Host": "localhost", "Content-Length": "0"})
            answer = line.getresponse()
            answer.read()
            return answer.status, time.monotonic() - began
        except OSError:
            return 0, time.monotonic() - began
        finally:
            line.close()

    def load(self, seconds: float, rate: float) -> Outcome:
        """Send `rate` requests a second, whether or not earlier responses have arrived."""
        start = time.monotonic()

        def ask(turn: int) -> tuple[int, float]:
            time.sleep(max(0, start + turn / rate - time.monotonic()))
            return self.post(turn)

        with ThreadPoolExecutor(max_workers=int(rate * 20)) as pool:
            answers = list(pool.map(ask, range(int(seconds * rate))))
        took = sorted(seconds for _status, seconds in answers)
        p95 = statistics.quantiles(took, n=20)[-1]
        refused = sum(status != 200 for status, _seconds in answers)
        return Outcome(len(took), refused, statistics.median(took), p95, took[-1])

    def lock_errors(self) -> int:
        """Count the lock errors in the log of site and worker."""
        self.log.flush()
        return (self.folder / "log").read_text().count(LOCKED)

    def jobs(self) -> dict[str, int]:
        """Count the jobs by status."""
        line = sqlite3.connect(self.folder / "commons.sqlite3", timeout=30)
        try:
            return dict(line.execute("SELECT status, count(*) FROM jobs_job GROUP BY status").fetchall())
        finally:
            line.close()

    def end(self) -> None:
        """Terminate all, and kill those that do not end."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(60)
        self.log.close()


def measure(folder: Path, seconds: float, rate: float, alone_for: float, jobs: int = 0) -> dict[str, Any]:
    """Run both phases on the migrated database in `folder`; return the figures.

    With `jobs`, requests go on, for a minute at most, until more jobs than that are done.
    """
    processes = Processes(folder)
    try:
        processes.serve()
        alone = processes.load(alone_for, rate)
        worker = processes.start("-m", "benchmarks.writing_site", "busy")
        while not processes.jobs().get("running"):
            time.sleep(0.05)
        busy = processes.load(seconds, rate)
        refused_later = 0
        for _second in range(60):
            if processes.jobs().get("done", 0) > jobs:
                break
            refused_later += processes.load(1, rate).refused
        return {
            "alone": vars(alone),
            "beside_worker": vars(busy),
            "refused_later": refused_later,
            "lock_errors": processes.lock_errors(),
            "worker_alive": worker.poll() is None,
            "jobs": processes.jobs(),
        }
    finally:
        processes.end()


def faults(figures: dict[str, Any]) -> list[str]:
    """Return a sentence for each fault in the figures of `measure`."""
    found = [f"{figures[phase]['refused']} requests were refused ({phase})" for phase in PHASES
             if figures[phase]["refused"]]  # fmt: skip
    if figures["lock_errors"]:
        found.append(f"{figures['lock_errors']} lock errors")
    if not figures["worker_alive"]:
        found.append("the worker died")
    if figures["jobs"].get("dead"):
        found.append(f"{figures['jobs']['dead']} jobs died")
    if not figures["jobs"].get("done"):
        found.append("no job was done")
    return found


def compare(options: argparse.Namespace, result: Report) -> None:
    """Measure on a new migrated file, and report both phases side by side."""
    seconds = 2 if options.smoke else options.seconds
    with tempfile.TemporaryDirectory(prefix="commons-writers-") as name:
        folder = Path(name)
        (folder / "static").mkdir()
        copy_migrated(folder / "commons.sqlite3")
        figures = measure(folder, seconds, options.rate, seconds / 4)
    alone, beside = (figures[phase] for phase in PHASES)
    for key in ("p50", "p95", "longest"):
        what = f"a writing request beside a busy worker: {key}, ms"
        result.rows.append(Row(what, "without a worker", alone[key] * 1000, beside[key] * 1000))
    result.faults += faults(figures)
    result.figures |= figures


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options for the seconds and the rate of requests."""
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--rate", type=float, default=20)


if __name__ == "__main__":
    sys.exit(report.run(__doc__, compare, add_arguments))
