"""Filters and counts equal brute force."""

from hypothesis import given
from hypothesis import strategies as st

from vocabularies.facets.counting import Item, counts, found, without_each

FACETS = ("language", "place", "level")
values = st.dictionaries(st.sampled_from(FACETS), st.sets(st.integers(0, 4)))
lists = st.lists(values, max_size=8)


def _fits(own, chosen):
    return all(not wanted or own.get(facet, set()) & set(wanted) for facet, wanted in chosen.items())


@given(lists, values)
def test_finding_equals_brute_force(things, chosen):
    items = [Item(number, own) for number, own in enumerate(things)]
    assert found(items, chosen) == [number for number, own in enumerate(things) if _fits(own, chosen)]


@given(lists, values)
def test_counts_equal_what_would_be_found(things, chosen):
    items = [Item(number, own) for number, own in enumerate(things)]
    counted = counts(items, chosen)
    for facet in FACETS:
        for value in range(5):
            would = [own for own in things if _fits(own, {**chosen, facet: {value}})]
            assert counted.get(facet, {}).get(value, 0) == len(would)


@given(lists, values)
def test_without_each_equals_what_would_be_found(things, chosen):
    items = [Item(number, own) for number, own in enumerate(things)]
    fewer = without_each(items, chosen)
    assert set(fewer) == {(facet, value) for facet, wanted in chosen.items() for value in wanted}
    for (facet, value), number in fewer.items():
        assert number == sum(_fits(own, {**chosen, facet: chosen[facet] - {value}}) for own in things)


def test_a_facet_without_a_choice_filters_nothing():
    assert found([Item("a", {}), Item("b", {"place": {1}})], {"place": []}) == ["a", "b"]
