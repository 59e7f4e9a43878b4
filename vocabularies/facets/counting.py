"""Filters with counts, over things already read: pure Python, no database.

Inside a facet any chosen value will do; every facet with a choice must be met. The values of a thing are all
it is found by, so a thing tagged "Kenya" has "Africa", too.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

Chosen = Mapping[str, Collection[Hashable]]


@dataclass(frozen=True)
class Item:
    """A thing with the values it has in each facet."""

    thing: Any
    values: Mapping[str, Collection[Hashable]] = field(default_factory=dict)

    def fails(self, wanted: Mapping[str, frozenset[Hashable]]) -> list[str]:
        """Return the facets whose choice it does not meet."""
        return [facet for facet, values in wanted.items() if values.isdisjoint(self.values.get(facet, ()))]


def _wanted(chosen: Chosen) -> dict[str, frozenset[Hashable]]:
    """Return the facets with a choice: made into sets once, and not once for each item."""
    return {facet: frozenset(values) for facet, values in chosen.items() if values}


def found(items: Iterable[Item], chosen: Chosen) -> list[Any]:
    """Return the things that meet every choice, in their order."""
    wanted = _wanted(chosen)
    return [item.thing for item in items if not item.fails(wanted)]


def counts(items: Iterable[Item], chosen: Chosen) -> dict[str, Counter[Hashable]]:
    """Return, for each value of each facet, how many would be found if it were the facet's only choice, the
    choices in the other facets staying as they are."""
    wanted = _wanted(chosen)
    reached: dict[str, list[frozenset[Hashable]]] = {}
    for item in items:
        fails = item.fails(wanted)
        for facet, values in item.values.items():
            if not fails or fails == [facet]:
                reached.setdefault(facet, []).append(frozenset(values))
    return {facet: Counter(chain.from_iterable(values)) for facet, values in reached.items()}


def without_each(items: Iterable[Item], chosen: Chosen) -> dict[tuple[str, Hashable], int]:
    """Return, for each chosen value, how many would be found if this one were taken away.

    One pass over the items, however many values are chosen.
    """
    wanted = _wanted(chosen)
    matching = 0
    failing_only: Counter[str] = Counter()  # items that this facet alone leaves out
    met_by_one: Counter[tuple[str, Hashable]] = Counter()  # items found by this value of the facet alone
    for item in items:
        fails = item.fails(wanted)
        if not fails:
            matching += 1
            for facet, values in wanted.items():
                met = values.intersection(item.values.get(facet, ()))
                if len(met) == 1:
                    met_by_one[facet, next(iter(met))] += 1
        elif len(fails) == 1:
            failing_only[fails[0]] += 1
    return {
        (facet, value): matching + (failing_only[facet] if len(values) == 1 else -met_by_one[facet, value])
        for facet, values in wanted.items()
        for value in chosen[facet]
    }
