"""Recording that content changed, in the transaction that changes it: by a model, in bulk or by SQL.

Each app says in its `integrations.py` what a write to its tables changes. A row is added for each change and
none is locked, so two editors never wait for each other here; `versions.sum_up` keeps the rows few.
"""

import functools
import re
import secrets
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

from core.base.registry import Registry
from core.web.models import ContentChange

CONTENT = "content"  # what editors and community managers publish: all kinds that begin with it
PAGES = f"{CONTENT}.pages"  # pages with their restrictions, pictures and translations
SITE = f"{CONTENT}.site"  # sites and languages, header, footer, announcements
DISCUSSION = "discussion"  # what members write for all to read
PEOPLE = "people"  # the names of members
PERMISSIONS = "permissions"  # what members may do; no page for visitors shows it
NOTHING = ""  # no page that is shown to visitors
KINDS = (CONTENT, DISCUSSION, PEOPLE)  # what visitors read

LARGEST = 1 << 24  # of what one change adds to a version: 500 thousand million changes fit into 64 bits
_WRITING = re.compile(r'(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)"')
_SET = re.compile(r'(?: SET |, )"(\w+)" = ')


@dataclass(frozen=True)
class TableUse:
    """What a write to the tables of an app ("cop") or of one model ("cop.community") changes.

    An update of nothing but the `without` columns changes nothing that is shown.
    """

    label: str
    kind: str
    without: frozenset[str] = frozenset()


TABLE_USES: Registry[str, TableUse] = Registry("Uses of tables", attrgetter("label"))


class _Recording:
    """Whether changes are recorded: not while migrations run, which may not have made the table yet."""

    is_on = True


def use_of(model: Any) -> TableUse | None:
    """Return what is registered for the model, for the model whose many-to-many table it is, or its app."""
    owner = model._meta.auto_created or model
    return TABLE_USES.get(owner._meta.label_lower) or TABLE_USES.get(owner._meta.app_label)


@functools.cache
def _uses_by_table() -> dict[str, TableUse]:
    """Return the use of each table; content is assumed for one that nobody has registered."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: use_of(model) or TableUse(model._meta.label_lower, CONTENT) for model in models
    }


def kind_of(sql: str) -> str:
    """Return what kind of content the statement changes; empty when none."""
    if sql[:1] not in "IUD":
        return NOTHING
    written = _WRITING.match(sql)
    use = _uses_by_table().get(written[1]) if written else None
    if use is None:
        return NOTHING
    if use.without and sql.startswith("UPDATE"):
        columns = set(_SET.findall(sql.partition(" WHERE ")[0]))
        if columns <= use.without:
            return NOTHING
    return use.kind


def record(kind: str, using: str = "default") -> None:
    """Record one change, in the transaction that is open.

    The amount is random: a version that was read in a transaction which was then rolled back must not come
    again with other content.
    """
    table = connections[using].ops.quote_name(ContentChange._meta.db_table)
    with connections[using].cursor() as cursor:
        amount = 1 + secrets.randbelow(LARGEST)
        cursor.execute(f"INSERT INTO {table} (kind, amount) VALUES (%s, %s)", [kind, amount])  # noqa: S608


def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute a statement (a wrapper of Django's); record a change when it wrote rows that are shown.

    Both are one transaction, also where the statement alone would be one: nobody can be killed between them.
    """
    kind = kind_of(sql) if _Recording.is_on and isinstance(sql, str) else NOTHING
    if not kind:
        return execute(sql, params, many, context)
    connection = context["connection"]
    # SQLite ends no transaction while a statement returns rows: the record is part of that one anyway.
    returns = connection.vendor == "sqlite" and "RETURNING" in sql
    alone = connection.get_autocommit() and not returns
    with transaction.atomic(connection.alias) if alone else nullcontext():
        result = execute(sql, params, many, context)
        # SQLite does not count the rows of INSERT ... RETURNING before they are fetched.
        if sql.startswith("INSERT") or context["cursor"].rowcount:
            record(kind, connection.alias)
    return result


def _connected(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch)


def _migrating(**kwargs: Any) -> None:
    _Recording.is_on = False


def _migrated(using: str, **kwargs: Any) -> None:
    """Go on recording; what the migrations wrote counts as one change."""
    _Recording.is_on = ContentChange._meta.db_table in connections[using].introspection.table_names()
    if _Recording.is_on:
        for kind in (*KINDS, PERMISSIONS):
            record(kind, using)


def connect() -> None:
    """Watch each connection from its beginning."""
    from django.db.backends.signals import connection_created

    connection_created.connect(_connected, dispatch_uid="core.web.watch")
    pre_migrate.connect(_migrating, dispatch_uid="core.web.migrating")
    post_migrate.connect(_migrated, dispatch_uid="core.web.migrated")
    for connection in connections.all(initialized_only=True):
        _connected(connection)
