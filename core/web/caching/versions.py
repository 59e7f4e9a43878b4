"""The versions of what visitors read: numbers that rise with each change, wherever it was made.

They are read from the database, because a number in a cache could be behind: one query, without the ORM,
whose compiling would cost more than the reading. Read them before the content: an answer stored under a
version that rose meanwhile is never asked for again.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from operator import attrgetter

from django.db import connection, transaction

from core.base.registry import Registry
from core.web.caching.changes import CONTENT
from core.web.models import ContentChange

_TABLE = ContentChange._meta.db_table
_SUMS = f'SELECT kind, CAST(SUM(amount) AS bigint) FROM "{_TABLE}" GROUP BY kind'  # noqa: S608


@dataclass(frozen=True)
class VersionReader:
    """Reads the present version of one thing, of those that have their own: a discussion's last sequence."""

    name: str
    read: Callable[[int], int]


VERSION_READERS: Registry[str, VersionReader] = Registry("Readers of versions", attrgetter("name"))


@dataclass
class _Versions:
    """What one request knows: the versions at the moment it first asked."""

    known: dict[str, int] = field(default_factory=dict)

    def read(self) -> dict[str, int]:
        if not self.known:
            with connection.cursor() as cursor:
                cursor.execute(_SUMS)
                known: dict[str, int] = dict(cursor.fetchall())
            of_content = sum(amount for kind, amount in known.items() if kind.startswith(CONTENT))
            self.known = known | {CONTENT: of_content}
        return self.known


_READING: ContextVar[_Versions | None] = ContextVar("content versions", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Read the versions once, when they are first asked for, until the block ends: around a request.

    Outside of such a block nothing is taken from the stored fragments.
    """
    token = _READING.set(_Versions())
    try:
        yield
    finally:
        _READING.reset(token)


@contextmanager
def nothing_stored() -> Iterator[None]:
    """Take nothing from the stored fragments and store none: around a draft."""
    token = _READING.set(None)
    try:
        yield
    finally:
        _READING.reset(token)


def is_reading() -> bool:
    """Return whether this is inside of `reading`."""
    return _READING.get() is not None


def present(name: str) -> int:
    """Return the version of a kind of content, or the present one of "reader:key"."""
    reader, _colon, key = name.partition(":")
    if key:
        return VERSION_READERS[reader].read(int(key))
    return (_READING.get() or _Versions()).read().get(name, 0)


def present_of(names: Iterable[str]) -> dict[str, int]:
    """Return the versions by name."""
    return {name: present(name) for name in names}


@transaction.atomic
def sum_up() -> int:
    """Replace the rows of each kind by one with the same sum; return how many rows fewer there are."""
    rows = list(ContentChange.objects.select_for_update().order_by("pk"))
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.kind] = sums.get(row.kind, 0) + row.amount
    if len(rows) == len(sums):
        return 0
    ContentChange.objects.filter(pk__in=[row.pk for row in rows]).delete()
    ContentChange.objects.bulk_create(
        ContentChange(kind=kind, amount=amount) for kind, amount in sums.items()
    )
    return len(rows) - len(sums)
