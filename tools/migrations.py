"""Check the project's own migrations: their names, and whether each can be reversed."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Names that makemigrations generates, and names without meaning.
NAMELESS = re.compile(r"_auto_\d{8}|^\d{4}_initial$|_and_more$")
# Everything depends on the user model: reversing its first migration would reverse the libraries' as well.
STAYS = {"accounts": "0001"}
# All apps are reversed in one plan: a command for each would build the state of all models each time.
# Without the garbage collector, which would look for cycles among the many states of the models.
THERE_AND_BACK = """
import gc, sys, django
gc.disable()
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
targets = [word.split("=") for word in sys.argv[1:]]
for app, _target in targets:
    apps.get_app_config(app)
call_command("migrate", verbosity=0)
executor = MigrationExecutor(connection)
find = executor.loader.get_migration_by_prefix
executor.migrate([(app, None if to == "zero" else find(app, to).name) for app, to in targets])
left = [key for key in MigrationExecutor(connection).loader.applied_migrations if [key[0], "zero"] in targets]
assert not left, left
call_command("migrate", verbosity=0)
"""


def own_apps() -> list[str]:
    """Return the labels of the apps that have migrations, the highest layer first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    apps, parts = (re.findall(r"\w+", " ".join(contract["layers"])) for contract in contracts[:2])
    folders = [ROOT / app for app in apps] + [ROOT / "core" / part for part in parts]
    return [folder.name for folder in folders if list((folder / "migrations").glob("0*.py"))]


def unnamed(paths: Iterable[Path] | None = None) -> list[str]:
    """Return one sentence for each migration with a meaningless name."""
    files = (
        sorted((*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("core/*/migrations/0*.py")))
        if paths is None
        else paths
    )
    return [
        f"{p}: give the migration a name that says what changes" for p in files if NAMELESS.search(p.stem)
    ]


def untaken(apps: Iterable[str] | None = None, **env: str) -> list[str]:
    """Migrate a database up, each app back to nothing, and up again; return what went wrong.

    The database is that of the test settings: a SQLite file of its own, or DATABASE_URL, which must be empty
    or a copy of a migrated one.
    """
    targets = [f"{app}={STAYS.get(app, 'zero')}" for app in (own_apps() if apps is None else apps)]
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-W", "ignore", "-c", THERE_AND_BACK, *targets]
    environment = os.environ | settings | env
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    return [f"A migration cannot be taken back:\n{done.stderr.strip()}"] if done.returncode else []
