"""Finding text by its beginning through an index, whatever the collation of the database."""

from typing import Any

from django.db.models import CharField, Lookup

LAST = "\U0010ffff"  # no text holds a later character


@CharField.register_lookup
class Begins(Lookup[Any]):
    """`word__begins="ken"`: a range of bytes. The same rows as `startswith`, minding case and accents.

    SQLite compares bytes anyway, where its LIKE would not use the index; PostgreSQL does so by the
    operators of `varchar_pattern_ops`, where its `>=` would follow the collation.
    """

    lookup_name = "begins"

    def _range(self, compiler: Any, connection: Any, least: str, less: str) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        params = (*left_params, self.rhs, *left_params, f"{self.rhs}{LAST}")
        return f"({left} {least} %s AND {left} {less} %s)", params

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compare as the database compares bytes."""
        return self._range(compiler, connection, ">=", "<")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compare bytes by the pattern operators."""
        return self._range(compiler, connection, "~>=~", "~<~")
