"""What vocabulary files say, each piece with its place in its file."""

from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, str]  # scheme, identifier in lower case


@dataclass(frozen=True)
class Place:
    """A line of a file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Named:
    """What names a concept: its scheme and its identifier."""

    scheme: str
    identifier: str

    @property
    def key(self) -> Key:
        """Return what the concept is looked up by."""
        return self.scheme, self.identifier.lower()

    def __str__(self) -> str:
        return f"{self.scheme}/{self.identifier}"


@dataclass(frozen=True)
class Reference(Named):
    """A concept named in `broader` or `related`, perhaps of another scheme."""

    scheme: str
    identifier: str
    place: Place


@dataclass
class ConceptEntry(Named):
    """One concept as its file has it. Names and texts by language; `other` and `hidden` hold several each."""

    scheme: str
    identifier: str
    place: Place
    position: int
    notation: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    official: frozenset[str] = frozenset()  # the languages in which the preferred names are the owner's
    other: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    definition: dict[str, str] = field(default_factory=dict)
    broader: list[Reference] = field(default_factory=list)
    related: list[Reference] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    exact: list[str] = field(default_factory=list)
    url: str = ""


@dataclass
class SchemeEntry:
    """One scheme as its file has it. `names` says which names of CLDR fill the gaps."""

    key: str
    place: Place
    position: int = 0
    titles: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    source: str = ""
    source_url: str = ""
    official: frozenset[str] = frozenset()
    names: str = ""
    concepts: list[ConceptEntry] = field(default_factory=list)


class Problems:
    """What is wrong with the files, collected, so that one run names it all."""

    def __init__(self) -> None:
        self.found: list[tuple[Place, str]] = []

    def add(self, place: Place, words: str) -> None:
        """Record one."""
        self.found.append((place, words))

    def lines(self) -> list[str]:
        """Return them as "file:line: what", in the order of the files."""
        ordered = sorted(set(self.found), key=lambda one: (one[0].file, one[0].line, one[1]))
        return [f"{place}: {words}" for place, words in ordered]
