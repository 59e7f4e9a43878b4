"""ConceptFilter the catalogue: what an address chooses, what may be chosen, and how many each choice finds.

An address reads `?language=fr&target=GBF-TARGET-21&place=ke&place=AFR&time=short`: inside a facet any value
will do, every facet must be met. A place finds what is tagged with a place inside it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from core.base.collation import sort_key
from learning.enums import Duration, Level
from learning.models import CoursePage, CoursesPage
from learning.selectors.catalogue import CatalogueEntry, entries
from vocabularies.facets import Item, counts, found, without_each
from vocabularies.models import Concept
from vocabularies.tagging import ancestors_of

MOST = 30  # values of one facet that are read
ROOM = 600  # characters of an address for what is no filter
_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}")
FACETS: dict[str, Promise] = {
    "language": _("Language"),
    "target": _("Global target"),
    "subject": _("Subject"),
    "place": _("Country or region"),
    "time": _("Time it takes"),
    "level": _("Level"),
    "audience": _("For whom"),
}
# A place is also found by its groups; where two schemes have the same identifier, the first one counts.
SCHEMES: dict[str, tuple[str, ...]] = {
    "target": ("gbf-targets",),
    "subject": ("cbd-subjects",),
    "place": ("countries", "m49-regions", "un-regional-groups", "country-groups"),
    "audience": ("audiences",),
}
IN_OWN_ORDER = ("gbf-targets",)  # by number; all others by name
_FACET_OF = {scheme: facet for facet, schemes in SCHEMES.items() for scheme in schemes}


@dataclass
class Option:
    """One value that may be chosen. `language` is that of the title, empty for the reader's own."""

    value: str
    title: Any
    count: int = 0
    is_chosen: bool = False
    language: str = ""
    group: str = ""
    sort: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Facet:
    """What may be chosen in one respect; `groups` are headings (perhaps empty) with their options."""

    key: str
    title: Any
    groups: list[tuple[str, list[Option]]]
    chosen: int


@dataclass(frozen=True)
class Choice:
    """A value that is chosen: the address without it, and how many would then be found."""

    option: Option
    query: str
    found: int


@dataclass
class Filters:
    """The catalogue as an address asks for it.

    `unknown` are values nobody knows. `query` is the clean address; `is_clean` says whether it was asked for
    in that form. `kept` are the parts of the address that are no filters.
    """

    entries: list[CatalogueEntry] = field(default_factory=list)
    total: int = 0
    facets: list[Facet] = field(default_factory=list)
    chosen: list[Choice] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    query: str = ""
    is_clean: bool = True

    @property
    def ways_out(self) -> list[Choice]:
        """The choices to take back, when nothing is found: those that help, the most helpful first."""
        return sorted((one for one in self.chosen if one.found), key=lambda one: -one.found)

    @property
    def without_all(self) -> str:
        """The query without any filter."""
        return f"?{urlencode(self.kept)}"


def facet_of(scheme: str) -> str | None:
    """Return the facet in which the concepts of a scheme are chosen, or None."""
    return _FACET_OF.get(scheme)


def filter_catalogue(page: CoursesPage, user: Any, asked: QueryDict) -> Filters:
    """Return the courses below a catalogue page that `user` may see and the address asks for.

    The number of queries is the same whatever there is and whatever is chosen.
    """
    everything = entries(page, user)
    above = ancestors_of(CoursePage, "tags", [entry.course.pk for entry in everything])
    wanted = {key: _values(asked, key) for key in FACETS}
    concepts = _concepts(above.values(), wanted)
    options = _options(concepts, everything)
    chosen, unknown = _choose(wanted, options, concepts)
    items = [Item(entry, _values_of(entry, above[entry.course.pk], concepts)) for entry in everything]
    counted = counts(items, chosen)
    for facet, choices in options.items():
        for value, option in choices.items():
            option.count = counted[facet][value] if facet in counted else 0
            option.is_chosen = value in chosen[facet]
    kept = _kept(asked)
    pairs = [(key, value) for key in FACETS for value in chosen[key]]
    clean = [*kept, *((key, value) for key in FACETS for value in [*chosen[key], *unknown[key]])]
    fewer = without_each(items, chosen)
    return Filters(
        entries=found(items, chosen),
        total=len(everything),
        facets=[shown for key in FACETS if (shown := _facet(key, options[key].values())).groups],
        chosen=[_choice(pair, kept, pairs, options, fewer) for pair in pairs],
        unknown=[value for key in FACETS for value in unknown[key]],
        kept=kept,
        query=urlencode(clean),
        is_clean=clean == [(key, value) for key in asked for value in asked.getlist(key)],
    )


def _values(asked: QueryDict, key: str) -> list[str]:
    values = dict.fromkeys(value.strip()[:80] for value in asked.getlist(key))
    return [value for value in values if value][:MOST]


