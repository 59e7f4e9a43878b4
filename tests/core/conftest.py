"""A separate database for tests that start real processes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
OWN_DATABASE = pytest.mark.django_db(transaction=connection.vendor != "sqlite")


class Site:
    """A migrated database that other processes use: a SQLite file, or the services' database."""

    def __init__(self, folder: Path, environment: dict[str, str], ask: Callable[..., list[Any]]) -> None:
        self.folder, self.environment, self.ask = folder, os.environ | environment, ask
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *command: str, **options: Any) -> subprocess.Popen[str]:
        """Start a Python process with this database; it ends with the test."""
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )
        self.processes.append(process)
        return process

    def start_job_process(self, *words: str) -> subprocess.Popen[str]:
        """Start tests.core.job_process."""
        return self.start("-m", "tests.core.job_process", *words)

    def count(self, sql: str) -> int:
        """Return the number that a query returns."""
        return int(self.ask(sql)[0][0])

    def end(self) -> None:
        """Kill the processes that still run."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait(60)
            for pipe in (process.stdin, process.stdout):
                if pipe and not pipe.closed:
                    pipe.close()


@pytest.fixture(scope="session")
def migrated_file(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Path:
    """A migrated SQLite file, copied from the tests' own database when that is SQLite."""
    path: Path = tmp_path_factory.mktemp("migrated") / "commons.sqlite3"
    if connection.vendor != "sqlite":
        return path
    with django_db_blocker.unblock():
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        copy.close()
    return path


def _sqlite_site(migrated_file: Path, folder: Path) -> Site:
    path = folder / "commons.sqlite3"
    path.write_bytes(migrated_file.read_bytes())

    def ask(sql: str) -> list[Any]:
        line = sqlite3.connect(path, timeout=20, isolation_level=None)
        try:
            return line.execute(sql).fetchall()
        finally:
            line.close()

    ask("PRAGMA journal_mode=WAL")
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "VAR_DIR": str(folder)}
    return Site(folder, environment, ask)


def _postgresql_site(folder: Path) -> Site:
    def ask(sql: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    of = {key: quote(str(value or ""), safe="") for key, value in connection.settings_dict.items()}
    url = f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    return Site(folder, {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": url}, ask)


@pytest.fixture
def site(migrated_file: Path, tmp_path: Path) -> Iterator[Site]:
    """A site that other processes use, with the table `effect` for the effects of jobs.

    Its tests are marked `OWN_DATABASE`: on PostgreSQL their rows must be committed.
    """
    if connection.vendor == "sqlite":
        made = _sqlite_site(migrated_file, tmp_path)
    else:
        made = _postgresql_site(tmp_path)
        made.ask("DROP TABLE IF EXISTS effect")
    made.ask("CREATE TABLE effect (word text)")
    yield made
    made.end()
    if connection.vendor != "sqlite":
        made.ask("DROP TABLE effect")
