"""Suggestions while typing: the results, their order, and the use of the database's index."""

import random
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.db.models.functions import Collate
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.vocabularies import make_concept, make_scheme
from tests.nightly import examples
from vocabularies.enums import LabelKind
from vocabularies.lookups import LAST
from vocabularies.models import Label, LabelWord
from vocabularies.selectors.names import find_concepts
from vocabularies.services import retire_concept, set_label

pytestmark = pytest.mark.django_db
KENYA = {
    "en": "Kenya",
    "fr": "Kénya",
    "es": "Kenia",
    "ru": "Кения",
    "ar": "كينيا",
    "zh-hans": "肯尼亚",
}


def suggest(client, query, language="en", **more):
    answer = client.get(f"/{language}/vocabularies/suggest/?{urlencode({'q': query, **more})}")
    assert answer.status_code == 200
    return answer.json()["concepts"]


def names(client, query, language="en", **more):
    return [one["name"] for one in suggest(client, query, language, **more)]


@pytest.mark.parametrize(
    "typed", ["ken", "KEN", "Kén", "keñ", "kenya", "кен", "КЕН", "كين", "كِينيا", "肯", "尼亚", "亚"]
)
def test_it_finds_in_all_six_languages_blind_to_accents_and_case(client, typed):
    make_concept("countries", "ke", labels=KENYA)
    make_concept("countries", "pe", labels={"en": "Peru", "ar": "بيرو", "zh-hans": "秘鲁"})
    assert names(client, typed) == ["Kenya"]


def test_a_response_has_all_a_picker_needs(client):
    scheme = make_scheme("countries", title="Countries")
    kenya = make_concept(scheme, "ke", labels=KENYA, notation="404")
    assert suggest(client, "кения", "fr") == [
        {
            "id": str(kenya.public_id),
            "scheme": "countries",
            "scheme_title": "Countries",
            "name": "Kénya",
            "language": "fr",
            "notation": "404",
            "matched": "Кения",
        }
    ]


def test_another_name_is_shown_and_a_hidden_one_is_not(client):
    chm = make_concept("subjects", "CHM", labels={"en": "Clearing-house"}, alternatives={"en": ["CHM"]})
    set_label(chm, "en", "Klearinghouse", kind=LabelKind.HIDDEN)
    assert [one["matched"] for one in suggest(client, "chm")] == ["CHM"]
    (misspelt,) = suggest(client, "klear")
    assert misspelt["name"] == "Clearing-house"
    assert "matched" not in misspelt
    assert "matched" not in suggest(client, "house")[0]


def test_the_best_come_first(client):
    scheme = make_scheme("subjects")
    for identifier, labels in {
        "WORD": {"en": "Forest seas"},
        "OTHER": {"en": "Ocean", "es": "Sea"},
        "BEGINS": {"en": "Sea turtles"},
        "BEGINS-FR": {"en": "Drought", "fr": "Sea sec"},
        "EXACT": {"en": "Sea"},
    }.items():
        make_concept(scheme, identifier, labels=labels)
    assert names(client, "sea") == ["Sea", "Ocean", "Sea turtles", "Drought", "Forest seas"]
    assert names(client, "sea", "fr") == ["Sea", "Ocean", "Sea sec", "Sea turtles", "Forest seas"]


def test_every_word_must_be_found_in_one_name(client):
    make_concept("subjects", "A", labels={"en": "Traditional knowledge of forests"})
    make_concept("subjects", "B", labels={"en": "Traditional crops", "fr": "Knowledge"})
    assert names(client, "know trad") == ["Traditional knowledge of forests"]
    assert names(client, "forests of knowledge") == ["Traditional knowledge of forests"]
    assert names(client, "trad") == ["Traditional crops", "Traditional knowledge of forests"]


def test_only_concepts_in_use_and_only_of_the_schemes_asked_for(client):
    make_concept("rivers", "A", labels={"en": "Volta"})
    make_concept("lakes", "B", labels={"en": "Volta lake"})
    make_concept("dams", "C", labels={"en": "Volta dam"})
    retire_concept(make_concept("lakes", "D", labels={"en": "Volta, old"}))
    assert names(client, "volta") == ["Volta", "Volta dam", "Volta lake"]
    assert names(client, "volta", schemes="lakes,rivers") == ["Volta", "Volta lake"]
    assert names(client, "volta", schemes="nowhere") == []


