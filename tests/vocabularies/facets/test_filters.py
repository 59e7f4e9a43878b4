"""Filtered lists: equal for items and for a queryset, and never more than the given objects."""

import random

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict

from cop.enums import JoinPolicy, MemberRole
from cop.models import Community, Membership
from tests.factories.accounts import UserFactory
from tests.factories.cop import CommunityFactory, add_member, closed_community
from tests.factories.vocabularies import make_concept
from tests.nightly import examples
from tests.vocabularies.facets.counts import filter_list, option_counts
from vocabularies.facets import PLACE_SCHEMES, ChoiceFacet, ConceptFacet, FacetSet, LanguageFacet
from vocabularies.facets.query_strings import MOST_VALUES
from vocabularies.services import merge_concepts, retire_concept

pytestmark = pytest.mark.django_db
PLACE = ConceptFacet("place", "Country or region", schemes=PLACE_SCHEMES)
LANGUAGE = LanguageFacet("language", "Language")
FACETS = FacetSet(
    PLACE,
    ConceptFacet("target", "Target", schemes=("gbf-targets",), in_scheme_order=True),
    LANGUAGE,
    ChoiceFacet("join_policy", "Who may join", JoinPolicy),
    ChoiceFacet("role", "Roles", MemberRole, field="memberships__role"),
)
QUERIES = 5  # keys with plain fields, memberships, tags, what is above these, concepts


def filtered(things, query="", facets=FACETS):
    return filter_list(facets, things, query)


def names(filters):
    return sorted(community.name for community in filters.results)


def tagged(name, *concepts, **fields):
    community = CommunityFactory(name=name, **fields)
    community.tags.set(concepts)
    return community


@pytest.fixture
def africa():
    return make_concept("un-regional-groups", "AFR", labels={"en": "Africa", "fr": "Afrique"})


@pytest.fixture
def kenya(africa):
    return make_concept("countries", "ke", labels={"en": "Kenya"}, broader=[africa])


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(examples(1, 12)))
def test_a_queryset_is_found_and_counted_as_by_brute_force(seed):
    choose = random.Random(seed)
    places, above = [], {}
    for _number in range(8):
        broader = choose.sample(places, min(len(places), choose.randrange(3)))
        one = make_concept(choose.choice(PLACE_SCHEMES), broader=broader)
        above[one.pk] = {one.identifier}.union(*(above[wider.pk] for wider in broader))
        places.append(one)
    rows = []
    for number in range(8):
        own, language = choose.sample(places, choose.randrange(3)), choose.choice(["en", "fr", "ar"])
        join_policy = choose.choice(JoinPolicy.values)
        roles = choose.sample(MemberRole.values, choose.randrange(3))
        community = tagged(f"C {number}", *own, language=language, join_policy=join_policy)
        for role in roles:
            add_member(community, UserFactory(), role=role)
        values = {"language": {language}, "join_policy": {join_policy}, "role": set(roles)}
        rows.append((community.name, values | {"place": set().union(*(above[one.pk] for one in own))}))

    def fitting(chosen):
        return [name for name, own in rows if all(own[key] & {*few} for key, few in chosen.items() if few)]

    offers = {"place": [one.identifier for one in places], "language": ["en", "fr", "ar"],
              "join_policy": JoinPolicy.values, "role": MemberRole.values}  # fmt: skip
    for _round in range(8):
        chosen = {key: choose.sample(values, choose.choice([0, 0, 1, 2])) for key, values in offers.items()}
        query = QueryDict(mutable=True)
        for key, values in chosen.items():
            query.setlist(key, values)
        filters = FACETS.filter(Community.objects.all(), query)
        assert names(filters) == fitting(chosen)
        assert (filters.count, filters.total) == (len(fitting(chosen)), len(rows))
        would = {
            (key, value): len(fitting({**chosen, key: [value]})) for key in offers for value in offers[key]
        }
        shown = {pair: n for pair, n in would.items() if n or pair[1] in chosen[pair[0]]}
        assert {pair: n for pair, n in option_counts(filters).items() if pair[0] in offers} == shown
        for choice in filters.chosen:
            assert filtered(Community.objects.all(), choice.query[1:]).count == choice.count