def _kept(asked: QueryDict) -> list[tuple[str, str]]:
    """Return the query parameters that are no filters, as far as there is room: each link repeats them."""
    kept: list[tuple[str, str]] = []
    for pair in ((key, value) for key in asked if key not in FACETS for value in asked.getlist(key)):
        if len(urlencode([*kept, pair])) > ROOM:
            break
        kept.append(pair)
    return kept


def _concepts(above: Iterable[set[int]], wanted: dict[str, list[str]]) -> list[Any]:
    """Return the concepts that courses are found by, and those the address names, in one query."""
    named = {value.lower() for key in SCHEMES for value in wanted[key] if _VALUE.fullmatch(value)}
    rows: Any = Concept.objects.annotate(key=Lower("identifier")).in_schemes(*_FACET_OF)
    meant = Q(pk__in=set().union(*above)) | Q(key__in=named)
    rows = rows.filter(meant | Q(pk__in=rows.filter(meant, replaced_by__isnull=False).values("replaced_by")))
    ordered = rows.named().select_related("scheme", "replaced_by").order_by("scheme__position", "name_sort")
    places = {scheme: place for place, scheme in enumerate(_FACET_OF)}
    return sorted(ordered, key=lambda concept: places[concept.scheme.key])


def _options(concepts: list[Any], everything: list[CatalogueEntry]) -> dict[str, dict[str, Option]]:
    """Return all values that are there, by facet and value; each concept gets its `value`, None for none."""
    codes = {code for entry in everything for code in entry.codes}
    names = {code: get_language_info(code)["name_local"] for code in codes}
    found: dict[str, dict[str, Option]] = {key: {} for key in FACETS}
    for code, name in sorted(names.items(), key=lambda pair: sort_key(pair[1], pair[0])):
        found["language"][code] = Option(code, name, language=code)
    for facet, enum in (("time", Duration), ("level", Level)):
        found[facet] = {value: Option(value, label) for value, label in enum.choices}
    for concept in concepts:
        scheme = concept.scheme
        concept.value = None
        if concept.replaced_by_id is not None or concept.identifier in found[_FACET_OF[scheme.key]]:
            continue
        concept.value = concept.identifier
        place = concept.position if scheme.key in IN_OWN_ORDER else 0
        option = Option(
            value=concept.identifier,
            title=concept.name,
            language=concept.name_language,
            group=scheme.title if len(SCHEMES[_FACET_OF[scheme.key]]) > 1 else "",
            sort=(place, concept.name_sort, concept.identifier),
        )
        found[_FACET_OF[scheme.key]][concept.identifier] = option
    return found


def _choose(
    wanted: dict[str, list[str]], options: dict[str, dict[str, Option]], concepts: list[Any]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return what is chosen and what is not known, by facet; a merged concept stands for what replaced it."""
    merged: dict[tuple[str, str], Any] = {}
    for concept in concepts:
        if concept.replaced_by_id is not None:
            merged.setdefault(
                (_FACET_OF[concept.scheme.key], concept.identifier.lower()), concept.replaced_by
            )
    chosen: dict[str, list[str]] = {key: [] for key in FACETS}
    unknown: dict[str, list[str]] = {key: [] for key in FACETS}
    for facet, values in wanted.items():
        known = {value.lower(): value for value in options[facet]}
        for value in values:
            instead = merged.get((facet, value.lower()))
            meant = known.get(value.lower()) or (instead and instead.identifier)
            if meant is None:
                unknown[facet].append(value)
            elif meant not in chosen[facet]:
                chosen[facet].append(meant)
    return chosen, unknown


def _values_of(entry: CatalogueEntry, above: set[int], concepts: list[Any]) -> dict[str, set[str]]:
    """Return all that a course is found by."""
    length = Duration.of(entry.minutes)
    values: dict[str, set[str]] = {key: set() for key in FACETS}
    values["language"].update(entry.codes)
    values["level"].add(entry.course.level)
    values["time"].update([str(length)] if length else [])
    carried = above | {one.replaced_by_id for one in concepts if one.pk in above and one.replaced_by_id}
    for concept in concepts:
        if concept.pk in carried and concept.value is not None:
            values[_FACET_OF[concept.scheme.key]].add(concept.value)
    return values


def _facet(key: str, options: Iterable[Option]) -> Facet:
    """Return a facet with the options that find something or are chosen."""
    groups: dict[str, list[Option]] = {}
    for option in options:
        if option.count or option.is_chosen:
            groups.setdefault(option.group, []).append(option)
    for choices in groups.values():
        choices.sort(key=lambda option: option.sort)
    chosen = sum(option.is_chosen for choices in groups.values() for option in choices)
    return Facet(key, FACETS[key], list(groups.items()), chosen)


def _choice(
    pair: tuple[str, str],
    kept: list[tuple[str, str]],
    pairs: list[tuple[str, str]],
    options: dict[str, dict[str, Option]],
    fewer: dict[Any, int],
) -> Choice:
    facet, value = pair
    others = [other for other in pairs if other != pair]
    option = options[facet].get(value) or Option(value, value)
    return Choice(option, f"?{urlencode([*kept, *others])}", fewer[pair])
