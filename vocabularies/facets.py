"""Filters with counts, over things already read: pure Python, no database.

Inside a facet any chosen value will do; every facet with a choice must be met. Values of a thing hold all it
is found by, so a thing tagged "Kenya" has "Africa", too.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Chosen = Mapping[str, Collection[Hashable]]


@dataclass(frozen=True)
class Item:
    """A thing with the values it has in each facet."""

    thing: Any
    values: Mapping[str, Collection[Hashable]] = field(default_factory=dict)

    def fails(self, chosen: Chosen) -> list[str]:
        """Return the facets whose choice it does not meet."""
        return [
            facet
            for facet, wanted in chosen.items()
            if wanted and not set(wanted).intersection(self.values.get(facet, ()))
        ]


def found(items: Iterable[Item], chosen: Chosen) -> list[Any]:
    """Return the things that meet every choice, in their order."""
    return [item.thing for item in items if not item.fails(chosen)]


def counts(items: Iterable[Item], chosen: Chosen) -> dict[str, Counter[Hashable]]:
    """Return, for each value of each facet, how many would be found if it were the facet's only choice, the
    choices in the other facets staying as they are."""
    counted: dict[str, Counter[Hashable]] = {}
    for item in items:
        fails = item.fails(chosen)
        for facet, values in item.values.items():
            if not fails or fails == [facet]:
                counted.setdefault(facet, Counter()).update(set(values))
    return counted


def without_each(items: Collection[Item], chosen: Chosen) -> dict[tuple[str, Hashable], int]:
    """Return, for each chosen value, how many would be found if this one were taken away."""
    return {
        (facet, value): len(
            found(items, {**chosen, facet: [other for other in chosen[facet] if other != value]})
        )
        for facet in chosen
        for value in chosen[facet]
    }
