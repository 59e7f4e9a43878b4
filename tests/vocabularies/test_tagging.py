"""Tagged objects of a concept, with random trees and random tags."""

import random

import pytest

from cop.models import Community
from tests.factories.cop import CommunityFactory
from tests.factories.vocabularies import make_concept
from vocabularies.facets.sources import QuerySetSource
from vocabularies.tagging import ancestors_of, concepts_of, tagged_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(4))
def test_tagged_with_equals_brute_force_on_random_trees(seed, django_assert_num_queries):
    choose = random.Random(seed)
    concepts, above = [], {}
    for _number in range(12):
        broader = choose.sample(concepts, min(len(concepts), choose.randrange(3)))
        concept = make_concept("countries", broader=broader)
        above[concept.pk] = {concept.pk}.union(*(above[one.pk] for one in broader))
        concepts.append(concept)
    tags = {}
    for _number in range(8):
        community = CommunityFactory()
        own = choose.sample(concepts, choose.randrange(4))
        community.tags.set(own)
        tags[community.pk] = set().union(*(above[one.pk] for one in own))
    assert ancestors_of(above) == above
    source = QuerySetSource(Community.objects.order_by("pk"), [])
    found = {
        key: set().union(*(above[one] for one in own))
        for key, own in zip(source.things, source.concept_ids("tags"), strict=True)
        if own
    }
    assert found == {key: found for key, found in tags.items() if found}
    for wanted in ([concept] for concept in concepts):
        with django_assert_num_queries(1):
            found = list(tagged_with(Community.objects.order_by("pk"), "tags", wanted))
        assert [one.pk for one in found] == [key for key in sorted(tags) if wanted[0].pk in tags[key]]
    several = concepts[:3]
    found = tagged_with(Community.objects.all(), "tags", several).values_list("pk", flat=True)
    assert sorted(found) == [key for key in sorted(tags) if tags[key] & {one.pk for one in several}]


def test_concepts_come_in_the_order_of_the_field(django_assert_num_queries):
    community = CommunityFactory()
    country = make_concept("countries", "ke", labels={"en": "Kenya", "fr": "Kenya"})
    later = make_concept("gbf-targets", "GBF-TARGET-21", position=21)
    first = make_concept("gbf-targets", "GBF-TARGET-3", position=3)
    community.tags.set([country, later, first])
    read = Community.objects.get(pk=community.pk)
    with django_assert_num_queries(2):
        found = concepts_of(read, "tags")
        assert [concept.identifier for concept in found] == ["GBF-TARGET-3", "GBF-TARGET-21", "ke"]
        assert [concept.scheme.key for concept in found][-1] == "countries"
