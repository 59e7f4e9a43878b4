"""Runs all kinds and prints what became of their inputs; exits with 1 after a fault or too few of them."""

import argparse
import logging
import os
import shutil
import sys
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.test", "LOG_LEVEL": "CRITICAL"}
SMOKE, SHOWN = 28, 5  # inputs in all; faults of a kind that are printed


@dataclass
class Row:
    """What became of the inputs of one kind."""

    name: str
    wanted: int
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def prepare() -> Any:
    """Set Django up on a database of our own, and return the small site on it."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from hypothesis import configuration

    django.setup()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    configuration.set_hypothesis_home_dir(settings.VAR_DIR / "hypothesis")
    if connection.vendor == "sqlite":
        from tests.database import copy_migrated

        copy_migrated(Path(connection.settings_dict["NAME"]))
    else:
        call_command("migrate", verbosity=0)
    from django.test.utils import setup_test_environment

    from benchmarks.generated_inputs.kinds import make_world

    setup_test_environment()
    return make_world()


def try_kind(name: str, strategy: Any, run: Any, world: Any, count: int, seed: int) -> Row:
    """Put `count` inputs of one kind through, and go on after each fault."""
    from django.core.cache import cache
    from hypothesis import HealthCheck, Phase, given
    from hypothesis import seed as seeded
    from hypothesis import settings as options

    row = Row(name, count)

    @seeded(seed)
    @options(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def put_through(value: Any) -> None:
        cache.clear()  # what limits how often something is done
        try:
            row.outcomes[run(world, value)] += 1
        except Exception as fault:
            row.outcomes["FAULT"] += 1
            row.faults.append(f"{type(fault).__name__}: {str(fault)[:200]}\n    from {str(value)[:400]!a}")

    put_through()
    return row


def main() -> int:
    """Try all kinds; 1 when there was a fault, or when fewer inputs were made than asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generated_inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--smoke", action="store_true", help=f"only {SMOKE} inputs")
    parser.add_argument("--only", default="", help="one kind")
    asked = parser.parse_args()
    world = prepare()
    from django.conf import settings

    from benchmarks.generated_inputs.kinds import KINDS

    rows = []
    for name, strategy, run, share in KINDS:
        if asked.only in ("", name):
            count = max(1, round((SMOKE if asked.smoke else asked.count) * share))
            rows.append(try_kind(name, strategy, run, world, count, asked.seed))
            show(rows[-1])
    total = sum(row.outcomes.total() for row in rows)
    faults = sum(len(row.faults) for row in rows)
    missing = missing_inputs(rows)
    print("".join(f"{sentence}\n" for sentence in missing), end="")
    print(f"{total} inputs with the seed {asked.seed}: {faults} faults.")
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
    return 1 if faults or missing or not rows else 0


def missing_inputs(rows: list[Row]) -> list[str]:
    """Return a sentence for each kind of which fewer inputs were made than asked for."""
    return [
        f"Only {row.outcomes.total()} of {row.wanted} inputs were made for {row.name}."
        for row in rows
        if row.outcomes.total() < row.wanted
    ]


def show(row: Row) -> None:
    """Print one line of the table, and the first fault of each sort."""
    outcomes = ", ".join(f"{count} {what}" for what, count in row.outcomes.most_common())
    print(f"{row.name:13} {row.outcomes.total():6}  {outcomes}", flush=True)
    sorts: dict[str, str] = {}
    for fault in row.faults:
        sorts.setdefault(fault.partition("\n")[0], fault)
    for fault in list(sorts.values())[:SHOWN]:
        print(f"  {fault}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
