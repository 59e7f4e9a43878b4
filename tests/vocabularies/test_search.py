"""The plain page that finds concepts, without a script."""

import pytest
from django.urls import reverse

from tests.factories.vocabularies import make_concept, make_scheme
from vocabularies.services import retire_concept

pytestmark = pytest.mark.django_db


def page(client, query="", **more):
    return client.get("/en/vocabularies/find/", {"q": query, **more})


def test_it_finds_by_any_name_and_shows_which(client):
    rivers = make_scheme("rivers", title="Rivers")
    nile = make_concept(
        rivers, "NILE", labels={"en": "Nile", "ar": "النيل"}, alternatives={"en": ["Father of rivers"]}
    )
    answer = page(client, "father")
    assert [one.public_id for one in answer.context["found"]] == [nile.public_id]
    html = answer.content.decode()
    assert reverse("vocabularies:concept_show", args=["rivers", "NILE"]) in html
    assert "Father of rivers" in html
    assert "1 concept found" in html


def test_it_can_look_in_one_vocabulary_only(client):
    make_concept("rivers", "A", labels={"en": "Volta"})
    lake = make_concept("lakes", "B", labels={"en": "Volta"})
    assert len(page(client, "volta").context["found"]) == 2
    only = page(client, "volta", schemes="lakes")
    assert [one.public_id for one in only.context["found"]] == [lake.public_id]
    assert '<option value="lakes" selected>' in only.content.decode()


def test_an_empty_query_and_an_empty_result_show_a_message(client):
    make_concept("rivers", "A", labels={"en": "Volta"})
    assert page(client).status_code == 200
    assert "Nothing found" not in page(client).content.decode()
    assert "Nothing found" in page(client, "zambezi").content.decode()
    assert "Nothing found" in page(client, "!?").content.decode()


def test_the_query_is_in_the_field_and_escaped(client):
    html = page(client, '"><script>x</script>' + "y" * 900).content.decode()
    assert "<script>x" not in html
    assert "y" * 300 not in html


def test_a_long_list_shows_that_there_is_more(client):
    for number in range(61):
        make_concept("rivers", f"R{number}", labels={"en": f"River {number}"})
    answer = page(client, "river")
    assert len(answer.context["found"]) == 60
    assert "The first 60" in answer.content.decode()


def test_retired_concepts_are_not_found(client):
    gone = make_concept("rivers", "A", labels={"en": "Volta"})
    retire_concept(gone)
    assert page(client, "volta").context["found"] == []
