"""What all benchmarks share: their options, the table of results, and the exit status.

A benchmark is a function that measures, adds a row for each figure beside a baseline of the same run, and
adds its faults. Progress is written to stderr; the table, or with `--json` everything as JSON, to stdout.
"""

import argparse
import json
import math
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Row:
    """A figure and the figure of its baseline, in the unit that `what` names."""

    what: str
    baseline: str
    base: float
    ours: float

    def cells(self) -> list[str]:
        """Return the cells of the row: what, baseline, ours, ratio."""
        ratio = f"{self.ours / self.base:.2f}" if self.base else "–"
        return [self.what, f"{number(self.base)} ({self.baseline})", number(self.ours), ratio]


@dataclass
class Report:
    """The rows, what is wrong, and other figures that only `--json` prints."""

    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Add a fault when nothing was measured, or a figure is no number."""
        if not self.rows:
            self.faults.append("nothing was measured")
        for row in self.rows:
            if not (math.isfinite(row.base) and math.isfinite(row.ours)):
                self.faults.append(f"{row.what}: {row.ours} beside {row.base}")

    def __str__(self) -> str:
        """Return the table, the machine, and the verdict."""
        lines = table(["What", "Baseline", "Ours", "Ratio"], [row.cells() for row in self.rows])
        verdict = [f"WRONG: {fault}" for fault in self.faults] or ["Nothing is wrong."]
        return "\n".join([*lines, "", machine(), *verdict])


def number(value: float) -> str:
    """Return the number with about three significant digits."""
    digits = 0 if value % 1 == 0 or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a Markdown table; the last three columns are numbers."""
    rules = ["---"] * (len(head) - 3) + ["--:"] * 3
    return [f"| {' | '.join(cells)} |" for cells in (head, rules, *rows)]


def machine() -> str:
    """Return a line about the machine and its load."""
    python, load = sys.version.split()[0], os.getloadavg()[0]
    return f"{os.cpu_count()} cores, Python {python}, load average {load:.1f}"


def note(words: str) -> None:
    """Print progress to stderr."""
    print(words, file=sys.stderr, flush=True)


def take_over_process() -> None:
    """Change to the project's folder, and make SIGTERM end all that was started."""
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(143))
    os.chdir(ROOT)


def run(
    description: str | None,
    measure: Callable[[argparse.Namespace, Report], None],
    add_arguments: Callable[[argparse.ArgumentParser], None] | None = None,
    words: list[str] | None = None,
) -> int:
    """Read the options, measure and print; return 1 when something is wrong, else 0."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument(
        "--smoke", action="store_true", help="a few seconds: shows that it works, not how fast"
    )
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument(
        "--migrated", default="", metavar="URL", help="a migrated PostgreSQL database to copy"
    )
    if add_arguments:
        add_arguments(parser)
    options = parser.parse_args(words)
    take_over_process()
    report = Report()
    measure(options, report)
    report.check()
    print(json.dumps(asdict(report) | report.figures) if options.json else report, flush=True)
    return 1 if report.faults else 0
