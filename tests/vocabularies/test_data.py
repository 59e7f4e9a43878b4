"""The project's own vocabulary files, loaded once: how many of what, where, and what they are called."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tests.vocabularies.test_ancestry import brute_force, stored
from tests.vocabularies.test_search_terms import found
from vocabularies.enums import LabelKind, RelationKind
from vocabularies.models import Concept, Definition, Label, Relation, Scheme
from vocabularies.selectors.names import find_concepts
from vocabularies.services.loading import load_vocabularies

COUNTS = {
    "gbf-targets": 23,
    "gbf-goals": 4,
    "km-processes": 11,
    "sdgs": 17,
    "cbd-subjects": 87,
    "countries": 198,
    "un-regional-groups": 5,
    "m49-regions": 30,
    "country-groups": 2,
    "cbd-regions": 111,
    "audiences": 19,
    "languages": 119,
    "organisation-types": 10,
    "focal-point-types": 16,
    "local-contexts-labels": 34,
    "care-principles": 16,
}
GROUPS = {"AFR": 54, "APG": 57, "CEE": 23, "LAC": 33, "WEOG": 28}
WORDS_OF_OUR_OWN = ("gbf-targets", "gbf-goals", "km-processes", "audiences", "care-principles")


@pytest.fixture(scope="module")
def files(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """Load all files once for the tests here; each is rolled back to this state, and the last to nothing."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]  # the outermost block, as in TestCase
        with around:
            load_vocabularies()
            yield
            transaction.set_rollback(True)


@pytest.fixture
def loaded(files: None, db: Any) -> None:
    """All vocabularies."""


def members(scheme: str, identifier: str) -> set[str]:
    """Return the identifiers of the countries below a concept."""
    above = Concept.objects.get(scheme__key=scheme, identifier=identifier)
    return set(Concept.objects.in_schemes("countries").below(above).values_list("identifier", flat=True))


def test_each_scheme_has_as_many_concepts_as_it_shall(loaded: None) -> None:
    assert {scheme.key: scheme.concepts.count() for scheme in Scheme.objects.all()} == COUNTS


def test_countries_are_parties_and_belong_to_their_groups(loaded: None) -> None:
    countries = Concept.objects.in_schemes("countries")
    parties = {one.identifier for one in countries if one.facts["party"]}
    assert len(parties) == 196
    assert set(countries.values_list("identifier", flat=True)) - parties == {"us", "va"}
    assert {group: len(members("un-regional-groups", group)) for group in GROUPS} == GROUPS
    assert len(members("country-groups", "LDC")) == 44
    assert len(members("country-groups", "SIDS")) == 39
    assert not members("country-groups", "LDC") & {"bt", "st", "vu", "ws"}
    assert members("country-groups", "LDC") & members("country-groups", "SIDS") == {
        "gw", "ht", "ki", "km", "sb", "tl", "tv",
    }  # fmt: skip


def test_a_region_finds_its_countries(loaded: None) -> None:
    assert members("m49-regions", "014") < members("m49-regions", "202") < members("m49-regions", "002")
    assert members("m49-regions", "002") == members("un-regional-groups", "AFR")
    assert "ke" in members("m49-regions", "014")
    assert len(members("m49-regions", "001")) == 197, "all but the European Union"


def test_codes_of_countries_are_complete_and_unique(loaded: None) -> None:
    facts = {one.identifier: one.facts for one in Concept.objects.in_schemes("countries")}
    assert all(identifier.upper() == one["iso2"] for identifier, one in facts.items())
    assert {identifier for identifier, one in facts.items() if "iso3" not in one} == {"eu"}
    for code in ("iso2", "iso3", "m49"):
        codes = [one[code] for one in facts.values() if code in one]
        assert len(set(codes)) == len(codes)


def test_targets_are_related_to_subjects_and_goals(loaded: None) -> None:
    target = Concept.objects.get(identifier="GBF-TARGET-21")
    ties = Relation.objects.filter(Q(subject=target) | Q(object=target), kind=RelationKind.RELATED)
    others = {str(end) for tie in ties for end in (tie.subject, tie.object)} - {str(target)}
    assert others == {"CBD-SUBJECT-STTM", "CBD-SUBJECT-KM", "SUSTAINABLE-DEVELOPMENT-GOAL-14"}
    assert target.source_url == "https://www.cbd.int/gbf/targets/21"
    assert target.facts == {"number": 21, "section": 3}


def test_all_concepts_are_named_in_english_french_and_arabic(loaded: None) -> None:
    for language in ("en", "fr", "ar"):
        named = Label.objects.filter(kind=LabelKind.PREFERRED, language=language).values("concept")
        assert not Concept.objects.exclude(pk__in=named).exists(), language