def test_items_and_a_queryset_give_the_same(kenya, africa):
    tagged("First", kenya, language="fr")
    tagged("Second", africa)
    facets = FacetSet(PLACE, LANGUAGE, ChoiceFacet("join_policy", "Who may join", JoinPolicy))
    for query in ("", "place=AFR", "place=ke&language=en", "language=fr&language=en&join_policy=open"):
        rows = filtered(Community.objects.all(), query, facets)
        items = filtered(list(Community.objects.all()), query, facets)
        assert (names(rows), option_counts(rows)) == (names(items), option_counts(items))
        assert rows.chosen == items.chosen


def test_a_wider_concept_finds_what_is_tagged_with_a_narrower_one(kenya, africa):
    tagged("Kenya", kenya)
    tagged("Nowhere")
    filters = filtered(Community.objects.all(), "place=afr")
    assert names(filters) == ["Kenya"]
    assert (option_counts(filters)["place", "AFR"], option_counts(filters)["place", "ke"]) == (1, 1)
    assert (filters.query, filters.is_clean) == ("place=AFR", False)


def test_merged_and_replaced_concepts_count_as_their_replacement(kenya):
    old, merged = make_concept("countries", "old"), make_concept("countries", "merged")
    tagged("Old", old)
    tagged("Merged", merged)
    retire_concept(old, replaced_by=kenya)
    merge_concepts(merged, kenya)
    for value in ("old", "merged", "ke"):
        filters = filtered(Community.objects.all(), f"place={value}")
        assert (names(filters), filters.query) == (["Merged", "Old"], "place=ke")
    assert option_counts(filters)["place", "ke"] == 2


def test_invisible_objects_are_in_no_count_and_no_option(kenya, africa, learner, stranger):
    tagged("Open", africa)
    closed = closed_community(name="Closed", language="fr")
    closed.tags.set([kenya])
    add_member(closed, learner)
    filters = filtered(Community.objects.readable_by(stranger), "place=ke")
    assert (names(filters), filters.total, option_counts(filters)["place", "ke"]) == ([], 1, 0)
    assert [choice.count for choice in filters.relaxations] == [1]
    shown = option_counts(filtered(Community.objects.readable_by(stranger)))
    assert shown["place", "AFR"] == 1
    assert (
        not {("place", "ke"), ("language", "fr"), ("join_policy", "by_request"), ("role", "member")}
        & shown.keys()
    )
    filters = filtered(Community.objects.readable_by(learner), "place=ke")
    assert (names(filters), option_counts(filters)["role", "member"]) == (["Closed"], 1)


def many_communities(number, concepts):
    """Make communities at once, each with one concept and, every second one, with a manager."""
    rows = Community.objects.bulk_create(
        Community(slug=f"many-{n}", name=f"Many {n}", summary="Many.", language=["en", "fr"][n % 2])
        for n in range(number)
    )
    tags = Community._meta.get_field("tags").remote_field.through
    tags.objects.bulk_create(
        tags(community=row, concept=concepts[n % len(concepts)]) for n, row in enumerate(rows)
    )
    manager = UserFactory()
    Membership.objects.bulk_create(
        Membership(community=row, user=manager, role=MemberRole.MANAGER) for row in rows[::2]
    )


@pytest.mark.parametrize("number", [1, 3, 10_000])
def test_the_number_of_queries_does_not_depend_on_the_list(number, kenya, africa, django_assert_num_queries):
    many_communities(number, [kenya, africa, make_concept("gbf-targets", "GBF-TARGET-21")])
    queries = [
        "",
        "place=AFR",
        "place=ke&place=none&target=GBF-TARGET-21&language=en&join_policy=open&role=manager",
    ]
    for query in queries:
        with django_assert_num_queries(QUERIES):
            filters = filtered(Community.objects.all(), query)
        assert filters.total == number
    filters = filtered(Community.objects.all(), "place=AFR&role=manager")
    with django_assert_num_queries(1):
        assert len(filters.results) == filters.count
    places = sum(n % 3 < 2 and n % 2 == 0 for n in range(number))
    assert filters.count == places


