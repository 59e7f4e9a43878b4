"""How the embedded mode bears writing: requests that write, beside a worker that writes, on one SQLite file.

Usage: python -m benchmarks.sqlite_writers [--seconds 40] [--rate 20] [--database FILE]
Prints the number of lock errors, and how long requests took beside a busy worker and, in the same
minute, without one. --database is a migrated file to copy; without it one is made (half a minute).
"""

import argparse
import http.client
import json
import os
import shutil
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

ROOT = Path(__file__).resolve().parent.parent
LOCKED = "database is locked"


@dataclass(frozen=True)
class Outcome:
    """One phase: what was answered, how long it took (seconds)."""

    asked: int
    refused: int
    p50: float
    p95: float
    longest: float


class Processes:
    """The site and its worker on a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, (folder / "log").open("w+")
        self.environment = os.environ | {"VAR_DIR": str(folder), "LOG_LEVEL": "WARNING"}
        self.running: list[subprocess.Popen[bytes]] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a Python process whose complaints go to the log."""
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )
        self.running.append(process)
        return process

    def serve(self) -> None:
        """Start the site and wait until it answers."""
        web = "-m uvicorn benchmarks.writing_site:application --lifespan off --no-access-log"
        self.start(*web.split(), "--log-level", "warning", "--port", str(self.port))
        deadline = time.monotonic() + 60
        while self.post(0)[0] != 200:
            if time.monotonic() > deadline:
                sys.exit(f"The site did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.1)

    def post(self, turn: int) -> tuple[int, float]:
        """Ask for one write; give the status (0 for no answer) and the seconds it took."""
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
        """Ask `rate` times a second, whether or not earlier answers have come."""
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
        """Count the complaints about locks in the log of site and worker."""
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
        """Ask all to leave, then make sure."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(60)
        self.log.close()


def measure(folder: Path, seconds: float, rate: float, alone_for: float) -> dict[str, Any]:
    """Run both phases on the migrated database in `folder`; give the figures."""
    processes = Processes(folder)
    try:
        processes.serve()
        alone = processes.load(alone_for, rate)
        worker = processes.start("-m", "benchmarks.writing_site", "busy")
        while not processes.jobs().get("running"):
            time.sleep(0.05)
        busy = processes.load(seconds, rate)
        return {
            "alone": vars(alone),
            "beside_worker": vars(busy),
            "lock_errors": processes.lock_errors(),
            "worker_alive": worker.poll() is None,
            "jobs": processes.jobs(),
        }
    finally:
        processes.end()


def main() -> None:
    """Measure and print; `--json` prints the bare figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commons-writers-") as name:
        folder = Path(name)
        (folder / "static").mkdir()
        if options.database:
            shutil.copy(options.database, folder / "commons.sqlite3")
        else:
            environment = os.environ | {"VAR_DIR": name, "DJANGO_SETTINGS_MODULE": "config.settings.embedded"}
            command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=600)
        figures = measure(folder, options.seconds, options.rate, options.seconds / 4)
    if options.json:
        print(json.dumps(figures))
        return
    print(f"{options.rate:g} writing requests/s for {options.seconds:g} s on SQLite")
    for phase in ("alone", "beside_worker"):
        row: dict[str, float] = figures[phase]
        print(
            f"  {phase:<14} {row['asked']:5} asked, {row['refused']} refused; milliseconds: "
            f"p50 {row['p50'] * 1000:.0f}, p95 {row['p95'] * 1000:.0f}, longest {row['longest'] * 1000:.0f}"
        )
    print(f"  lock errors {figures['lock_errors']}; worker alive {figures['worker_alive']}")
    print(f"  jobs {figures['jobs']}")


if __name__ == "__main__":
    main()
