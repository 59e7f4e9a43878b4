"""In every test: what a fragment reads is of the kinds of content under whose versions it is kept."""

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from core.web.caching import fragments
from core.web.caching.changes import use_of

_READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')
SETTLED = {"django_content_type"}  # its rows never change
IN_PARTS = {
    "auth_group",
    "accounts_user_groups",
}  # a reader's groups: learning.querysets.depends_on names them


@functools.cache
def kinds_of_tables() -> dict[str, str]:
    """Return for each table the kind of content that a write to it changes."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if (use := use_of(model)) and model._meta.db_table not in SETTLED | IN_PARTS:
            found[model._meta.db_table] = use.kind or f"{use.label}, which no fragment may read"
    return found


def unfollowed(sql: str, kinds: tuple[str, ...]) -> set[str]:
    """Return the tables that a statement reads although their kind is not one of `kinds`."""
    by_table = kinds_of_tables()
    tables = {table: by_table[table] for table in _READ.findall(sql) if table in by_table}
    return {table for table, kind in tables.items() if not kind.startswith(kinds or ("-",))}


@pytest.fixture(autouse=True)
def fragments_follow_what_they_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail where a fragment reads what it is not made anew for."""
    wrong: list[str] = []

    def watched(name: str, make: Callable[[], Any], kinds: tuple[str, ...]) -> Any:
        def look(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            wrong.extend(f"{name} reads {table}" for table in unfollowed(str(sql), kinds))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(look):
            return make()

    monkeypatch.setattr(fragments, "make_fragment", watched)
    yield
    assert wrong == []
