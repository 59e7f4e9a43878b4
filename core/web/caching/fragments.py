"""Parts of pages, kept by each process under the version of the content they follow from.

`{% cached "footer" %}...{% endcached %}` keeps what it renders; `remember` keeps a value.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache import caches
from django.utils import translation

from core.web.caching.changes import CONTENT
from core.web.caching.versions import is_reading, present_of

SECONDS = 60 * 60
Value = TypeVar("Value")
_MISSING: Any = object()


def remember(
    name: str, parts: Iterable[Any], make: Callable[[], Value], kinds: tuple[str, ...] = (CONTENT,)
) -> Value:
    """Return what `make` returned for this name, these parts and this language since content last changed.

    The value must be picklable and follow from what `kinds` cover and from `parts` alone: no token, no time,
    nothing of a person that `parts` do not name. In tests, a table of another kind must not be read. While
    nobody reads a page (jobs, forms, mails) it is made anew each time, and `parts` are not looked at.
    """
    if not is_reading():
        return make()
    known = (name, present_of(kinds), translation.get_language(), *map(str, parts))
    key = hashlib.sha256(repr(known).encode()).hexdigest()
    found = caches["fragments"].get(key, _MISSING)
    if found is _MISSING:
        found = make_fragment(name, make, kinds)
        caches["fragments"].set(key, found, SECONDS)
    return found


def make_fragment(name: str, make: Callable[[], Value], kinds: tuple[str, ...]) -> Value:
    """Make what is not stored; tests watch here what is read for it (tests/fragments.py)."""
    return make()