@pytest.mark.parametrize(
    ("limit", "count"), [("3", 3), ("0", 1), ("", 20), ("99", 20), ("-1", 20), ("x", 20), ("²", 20)]
)
def test_never_more_than_twenty(client, limit, count):
    for number in range(25):
        make_concept("rivers", f"R{number}", labels={"en": f"River {number}"})
    assert len(suggest(client, "river", limit=limit)) == count


@pytest.mark.parametrize("nothing", ["", " ", "!", "%", "_", "\\", "^", "a" * 5000, "\u0301"])
def test_a_query_without_results_does_no_harm(client, nothing):
    make_concept("rivers", "A", labels={"en": "Volta"})
    assert suggest(client, nothing) == []


def test_a_number_of_queries_that_does_not_grow(client):
    for number in range(3):
        make_concept("rivers", f"R{number}", labels={"en": f"River {number}", "fr": f"Fleuve {number}"})
    with CaptureQueriesContext(connection) as few:
        assert len(suggest(client, "river")) == 3
    for number in range(30):
        make_concept("rivers", f"S{number}", labels={"en": f"River bed {number}"})
    with CaptureQueriesContext(connection) as many:
        assert len(suggest(client, "river")) == 20
    assert len(many) <= len(few) <= 3


def _plan(rows):
    """Return the database's plan for a query, as one text."""
    return rows.explain(format="text") if connection.vendor == "postgresql" else rows.explain()


def test_the_beginning_of_a_word_is_found_through_the_index():
    """On the running database, whatever its collation; `startswith` on SQLite is the control."""
    concept = make_concept("rivers", "A")
    dice = random.Random(7)
    labels = Label.objects.bulk_create(
        Label(concept=concept, language="fr", kind="alternative", text=f"{dice.random()}", sort_key="x")
        for _label in range(300)
    )
    LabelWord.objects.bulk_create(
        LabelWord(label=label, word="".join(dice.choices("abcdefgh", k=9)))
        for label in labels
        for _word in range(20)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = _plan(LabelWord.objects.filter(word__begins="abc"))
    assert "vocabularies_words" in plan
    assert "word>?" in plan or "~>=~" in plan, plan
    assert "Seq Scan" not in plan
    if connection.vendor == "sqlite":
        assert "word>?" not in _plan(LabelWord.objects.filter(word__startswith="abc"))
    found = set(LabelWord.objects.filter(word__begins="abc").values_list("word", flat=True))
    assert found == {word for word in LabelWord.objects.values_list("word", flat=True) if word[:3] == "abc"}
    assert found


@settings(max_examples=examples(10, 100), deadline=None)
@given(
    words=st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=8, unique=True),
    cut=st.integers(1, 3),
)
def test_beginnings_are_those_of_the_text_and_of_no_collation(words, cut):
    words = [word for word in words if "\x00" not in word and word.isprintable()]
    concept = make_concept("rivers")
    (label,) = concept.labels.all()
    LabelWord.objects.all().delete()
    LabelWord.objects.bulk_create(LabelWord(label=label, word=word) for word in words)
    for begin in {word[:cut] for word in words} | {"a", "A", "aa", "ch", "%", "_"}:
        found = set(LabelWord.objects.filter(word__begins=begin).values_list("word", flat=True))
        assert found == {word for word in words if word.startswith(begin)}
    concept.delete()


def test_no_collation_changes_what_begins_so():
    """PostgreSQL compares by the database's collation; the control is a plain range."""
    label = make_concept("rivers").labels.get()
    words = ["ab", "Ab", "áb", "abc", "aB", "a-b", "b"]
    LabelWord.objects.all().delete()
    LabelWord.objects.bulk_create(LabelWord(label=label, word=word) for word in words)
    postgresql = connection.vendor == "postgresql"
    rows = LabelWord.objects.annotate(other=Collate("word", "und-x-icu" if postgresql else "BINARY"))
    assert set(rows.filter(other__begins="ab").values_list("word", flat=True)) == {"ab", "abc"}
    plain = rows.filter(other__gte="ab", other__lt=f"ab{LAST}").values_list("word", flat=True)
    assert (set(plain) == {"ab", "abc"}) is not postgresql


def test_a_name_of_many_words_is_found_by_its_beginning():
    long = " ".join(["conservation", "and", "sustainable", "use"] * 6)
    make_concept("subjects", "A", labels={"en": long})
    assert [one.name for one in find_concepts(long)] == [long]
    assert [one.name for one in find_concepts(long[:200])] == [long]
