"""The pages of vocabularies and concepts."""

import re

import pytest

from tests.factories.vocabularies import make_concept, make_scheme
from vocabularies.models import Concept
from vocabularies.selectors import schemes as limits
from vocabularies.services import retire_concept

pytestmark = pytest.mark.django_db


def text(answer):
    assert answer.status_code == 200
    main = re.search(r"<main.*</main>", answer.content.decode(), re.S)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def rows(branches):
    """Return a tree as nested pairs of identifier and children."""
    return [(one.concept.identifier, rows(one.branches)) for one in branches]


@pytest.fixture
def countries():
    """Five countries in two regions; two are small islands, one is no Party."""
    groups, special, countries = (make_scheme(key) for key in ("regions", "country-groups", "countries"))
    africa, asia = (
        make_concept(groups, name.upper()[:3], labels={"en": name}) for name in ("Africa", "Asia")
    )
    sids = make_concept(special, "SIDS", labels={"en": "Small island States"})
    for code, names, above, party in (
        ("ke", {"en": "Kenya", "ar": "كينيا"}, [africa], True),
        ("km", {"en": "Comoros", "ar": "جزر القمر"}, [africa, sids], True),
        ("mv", {"en": "Maldives"}, [asia, sids], True),
        ("jp", {"en": "Japan"}, [asia], True),
        ("xx", {"en": "Élan"}, [asia], False),
    ):
        make_concept(
            countries, code, labels=names, broader=above, facts={"party": party, "iso2": code.upper()}
        )
    return countries


def listed(client, query=""):
    return [one.identifier for one in client.get(f"/en/vocabularies/countries/{query}").context["page"]]


class TestSchemes:
    def test_all_vocabularies_are_shown_with_their_size(self, client, countries):
        retire_concept(countries.concepts.get(identifier="jp"))
        said = text(client.get("/en/vocabularies/"))
        assert "Countries" in said
        assert "4 concepts" in said
        assert "1 concept " in said

    def test_an_empty_site_explains_vocabularies(self, client):
        assert "No vocabulary is loaded yet" in text(client.get("/en/vocabularies/"))

    def test_a_title_falls_back_to_english(self, client, countries):
        countries.titles = {"en": "Countries", "fr": "Pays"}
        countries.save()
        assert "Pays" in text(client.get("/fr/vocabularies/countries/"))
        assert "Countries" in text(client.get("/ar/vocabularies/countries/"))

    def test_another_letter_case_redirects_to_the_right_url(self, client, countries):
        answer = client.get("/en/vocabularies/COUNTRIES/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/en/vocabularies/countries/")

    @pytest.mark.parametrize(
        "path", ["nowhere/", "countries/?page=0", "countries/?page=2", "countries/?page=x"]
    )
    def test_missing_objects_are_404(self, client, countries, path):
        assert client.get(f"/en/vocabularies/{path}").status_code == 404


class TestTree:
    @pytest.fixture
    def tree(self):
        tree = make_scheme("tree")
        a, b = (make_concept(tree, name, position=place) for place, name in enumerate("AB"))
        c = make_concept(tree, "C", broader=[b, a], position=1)
        make_concept(tree, "D", broader=[c], position=2)
        return tree

    def test_it_is_nested_lists_with_a_child_of_two_below_both(self, client, tree):
        answer = client.get("/en/vocabularies/tree/")
        assert rows(answer.context["branches"]) == [("A", [("C", [("D", [])])]), ("B", [("C", [("D", [])])])]
        assert answer.content.decode().count('<ul role="list"') >= 5

    def test_children_of_a_retired_concept_move_to_the_top(self, client, tree):
        retire_concept(tree.concepts.get(identifier="C"))
        answer = client.get("/en/vocabularies/tree/")
        assert rows(answer.context["branches"]) == [("A", []), ("B", []), ("D", [])]

    def test_a_long_tree_is_paginated(self, client, tree, monkeypatch):
        monkeypatch.setattr(limits, "SHORT", 3)
        monkeypatch.setattr(limits, "ROOTS", 1)
        monkeypatch.setattr(limits, "BRANCH", 1)
        make_concept(tree, "E", broader=[tree.concepts.get(identifier="B")], position=3)
        first, second = (client.get(f"/en/vocabularies/tree/?page={number}") for number in (1, 2))
        assert rows(first.context["branches"]) == [("A", [("C", [])])]
        assert rows(second.context["branches"]) == [("B", [("C", [])])]
        assert "and 1 more" in text(second)
        assert 'rel="next" href="?page=2"' in first.content.decode()

    def test_the_number_of_queries_does_not_grow(self, client, tree, count_queries, monkeypatch):
        for short in (300, 1):
            monkeypatch.setattr(limits, "SHORT", short)
            count_queries(client, "/en/vocabularies/tree/")
            few = count_queries(client, "/en/vocabularies/tree/")
            for number in range(5):
                new = make_concept(tree, broader=[tree.concepts.get(identifier="D")], position=9)
                make_concept(tree, broader=[new], position=number)
            assert count_queries(client, "/en/vocabularies/tree/") == few


