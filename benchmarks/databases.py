"""A migrated database for each benchmark: a copy of a given one, else one that is migrated now."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import dj_database_url
import psycopg

from benchmarks.report import ROOT, note


def new_database(stack: ExitStack, name: str, template: str = "") -> str:
    """Return the address of a new database beside DATABASE_URL's, dropped when the stack closes.

    It is empty, or a copy of `template`, the URL of a database without connections.
    """
    address = os.environ["DATABASE_URL"]
    name, source = f"{name}_{os.getpid()}", dj_database_url.parse(template or address)["NAME"]
    copied = f' TEMPLATE "{source}"' if template else ""
    _execute(address, f'CREATE DATABASE "{name}"{copied}')
    stack.callback(_execute, address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return re.sub(r"/[^/]*$", f"/{name}", address)


def _execute(address: str, sql: str) -> None:
    given = dj_database_url.parse(address)
    login = {key.lower(): given[key] for key in ("HOST", "PORT", "USER", "PASSWORD") if given[key]}  # type: ignore[literal-required]
    with psycopg.connect(dbname="postgres", autocommit=True, **login) as server:
        server.execute(sql)


def migrated_database(stack: ExitStack, name: str, template: str, env: dict[str, str]) -> str:
    """Return the address of a new database with all tables; `env` is that of a process of the site."""
    made = new_database(stack, name, template)
    if not template:
        note("Making the tables (half a minute) ...")
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=env | {"DATABASE_URL": made}, check=True, timeout=600)
    return made


def set_up_test_settings(stack: ExitStack, name: str, template: str) -> None:
    """Set Django up in this process on the test settings and a migrated database of its own.

    The database is on PostgreSQL when DATABASE_URL is set, else a SQLite file.
    """
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.test", "LOG_LEVEL": "CRITICAL"}
    if os.environ.get("DATABASE_URL"):
        made = migrated_database(stack, name, template, dict(os.environ))
        os.environ["DATABASE_URL"] = made
    import django
    from django.conf import settings

    django.setup()
    stack.callback(shutil.rmtree, settings.VAR_DIR, ignore_errors=True)
    if not os.environ.get("DATABASE_URL"):
        from tests.database import copy_migrated

        copy_migrated(Path(settings.DATABASES["default"]["NAME"]))
