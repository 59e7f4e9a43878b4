"""Send generated inputs of all kinds to the site; exit with 1 after a fault, or when too few were made.

Usage: make fuzz, or python -m benchmarks.generated_inputs [--smoke] [--seed 1] [--count 10000] [--only KIND]
The baseline is naive code: the same texts saved in the database unchanged.
"""

import argparse
import logging
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks import report
from benchmarks.databases import set_up_test_settings
from benchmarks.report import Report, note

SMOKE, SHOWN = 28, 5  # inputs in all; faults of a kind that are printed


@dataclass
class Kind:
    """The results of the inputs of one kind."""

    name: str
    wanted: int
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    naive_faults: int = 0


def prepare(stack: ExitStack, migrated: str) -> Any:
    """Set Django up on its own database, and return the sample site in it."""
    set_up_test_settings(stack, "bench_inputs", migrated)
    from django.conf import settings
    from hypothesis import configuration

    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    configuration.set_hypothesis_home_dir(settings.VAR_DIR / "hypothesis")
    from django.test.utils import setup_test_environment

    from benchmarks.generated_inputs.kinds import make_site

    setup_test_environment()
    return make_site()


def try_kind(
    name: str, strategy: Any, run: Any, site: Any, count: int, seed: int, naive: Any = lambda value: False
) -> Kind:
    """Try `count` inputs of one kind, and continue after each fault; count what breaks naive code."""
    from django.core.cache import cache
    from hypothesis import HealthCheck, Phase, given
    from hypothesis import seed as seeded
    from hypothesis import settings as options

    row = Kind(name, count)

    @seeded(seed)
    @options(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def try_input(value: Any) -> None:
        row.naive_faults += naive(value)
        cache.clear()  # the counters of the rate limits
        try:
            row.outcomes[run(site, value)] += 1
        except Exception as fault:
            row.outcomes["FAULT"] += 1
            row.faults.append(f"{type(fault).__name__}: {str(fault)[:200]}\n    from {str(value)[:400]!a}")

    try_input()
    return row


def breaks_naively(value: Any) -> bool:
    """Return whether the database refuses a text of the input when it was not cleaned."""
    from django.db import DatabaseError, connection, transaction

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for text in texts_of(value):
                cursor.execute("SELECT %s", [text])
    except (ValueError, DatabaseError):  # a surrogate; on PostgreSQL also a NUL
        return True
    return False


def texts_of(value: Any) -> Iterator[str]:
    """Return the texts of an input, which may be a text, or a list or dictionary of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_of(each)


def try_kinds(options: argparse.Namespace, result: Report) -> None:
    """Try all kinds, or the one of `--only`."""
    with ExitStack() as stack:
        site = prepare(stack, options.migrated)
        from django.db import connection

        from benchmarks.generated_inputs.kinds import KINDS

        made, whole = [], SMOKE if options.smoke else options.count
        for name, strategy, run, share in KINDS:
            if options.only in ("", name):
                number = max(1, round(whole * share))
                made.append(try_kind(name, strategy, run, site, number, options.seed, breaks_naively))
                show(made[-1])
        connection.close()
    for row in made:
        what = f"{row.name}: faults of {row.outcomes.total():,} inputs, seed {options.seed}"
        result.rows.append(report.Row(what, "stored as it came", row.naive_faults, len(row.faults)))
    result.faults += [f"{row.name}: {len(row.faults)} faults" for row in made if row.faults]
    result.faults += missing_inputs(made)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options for the seed, the number of inputs and their kind."""
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--only", default="", help="one kind")


def missing_inputs(rows: list[Kind]) -> list[str]:
    """Return a sentence for each kind with fewer inputs than requested."""
    return [
        f"Only {row.outcomes.total()} of {row.wanted} inputs were made for {row.name}."
        for row in rows
        if row.outcomes.total() < row.wanted
    ]


def show(row: Kind) -> None:
    """Print the results of the inputs of one kind, and the first fault of each sort."""
    outcomes = ", ".join(f"{count} {what}" for what, count in row.outcomes.most_common())
    note(f"{row.name:13} {row.outcomes.total():6}  {outcomes}")
    sorts: dict[str, str] = {}
    for fault in row.faults:
        sorts.setdefault(fault.partition("\n")[0], fault)
    for fault in list(sorts.values())[:SHOWN]:
        note(f"  {fault}")


if __name__ == "__main__":
    sys.exit(report.run(__doc__, try_kinds, add_arguments))
