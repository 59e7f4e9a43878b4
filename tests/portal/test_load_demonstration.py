"""The command that loads the demonstration, on an empty site."""

import io
from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from learning.demonstration import CourseFileError
from portal.demonstration import load
from portal.models import DemonstrationPiece, HomePage
from tests.factories.learning import make_demonstration_concepts

READS = 4  # for each row that is written, whatever the demonstration grows to


def test_a_piece_that_fails_leaves_nothing_behind(db: Any, settings: Any, monkeypatch: Any) -> None:
    settings.DEMONSTRATION = True
    make_demonstration_concepts()
    monkeypatch.setattr(
        "portal.demonstration.page_names", lambda: ["pages/privacy.yaml", "pages/missing.yaml"]
    )
    with pytest.raises(FileNotFoundError):
        load()
    assert not DemonstrationPiece.objects.exists()
    assert not HomePage.objects.exists()


def test_without_vocabularies_it_says_what_to_load_and_leaves_nothing(db: Any, settings: Any) -> None:
    settings.DEMONSTRATION = True
    with pytest.raises(CourseFileError, match=r"tags name GBF-TARGET-20, but none .* load_vocabularies"):
        load()
    assert not HomePage.objects.exists()


def test_outside_the_demonstration_it_refuses(db: Any, settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="start_site"):
        call_command("load_demonstration")
    assert not User.objects.exists()
    assert not HomePage.objects.exists()


def test_the_command_says_what_it_did_and_asks_no_more_than_it_must(db: Any, settings: Any) -> None:
    settings.DEMONSTRATION = True
    make_demonstration_concepts()
    said = io.StringIO()
    kinds: Counter[str] = Counter()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        kinds[sql.split(maxsplit=1)[0]] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        call_command("load_demonstration", stdout=said)
        assert kinds["SELECT"] <= READS * (kinds["INSERT"] + kinds["UPDATE"])
        kinds.clear()
        call_command("load_demonstration", stdout=said)
        assert kinds["UPDATE"] == 0
    assert said.getvalue().splitlines() == [
        f"Demonstration: {DemonstrationPiece.objects.count()} pieces loaded.",
        "Demonstration: nothing to do.",
    ]
