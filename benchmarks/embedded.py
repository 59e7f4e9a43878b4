"""Pages as `make run` serves them, on SQLite: what stored pages save, and what each middleware costs.

Usage: python -m benchmarks.embedded [--smoke] [--seconds 2]
Each kind of page is asked for by a visitor, with everything stored, and beside it with nothing stored, as
before a first visit. Then a member asks for the home page, and the CPU that each middleware takes for itself
is told from that of what it calls. Exits with 1 when a page is not answered by 200.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

from benchmarks import report
from benchmarks.databases import set_up_test_settings
from benchmarks.report import Report, Row, note
from benchmarks.stopwatch import STOPWATCHES

STORED, NOTHING, HOME = "everything stored", "nothing stored", "/en/"


def median_cpu(ask: Callable[[], Any], seconds: float, before: Callable[[], Any] = lambda: None) -> float:
    """Return the median CPU milliseconds of a call, of as many as fit into the time, at least three."""
    ask()
    spent: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(spent) < 3:
        before()
        start = time.process_time()
        ask()
        spent.append(time.process_time() - start)
    return statistics.median(spent) * 1000


def get(client: Any, path: str) -> None:
    """Ask for a page; ValueError when it is not answered by 200."""
    response = client.get(path, headers={"host": "localhost"})
    if response.status_code != 200:
        raise ValueError(f"{path} answered {response.status_code}")


def pages(seconds: float) -> list[Row]:
    """Measure each kind of page for a visitor."""
    from django.core.cache import caches
    from django.test import Client

    from benchmarks.page_types import find

    def clear() -> None:
        for cache in caches.all():
            cache.clear()

    rows = []
    for name, path in sorted(find(Client()).items()):
        nothing, stored = (
            median_cpu(lambda path=path: get(Client(), path), seconds, before)  # type: ignore[misc]
            for before in (clear, lambda: None)
        )
        rows.append(Row(f"{name}, visitor, {STORED}: CPU ms a request", NOTHING, nothing, stored))
    return rows


def middleware(seconds: float) -> list[Row]:
    """Measure what each middleware takes for itself when a member asks for the home page."""
    from django.conf import settings
    from django.test import Client, override_settings

    from accounts.models import User

    names = list(settings.MIDDLEWARE)
    watched = ["benchmarks.stopwatch.Stopwatch"]
    for name in names:
        watched += [name, watched[0]]
    with override_settings(MIDDLEWARE=watched):
        client = Client()
        client.force_login(User.objects.filter(is_demo=True)[0], settings.AUTHENTICATION_BACKENDS[0])
        asked = 0

        def ask() -> None:
            nonlocal asked
            asked += 1
            get(client, HOME)

        ask()
        asked = 0
        for stopwatch in STOPWATCHES:
            stopwatch.seconds = 0.0
        median_cpu(ask, seconds)
    spent = [stopwatch.seconds / asked * 1000 for stopwatch in STOPWATCHES]
    own = [outer - inner for outer, inner in pairwise(spent)]
    return [
        Row(f"{name.rpartition('.')[2]}: CPU ms a request", "the home page, signed in", spent[0], cost)
        for name, cost in zip(names, own, strict=True)
    ]


def measure(options: argparse.Namespace, result: Report) -> None:
    """Fill a site on SQLite as `make run` does, and measure."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    with ExitStack() as stack:
        set_up_test_settings(stack, "bench_embedded", "")
        from django.test import override_settings

        from portal.demo import load as load_demo
        from vocabularies.services.loading import load_vocabularies

        note("Filling the site ...")
        load_vocabularies()
        with override_settings(DEMO=True):
            load_demo(locales=[])
        seconds = 0.01 if options.smoke else options.seconds
        result.rows += pages(seconds)
        result.rows += middleware(seconds)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option for the seconds of each page."""
    parser.add_argument("--seconds", type=float, default=2)


if __name__ == "__main__":
    sys.exit(report.run(__doc__, measure, add_arguments))