def test_most_are_named_in_all_six_languages(loaded: None) -> None:
    preferred = Label.objects.filter(kind=LabelKind.PREFERRED)
    missing = {
        language: set(
            Concept.objects.exclude(pk__in=preferred.filter(language=language).values("concept")).values_list(
                "scheme__key", flat=True
            )
        )
        for language, _name in settings.LANGUAGES
    }
    assert missing == {
        "ar": set(),
        "en": set(),
        "fr": set(),
        "es": {"local-contexts-labels", "cbd-subjects"},
        "ru": {"local-contexts-labels", "cbd-subjects", "care-principles"},
        "zh-hans": {"local-contexts-labels", "cbd-subjects", "care-principles"},
    }


def test_only_english_names_are_called_official(loaded: None) -> None:
    official = Label.objects.filter(is_official=True)
    assert set(official.values_list("language", "kind")) == {("en", LabelKind.PREFERRED)}
    ours = official.filter(concept__scheme__key__in=["km-processes", "audiences", "languages"])
    assert not ours.exists()
    unnamed = ["CBD-SUBJECT-SWM", "CBD-SUBJECT-SYNBIO", "CBD-SUBJECT-STTM", "ORG-TYPE-OTHER"]
    assert not official.filter(concept__identifier__in=unnamed).exists()
    assert not Definition.objects.filter(is_official=True).exists()


def test_names_stay_within_their_language(loaded: None) -> None:
    """No Arabic name without an Arabic letter, no Latin one with one, and so on."""
    scripts = {"ar": "\u0600-\u06ff", "ru": "\u0400-\u04ff", "zh-hans": "\u4e00-\u9fff"}
    labels = Label.objects.filter(kind=LabelKind.PREFERRED)
    for language, letters in scripts.items():
        assert not labels.filter(language=language).exclude(text__regex=f"[{letters}]").exists(), language
        for other in set(dict(settings.LANGUAGES)) - {language}:
            assert not labels.filter(language=other, text__regex=f"[{letters}]").exists(), (language, other)


APOSTROPHES = re.compile("[’ʻʼ‘]")


def as_typed(name: str) -> set[str]:
    """Return a name in the ways people type it: without apostrophes, decomposed, without accents."""
    straight = APOSTROPHES.sub("'", name)
    spread = unicodedata.normalize("NFKD", straight.replace("œ", "oe"))
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return {
        name,
        straight,
        straight.replace("'", ""),
        unicodedata.normalize("NFD", name),
        name.upper(),
        bare if bare.isascii() else name,
    }


def test_every_name_is_found_as_people_type_it(loaded: None) -> None:
    names = set(Label.objects.values_list("text", "language"))
    missed = {
        (typed, name)
        for name, language in names
        for typed in as_typed(name)
        if not found(typed, name, language)
    }
    assert not missed
    assert ("Kʼicheʼ", "en") in names


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("UK", "gb"), ("u.k.", "gb"), ("R.-U.", "gb"), ("بريطانيا", "gb"), ("Британия", "gb"), ("英国", "gb"),
        ("US", "us"), ("u.s.", "us"), ("É.-U.", "us"), ("EE. UU.", "us"), ("eeuu", "us"), ("США", "us"),
        ("أمريكا", "us"), ("美国", "us"), ("Bosnia", "ba"), ("bosnie", "ba"), ("البوسنة", "ba"),
        ("Босния", "ba"), ("波黑", "ba"), ("Palestine", "ps"), ("فلسطين", "ps"), ("Palestina", "ps"),
        ("Палестина", "ps"), ("巴勒斯坦", "ps"), ("Myanmar", "mm"), ("UAE", "ae"), ("ОАЭ", "ae"),
        ("Azeri", "az"), ("азери", "az"), ("cote divoire", "ci"), ("kiche", "quc"), ("K’iche’", "quc"),
    ],
)  # fmt: skip
def test_short_names_are_found_first(loaded: None, typed: str, identifier: str) -> None:
    hits = find_concepts(typed, schemes=["countries", "languages"], limit=3)
    assert hits[0].identifier == identifier


def test_definitions_are_written_in_three_languages(loaded: None) -> None:
    for concept in Concept.objects.in_schemes(*WORDS_OF_OUR_OWN).prefetch_related("definitions"):
        assert {one.language for one in concept.definitions.all()} == {"en", "fr", "ar"}, concept


def test_two_of_one_scheme_never_have_one_preferred_name(loaded: None) -> None:
    names = Label.objects.filter(kind=LabelKind.PREFERRED).values_list("concept__scheme", "language", "text")
    assert len(set(names)) == len(names)


def test_stored_ancestors_are_the_closure(loaded: None) -> None:
    assert stored() == brute_force()


def test_loading_all_files_again_changes_nothing(loaded: None) -> None:
    changes = load_vocabularies()
    assert changes.counts == {}
    assert changes.files == len(COUNTS)
