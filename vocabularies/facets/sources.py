"""Where the values of a list are read: from items that are already read, or from a queryset.

A path is written as in a lookup of Django: `level`, `course__level`. Both sources read a path in one query at
most, however long the list is.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

from django.db.models import QuerySet


class Source(Protocol):
    """A list whose values can be read; `things` are what is counted and found."""

    things: list[Any]

    def values(self, path: str) -> list[set[str]]:
        """Return the values at a path, for each thing in order."""

    def concept_ids(self, path: str) -> list[set[int]]:
        """Return the primary keys of the concepts in a field, for each thing in order."""

    def results(self, found: list[Any]) -> Any:
        """Return what a page shows of the things that were found."""


class ItemSource:
    """Items already read; a path leads from attribute to attribute. They all have the same model.

    Where a path ends in None, the item has no value: so an item hides what its reader may not see.
    """

    def __init__(self, items: Iterable[Any]) -> None:
        self.things = list(items)

    def values(self, path: str) -> list[set[str]]:
        """Return the values at a path; an attribute may be one value or several."""
        return [_texts(_follow(item, path)) for item in self.things]

    def concept_ids(self, path: str) -> list[set[int]]:
        """Return the concepts in a field of the items, or of an object that they lead to, in one query."""
        owner_path, _separator, field = path.rpartition("__")
        owners = [_follow(item, owner_path) for item in self.things]
        model = next((type(owner) for owner in owners if owner is not None), None)
        if model is None:
            return [set() for _owner in owners]
        keys = [owner.pk for owner in owners if owner is not None]
        own = _pairs(model._base_manager.filter(pk__in=keys).values_list("pk", field))
        return [own[owner.pk] if owner is not None else set() for owner in owners]

    def results(self, found: list[Any]) -> list[Any]:
        """Return the items that were found."""
        return found


class QuerySetSource:
    """A queryset that is narrowed to what the reader may see; it is not sliced.

    Its rows are counted by primary key, so that a row found twice by a join counts once. What `paths` name
    as fields of the rows themselves, or as annotations, is read together with the keys.
    """

    def __init__(self, queryset: QuerySet[Any], paths: Iterable[str]) -> None:
        self.queryset = queryset
        self._keys = queryset.order_by().values("pk")
        single = list(dict.fromkeys(path for path in paths if self._is_single(path)))
        rows = {row[0]: row[1:] for row in queryset.order_by().values_list("pk", *single)}
        self.things = list(rows)
        self._single = {
            path: [_texts(row[place]) for row in rows.values()] for place, path in enumerate(single)
        }

    def _is_single(self, path: str) -> bool:
        """Return whether each row has one value there: reading several relations at once multiplies rows."""
        if path in self.queryset.query.annotations:
            return True
        fields = {field.name: field for field in self.queryset.model._meta.get_fields()}
        return path in fields and bool(fields[path].concrete) and not fields[path].many_to_many

    def values(self, path: str) -> list[set[str]]:
        """Return the values at a path, which may lead over relations."""
        if path in self._single:
            return self._single[path]
        found = self._read(path)
        return [set().union(*map(_texts, found[key])) for key in self.things]

    def concept_ids(self, path: str) -> list[set[int]]:
        """Return the concepts in a field of the rows, or of a row that they lead to, in one query."""
        found = self._read(path)
        return [found[key] for key in self.things]

    def _read(self, path: str) -> dict[Any, set[Any]]:
        rows = self.queryset.model._base_manager.using(self.queryset.db).filter(pk__in=self._keys)
        return _pairs(rows.values_list("pk", path))

    def results(self, found: list[Any]) -> QuerySet[Any]:
        """Return the queryset with the rows that were found, in its own order."""
        return self.queryset if len(found) == len(self.things) else self.queryset.filter(pk__in=found)


def source_of(things: Any, paths: Iterable[str]) -> Source:
    """Return the source for a queryset or for items; `paths` are those whose values will be asked for."""
    return QuerySetSource(things, paths) if isinstance(things, QuerySet) else ItemSource(things)


def _pairs(rows: Iterable[tuple[Any, Any]]) -> dict[Any, set[Any]]:
    found: dict[Any, set[Any]] = defaultdict(set)
    for key, value in rows:
        if value is not None:
            found[key].add(value)
    return found


def _follow(item: Any, path: str) -> Any:
    for name in filter(None, path.split("__")):
        if item is None:
            return None
        item = getattr(item, name)
    return item


def _texts(value: Any) -> set[str]:
    """Return one value or several as texts; no value is None or an empty text."""
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return {str(one) for one in several if one is not None and one != ""}
