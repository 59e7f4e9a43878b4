"""Editing a concept while it is merged, on PostgreSQL, where two may write at a time."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection

from tests.cop.test_races import at_once
from tests.factories.vocabularies import make_concept
from vocabularies.models import Concept
from vocabularies.services import editing, merging
from vocabularies.services.editing import Naming, edit_concept
from vocabularies.services.merging import merge_concepts

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def in_turn(monkeypatch: Any) -> None:
    """Make the editor lock the concept first, and write after the other has requested the tree's lock."""
    concept_taken, tree_taken = threading.Event(), threading.Event()
    lock_tree, write_names = merging.lock_tree, editing._name

    def take_tree() -> None:
        assert concept_taken.wait(timeout=5)
        lock_tree()
        tree_taken.set()

    def slowly(*place: Any, **who: Any) -> None:
        concept_taken.set()
        tree_taken.wait(timeout=1)
        write_names(*place, **who)

    monkeypatch.setattr(merging, "lock_tree", take_tree)
    monkeypatch.setattr(editing, "_name", slowly)


@pytest.mark.parametrize("guarded", [True, False])
def test_editing_and_merging_do_not_deadlock(guarded: bool, in_turn: None, monkeypatch: Any) -> None:
    """In the control the editor locks the concept before the tree, and the database ends one of the two."""
    assert connection.vendor == "postgresql"
    peat, bog, wet = (make_concept("soils", name, labels={"en": name}) for name in ("PEAT", "BOG", "WET"))
    if not guarded:
        monkeypatch.setattr(editing, "lock_tree", lambda: None)

    def edit(barrier: Any) -> None:
        edit_concept(peat, by=None, namings={"en": Naming("Peat")}, broader=[wet], related=[])

    def merge(barrier: Any) -> None:
        merge_concepts(peat, bog)

    refused = [type(error) for error in at_once(edit, merge)]
    assert refused == ([] if guarded else [OperationalError])
    if guarded:
        assert Concept.objects.get(pk=peat.pk).replaced_by_id == bog.pk
        assert bog.ancestry.filter(ancestor=wet).exists(), (
            "the remaining concept is where the editor placed it"
        )
