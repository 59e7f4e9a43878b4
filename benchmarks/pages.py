"""Requests a second and CPU per request of the main pages, beside a bare Wagtail page in the same run.

Usage: make bench, or python -m tools.services -- .venv/bin/python -m benchmarks.pages [--seconds 4]
gunicorn with one sync worker, the production settings, PostgreSQL and Redis. The bare page has the same
server, database and settings of the process, and a body of a lesson's length. Rounds are taken in turns, so
that what else the machine does falls on all alike; the middle round of each counts. Nothing is asserted.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dj_database_url
import psutil
import psycopg

from tools.production import environment

ROOT = Path(__file__).resolve().parent.parent
ANALYZE = "from django.db import connection; connection.cursor().execute('ANALYZE')"
LESSON = "/en/courses/km4b-essentials/why-knowledge/what-knowledge-management-is/"
SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.conf import settings
from accounts.models import User
user, store = User.objects.get(email="learner@demo.km4b.example"), SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.save()
print(f"cookie {settings.SESSION_COOKIE_NAME}={store.session_key}")
"""
BARE_PAGE = """
from wagtail.models import Page, Site
from benchmarks.bare.models import BarePage
words = "<h2>A heading</h2>" + "<p>" + "Knowledge is kept where people meet and write it down. " * 20 + "</p>"
page = Page.get_first_root_node().add_child(instance=BarePage(title="Bare", slug="bare", body=words * 6))
site = Site.objects.get(is_default_site=True)
site.root_page, site.hostname = page, "localhost"
site.save()
"""


@dataclass(frozen=True)
class Subject:
    """One page to be asked for: its name, its server and path, and as whom."""

    name: str
    server: str
    path: str
    cookie: str = ""


@dataclass(frozen=True)
class Figures:
    """What one page takes: requests a second, CPU milliseconds per request, median milliseconds, KiB."""

    rate: float
    cpu: float
    median: float
    kib: float


def new_database(name: str) -> str:
    """Make an empty database beside the given one; gives its address."""
    given = dj_database_url.parse(os.environ["DATABASE_URL"])
    login = {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **login) as server:  # type: ignore[arg-type]
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
    return re.sub(r"/[^/]*$", f"/{name}", os.environ["DATABASE_URL"])


def env_of(settings: str, database: str, folder: Path) -> dict[str, str]:
    """Return the environment of a process of one of the two sites."""
    return environment(
        DJANGO_SETTINGS_MODULE=settings,
        DATABASE_URL=new_database(database),
        REDIS_URL=os.environ["REDIS_URL"],
        ALLOWED_HOSTS="localhost",
        SITE_URL="https://localhost",
        VAR_DIR=str(folder),
        LOG_LEVEL="WARNING",
        PYTHONWARNINGS="ignore",
    )


def manage(env: dict[str, str], *words: str) -> str:
    """Run a management command; give what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=600
    )
    if done.returncode:
        sys.exit(f"manage.py {words[0]} failed:\n{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def gunicorn(application: str, env: dict[str, str]) -> Iterator[tuple[int, psutil.Process]]:
    """Serve with one sync worker; gives the port and the worker's process."""
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


def measure(subject: Subject, port: int, worker: psutil.Process, seconds: float) -> Figures:
    """Load one page from another process for some seconds."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.load",
        f"http://127.0.0.1:{port}{subject.path}",
        str(seconds),
    ]
    before = worker.cpu_times()
    command.append(subject.cookie)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60 + 2 * seconds)
    if done.returncode:
        sys.exit(done.stderr)
    after, said = worker.cpu_times(), json.loads(done.stdout)
    cpu = after.user + after.system - before.user - before.system
    asked = said["requests"] + 10  # the warming requests used the worker too
    return Figures(
        said["requests"] / said["seconds"], cpu / asked * 1000, said["median_ms"], said["bytes"] / 1024
    )


def prepare(folder: Path) -> tuple[dict[str, dict[str, str]], str]:
    """Make both sites; gives their environments and the learner's cookie."""
    site = env_of("benchmarks.production_site", "bench_site", folder)
    bare = env_of("benchmarks.bare.settings", "bench_bare", folder)
    print("Preparing both sites (about a minute) ...", flush=True)
    manage(bare, "migrate", "--verbosity", "0")
    manage(bare, "shell", "--no-imports", "--command", BARE_PAGE)
    manage(site, "migrate", "--verbosity", "0")
    manage(site, "collectstatic", "--noinput", "--verbosity", "0")
    manage(site, "load_demonstration")
    cookie = re.search(r"cookie (\S+)", manage(site, "shell", "--no-imports", "--command", SIGN_IN))
    topics = manage(site, "shell", "--no-imports", "--command", "from benchmarks.topics import make; make()")
    manage(site, "shell", "--no-imports", "--command", ANALYZE)
    if not cookie:
        sys.exit("The learner could not sign in.")
    return {"site": site, "bare": bare}, cookie[1], dict(re.findall(r"topic (\d+) (\S+)", topics))


def subjects(cookie: str, topics: dict[str, str]) -> list[Subject]:
    """Return what is measured; the first is what the others are compared with."""
    return [
        Subject("bare Wagtail page", "bare", "/"),
        Subject("home", "site", "/en/"),
        Subject("catalogue", "site", "/en/courses/"),
        Subject("lesson", "site", LESSON),
        Subject("home, signed in", "site", "/en/", cookie),
        Subject("lesson, signed in", "site", LESSON, cookie),
        Subject("topic, 3 posts", "site", topics["3"]),
        Subject("topic, 20 of 3,000 posts", "site", topics["3000"]),
        Subject("topic, 20 of 3,000, signed in", "site", topics["3000"], cookie),
    ]


def table(figures: dict[Subject, list[Figures]]) -> str:
    """Return the middle of the rounds as a table, with the ratio to the first row."""
    rows = [
        "| Page | requests/s | to bare | CPU ms/request | to bare | median ms | KiB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    first: Any = None
    for subject, rounds in figures.items():
        rate, cpu, median, kib = (
            statistics.median(getattr(r, key) for r in rounds) for key in ("rate", "cpu", "median", "kib")
        )
        first = first or (rate, cpu)
        rows.append(
            f"| {subject.name} | {rate:.0f} | {rate / first[0]:.2f} | {cpu:.1f} | {cpu / first[1]:.2f} "
            f"| {median:.1f} | {kib:.1f} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        sys.exit("DATABASE_URL and REDIS_URL are needed; python -m tools.services -- gives them.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="commons-bench-")))
        environments, cookie, topics = prepare(folder)
        names = {"site": "config.wsgi", "bare": "benchmarks.bare.wsgi"}
        servers = {key: stack.enter_context(gunicorn(names[key], env)) for key, env in environments.items()}
        figures: dict[Subject, list[Figures]] = {subject: [] for subject in subjects(cookie, topics)}
        for turn in range(options.rounds):
            print(f"Round {turn + 1} of {options.rounds} ...", flush=True)
            for subject, rounds in figures.items():
                rounds.append(measure(subject, *servers[subject.server], options.seconds))
    version, busy = sys.version.split()[0], os.getloadavg()[0]
    machine = f"{os.cpu_count()} cores, Python {version}, load average {busy:.1f}"
    print(f"\n{table(figures)}\n\n{machine}")


if __name__ == "__main__":
    main()
