"""Two editors save the same concept at the same moment: the second sees an error, and nothing is lost."""

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client

from tests.cop.test_races import at_once
from tests.factories.accounts import UserFactory
from tests.factories.vocabularies import make_concept
from tests.vocabularies.test_admin import PEAT, written
from vocabularies.admin import concepts as views

pytestmark = pytest.mark.django_db(transaction=True)
BOTH_SAVE, ONE_IS_TOLD = [302, 302], [302, 422]


@pytest.mark.parametrize(
    ("guarded", "expected"),
    [(True, ONE_IS_TOLD), pytest.param(False, BOTH_SAVE, marks=pytest.mark.services)],
)
def test_the_second_editor_sees_an_error(guarded: bool, expected: list[int], monkeypatch: Any) -> None:
    """The control, on PostgreSQL, does not lock the tree: both have read the same concept, and both write."""
    peat = make_concept("soils", "PEAT", labels={"en": "Peat"})
    both_read, edit_concept = threading.Barrier(2, timeout=20), views.edit_concept

    def slowly(*what: Any, **how: Any) -> None:
        with suppress(threading.BrokenBarrierError):  # the other one is waiting for us
            both_read.wait(timeout=1)
        edit_concept(*what, **how)

    monkeypatch.setattr(views, "edit_concept", slowly)
    if not guarded:
        monkeypatch.setattr(views, "lock_tree", lambda: None)
    answers: list[int] = []

    def saving(**changes: str) -> Any:
        client, sent = Client(), written(peat, **changes)
        client.force_login(UserFactory(is_superuser=True))

        def work(barrier: threading.Barrier) -> None:
            barrier.wait()
            answers.append(client.post(PEAT, sent).status_code)

        return work

    assert at_once(saving(name_fr="Tourbe"), saving(name_fr="Tourbières")) == []
    assert sorted(answers) == expected
