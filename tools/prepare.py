"""Fill the site for `make run`: database, static files, vocabularies, demonstration; print the progress.

tools/setup.py runs it (`python -m tools.prepare`) and shows the lines that begin with @step. Exits with 3
when the data were made by another version of the code, whose migrations do not fit.
"""

import gc
import re
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.staticfiles.finders import get_finders  # noqa: E402
from django.contrib.staticfiles.management.commands import collectstatic  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.commands import migrate  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from django.db.migrations.exceptions import InconsistentMigrationHistory  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402

from portal.demo import load as load_demo  # noqa: E402
from tools.setup import MISFIT, ROOT, STEP  # noqa: E402
from vocabularies.services.loading import load_vocabularies  # noqa: E402

# SQLite's errors when migrations find tables of other migrations.
MISMATCH = re.compile(r"no such (table|column)|already exists|duplicate column|constraint failed|no column")


def show(step: str, done: int = 0, total: int = 0) -> None:
    """Print the progress of a step, for tools/setup.py."""
    print(STEP, step, done, total, sep="\t", flush=True)


class Migrate(migrate.Command):  # type: ignore[misc]
    """A migrate command that counts the applied migrations."""

    done = total = 0

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Show each migration that was applied."""
        if action == "apply_success":
            self.done += 1
            show("Migrations", self.done, self.total)


class CollectStatic(collectstatic.Command):  # type: ignore[misc]
    """A collectstatic command that counts the copied and the processed files."""

    done = total = 0

    def log(self, msg: str, level: int = 2) -> None:
        """Show each file, twice."""
        if msg.startswith(("Copying", "Post-processed", "Skipped post-processing")):
            self.done += 1
            show("Static files", self.done, self.total)


def is_ours(label: str) -> bool:
    """Return whether the app of this label is one of the project's."""
    paths = [Path(each.path) for each in apps.get_app_configs() if each.label == label]
    return any(path.is_relative_to(ROOT) and ".venv" not in path.parts for path in paths)


def has_unknown_migrations(executor: MigrationExecutor) -> bool:
    """Return whether the database has migrations of our apps that no longer exist."""
    applied = MigrationRecorder(connection).applied_migrations()
    return any(is_ours(label) for label, _name in set(applied) - set(executor.loader.disk_migrations))


def tables_fit() -> bool:
    """Return whether each of our models has its table, with its columns and no other required one."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            if is_ours(model._meta.app_label) and model._meta.managed and not model._meta.proxy:
                name = model._meta.db_table
                if name not in tables:
                    return False
                rows = connection.introspection.get_table_description(cursor, name)
                wanted = {field.column for field in model._meta.local_concrete_fields}
                needed = {row.name for row in rows if not row.null_ok and row.default is None}
                if not needed <= wanted <= {row.name for row in rows}:
                    return False
    return True


def migrate_database() -> bool:
    """Apply the migrations that are missing; return whether the database fits the code afterwards."""
    executor = MigrationExecutor(connection)
    is_new = not executor.loader.applied_migrations
    if not is_new and has_unknown_migrations(executor):
        return False
    command = Migrate()
    command.total = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    show("Migrations", 0, command.total)
    gc.disable()  # to collect garbage among the many states of the models takes a fifth of the time
    try:
        call_command(command, verbosity=0, interactive=False)
    except (DatabaseError, InconsistentMigrationHistory) as error:
        if is_new or (isinstance(error, DatabaseError) and not MISMATCH.search(str(error))):
            raise
        return False
    finally:
        gc.enable()
    return is_new or tables_fit()


def build_static_files() -> None:
    """Collect, bundle, hash and compress the static files."""
    command = CollectStatic()
    command.total = 2 * len({path for finder in get_finders() for path, _storage in finder.list([])})
    call_command(command, interactive=False, clear=True, verbosity=0)


def load_content() -> None:
    """Load vocabularies and demonstration into the migrated database."""
    load_vocabularies(on_read=lambda done, total: show("Vocabularies", done, total))
    load_demo(on_piece=lambda done, total: show("Demonstration", done, total))


def main() -> int:
    """Take all steps; return 3 when the data do not fit, else 0."""
    if not migrate_database():
        return MISFIT
    build_static_files()
    load_content()
    return 0


if __name__ == "__main__":
    sys.exit(main())
