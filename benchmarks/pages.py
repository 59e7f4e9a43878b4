"""CPU per request of each kind of page, as a ratio to a bare Wagtail page of the same run.

Usage: make bench, or python -m tools.services -- .venv/bin/python -m benchmarks.pages [--smoke] [--seconds 4]
gunicorn with one sync worker, the production settings, PostgreSQL and Redis. The bare page has the same
server, database and process settings, and a body of a lesson's length. The pages are measured in turn, so
that other load on the machine affects all alike; the median round of each counts.

Each page is measured for a visitor when it is stored, for a visitor as the first request after a change of
what the page is about (pages, vocabularies, discussions), and for a member who is signed in. `LIMITS` says
what each may cost (docs/developers/speed.md); what costs more is listed at the end.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from benchmarks import report
from benchmarks.databases import migrated_database, new_database
from benchmarks.report import ROOT, Report, Row, note
from tools.production import environment

BARE, POSTS, LOCALES = "bare Wagtail page", 3000, ["fr", "ar"]
VISITOR, CHANGED, MEMBER = "visitor", "visitor, after a change", "signed in"
LIMITS = {VISITOR: 0.5, CHANGED: 3.0, MEMBER: 3.0}  # CPU to that of the bare page
Load = Callable[..., dict[str, float]]
OWN_LIMITS = {
    "learning.LessonPage": {MEMBER: 2.5},
    "thread": {CHANGED: 2.0, MEMBER: 2.0},
}


@dataclass(frozen=True)
class Subject:
    """One page to request: its name, its server and path, for whom, and the member's cookie."""

    name: str
    server: str
    path: str
    reader: str = VISITOR
    cookie: str = ""
    kinds: tuple[str, ...] = ()  # of content that changes before each request

    @property
    def limit(self) -> float:
        """Return the ratio to the bare page that it may cost."""
        return OWN_LIMITS.get(self.name, {}).get(self.reader, LIMITS[self.reader])


@dataclass(frozen=True)
class Figures:
    """The figures of one page: requests a second, CPU milliseconds per request."""

    rate: float
    cpu: float


def process_environment(settings: str, folder: Path, database: str) -> dict[str, str]:
    """Return the environment of a process of one of the two sites."""
    return environment(
        DJANGO_SETTINGS_MODULE=settings,
        DATABASE_URL=database,
        REDIS_URL=os.environ["REDIS_URL"],
        ALLOWED_HOSTS="localhost",
        SITE_URL="https://localhost",
        VAR_DIR=str(folder),
        LOG_LEVEL="WARNING",
        PYTHONWARNINGS="ignore",
    )


