"""A concept's page."""

import re

import pytest

from tests.factories.vocabularies import make_concept
from tests.html import normalise_html
from tests.vocabularies.test_pages import text
from vocabularies.models import Concept
from vocabularies.services import merge_concepts, remove_broader, retire_concept, set_label
from vocabularies.tagged_models import TaggedItem, TaggedModel
from vocabularies.views import concepts as concept_views

pytestmark = pytest.mark.django_db


def test_it_shows_names_and_definition(client):
    concept = make_concept(
        "subjects",
        "KM",
        labels={"en": "Knowledge", "ar": "المعرفة", "zh-hans": "知识"},
        alternatives={"en": ["Know-how"]},
        definitions={"en": "What people know."},
    )
    set_label(concept, "fr", "Connaissances", is_official=True)
    set_label(concept, "en", "Nowledge", kind="hidden")
    answer = client.get("/ar/vocabularies/subjects/KM/")
    html = normalise_html(answer.content.decode())
    assert re.search(r"<h1><bdi>المعرفة</bdi></h1>", html)
    assert '<p class="lead" lang="en" dir="auto">What people know.</p>' in html
    assert '<b lang="zh-hans" dir="ltr">知识</b>' in html
    assert '<b lang="ar" dir="rtl">المعرفة</b>' in html
    assert "Know-how" in html
    assert "Nowledge" not in html
    english = client.get("/en/vocabularies/subjects/KM/").content.decode()
    assert re.search(r"Connaissances</b>\s*<small>official", english)
    assert len(re.findall("<small>official", english)) == 1
    assert answer.context["names"][0].code == "ar"


def test_it_shows_related_concepts(client):
    top, other = make_concept("subjects", "TOP"), make_concept("others", "OTHER")
    me = make_concept("subjects", "ME", broader=[top, other], related=[make_concept("subjects", "SIDE")])
    make_concept("subjects", "SECOND", broader=[me], position=2)
    make_concept("subjects", "FIRST", broader=[me], position=1)
    make_concept("others", "FOREIGN", broader=[me])
    retire_concept(make_concept("subjects", "GONE", broader=[me]))
    shown = client.get("/en/vocabularies/subjects/ME/").context
    assert [one.identifier for one in shown["broader"]] == ["TOP", "OTHER"]
    assert [one.identifier for one in shown["narrower"]] == ["FIRST", "SECOND", "FOREIGN"]
    assert [one.identifier for one in shown["related"]] == ["SIDE"]
    back = client.get("/en/vocabularies/subjects/SIDE/").context
    assert [one.identifier for one in back["related"]] == ["ME"]


def test_facts_are_shown_as_text(client):
    make_concept("countries", "xx", facts={"party": False, "iso2": "XX", "section": 3})
    said = text(client.get("/en/vocabularies/countries/xx/"))
    assert "Party to the Convention on Biological Diversity no" in said
    assert "Code of two letters (ISO 3166-1) XX" in said


def test_it_shows_tagged_objects_by_kind(client, monkeypatch):
    asked = []

    def find(concept, request, limit):
        asked.append((concept.identifier, limit))
        return 7, [TaggedItem("Un cours", "/en/x/", "De quoi il parle", "fr")]

    def nothing(concept, request, limit):
        return 0, []

    kinds = [
        TaggedModel(Concept, "a", "Courses", find, lambda concept, request: f"/en/?c={concept.identifier}"),
        TaggedModel(Concept, "b", "Threads", nothing),
    ]
    registered = {(one.model, one.field): one for one in kinds}
    monkeypatch.setattr(concept_views.selectors, "TAGGED_MODELS", registered)
    make_concept("subjects", "KM")
    html = normalise_html(client.get("/en/vocabularies/subjects/KM/").content.decode())
    assert asked == [("KM", concept_views.selectors.SHOWN)]
    assert '<a href="/en/x/" lang="fr"><bdi>Un cours</bdi></a>' in html
    assert '<a href="/en/?c=KM">Show all 7</a>' in html
    assert "Threads" not in html


def test_a_concept_without_tagged_objects_shows_a_message(client, monkeypatch):
    monkeypatch.setattr(concept_views.selectors, "TAGGED_MODELS", {})
    make_concept("subjects", "KM")
    assert "Nothing on this site is tagged with this concept yet" in text(
        client.get("/en/vocabularies/subjects/KM/")
    )


def test_it_links_to_its_data(client):
    make_concept(
        "subjects", "KM", exact_matches=["http://example.org/km"], source_url="https://www.cbd.int/km"
    )
    html = client.get("/en/vocabularies/subjects/KM/").content.decode()
    for address in (
        "http://testserver/vocabularies/subjects/KM.ttl",
        "http://example.org/km",
        "https://www.cbd.int/km",
    ):
        assert f'href="{address}"' in html
    assert 'type="application/ld+json"' in html


def test_a_retired_concept_shows_a_notice(client):
    retire_concept(make_concept("subjects", "KM"))
    assert "This concept was retired on" in text(client.get("/en/vocabularies/subjects/KM/"))


def test_a_merged_concept_redirects_to_the_remaining_one(client):
    kept, lost = make_concept("subjects", "KEPT"), make_concept("subjects", "LOST")
    merge_concepts(lost, kept)
    answer = client.get("/fr/vocabularies/subjects/LOST/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fr/vocabularies/subjects/KEPT/")
    assert "Replaces LOST" in text(client.get("/en/vocabularies/subjects/KEPT/"))


def test_another_letter_case_redirects_to_the_right_url(client):
    make_concept("subjects", "KM")
    answer = client.get("/en/vocabularies/subjects/km/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/en/vocabularies/subjects/KM/")


@pytest.mark.parametrize("path", ["subjects/NOBODY/", "nowhere/KM/", "subjects/KM/?page=2"])
def test_missing_objects_are_404(client, path):
    make_concept("subjects", "KM")
    assert client.get(f"/en/vocabularies/{path}").status_code == 404


def test_many_narrower_concepts_are_paginated(client, monkeypatch):
    monkeypatch.setattr(concept_views, "NARROWER", 2)
    top = make_concept("subjects", "TOP")
    for number in range(3):
        make_concept("subjects", f"N{number}", broader=[top])
    answer = client.get("/en/vocabularies/subjects/TOP/")
    assert len(answer.context["narrower"]) == 2
    assert 'href="?page=2"' in answer.content.decode()


def test_the_number_of_queries_does_not_grow(client, count_queries):
    me = make_concept("subjects", "ME", labels={"fr": "Moi"}, related=[make_concept("subjects", "R0")])
    below = make_concept("subjects", "N0", broader=[me])
    count_queries(client, "/en/vocabularies/subjects/ME/")
    few = count_queries(client, "/en/vocabularies/subjects/ME/")
    for number in range(1, 6):
        make_concept("subjects", f"N{number}", broader=[me])
        make_concept("others", f"R{number}", related=[me])
        set_label(me, "fr", f"Autre nom {number}", kind="alternative")
    assert count_queries(client, "/en/vocabularies/subjects/ME/") == few
    remove_broader(below, me)
