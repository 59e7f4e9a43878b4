"""A consistent copy of the database, and its way back: SQLite's online backup, or pg_dump and pg_restore."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.realtime.models import Space

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
JUMP = 1_000_000  # more events than a space can have had since the backup was made
_ASIDE = "before_restore"  # where PostgreSQL's present tables wait until the restore has worked


class BackupError(Exception):
    """The archive cannot be made or put back; the message says what to do."""


def dump(database: Any, target: Path) -> None:
    """Write a consistent copy of the database to `target` while the site goes on."""
    if database.in_atomic_block:  # SQLite would wait for ever, PostgreSQL would not see the changes
        raise BackupError("A backup cannot be made inside a transaction.")
    if database.vendor == "sqlite":
        database.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            database.connection.backup(copy)
    else:
        _run("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(database: Any, source: Path) -> None:
    """Replace the whole database by the copy at `source`; when that fails, the old one stays."""
    if database.vendor == "sqlite":
        database.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError("The database in this backup is damaged.")
            copy.backup(database.connection)
    else:
        with _tables_aside(database):
            _run("pg_restore", database, "--no-owner", "--no-privileges", "--single-transaction", str(source))


def outdate_cursors(database: Any) -> None:
    """Put the counter of each space far ahead, as if all before had been pruned.

    A reader who saw events after the backup was made holds a cursor that the restored log will reach again
    with other events; now it is older than what is kept, and the reader has to load the page again.
    """
    table = Space._meta.db_table
    if table in database.introspection.table_names():  # else older than live discussion
        with database.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET last = last + %s, pruned = last + %s", [JUMP, JUMP])  # noqa: S608


@contextmanager
def _tables_aside(database: Any) -> Iterator[None]:
    """Rename PostgreSQL's tables; rename them back when the block fails, drop them when it succeeds."""
    with database.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {_ASIDE} CASCADE")
        cursor.execute(f"ALTER SCHEMA public RENAME TO {_ASIDE}")
        cursor.execute("CREATE SCHEMA public")
    try:
        yield
    except BaseException:
        with database.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute(f"ALTER SCHEMA {_ASIDE} RENAME TO public")
        raise
    with database.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {_ASIDE} CASCADE")


def _run(program: str, database: Any, *arguments: str) -> None:
    """Run one of PostgreSQL's tools on the database; passwords go by the environment, not by argument."""
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is missing; install the package postgresql-client.")
    facts = database.settings_dict
    _command, secrets = database.client_class.settings_to_cmd_args_env(facts, [])
    names = (("host", "HOST"), ("port", "PORT"), ("username", "USER"), ("dbname", "NAME"))
    place = [f"--{option}={facts[key]}" for option, key in names if facts.get(key)]
    done = subprocess.run(  # noqa: S603
        [found, "--no-password", *place, *arguments],
        env={"PATH": str(Path(found).parent), **(secrets or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def applied_migrations(database: Any) -> list[str]:
    """Return the names of the applied migrations, sorted."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(database).applied_migrations())


def known_migrations() -> set[str]:
    """Return the names of all migrations this version of the site knows, those replaced by a squash too."""
    found = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    replaced = {key for migration in found.values() for key in migration.replaces}
    return {f"{app}.{name}" for app, name in {*found, *replaced}}


def is_empty(database: Any) -> bool:
    """Return whether nobody has used this site yet: no tables, or no members."""
    table = get_user_model()._meta.db_table
    if table not in database.introspection.table_names():
        return True
    with database.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {database.ops.quote_name(table)} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is None