def run_module(env: dict[str, str], *words: str) -> str:
    """Run a module of a site; return what it printed, and exit when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=600
    )
    if done.returncode:
        sys.exit(f"{words[0]} failed:\n{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def gunicorn(application: str, env: dict[str, str]) -> Iterator[tuple[int, psutil.Process]]:
    """Serve with one sync worker; yield the port and the worker's process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--workers", "1", "--worker-class", "sync"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        deadline = time.monotonic() + 60
        while not (workers := psutil.Process(process.pid).children()) or not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"gunicorn did not start {application}.")
            time.sleep(0.2)
        yield port, workers[0]
    finally:
        process.terminate()
        process.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def loader() -> Iterator[Load]:
    """Start a process that loads pages; yield a function with the arguments of `benchmarks.load.load`."""
    command = [sys.executable, "-m", "benchmarks.load"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        sent, received = process.stdin, process.stdout

        def load(**arguments: Any) -> dict[str, float]:
            sent.write(json.dumps(arguments) + "\n")
            sent.flush()
            answer = received.readline()
            if not answer:
                sys.exit(f"{arguments['url']} could not be loaded.")
            return dict(json.loads(answer))

        yield load
        sent.close()


def measure_page(
    subject: Subject,
    server: tuple[int, psutil.Process],
    load: Load,
    **options: Any,
) -> Figures:
    """Load one page from another process; `options` are the `seconds` and the site's `database`."""
    port, worker = server
    before = worker.cpu_times()
    url = f"http://127.0.0.1:{port}{subject.path}"
    result = load(url=url, cookie=subject.cookie, kinds=subject.kinds, **options)
    after = worker.cpu_times()
    cpu = after.user + after.system - before.user - before.system
    return Figures(result["requests"] / result["seconds"], cpu / result["asked"] * 1000)


def prepare(
    stack: ExitStack, folder: Path, options: argparse.Namespace
) -> tuple[dict[str, Any], list[Subject]]:
    """Create both sites; return their environments and the pages to measure, the bare page first."""
    of = partial(process_environment, "benchmarks.production_site", folder)
    site = of(migrated_database(stack, "bench_site", options.migrated, of("")))
    bare = process_environment(
        "benchmarks.bare.settings", folder, new_database(stack, "bench_bare", site["DATABASE_URL"])
    )
    note("Filling both sites ...")
    run_module(bare, "benchmarks.bare.content")
    posts, locales = (30, []) if options.smoke else (POSTS, LOCALES)
    made = json.loads(run_module(site, "benchmarks.content", str(posts), *locales))
    cookie = made["cookie"]
    paths = made["pages"] | {"thread": made["long"]}
    paths.pop("cop:thread_show", None)
    if options.only:
        paths = {name: path for name, path in paths.items() if options.only in name}
    subjects = [Subject(BARE, "bare", "/")]
    for name, path in sorted(paths.items()):
        kinds = tuple(made["kinds"]["cop:thread_show" if name == "thread" else name])
        subjects += [Subject(name, "site", path), Subject(name, "site", path, CHANGED, kinds=kinds)]
        subjects.append(Subject(name, "site", path, MEMBER, cookie))
    return {"site": site, "bare": bare}, subjects


def compare(figures: dict[Subject, list[Figures]]) -> tuple[list[Row], list[str]]:
    """Return the median round of each page beside that of the first; sentences on what costs too much."""
    middle = {subject: statistics.median(each.cpu for each in rounds) for subject, rounds in figures.items()}
    (first, bare), *others = middle.items()
    rows = [
        Row(f"{subject.name}, {subject.reader}: CPU ms a request", first.name, bare, cpu)
        for subject, cpu in others
    ]
    return rows, [
        f"{subject.name}, {subject.reader}: {cpu / bare:.1f} times the bare page, {subject.limit} allowed"
        for subject, cpu in others
        if cpu > subject.limit * bare
    ]


def measure(options: argparse.Namespace, result: Report) -> None:
    """Serve both sites, and request each page in turn."""
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        sys.exit("DATABASE_URL and REDIS_URL are needed; python -m tools.services -- gives them.")
    rounds, seconds = (1, 0.05) if options.smoke else (options.rounds, options.seconds)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="commons-bench-")))
        environments, subjects = prepare(stack, folder, options)
        names = {"site": "config.wsgi", "bare": "benchmarks.bare.wsgi"}
        servers = {key: stack.enter_context(gunicorn(names[key], env)) for key, env in environments.items()}
        database = environments["site"]["DATABASE_URL"]
        load = stack.enter_context(loader())
        figures: dict[Subject, list[Figures]] = {subject: [] for subject in subjects}
        for subject in subjects[:2]:  # one of each server, whose first request imports half of the site
            measure_page(subject, servers[subject.server], load, seconds=0, database=database)
        for turn in range(rounds):
            note(f"Round {turn + 1} of {rounds} ...")
            for subject, row in figures.items():
                server = servers[subject.server]
                row.append(measure_page(subject, server, load, seconds=seconds, database=database))
    rows, missed = compare(figures)
    result.rows += rows
    for sentence in missed if not options.smoke else ():
        note(f"MISSED: {sentence}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options for the seconds and rounds of each page, and for the choice of pages."""
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="part of the name of the pages to measure")


if __name__ == "__main__":
    sys.exit(report.run(__doc__, measure, add_arguments))
