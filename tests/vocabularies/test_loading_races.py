"""Two loads at once, on PostgreSQL, where two may write at a time."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from tests.vocabularies.files import PLANTS
from vocabularies.models import Concept
from vocabularies.services import loading
from vocabularies.services.loading import load_vocabularies

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def load_twice_at_once(path: Path) -> list[str]:
    """Load a file in two threads; return both results."""
    came: list[str] = []

    def load() -> None:
        try:
            came.append("loaded" if load_vocabularies([path]).any else "nothing to do")
        except IntegrityError:
            came.append("fell over")
        finally:
            connections.close_all()

    people = [threading.Thread(target=load) for _number in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    return sorted(came)


@pytest.mark.parametrize("guarded", [True, False])
def test_the_second_load_waits_and_changes_nothing(guarded: bool, tmp_path: Path, monkeypatch: Any) -> None:
    """The control removes the lock: both see an empty database, and one fails."""
    assert connection.vendor == "postgresql"
    if not guarded:
        both_looked = threading.Barrier(2, timeout=20)
        original = loading.stored_concepts

        def slowly() -> Any:
            stored = original()
            both_looked.wait(timeout=5)
            return stored

        monkeypatch.setattr(loading, "lock_tree", lambda: None)
        monkeypatch.setattr(loading, "stored_concepts", slowly)
    path = tmp_path / "plants.yaml"
    path.write_text(PLANTS)
    assert load_twice_at_once(path) == (["loaded", "nothing to do"] if guarded else ["fell over", "loaded"])
    assert Concept.objects.count() == 1
