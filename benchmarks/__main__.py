"""Run all benchmarks one after the other and write one table.

Usage: make bench-all, or
python -m tools.services -- .venv/bin/python -m benchmarks [--smoke] [--only pages,chaos]
The table is written to var/benchmarks.md. The exit status is 1 when one of them failed.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.databases import migrated_database
from benchmarks.report import ROOT, Row, machine, note, table

NAMES = ("pages", "embedded", "vocabularies", "sqlite_writers", "generated_inputs", "realtime", "chaos")


def run(name: str, *flags: str) -> dict[str, Any]:
    """Run one benchmark; return its rows and faults. It is a fault when it ended without a result."""
    note(f"\n{name} ...")
    command = [sys.executable, "-m", f"benchmarks.{name}", "--json", *flags]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=7200)
    if not done.stdout:
        return {"rows": [], "faults": [f"ended with {done.returncode} and without a result"]}
    return dict(json.loads(done.stdout))


def as_text(results: dict[str, dict[str, Any]]) -> str:
    """Return the table of all benchmarks, and below it what was wrong."""
    cells = [[name, *Row(**row).cells()] for name, result in results.items() for row in result["rows"]]
    lines = table(["Benchmark", "What", "Baseline", "Ours", "Ratio"], cells)
    faults = [f"WRONG: {name}: {fault}" for name, result in results.items() for fault in result["faults"]]
    verdict = faults or ["Nothing is wrong."]
    return "\n".join([*lines, "", f"{time.strftime('%Y-%m-%d')}, {machine()}.", "", *verdict, ""])


def main() -> int:
    """Run all, write the table, and return 1 when something was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--smoke", action="store_true", help="a few seconds each")
    parser.add_argument("--only", default=",".join(NAMES))
    options = parser.parse_args()
    flags = ["--smoke"] if options.smoke else []
    with ExitStack() as stack:
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
        migrated = migrated_database(stack, "bench_migrated", "", env)
        results = {name: run(name, "--migrated", migrated, *flags) for name in options.only.split(",")}
    file = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "benchmarks.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_text(results))
    print(f"{as_text(results)}\nWritten to {file}")
    return 1 if any(result["faults"] for result in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
