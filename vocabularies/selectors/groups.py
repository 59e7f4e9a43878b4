"""ConceptFilter a list of concepts by what stands above them in other vocabularies, and by plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from vocabularies.models import Ancestry, Concept, Scheme

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
        self.above = self._above()
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

    def apply(self, rows: QuerySet[Any], *, but: str = "") -> QuerySet[Any]:
        """Keep what is chosen, leaving one choice out."""
        for key, concept in self.chosen.items():
            if key != but:
                rows = rows.filter(pk__in=Ancestry.objects.filter(ancestor=concept).values("concept"))
        if self.party and but != "party":
            rows = rows.filter(facts__party=PARTY[self.party])
        return rows

    def groups(self, rows: QuerySet[Any]) -> list[Group]:
        """Return all ways to narrow `rows`, in one query for each group."""
        found = [self._group(key, concepts, rows) for key, concepts in self.above.items()]
        party = self._parties(rows)
        return [group for group in (*found, party) if len(group.options) > 1 or group.chosen]

    def _group(self, key: str, concepts: list[Any], rows: QuerySet[Any]) -> Group:
        ids = self.apply(rows, but=key).order_by().values("pk")
        counted = Ancestry.objects.filter(concept__in=ids, ancestor__in=[one.pk for one in concepts])
        counts = dict(counted.values_list("ancestor").annotate(n=Count("pk")).values_list("ancestor", "n"))
        options = [
            self._option(
                key,
                one.identifier,
                one.name,
                one.name_language,
                counts.get(one.pk, 0),
                one == self.chosen.get(key),
            )
            for one in concepts
        ]
        return Group(concepts[0].scheme.title, [one for one in options if one.count or one.chosen])

    def _parties(self, rows: QuerySet[Any]) -> Group:
        said = self.apply(rows, but="party").order_by().filter(facts__has_key="party")
        counts = dict(
            said.values_list("facts__party").annotate(n=Count("pk")).values_list("facts__party", "n")
        )
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
