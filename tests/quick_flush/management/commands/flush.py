"""The command that Django calls after a test with real transactions: restore the migrated database.

To delete every row and to make content types and permissions again takes a third of a second, far more than
most of these tests, and leaves no page and no group; but which test comes next, the workers decide. SQLite
copies the whole migrated file in a few milliseconds; PostgreSQL empties the tables and copies their rows in.
"""

import sqlite3
from typing import Any

from django.db import connections

from core.base.management.commands import flush
from tests.database import MigratedRows, migrated


class Command(flush.Command):
    """Restore the migrated state of the tests' database."""

    def handle(self, **options: Any) -> None:
        """Restore the database named in `options`."""
        connection = connections[options["database"]]
        connection.ensure_connection()
        if connection.vendor != "sqlite":
            MigratedRows.of(connection).restore()
            return
        source = sqlite3.connect(migrated())
        try:
            source.backup(connection.connection)
        finally:
            source.close()
