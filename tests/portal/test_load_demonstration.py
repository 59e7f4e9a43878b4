"""The command that loads the demonstration, on an empty site."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from learning.demonstration import CourseFileError
from portal.demonstration import load
from portal.models import DemoState, HomePage
from tests.factories.learning import make_demonstration_concepts


def test_a_piece_that_fails_leaves_nothing_behind(db: Any, settings: Any, monkeypatch: Any) -> None:
    settings.DEMONSTRATION = True
    make_demonstration_concepts()
    monkeypatch.setattr(
        "portal.demonstration.page_names", lambda: ["pages/privacy.yaml", "pages/missing.yaml"]
    )
    with pytest.raises(FileNotFoundError):
        load()
    assert not DemoState.objects.exists()
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
