"""Processes that keep the machine's cores busy beside a trial: python -m benchmarks.live.burners SECONDS."""

import os
import sys
import time
from pathlib import Path

from benchmarks.live.processes import Program


def burners(each: int, folder: Path, seconds: float) -> list[Program]:
    """Return so many processes for each core, not started; they end by themselves after some seconds."""
    command = [sys.executable, "-m", "benchmarks.live.burners", str(seconds)]
    return [
        Program(f"burner {n}", command, folder, dict(os.environ)) for n in range(each * (os.cpu_count() or 1))
    ]


def burn(seconds: float) -> None:
    """Compute something for nothing."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(10_000))


if __name__ == "__main__":
    burn(float(sys.argv[1]))
