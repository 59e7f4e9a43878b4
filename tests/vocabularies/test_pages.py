"""The pages of vocabularies and concepts."""

import re

import pytest

from tests.factories.vocabularies import make_concept, make_scheme
from vocabularies import carriers
from vocabularies.carriers import Carried, Carrier
from vocabularies.models import Concept
from vocabularies.selectors import schemes as limits
from vocabularies.services import merge_concepts, remove_broader, retire_concept, set_label
from vocabularies.views import concepts as concept_views

pytestmark = pytest.mark.django_db


def text(answer):
    assert answer.status_code == 200
    main = re.search(r"<main.*</main>", answer.content.decode(), re.S)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def rows(branches):
    """Give a tree as nested pairs of identifier and what stands below."""
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

    def test_an_empty_site_says_what_will_stand_here(self, client):
        assert "No vocabulary is loaded yet" in text(client.get("/en/vocabularies/"))

    def test_a_title_falls_back_to_english(self, client, countries):
        countries.titles = {"en": "Countries", "fr": "Pays"}
        countries.save()
        assert "Pays" in text(client.get("/fr/vocabularies/countries/"))
        assert "Countries" in text(client.get("/ar/vocabularies/countries/"))

    def test_another_letter_case_leads_to_the_right_address(self, client, countries):
        answer = client.get("/en/vocabularies/COUNTRIES/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/en/vocabularies/countries/")

    @pytest.mark.parametrize(
        "path", ["nowhere/", "countries/?page=0", "countries/?page=2", "countries/?page=x"]
    )
    def test_what_is_not_there_is_not_found(self, client, countries, path):
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

    def test_what_stood_below_a_retired_concept_comes_to_the_top(self, client, tree):
        retire_concept(tree.concepts.get(identifier="C"))
        answer = client.get("/en/vocabularies/tree/")
        assert rows(answer.context["branches"]) == [("A", []), ("B", []), ("D", [])]

    def test_a_long_tree_comes_by_the_page(self, client, tree, monkeypatch):
        monkeypatch.setattr(limits, "SHORT", 3)
        monkeypatch.setattr(limits, "ROOTS", 1)
        monkeypatch.setattr(limits, "BRANCH", 1)
        make_concept(tree, "E", broader=[tree.concepts.get(identifier="B")], position=3)
        first, second = (client.get(f"/en/vocabularies/tree/?page={number}") for number in (1, 2))
        assert rows(first.context["branches"]) == [("A", [("C", [])])]
        assert rows(second.context["branches"]) == [("B", [("C", [])])]
        assert "and 1 more" in text(second)
        assert 'rel="next" href="?page=2"' in first.content.decode()

    def test_the_number_of_queries_does_not_grow(self, client, tree, captured, monkeypatch):
        for short in (300, 1):
            monkeypatch.setattr(limits, "SHORT", short)
            captured(client, "/en/vocabularies/tree/")
            few = captured(client, "/en/vocabularies/tree/")
            for number in range(5):
                new = make_concept(tree, broader=[tree.concepts.get(identifier="D")], position=9)
                make_concept(tree, broader=[new], position=number)
            assert captured(client, "/en/vocabularies/tree/") == few


class TestList:
    def test_countries_come_by_name_in_the_readers_language(self, client, countries, monkeypatch):
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
    def test_links_narrow_the_list(self, client, countries, query, found):
        assert set(listed(client, query)) == found

    @pytest.mark.parametrize("query", ["?regions=NOWHERE", "?party=maybe", "?country-groups=AFR"])
    def test_a_group_that_is_not_there_is_not_found(self, client, countries, query):
        assert client.get(f"/en/vocabularies/countries/{query}").status_code == 404

    def test_each_link_says_how_many_it_finds_with_the_other_choices_as_they_are(self, client, countries):
        for query in ("", "?regions=ASI", "?country-groups=SIDS&party=yes", "?party=no&regions=AFR"):
            answer = client.get(f"/en/vocabularies/countries/{query}")
            for group in answer.context["groups"]:
                for option in group.options:
                    if not option.chosen:
                        assert len(listed(client, option.query)) == option.count

    def test_a_chosen_link_takes_its_choice_away(self, client, countries):
        groups = client.get("/en/vocabularies/countries/?regions=ASI&party=yes").context["groups"]
        chosen = {one.title: one.query for group in groups for one in group.options if one.chosen}
        assert chosen == {"Asia": "?party=yes", "Parties": "?regions=ASI"}

    def test_nothing_that_fits_says_so(self, client, countries):
        answer = client.get("/en/vocabularies/countries/?regions=AFR&party=no")
        assert "Nothing here fits all of these choices" in text(answer)

    def test_a_long_list_comes_by_the_page_and_keeps_the_choice(self, client, countries, monkeypatch):
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

    def test_the_number_of_queries_does_not_grow(self, client, countries, captured):
        captured(client, "/en/vocabularies/countries/?regions=ASI")
        few = captured(client, "/en/vocabularies/countries/?regions=ASI")
        above = list(Concept.objects.filter(identifier__in=("ASI", "SIDS")))
        for number in range(20):
            make_concept(countries, f"c{number}", broader=above, facts={"party": True})
        assert captured(client, "/en/vocabularies/countries/?regions=ASI") == few


