"""What Django calls after a test with real transactions: put the migrated database back.

To delete every row and to make content types and permissions again takes a third of a second, far more than
most of these tests. SQLite copies the whole file in a few milliseconds; PostgreSQL is flushed by Django.
"""

import sqlite3
from typing import Any

from django.db import connections

from core.base.management.commands import flush
from tests.database import migrated


class Command(flush.Command):
    """Copies the migrated file over the database of the tests."""

    def handle(self, **options: Any) -> None:
        """Restore the database named in `options`."""
        connection = connections[options["database"]]
        if connection.vendor != "sqlite":
            super().handle(**options)
            return
        connection.ensure_connection()
        source = sqlite3.connect(migrated())
        try:
            source.backup(connection.connection)
        finally:
            source.close()
