"""What a thread was opened for, such as a lesson: apps above register how to find it again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from core.base.registry import Registry
from core.web.caching.changes import PAGES, SITE
from core.web.caching.fragments import remember


@dataclass(frozen=True)
class Origin:
    """The source of a thread: its title, its address, and the language of its title."""

    title: str
    url: str
    language: str


@dataclass(frozen=True)
class ThreadSource:
    """A kind of things that threads are opened for, such as "learning.lesson".

    `origins(keys)` gives the origins of those keys that everyone may see, in the active language where
    there is one, with a fixed number of queries; they follow from published pages.
    """

    kind: str
    origins: Callable[[Iterable[UUID]], dict[UUID, Origin]]


THREAD_SOURCES: Registry[str, ThreadSource] = Registry("Sources of threads", attrgetter("kind"))


def origins_of(threads: Iterable[Any]) -> dict[int, Origin]:
    """Return the origin of each thread that has one, by the thread's id; what is gone is left out."""
    by_kind: dict[str, dict[UUID, int]] = {}
    for thread in threads:
        if thread.origin_key is not None:
            by_kind.setdefault(thread.origin_kind, {})[thread.origin_key] = thread.pk
    found: dict[int, Origin] = {}
    for kind, threads_by_key in by_kind.items():
        if kind in THREAD_SOURCES:
            resolved = THREAD_SOURCES[kind].origins(list(threads_by_key))
            found |= {threads_by_key[key]: origin for key, origin in resolved.items()}
    return found


def origin_of(thread: Any) -> Origin | None:
    """Return what the thread was opened for, or None."""
    if thread.origin_key is None:
        return None
    parts = [thread.origin_kind, thread.origin_key]
    return remember("cop.origin", parts, lambda: origins_of([thread]).get(thread.pk), (PAGES, SITE))
