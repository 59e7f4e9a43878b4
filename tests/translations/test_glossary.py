"""The glossary: names of concepts in the vocabularies that a text contains."""

from typing import Any

import pytest

from tests.factories.vocabularies import make_concept, make_scheme
from translations.selectors.glossary import glossary_of
from vocabularies import services


def pairs(*strings: str, target: str = "fr") -> list[tuple[str, str]]:
    """Return source and target of the terms found in the strings."""
    return [(term.source, term.target) for term in glossary_of(strings, "en", target)]


@pytest.fixture(autouse=True)
def concepts(db: Any) -> None:
    """Some concepts with names."""
    make_concept(
        "subjects", "FOREST", labels={"en": "Forests", "fr": "Forêts", "ar": "الغابات"},
        alternatives={"en": ["Woodland"]}, definitions={"en": "Land with trees."},
    )  # fmt: skip
    make_concept("subjects", "SEA", labels={"en": "Sea"})
    make_concept("subjects", "OCEAN", labels={"en": "Océan"})


def test_names_are_found_as_whole_words_without_case_accents_and_tags() -> None:
    assert pairs("In the <b>for</b>ests", "WOODLAND here") == [("Forests", "Forêts")]
    assert pairs("An ocean of <b>Forests</b>.") == [("Forests", "Forêts"), ("Océan", "")]
    assert pairs("Deforestation, and forests-like", "oceanic") == [("Forests", "Forêts")]
    assert pairs("deforestation") == []
    assert pairs() == []


def test_short_names_are_left_out() -> None:
    assert pairs("The sea") == []


def test_another_language_has_its_own_names() -> None:
    assert pairs("forests", target="ar") == [("Forests", "الغابات")]


def test_a_term_has_its_source_and_definition() -> None:
    (term,) = glossary_of(["forests"], "en", "fr")
    assert (term.scheme, term.identifier, term.definition) == ("subjects", "FOREST", "Land with trees.")
    assert (term.source_is_official, term.target_is_official) == (False, False)


def test_a_name_from_two_vocabularies_is_listed_once_as_official() -> None:
    other = make_concept(make_scheme("other"), "F", labels={"en": "Forests"})
    services.set_label(other, "fr", "Forêts", is_official=True)
    make_concept(make_scheme("third"), "G", labels={"en": "Forests"})
    (term,) = glossary_of(["forests"], "en", "fr")
    assert (term.identifier, term.target_is_official) == ("F", True)


def test_retired_concepts_are_left_out() -> None:
    from vocabularies.models import Concept

    services.retire_concept(Concept.objects.get(identifier="FOREST"))
    assert pairs("forests") == []