class TestList:
    def test_countries_are_sorted_by_name_in_the_readers_language(self, client, countries, monkeypatch):
        monkeypatch.setattr("vocabularies.views.schemes.OWN_ORDER", 2)
        assert listed(client) == ["km", "xx", "jp", "ke", "mv"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?regions=AFR", {"ke", "km"}),
            ("?regions=afr", {"ke", "km"}),
            ("?country-groups=SIDS", {"km", "mv"}),
            ("?regions=ASI&country-groups=SIDS", {"mv"}),
            ("?party=no", {"xx"}),
            ("?party=yes&regions=ASI", {"mv", "jp"}),
            ("?letter=e", {"xx"}),
            ("?letter=K", {"ke"}),
            ("?regions=AFR&party=no", set()),
            ("?foreign=1", {"ke", "km", "mv", "jp", "xx"}),
        ],
    )
    def test_links_filter_the_list(self, client, countries, query, found):
        assert set(listed(client, query)) == found

    @pytest.mark.parametrize("query", ["?regions=NOWHERE", "?party=maybe", "?country-groups=AFR"])
    def test_a_group_that_is_not_there_is_not_found(self, client, countries, query):
        assert client.get(f"/en/vocabularies/countries/{query}").status_code == 404

    def test_each_link_has_its_count_with_the_other_choices(self, client, countries):
        choices = ("?regions=ASI", "?country-groups=SIDS&party=yes", "?party=no&regions=AFR", "?letter=K")
        for query in ("", *choices, "?regions=AFR&letter=K"):
            answer = client.get(f"/en/vocabularies/countries/{query}")
            for group in answer.context["groups"]:
                for option in group.options:
                    if not option.chosen:
                        assert len(listed(client, option.query)) == option.count

    def test_a_chosen_link_removes_its_choice(self, client, countries):
        groups = client.get("/en/vocabularies/countries/?regions=ASI&party=yes").context["groups"]
        chosen = {one.title: one.query for group in groups for one in group.options if one.chosen}
        assert chosen == {"Asia": "?party=yes", "Parties": "?regions=ASI"}

    def test_an_empty_result_shows_a_message(self, client, countries):
        answer = client.get("/en/vocabularies/countries/?regions=AFR&party=no")
        assert "Nothing matches all of these choices" in text(answer)

    def test_a_long_list_is_paginated_and_keeps_the_choice(self, client, countries, monkeypatch):
        monkeypatch.setattr(limits, "ROWS", 2)
        first = client.get("/en/vocabularies/countries/?regions=ASI")
        assert len(first.context["page"]) == 2
        assert "?regions=ASI&amp;page=2" in first.content.decode()
        assert len(listed(client, "?regions=ASI&page=2")) == 1

    def test_first_letters_are_of_the_names_shown_without_accents(self, client, countries, monkeypatch):
        monkeypatch.setattr("vocabularies.views.schemes.OWN_ORDER", 2)
        answer = client.get("/en/vocabularies/countries/")
        assert [letter for letter, _url in answer.context["letters"]] == ["C", "E", "J", "K", "M"]
        arabic = client.get("/ar/vocabularies/countries/").context["letters"]
        assert [letter for letter, _url in arabic] == ["E", "J", "M", "ج", "ك"]
        assert [
            one.identifier for one in client.get(f"/ar/vocabularies/countries/{arabic[4][1]}").context["page"]
        ] == ["ke"]

    def test_the_number_of_queries_does_not_grow(self, client, countries, count_queries):
        count_queries(client, "/en/vocabularies/countries/?regions=ASI")
        few = count_queries(client, "/en/vocabularies/countries/?regions=ASI")
        above = list(Concept.objects.filter(identifier__in=("ASI", "SIDS")))
        for number in range(20):
            make_concept(countries, f"c{number}", broader=above, facts={"party": True})
        assert count_queries(client, "/en/vocabularies/countries/?regions=ASI") == few