def test_a_row_that_a_join_finds_twice_counts_once():
    community = tagged("Twice", members=[UserFactory(), UserFactory()])
    rows = Community.objects.filter(memberships__role=MemberRole.MEMBER)
    assert [row.pk for row in rows] == [community.pk, community.pk]
    filters = filtered(rows)
    assert (filters.total, option_counts(filters)["role", "member"]) == (1, 1)


def test_the_resulting_queryset_keeps_its_order():
    for name in "BCA":
        tagged(name, language="fr")
    tagged("D")
    rows = Community.objects.order_by("-name")
    assert filtered(rows).results is rows
    assert [row.name for row in filtered(rows, "language=fr").results] == ["C", "B", "A"]


def test_options_have_headings_and_names_in_the_readers_language(kenya, africa):
    tagged("One", kenya)
    facet = filtered(Community.objects.all()).facets[0]
    shown = [(heading, [(one.title, one.language) for one in options]) for heading, options in facet.groups]
    assert shown == [("Countries", [("Kenya", "en")]), ("Un regional groups", [("Africa", "en")])]


def test_an_item_that_hides_its_values_has_none(kenya):
    class Row:
        def __init__(self, community, shown):
            self.community = community
            self.readable = community if shown else None

    facets = FacetSet(
        ConceptFacet("place", "Place", schemes=PLACE_SCHEMES, field="readable__tags"),
        LanguageFacet("language", "Language", field="readable__language"),
    )
    rows = [Row(tagged("Shown", kenya), True), Row(tagged("Hidden", kenya, language="fr"), False)]
    filters = filtered(rows, "place=ke", facets)
    assert filters.results == rows[:1]
    assert option_counts(filters) == {("place", "ke"): 1, ("place", "AFR"): 1, ("language", "en"): 1}
    assert filtered(rows[1:], "", facets).facets == []


def test_unknown_values_are_named_and_long_addresses_are_cut():
    tagged("One")
    filters = filtered(Community.objects.all(), "language=xx&join_policy=maybe&place=%3Cb%3E")
    assert (filters.unknown, filters.count, filters.is_clean) == (["<b>", "xx", "maybe"], 1, False)
    many = "&".join(f"place=p{number}" for number in range(MOST_VALUES + 5))
    assert len(filtered(Community.objects.all(), many).unknown) == MOST_VALUES


def test_another_choice_links_to_the_first_page():
    tagged("One")
    filters = filtered(Community.objects.all(), "text=fr&page=2&language=en")
    assert (filters.is_clean, filters.query) == (True, "text=fr&page=2&language=en")
    assert filters.first_page == "?text=fr&language=en"
    assert filters.passthrough_params == [("text", "fr")]
    assert (filters.without_all, filters.chosen[0].query) == ("?text=fr", "?text=fr")


def test_a_short_list_has_no_filters_unless_one_is_chosen():
    facets = FacetSet(LANGUAGE, min_items=2)
    assert not filtered(Community.objects.all(), "language=en", facets).is_shown
    tagged("One")
    rows = Community.objects.all()
    shown = [filtered(rows, query, facets).is_shown for query in ("", "language=en", "language=xx")]
    assert shown == [False, True, True]
    tagged("Two")
    assert filtered(rows, "", facets).is_shown


def test_two_facets_with_one_key_are_refused():
    with pytest.raises(ImproperlyConfigured):
        FacetSet(LANGUAGE, LanguageFacet("language", "Language"))


def test_the_facet_of_a_scheme_is_found():
    assert FACETS.key_of_scheme("m49-regions") == "place"
    assert FACETS.key_of_scheme("audiences") is None
