"""What a list can be filtered by: each app declares its facets."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Choices
from django.utils.translation import get_language_info

from core.base.collation import sort_key
from vocabularies.facets.concepts import ConceptIndex
from vocabularies.facets.options import Option
from vocabularies.facets.sources import Source

# A place is also found by its groups; where two schemes have the same identifier, the first one counts.
PLACE_SCHEMES = ("countries", "m49-regions", "un-regional-groups", "country-groups")


@dataclass
class FacetReading:
    """A facet as it was read for one list.

    `options` are all values that may be chosen. `values` are those each thing is found by, in the order of
    the list. `aliases` are values in lower case, each with the one it stands for.
    """

    options: list[Option]
    values: list[set[str]]
    aliases: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Facet:
    """One respect in which a list is filtered: `key` names it in the address, `title` on the page.

    `field` is the path to the values, as in a lookup of Django (`course__level`); the key when left out.
    """

    key: str
    title: Any
    field: str = dataclasses.field(default="", kw_only=True)

    @property
    def path(self) -> str:
        """Return where the values are read."""
        return self.field or self.key

    def read(self, source: Source, concepts: ConceptIndex) -> FacetReading:
        """Return the options and the values of each thing."""
        values = source.values(self.path)
        return FacetReading(list(self.options(set().union(*values))), values)

    def options(self, values: set[str]) -> Iterable[Option]:
        """Return what may be chosen, in order, when the list has these values."""
        raise NotImplementedError


@dataclass(frozen=True)
class ChoiceFacet(Facet):
    """The members of an enumeration, in their order."""

    choices: type[Choices]

    def options(self, values: set[str]) -> Iterable[Option]:
        """Return all members."""
        return [Option(str(value), label) for value, label in self.choices.choices]


@dataclass(frozen=True)
class LanguageFacet(Facet):
    """Languages by their code; each is named in itself."""

    def options(self, values: set[str]) -> Iterable[Option]:
        """Return the languages that are there, by name."""
        names = {code: get_language_info(code)["name_local"] for code in values}
        ordered = sorted(names.items(), key=lambda pair: sort_key(pair[1], pair[0]))
        return [Option(code, name, language=code) for code, name in ordered]


@dataclass(frozen=True)
class ConceptFacet(Facet):
    """Concepts of some schemes, by what things are tagged with and all above it.

    `field` is the path to a field of concepts. Options of several schemes are grouped. They come by name, or
    in the scheme's own order (targets by number).
    """

    schemes: tuple[str, ...] = dataclasses.field(kw_only=True)
    in_scheme_order: bool = dataclasses.field(default=False, kw_only=True)

    @property
    def path(self) -> str:
        """Return where the concepts are read: `tags` when it is not said."""
        return self.field or "tags"

    def read(self, source: Source, concepts: ConceptIndex) -> FacetReading:
        """Return the concepts that may be chosen and those each thing is found by."""
        options = concepts.options(self.schemes, in_scheme_order=self.in_scheme_order)
        values = concepts.values(self.path, options)
        return FacetReading(list(options.values()), values, concepts.aliases(self.schemes))
