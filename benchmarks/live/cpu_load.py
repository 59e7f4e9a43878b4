"""Processes that keep the machine's cores busy during a trial: python -m benchmarks.live.cpu_load SECONDS."""

import os
import sys
import time
from pathlib import Path

from benchmarks.live.processes import Program


def load_processes(each: int, folder: Path, seconds: float) -> list[Program]:
    """Return `each` processes for each core, not started; they end by themselves after `seconds`."""
    command = [sys.executable, "-m", "benchmarks.live.cpu_load", str(seconds)]
    return [
        Program(f"CPU load {n}", command, folder, dict(os.environ))
        for n in range(each * (os.cpu_count() or 1))
    ]


def use_cpu(seconds: float) -> None:
    """Use the CPU for some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(10_000))


if __name__ == "__main__":
    use_cpu(float(sys.argv[1]))
