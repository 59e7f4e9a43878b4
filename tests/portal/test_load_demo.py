"""The command that loads the demonstration, on an empty site."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from learning.demo import CourseFileError
from portal.demo import load
from portal.models import DemoState, HomePage
from tests.factories.learning import make_demo_concepts


def test_a_failed_part_leaves_no_data(db: Any, settings: Any, monkeypatch: Any) -> None:
    settings.DEMO = True
    make_demo_concepts()
    monkeypatch.setattr("portal.demo.page_names", lambda: ["pages/privacy.yaml", "pages/missing.yaml"])
    with pytest.raises(FileNotFoundError):
        load()
    assert not DemoState.objects.exists()
    assert not HomePage.objects.exists()


def test_without_vocabularies_it_names_the_command_and_writes_nothing(db: Any, settings: Any) -> None:
    settings.DEMO = True
    with pytest.raises(CourseFileError, match=r"tags name GBF-TARGET-20, but none .* load_vocabularies"):
        load()
    assert not HomePage.objects.exists()


def test_outside_the_demo_it_refuses(db: Any, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="start_site"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert not HomePage.objects.exists()
