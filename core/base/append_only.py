"""Tables whose rows the database itself refuses to change, and to delete before their `keep_until`.

Triggers hold against any program that writes, not only this one. Emptying the whole database with
`manage.py flush` is the one other way: it lifts them while it runs (see the command).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

TABLES = ("base_auditevent",)
WORDS = "rows of {table} are append-only"

_SQLITE = {
    "update": """CREATE TRIGGER {table}_refuse_update BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, '{words}'); END""",
    "delete": """CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table}
        WHEN OLD.keep_until > strftime('%Y-%m-%d %H:%M:%f', 'now')
        BEGIN SELECT RAISE(ABORT, '{words}'); END""",
    # INSERT OR REPLACE deletes the old row without asking the trigger above.
    "replace": """CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{words}'); END""",
}
_POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION base_refuse_change() RETURNS trigger
    LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$"""
_POSTGRESQL = {
    "update": """CREATE TRIGGER {table}_refuse_update BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION base_refuse_change()""",
    "delete": """CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table}
        FOR EACH ROW WHEN (OLD.keep_until > now()) EXECUTE FUNCTION base_refuse_change()""",
}


def protect(connection: Any, table: str) -> None:
    """Set the triggers; NotImplementedError on a database that is neither SQLite nor PostgreSQL."""
    statements = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}.get(connection.vendor)
    if statements is None:
        raise NotImplementedError(f"No append-only triggers for {connection.vendor}.")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for statement in statements.values():
            cursor.execute(statement.format(table=table, words=WORDS.format(table=table)))


def unprotect(connection: Any, table: str) -> None:
    """Take the triggers away."""
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("update", "delete", "replace"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuse_{verb}{on_table}")


@contextmanager
def triggers_disabled(connection: Any) -> Iterator[None]:
    """Run the block without the triggers, in one transaction: an error or a crash leaves them set."""
    with transaction.atomic(using=connection.alias):
        for table in TABLES:
            unprotect(connection, table)
        yield
        for table in TABLES:
            protect(connection, table)
