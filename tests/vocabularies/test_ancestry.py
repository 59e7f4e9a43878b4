"""The stored ancestors equal the closure of the broader relations after every change of the tree."""

import threading
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.db import connection, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.vocabularies import make_concept
from tests.nightly import examples
from vocabularies import services
from vocabularies.enums import Origin, RelationKind
from vocabularies.errors import CycleError, KeptByFile
from vocabularies.models import Ancestry, Concept, Relation

SIZE = 7
pairs = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
steps = st.lists(
    st.tuples(st.sampled_from(["add", "add", "add", "remove", "merge", "break"]), pairs), max_size=25
)


def brute_force() -> set[tuple[int, int]]:
    """Return every concept with itself and all reachable ones: the relation squared until it is stable."""
    reached = {(pk, pk) for pk in Concept.objects.values_list("pk", flat=True)}
    reached |= set(Relation.objects.filter(kind=RelationKind.BROADER).values_list("subject_id", "object_id"))
    while True:
        more = {(a, d) for a, b in reached for c, d in reached if b == c}
        if more <= reached:
            return reached
        reached |= more


def stored() -> set[tuple[int, int]]:
    return set(Ancestry.objects.values_list("concept_id", "ancestor_id"))


def take(step: str, one: Concept, other: Concept) -> None:
    """Do one random change, which may be refused."""
    if step == "add":
        try:
            services.add_broader(one, other)
        except CycleError:
            assert (other.pk, one.pk) in brute_force()
    elif step == "remove":
        services.remove_broader(one, other)
    elif step == "merge":
        one.refresh_from_db()
        other.refresh_from_db()
        if one != other and not one.is_retired and not other.is_retired:
            services.merge_concepts(one, other)
    elif Ancestry.objects.filter(concept=one).exclude(ancestor=one).delete()[0]:
        assert services.rebuild() > 0


@pytest.mark.django_db
@settings(max_examples=examples(10, 120), deadline=None)
@given(steps)
def test_stored_ancestors_equal_the_closure_after_every_edit(
    taken: list[tuple[str, tuple[int, int]]],
) -> None:
    with transaction.atomic():
        concepts = [make_concept("tree" if n % 2 else "tree-2", f"N{n}") for n in range(SIZE)]
        for concept in concepts:
            Concept.objects.filter(pk=concept.pk).update(scheme=concepts[0].scheme)
        for step, (one, other) in taken:
            take(step, concepts[one], concepts[other])
            assert stored() == brute_force()
        assert not any((b, a) in stored() for a, b in stored() if a != b)
        assert services.rebuild() == 0
        transaction.set_rollback(True)


def test_filtering_by_a_region_finds_what_is_below_it_in_any_scheme(db: None) -> None:
    africa = make_concept("groups", "AFR")
    eastern = make_concept("m49", "014")
    kenya = make_concept("countries", "ke", broader=[africa, eastern])
    benin = make_concept("countries", "bj", broader=[africa])
    assert set(Concept.objects.below(africa)) == {africa, kenya, benin}
    assert set(Concept.objects.below(eastern)) == {eastern, kenya}


def test_a_cycle_is_refused_and_changes_nothing(db: None) -> None:
    top = make_concept("s", "TOP")
    middle = make_concept("s", "MIDDLE", broader=[top])
    low = make_concept("s", "LOW", broader=[middle])
    before = stored()
    for one, other in [(top, low), (top, middle), (top, top)]:
        with pytest.raises(CycleError, match="TOP"):
            services.add_broader(one, other)
    assert stored() == before
    assert Relation.objects.count() == 2


def test_placing_twice_and_removing_twice_change_nothing(db: None) -> None:
    top, low = make_concept("s", "TOP"), make_concept("s", "LOW")
    assert services.add_broader(low, top) == services.add_broader(low, top)
    services.remove_broader(low, top)
    services.remove_broader(low, top)
    assert stored() == {(top.pk, top.pk), (low.pk, low.pk)}


def test_an_ancestor_with_two_paths_is_kept_when_one_is_removed(db: None) -> None:
    top = make_concept("s", "TOP")
    left, right = (make_concept("s", name, broader=[top]) for name in ("LEFT", "RIGHT"))
    low = make_concept("s", "LOW", broader=[left, right])
    services.remove_broader(low, left)
    assert set(Concept.objects.below(top)) == {top, left, right, low}
    services.remove_broader(low, right)
    assert set(Concept.objects.below(top)) == {top, left, right}


def test_relations_of_the_files_cannot_be_removed_by_editors(db: None) -> None:
    top, low = make_concept("s", "TOP"), make_concept("s", "LOW")
    services.add_broader(low, top, origin=Origin.FILE)
    with pytest.raises(KeptByFile):
        services.remove_broader(low, top)
    assert (low.pk, top.pk) in stored()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_transactions_that_close_a_cycle(guarded: bool, monkeypatch: Any) -> None:
    """PostgreSQL: each alone sees no cycle. The control removes the lock, and the cycle is created."""
    assert connection.vendor == "postgresql"
    one, other = make_concept("s", "ONE"), make_concept("s", "OTHER")
    both_looked = threading.Barrier(2, timeout=20)
    if not guarded:
        monkeypatch.setattr("vocabularies.services.ancestry.lock_tree", lambda: None)
        original = Relation.objects.get_or_create

        def late(**values: Any) -> Any:
            both_looked.wait(timeout=5)
            return original(**values)

        monkeypatch.setattr(Relation.objects, "get_or_create", late)
    refused: list[bool] = []

    def place(narrower: Concept, broader: Concept) -> None:
        try:
            services.add_broader(narrower, broader)
            refused.append(False)
        except CycleError:
            refused.append(True)
        finally:
            connections.close_all()

    people = [threading.Thread(target=place, args=pair) for pair in ((one, other), (other, one))]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert sorted(refused) == ([False, True] if guarded else [False, False])


def test_brute_force_is_right(db: None) -> None:
    chain = [make_concept("s", f"C{n}") for n in range(4)]
    for low, high in pairwise(chain):
        services.add_broader(low, high)
    expected = {(c.pk, c.pk) for c in chain} | {(a.pk, b.pk) for a, b in combinations(chain, 2)}
    assert brute_force() == stored() == expected
