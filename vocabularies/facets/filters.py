"""A list as an address asks for it: what is found, what may be chosen, and how many each choice finds.

An address reads `?language=fr&target=GBF-TARGET-21&place=ke&place=AFR`: inside a facet any value will do,
every facet must be met. A place finds what is tagged with a place inside it.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict

from vocabularies.facets.concepts import ConceptIndex
from vocabularies.facets.counting import Item, counts, found, without_each
from vocabularies.facets.declarations import ConceptFacet, Facet, FacetReading
from vocabularies.facets.options import ChosenValue, FacetOptions, Option, grouped
from vocabularies.facets.query_strings import IDENTIFIER, Pairs, other_params, values_of, without_page
from vocabularies.facets.sources import Source, source_of
from vocabularies.facets.texts import RESULT_TEXTS, FilterTexts

Values = dict[str, list[str]]  # of each facet, by its key


@dataclass(frozen=True)
class Filters:
    """A list as an address asks for it; the component `filters` shows it.

    `results` are the items, or the queryset, that were found; `count` of `total`. `unknown` are values nobody
    knows. `query` is the clean address; `is_clean` says whether it was asked for in that form.
    `first_page` is the query of the same choices without a page number: links to pages add theirs to it.
    `passthrough_params` are the parts of the address that are no filters.
    """

    results: Any
    count: int
    total: int
    facets: list[FacetOptions]
    chosen: list[ChosenValue]
    unknown: list[str]
    passthrough_params: Pairs
    query: str
    first_page: str
    is_clean: bool
    texts: FilterTexts
    min_items: int = 1

    @property
    def is_shown(self) -> bool:
        """Return whether the page offers filters: a short list needs none, unless one is chosen."""
        return bool(self.total and (self.total >= self.min_items or self.chosen or self.unknown))

    @property
    def relaxations(self) -> list[ChosenValue]:
        """The choices to take back, when nothing is found: those that help, the most helpful first."""
        return sorted((one for one in self.chosen if one.count), key=lambda one: -one.count)

    @property
    def without_all(self) -> str:
        """The query without any filter."""
        return f"?{urlencode(self.passthrough_params)}"

    @property
    def found_text(self) -> str:
        """How many were found, as a sentence."""
        return str(self.texts.found % {"number": self.count})

    @property
    def show_all_text(self) -> str:
        """The words of the link to the whole list."""
        return str(self.texts.show_all % {"number": self.total})


class FacetSet:
    """The facets of one kind of list, in the order of the page.

    `min_items` is the length from which a list has filters at all.
    """

    def __init__(self, *facets: Facet, texts: FilterTexts | None = None, min_items: int = 1) -> None:
        self.facets = {facet.key: facet for facet in facets}
        if len(self.facets) < len(facets):
            raise ImproperlyConfigured("Two facets have the same key.")
        self.texts = texts or RESULT_TEXTS
        self.min_items = min_items

    @property
    def _concept_facets(self) -> list[ConceptFacet]:
        return [facet for facet in self.facets.values() if isinstance(facet, ConceptFacet)]

    def key_of_scheme(self, scheme: str) -> str | None:
        """Return the key of the facet in which the concepts of a scheme are chosen, or None."""
        return next((facet.key for facet in self._concept_facets if scheme in facet.schemes), None)

    def filter(self, things: Any, query: QueryDict) -> Filters:
        """Return what the address asks for of `things`: a list of items, or a queryset that is not sliced.

        `things` are what the reader may see: nothing else is found or counted. The number of queries is the
        same whatever there is and whatever is chosen.
        """
        wanted = {key: values_of(query, key) for key in self.facets}
        plain = [facet.path for facet in self.facets.values() if not isinstance(facet, ConceptFacet)]
        source = source_of(things, plain)
        concepts = self._concepts(source, wanted)
        readings = {key: facet.read(source, concepts) for key, facet in self.facets.items()}
        chosen, unknown = _choose(wanted, readings)
        items = _items(source, readings)
        _count(items, chosen, readings)
        facets = [grouped(key, one.title, readings[key].options) for key, one in self.facets.items()]
        results = found(items, chosen)
        params = other_params(query, self.facets)
        clean = params + [(key, value) for key in wanted for value in [*chosen[key], *unknown[key]]]
        return Filters(
            results=source.results(results),
            count=len(results),
            total=len(items),
            facets=[facet for facet in facets if facet.groups],
            chosen=self._chosen(chosen, readings, items, without_page(params)),
            unknown=[value for values in unknown.values() for value in values],
            passthrough_params=without_page(params),
            query=urlencode(clean),
            first_page=f"?{urlencode(without_page(clean))}",
            is_clean=clean == [(key, value) for key in query for value in query.getlist(key)],
            texts=self.texts,
            min_items=self.min_items,
        )

    def _concepts(self, source: Source, wanted: Values) -> ConceptIndex:
        facets = self._concept_facets
        named = {value.lower() for one in facets for value in wanted[one.key] if IDENTIFIER.fullmatch(value)}
        schemes = list(dict.fromkeys(scheme for facet in facets for scheme in facet.schemes))
        return ConceptIndex(source, [facet.path for facet in facets], schemes, named)

    def _chosen(
        self, chosen: Values, readings: dict[str, FacetReading], items: list[Item], params: Pairs
    ) -> list[ChosenValue]:
        """Return the chosen values, each with the address without it."""
        pairs = [(key, value) for key, values in chosen.items() for value in values]
        options = {(key, one.value): one for key, read in readings.items() for one in read.options}
        fewer = without_each(items, chosen)
        shown = []
        for pair in pairs:
            option = options.get(pair) or Option(pair[1], pair[1])
            query = urlencode([*params, *(other for other in pairs if other != pair)])
            text = self.texts.without % {"name": option.title, "number": fewer[pair]}
            shown.append(ChosenValue(option, f"?{query}", fewer[pair], text))
        return shown


def _choose(wanted: Values, readings: dict[str, FacetReading]) -> tuple[Values, Values]:
    """Return what is chosen and what is not known; letters may be small or capital."""
    chosen: Values = {key: [] for key in wanted}
    unknown: Values = {key: [] for key in wanted}
    for key, values in wanted.items():
        reading = readings[key]
        known = reading.aliases | {option.value.lower(): option.value for option in reading.options}
        for value in values:
            meant = known.get(value.lower())
            if meant is None:
                unknown[key].append(value)
            elif meant not in chosen[key]:
                chosen[key].append(meant)
    return chosen, unknown


def _items(source: Source, readings: dict[str, FacetReading]) -> list[Item]:
    values = [reading.values for reading in readings.values()]
    return [
        Item(thing, dict(zip(readings, own, strict=True)))
        for thing, *own in zip(source.things, *values, strict=True)
    ]


def _count(items: list[Item], chosen: Values, readings: dict[str, FacetReading]) -> None:
    """Add to each option how many it finds and whether it is chosen."""
    counted = counts(items, chosen)
    for key, reading in readings.items():
        for option in reading.options:
            option.count = counted[key][option.value] if key in counted else 0
            option.is_chosen = option.value in chosen[key]
