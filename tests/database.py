"""A migrated database, created once for each state of the migrations and copied for each worker.

Migrating Wagtail and the site from nothing takes some forty seconds of one core. A new state starts
from an earlier file when that was made by a part of the present migrations, all unchanged. The files lie in a
folder of the temporary folder that only its owner may enter. On PostgreSQL the server copies a template.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

from core.base import append_only

ROOT = Path(__file__).resolve().parent.parent
# What determines the tables after migrate, beside the migrations.
SOURCES = ("locks/dev.txt", "config/settings/*.py", "tests/database.py")
KEPT = 4  # how many migrated files are kept, the newest


def _hash(paths: Iterable[Path]) -> str:
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return total.hexdigest()[:20]


def _migration_files() -> list[Path]:
    return [*ROOT.glob("*/migrations/**/*.py"), *ROOT.glob("core/*/migrations/**/*.py")]


def migrations() -> dict[str, str]:
    """Return a hash for each of the project's migration files, by its path from the project's root."""
    return {path.relative_to(ROOT).as_posix(): _hash([path]) for path in _migration_files()}


def digest() -> str:
    """Return a hash of everything that determines the tables."""
    state = json.dumps([base(), migrations()], sort_keys=True)
    return hashlib.sha256(state.encode()).hexdigest()[:20]


def base() -> str:
    """Return a hash of what determines the tables, beside the project's migrations."""
    return _hash(path for pattern in SOURCES for path in ROOT.glob(pattern))


def folder() -> Path:
    """Return our own folder; refuse another user's folder with that name."""
    path = Path(tempfile.gettempdir()) / f"commons-tests-{os.geteuid()}"
    path.mkdir(mode=0o700, exist_ok=True)
    info = path.lstat()
    if info.st_uid != os.geteuid() or info.st_mode & 0o077 or path.is_symlink():
        raise RuntimeError(f"{path} is not ours alone; remove it.")
    return path


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Run the block in one process at a time."""
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def earlier(place: Path) -> Path | None:
    """Return the file with most of the present migrations and no others, if there is one."""
    present, found = migrations(), []
    for note in place.glob("*.json"):
        state = json.loads(note.read_text())
        file = note.with_suffix(".sqlite3")
        if state["base"] == base() and state["migrations"].items() <= present.items() and file.exists():
            found.append((len(state["migrations"]), file))
    return max(found)[1] if found else None


@cache
def migrated() -> Path:
    """Return the migrated file of the present state; make it when it is missing, and remove the oldest."""
    place, name = folder(), digest()
    file = place / f"{name}.sqlite3"
    with alone(place):
        if not file.exists():
            fresh = place / f"{name}.new"
            fresh.unlink(missing_ok=True)
            if start := earlier(place):
                shutil.copyfile(start, fresh)
            _migrate(f"sqlite:///{fresh}")
            file.with_suffix(".json").write_text(json.dumps({"base": base(), "migrations": migrations()}))
            fresh.rename(file)
            for old in sorted(place.glob("*.sqlite3"), key=lambda path: -path.stat().st_mtime_ns)[KEPT:]:
                old.unlink()
                old.with_suffix(".json").unlink(missing_ok=True)
    return file


def _migrate(url: str) -> None:
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": url}
    # The states of the models are many cyclic objects: collecting garbage among them takes a fifth of the
    # time.
    program = "import gc, sys, manage; gc.disable(); sys.argv = ['', 'migrate', '-v', '0']; manage.main()"
    command = [sys.executable, "-W", "ignore", "-c", program]
    subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=1800)


def copy_migrated(target: Path) -> None:
    """Copy the migrated file to the path of the tests' database."""
    shutil.copyfile(migrated(), target)


def migrated_template(url: str) -> str:
    """Return the name of the migrated PostgreSQL database of the present state; make it when it is missing.

    `url` is the address of a database on the server whose user may create databases. Templates of other
    states are removed.
    """
    prefix = "commons_tests_"
    name, fresh = prefix + digest(), prefix + "new"
    with alone(folder()), psycopg.connect(url, autocommit=True) as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        found = {row[0] for row in rows}
        if name not in found:
            for old in found:
                server.execute(SQL("DROP DATABASE {}").format(Identifier(old)))
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(fresh)))
            _migrate(urlsplit(url)._replace(path=f"/{fresh}").geturl())
            rename = SQL("ALTER DATABASE {} RENAME TO {}")
            server.execute(rename.format(Identifier(fresh), Identifier(name)))
    return name


class MigratedRows:
    """The rows and sequences of a migrated PostgreSQL database, kept in memory: some 200 KB."""

    kept: "dict[str, MigratedRows]" = {}  # by the name of the database

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        """Read them. Every table is read, and those without rows are remembered as such."""
        self.connection = connection
        self.rows: dict[str, bytes] = {}
        tables = connection.introspection.table_names()
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            for table in tables:
                with cursor.copy(SQL("COPY {} TO STDOUT (FORMAT binary)").format(Identifier(table))) as copy:
                    self.rows[table] = b"".join(copy)
                if not cursor.rowcount:
                    self.rows[table] = b""
            self.states = self._states(cursor, tables)
            self.sequences = self._sequences(cursor)

    @classmethod
    def of(cls, connection: BaseDatabaseWrapper) -> "MigratedRows":
        """Return the rows of a database, read at the first call, before any test has changed them."""
        name = connection.settings_dict["NAME"]
        if name not in cls.kept:
            cls.kept[name] = cls(connection)
        return cls.kept[name]

    def restore(self) -> None:
        """Restore the changed tables in one transaction: restoring all takes much longer."""
        database = self.connection.connection
        with database.transaction(), database.cursor() as cursor:
            now = self._states(cursor, self.rows)
            changed = [table for table in self.rows if now[table] != self.states[table]]
            for table in sorted(changed, key=lambda name: name not in append_only.TABLES):
                verb = "TRUNCATE {}" if table in append_only.TABLES else "DELETE FROM {}"
                cursor.execute(SQL(verb).format(Identifier(table)))
            for table in changed:
                if rows := self.rows[table]:
                    with cursor.copy(
                        SQL("COPY {} FROM STDIN (FORMAT binary)").format(Identifier(table))
                    ) as c:
                        c.write(rows)
            self.states |= self._states(cursor, changed)
            used = self._sequences(cursor)
            cursor.executemany(
                "SELECT setval(%s, %s, %s)",
                [(f'"{name}"', *kept) for name, kept in self.sequences.items() if used[name] != kept],
            )

    def _states(self, cursor: Any, tables: Iterable[str]) -> dict[str, Any]:
        """Return for each table a hash of the places and transactions of its rows: a write changes it."""
        state = "SELECT {} AS name, sum(hashtext(ctid::text || xmin::text)) AS state FROM {}"
        parts = [SQL(state).format(table, Identifier(table)) for table in tables]
        return dict(cursor.execute(SQL(" UNION ALL ").join(parts)).fetchall()) if parts else {}

    def _sequences(self, cursor: Any) -> dict[str, tuple[int, bool]]:
        """Return for each sequence its value, and whether it was used."""
        cursor.execute(
            "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
            " WHERE schemaname = current_schema()"
        )
        return {name: (value, used) for name, value, used in cursor}
