"""What may be chosen in a facet, as a page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass
class Option:
    """One value that may be chosen.

    `count` is how many would be found if it were the facet's only choice. `language` is that of the title,
    empty for the reader's own. `group` is a heading; `sort` orders the options of a group.
    """

    value: str
    title: Any
    count: int = 0
    is_chosen: bool = False
    language: str = ""
    group: str = ""
    sort: tuple[Any, ...] = ()


@dataclass(frozen=True)
class FacetOptions:
    """What may be chosen in one facet; `groups` are headings (perhaps empty) with their options."""

    key: str
    title: Any
    groups: list[tuple[str, list[Option]]]
    chosen: int


@dataclass(frozen=True)
class ChosenValue:
    """A value that is chosen: the query without it, how many would then be found, and that as a sentence."""

    option: Option
    query: str
    count: int
    text: str


def grouped(key: str, title: Any, options: Iterable[Option]) -> FacetOptions:
    """Return a facet with the options that find something or are chosen."""
    groups: dict[str, list[Option]] = {}
    for option in options:
        if option.count or option.is_chosen:
            groups.setdefault(option.group, []).append(option)
    for choices in groups.values():
        choices.sort(key=lambda option: option.sort)
    chosen = sum(option.is_chosen for choices in groups.values() for option in choices)
    return FacetOptions(key, title, list(groups.items()), chosen)
