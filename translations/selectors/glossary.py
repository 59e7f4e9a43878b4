"""The glossary: what the vocabularies call the concepts that occur in a text, in both languages."""

import re
from collections.abc import Iterable

from django.db.models import F

from translations.exchange import Term
from translations.inline_markup import plain
from vocabularies.enums import LabelKind
from vocabularies.models import Concept, Definition, Label
from vocabularies.search_terms import fold

SHORTEST = 4  # letters: shorter names (country codes, "COP") are found everywhere
MOST = 400  # terms in one file


def glossary_of(strings: Iterable[str], source: str, target: str) -> list[Term]:
    """Return the preferred names of concepts found in the strings (inline HTML), in alphabetical order.

    Found are whole words, blind to case and accents, by preferred and other names in the source language.
    Three queries at most. Terms without a name in the target language have an empty one.
    """
    text = f" {_spaced(' '.join(map(plain, strings)))} "
    labels = Label.objects.filter(language=source, concept__retired_at__isnull=True).exclude(
        kind=LabelKind.HIDDEN
    )
    found = {
        concept
        for concept, name in labels.values_list("concept_id", "text").iterator()
        if len(name) >= SHORTEST and f" {_spaced(name)} " in text
    }
    return _terms(found, source, target) if found else []


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _terms(concepts: set[int], source: str, target: str) -> list[Term]:
    names: dict[tuple[int, str], tuple[str, bool]] = {}
    rows = Label.objects.filter(
        concept_id__in=concepts, kind=LabelKind.PREFERRED, language__in=(source, target)
    )
    for concept, language, text, official in rows.values_list(
        "concept_id", "language", "text", "is_official"
    ):
        names[concept, language] = (text, official)
    meanings = dict(
        Definition.objects.filter(concept_id__in=concepts, language=source).values_list("concept_id", "text")
    )
    terms = []
    known = Concept.objects.filter(pk__in=concepts).annotate(key=F("scheme__key"))
    for concept, scheme, identifier in known.values_list("pk", "key", "identifier"):
        name, official = names.get((concept, source), ("", False))
        if not name:
            continue
        other, other_official = names.get((concept, target), ("", False))
        definition = meanings.get(concept, "")
        terms.append(Term(name, other, scheme, identifier, official, other_official, definition))
    return _once(sorted(terms, key=_place))[:MOST]


def _place(term: Term) -> tuple[str, bool, bool, str]:
    """The alphabet; of terms with the same name the one with an official translation comes first."""
    return fold(term.source), not term.target_is_official, not term.target, term.scheme


def _once(terms: list[Term]) -> list[Term]:
    """Leave out what says the same again, from another vocabulary, or says nothing."""
    found: dict[tuple[str, str], Term] = {}
    named = {fold(term.source) for term in terms if term.target}
    for term in terms:
        if term.target or fold(term.source) not in named:
            found.setdefault((fold(term.source), fold(term.target)), term)
    return list(found.values())