class TestConcept:
    def test_it_shows_what_it_is_called_and_means(self, client):
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
        html = answer.content.decode()
        assert re.search(r"<h1><bdi>المعرفة</bdi></h1>", html)
        assert '<p class="lead" lang="en" dir="auto">What people know.</p>' in html
        assert '<span lang="zh-hans" dir="ltr">知识</span>' in html
        assert '<span lang="ar" dir="rtl">المعرفة</span>' in html
        assert "Know-how" in html
        assert "Nowledge" not in html
        english = client.get("/en/vocabularies/subjects/KM/").content.decode()
        assert re.search(r"Connaissances</span>\s*<small>official", english)
        assert len(re.findall("<small>official", english)) == 1
        assert answer.context["names"][0].code == "ar"

    def test_it_shows_what_stands_around_it(self, client):
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

    def test_facts_stand_in_words(self, client, countries):
        said = text(client.get("/en/vocabularies/countries/xx/"))
        assert "Party to the Convention on Biological Diversity no" in said
        assert "Code of two letters (ISO 3166-1) XX" in said

    def test_it_shows_what_carries_it_kind_by_kind(self, client, monkeypatch):
        asked = []

        def find(concept, request, limit):
            asked.append((concept.identifier, limit))
            return 7, [Carried("Un cours", "/en/x/", "De quoi il parle", "fr")]

        def nothing(concept, request, limit):
            return 0, []

        kinds = [
            Carrier(Concept, "a", "Courses", find, lambda concept, request: f"/en/?c={concept.identifier}"),
            Carrier(Concept, "b", "Threads", nothing),
        ]
        monkeypatch.setattr(carriers, "_carriers", {(one.model, one.field): one for one in kinds})
        make_concept("subjects", "KM")
        html = client.get("/en/vocabularies/subjects/KM/").content.decode()
        assert asked == [("KM", concept_views.selectors.SHOWN)]
        assert '<a href="/en/x/" lang="fr"><bdi>Un cours</bdi></a>' in html
        assert '<a href="/en/?c=KM">Show all 7</a>' in html
        assert "Threads" not in html

    def test_nothing_that_carries_it_says_so(self, client, monkeypatch):
        monkeypatch.setattr(carriers, "_carriers", {})
        make_concept("subjects", "KM")
        assert "Nothing on this site carries this concept yet" in text(
            client.get("/en/vocabularies/subjects/KM/")
        )

    def test_it_leads_to_its_data(self, client):
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

    def test_a_retired_concept_says_so(self, client):
        retire_concept(make_concept("subjects", "KM"))
        assert "no longer in use" in text(client.get("/en/vocabularies/subjects/KM/"))

    def test_a_merged_concept_leads_to_the_one_that_stays(self, client):
        kept, lost = make_concept("subjects", "KEPT"), make_concept("subjects", "LOST")
        merge_concepts(lost, kept)
        answer = client.get("/fr/vocabularies/subjects/LOST/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/vocabularies/subjects/KEPT/")
        assert "Takes the place of LOST" in text(client.get("/en/vocabularies/subjects/KEPT/"))

    def test_another_letter_case_leads_to_the_right_address(self, client):
        make_concept("subjects", "KM")
        answer = client.get("/en/vocabularies/subjects/km/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/en/vocabularies/subjects/KM/")

    @pytest.mark.parametrize("path", ["subjects/NOBODY/", "nowhere/KM/", "subjects/KM/?page=2"])
    def test_what_is_not_there_is_not_found(self, client, path):
        make_concept("subjects", "KM")
        assert client.get(f"/en/vocabularies/{path}").status_code == 404

    def test_many_narrower_concepts_come_by_the_page(self, client, monkeypatch):
        monkeypatch.setattr(concept_views, "NARROWER", 2)
        top = make_concept("subjects", "TOP")
        for number in range(3):
            make_concept("subjects", f"N{number}", broader=[top])
        answer = client.get("/en/vocabularies/subjects/TOP/")
        assert len(answer.context["narrower"]) == 2
        assert 'href="?page=2"' in answer.content.decode()

    def test_the_number_of_queries_does_not_grow(self, client, captured):
        me = make_concept("subjects", "ME", labels={"fr": "Moi"}, related=[make_concept("subjects", "R0")])
        below = make_concept("subjects", "N0", broader=[me])
        captured(client, "/en/vocabularies/subjects/ME/")
        few = captured(client, "/en/vocabularies/subjects/ME/")
        for number in range(1, 6):
            make_concept("subjects", f"N{number}", broader=[me])
            make_concept("others", f"R{number}", related=[me])
            set_label(me, "fr", f"Autre nom {number}", kind="alternative")
        assert captured(client, "/en/vocabularies/subjects/ME/") == few
        remove_broader(below, me)
