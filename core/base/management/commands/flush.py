"""`manage.py flush`: empties every table, the append-only ones too."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from core.base.append_only import TABLES, triggers_disabled


class Command(flush.Command):
    """Flush as Django does. SQLite deletes row by row, so its triggers are disabled; PostgreSQL truncates."""

    def handle(self, **options: Any) -> None:
        """Empty the database named in `options`."""
        connection = connections[options["database"]]
        present = set(connection.introspection.table_names())
        if connection.vendor == "sqlite" and present.issuperset(TABLES):
            with triggers_disabled(connection):
                super().handle(**options)
        else:
            super().handle(**options)
