"""Narrows a list of concepts by what is above them in other vocabularies, and by plain facts.

It counts as the facets of other lists do. The rest differs: its facets follow from the data, each takes one
choice, choices are links between crawlable pages, and what is not there is not found (404).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from core.web.caching.fragments import remember
from vocabularies.enums import VOCABULARIES
from vocabularies.facets.counting import Chosen, Item, counts, found
from vocabularies.models import Ancestry, Concept, Scheme
from vocabularies.querysets import ConceptQuerySet
from vocabularies.tagging import ancestors_of

LONG = 8  # options of a group that is shown folded if it has more
PARTY = {"yes": True, "no": False}


class NoSuchGroup(Exception):
    """The address names a group that is not there."""


@dataclass(frozen=True)
class Option:
    """One way to narrow the list: `count` is how many stay with the other choices as they are."""

    title: str
    language: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True)
class Group:
    """Options of which one may be chosen."""

    title: str
    options: list[Option]

    @property
    def chosen(self) -> bool:
        """Return whether one of its options is chosen."""
        return any(option.chosen for option in self.options)

    @property
    def is_long(self) -> bool:
        """Return whether it is better folded until it is wanted."""
        return len(self.options) > LONG


class ConceptFilter:
    """What an address chooses: `?un-regional-groups=AFR&country-groups=SIDS&party=yes`."""

    def __init__(self, scheme: Scheme, asked: Mapping[str, str]) -> None:
        self.scheme, self.asked = scheme, dict(asked.items())
        self.above = remember("vocabularies.above", [scheme.pk], self._above, (VOCABULARIES,))
        self.chosen = {key: self._choose(key) for key in self.above if self.asked.get(key)}
        self.party = self.asked.get("party", "")
        if self.party and self.party not in PARTY:
            raise NoSuchGroup
        self.letter = self.asked.get("letter", "")[:20]

    def _above(self) -> dict[str, list[Any]]:
        """Return the concepts of other schemes above those of this one, by the key of their scheme."""
        over = Ancestry.objects.filter(concept__scheme=self.scheme).exclude(ancestor__scheme=self.scheme)
        rows: Any = Concept.objects.filter(pk__in=over.values("ancestor")).current().named()
        groups: dict[str, list[Any]] = {}
        for concept in rows.select_related("scheme").order_by("scheme__position", "scheme__key", "position"):
            groups.setdefault(concept.scheme.key, []).append(concept)
        return groups

    def _choose(self, key: str) -> Any:
        wanted = self.asked[key].lower()
        for concept in self.above[key]:
            if concept.identifier.lower() == wanted:
                return concept
        raise NoSuchGroup

    @property
    def is_any(self) -> bool:
        """Return whether anything is chosen."""
        return bool(self.chosen or self.party or self.letter)

    def apply(self, rows: ConceptQuerySet) -> tuple[ConceptQuerySet, list[Group]]:
        """Return what is chosen of `rows`, and all ways to narrow them, in two queries."""
        items, wanted = self._items(rows), self._wanted()
        kept = rows.filter(pk__in=found(items, wanted)) if wanted else rows
        counted = counts(items, wanted)
        groups = [self._group(key, concepts, counted.get(key, {})) for key, concepts in self.above.items()]
        groups.append(self._parties(counted.get("party", {})))
        return kept, [group for group in groups if len(group.options) > 1 or group.chosen]

    def _wanted(self) -> Chosen:
        chosen: dict[str, list[Any]] = {key: [concept.pk] for key, concept in self.chosen.items()}
        return chosen | ({"party": [PARTY[self.party]]} if self.party else {})

    def _items(self, rows: ConceptQuerySet) -> list[Item]:
        """Return the rows with what is above them in other schemes, and whether they are Parties."""
        scheme_of = {concept.pk: key for key, concepts in self.above.items() for concept in concepts}
        values: dict[int, dict[str, set[Any]]] = {
            key: {"party": {party}} for key, party in rows.order_by().values_list("pk", "facts__party")
        }
        for key, ancestors in ancestors_of(values if scheme_of else ()).items():
            for one in ancestors & scheme_of.keys():
                values[key].setdefault(scheme_of[one], set()).add(one)
        return [Item(key, own) for key, own in values.items()]

    def _group(self, key: str, concepts: list[Any], counts: Mapping[Any, int]) -> Group:
        chosen = self.chosen.get(key)
        options = [
            self._option(
                key, one.identifier, one.name, one.name_language, counts.get(one.pk, 0), one == chosen
            )
            for one in concepts
        ]
        return Group(concepts[0].scheme.title, [one for one in options if one.count or one.chosen])

    def _parties(self, counts: Mapping[Any, int]) -> Group:
        words = {"yes": _("Parties"), "no": _("Not Parties")}
        options = [
            self._option("party", key, words[key], "", counts.get(value, 0), key == self.party)
            for key, value in PARTY.items()
        ]
        return Group(
            _("Convention on Biological Diversity"), [one for one in options if one.count or one.chosen]
        )

    def _option(self, key: str, value: str, title: str, language: str, count: int, chosen: bool) -> Option:
        return Option(title, language, count, self.address(**{key: "" if chosen else value}), chosen)

    def address(self, **changes: str) -> str:
        """Return the query of the present choices with these changes; an empty value takes a choice away."""
        now = {key: concept.identifier for key, concept in self.chosen.items()}
        now |= {"party": self.party, "letter": self.letter} | changes
        kept = {key: value for key, value in now.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"
