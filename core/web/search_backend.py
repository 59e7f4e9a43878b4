"""The search of the editors' admin: Wagtail's database backend, quoting typed words for SQLite's FTS5."""

from typing import Any

from modelsearch.backends import database
from modelsearch.query import Phrase, PlainText


def SearchBackend(params: dict[str, Any]) -> Any:
    """Return the backend for the database in use; the name is the one that Wagtail looks for."""
    backend = database.SearchBackend(params)
    if database.USE_SQLITE_FTS:
        backend.query_compiler_class = _quoting(backend.query_compiler_class)
        backend.autocomplete_query_compiler_class = _quoting(backend.autocomplete_query_compiler_class)
    return backend


def _quoting(compiler: Any) -> Any:
    """Return the compiler with quotation marks doubled: it puts each word in quotes as it is."""

    class QuotingCompiler(compiler):  # type: ignore[misc]
        def build_search_query_content(self, query: Any, config: Any = None) -> Any:
            if isinstance(query, PlainText):
                words = query.query_string.replace('"', '""')
                query = PlainText(words, operator=query.operator, boost=query.boost)
            elif isinstance(query, Phrase):
                query = Phrase(query.query_string.replace('"', '""'))
            return super().build_search_query_content(query, config=config)

    return QuotingCompiler
