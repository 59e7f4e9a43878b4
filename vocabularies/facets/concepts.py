"""The concepts of a list: what its things are tagged with, all above these, and what an address names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from core.web.caching.fragments import remember
from vocabularies.enums import VOCABULARIES
from vocabularies.facets.options import Option
from vocabularies.facets.sources import Source
from vocabularies.models import Concept
from vocabularies.tagging import ancestors_of


class ConceptIndex:
    """The concepts of all facets of a list, read in one query for each field of tags and two more.

    A thing is found by what it is tagged with and by all above that, at any depth. A retired concept that was
    replaced stands for what replaced it.
    """

    def __init__(
        self, source: Source, fields: Iterable[str], schemes: Collection[str], identifiers: Collection[str]
    ) -> None:
        self._tags = {field: source.concept_ids(field) for field in dict.fromkeys(fields)}
        tags = set().union(*(own for things in self._tags.values() for own in things))
        self._above, concepts = self._concepts(tags, schemes, identifiers)
        self._by_scheme: Mapping[str, list[Any]] = defaultdict(list)
        for concept in concepts:
            self._by_scheme[concept.scheme.key].append(concept)
        self._replaced = {one.pk: one.replaced_by_id for one in concepts if one.replaced_by_id is not None}

    def _concepts(
        self, tags: set[int], schemes: Collection[str], identifiers: Collection[str]
    ) -> tuple[dict[int, set[int]], list[Any]]:
        """Return what is above each tag, and the concepts; kept where the address names none."""

        def read() -> tuple[dict[int, set[int]], list[Any]]:
            above = dict(ancestors_of(tags))
            return above, self._read(set().union(*above.values()), schemes, identifiers)

        if identifiers:
            return read()
        return remember("vocabularies.facets", [sorted(tags), sorted(schemes)], read, (VOCABULARIES,))

    def _read(self, keys: set[int], schemes: Collection[str], identifiers: Collection[str]) -> list[Any]:
        """Return the concepts that things are found by, those the address names, and what replaced them."""
        rows: Any = Concept.objects.annotate(key=Lower("identifier")).in_schemes(*schemes)
        meant = Q(pk__in=keys) | Q(key__in=identifiers)
        replacements = rows.filter(meant, replaced_by__isnull=False).values("replaced_by")
        named = rows.filter(meant | Q(pk__in=replacements)).named().select_related("scheme", "replaced_by")
        return list(named.order_by("scheme__position", "name_sort"))

    def options(self, schemes: Iterable[str], *, in_scheme_order: bool) -> dict[int, Option]:
        """Return what may be chosen from these schemes, by the primary key of its concept.

        Where two schemes have the same identifier, the first one counts. Options come by name, or in the
        scheme's own order; from several schemes they are grouped.
        """
        schemes = list(schemes)
        found: dict[int, Option] = {}
        taken: set[str] = set()
        for concept in (one for scheme in schemes for one in self._by_scheme[scheme]):
            if concept.pk in self._replaced or concept.identifier in taken:
                continue
            taken.add(concept.identifier)
            found[concept.pk] = Option(
                value=concept.identifier,
                title=concept.name,
                language=concept.name_language,
                group=concept.scheme.title if len(schemes) > 1 else "",
                sort=(concept.position if in_scheme_order else 0, concept.name_sort, concept.identifier),
            )
        return found

    def aliases(self, schemes: Iterable[str]) -> dict[str, str]:
        """Return what replaced the concepts of these schemes: identifiers by those in lower case."""
        found: dict[str, str] = {}
        for concept in (one for scheme in schemes for one in self._by_scheme[scheme]):
            if concept.pk in self._replaced:
                found.setdefault(concept.identifier.lower(), concept.replaced_by.identifier)
        return found

    def values(self, field: str, options: Mapping[int, Option]) -> list[set[str]]:
        """Return the options that each thing is found by, in the order of the source."""
        by_concept = {key: option.value for key, option in options.items()}
        for key, instead in self._replaced.items():
            if instead in options:
                by_concept[key] = options[instead].value
        by_tag = {
            tag: {by_concept[one] for one in above if one in by_concept} for tag, above in self._above.items()
        }
        return [set().union(*(by_tag[tag] for tag in own if tag in by_tag)) for own in self._tags[field]]
