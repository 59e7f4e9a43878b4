"""The run of generated inputs finds faults; tests/services/test_benchmarks.py runs some inputs."""

import gc
import inspect
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies
from wagtail.models import Collection

from benchmarks.generated_inputs.__main__ import Kind, missing_inputs, texts_of, try_kind
from benchmarks.generated_inputs.kinds import (
    check_pictures,
    client_of,
    upload_among_several,
    upload_in_chooser,
    upload_one,
)
from benchmarks.generated_inputs.strategies import SEARCHES, picture_file
from tests.factories.accounts import UserFactory
from vocabularies.views import search

PICTURE = {"mode": "RGB", "format": "PNG", "size": (40, 30), "frames": 1, "suffix": None, "damage": None}


def test_a_fault_is_counted_and_the_run_continues() -> None:
    """The control: every odd number breaks."""

    def run(site: Any, number: int) -> str:
        assert number % 2 == 0, "odd"
        return "even"

    def tried() -> Kind:
        return try_kind("numbers", strategies.integers(0, 1000), run, None, 20, seed=1)

    row = tried()
    assert set(row.outcomes) == {"even", "FAULT"}
    assert row.outcomes.total() == 20
    assert row.outcomes["FAULT"] == len(row.faults)
    assert row.faults[0].startswith("AssertionError: odd")
    assert tried().faults == row.faults, "the same seed gives the same inputs"


def test_naive_code_gets_every_text_of_an_input() -> None:
    assert list(texts_of({"a": "1", "b": ["2", ("3", None, 4)], "c": b"5"})) == ["1", "2", "3"]
    row = try_kind(
        "numbers", strategies.integers(0, 9), lambda site, value: "kept", None, 5, 1, lambda value: value > 0
    )
    assert 0 < row.naive_faults < 5


def test_missing_inputs_are_reported() -> None:
    """Hypothesis ends early when it finds no more inputs, and each requested kind must be tried."""
    few = try_kind("truths", strategies.booleans(), lambda site, value: "tried", None, 20, seed=1)
    whole = try_kind("numbers", strategies.integers(), lambda site, value: "tried", None, 20, seed=1)
    assert missing_inputs([few, whole]) == ["Only 2 of 20 inputs were made for truths."]


def test_the_search_gets_all_its_parameters() -> None:
    read = set(re.findall(r'GET\.get(?:list)?\("(\w+)"', inspect.getsource(search)))
    asked = try_kind(
        "searches", SEARCHES, lambda site, fields: " ".join(read & set(fields)) or "none", None, 80, seed=1
    )
    assert {key for keys in asked.outcomes for key in keys.split()} == read == {"q", "schemes", "limit"}


# Wagtail does not close a file it reads; it is closed with the request.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.django_db
@pytest.mark.parametrize("upload", [upload_one, upload_among_several, upload_in_chooser])
def test_each_way_of_uploading_stores_a_picture_and_is_checked(upload: Any) -> None:
    if not Collection.objects.exists():  # a test with real transactions emptied the tables
        Collection.add_root(name="Root")
    editor = client_of(UserFactory(is_staff=True, is_superuser=True))
    file = SimpleUploadedFile(*picture_file(PICTURE))
    assert upload(editor, file, {"title": "Heron", "description": "A heron"}) == "accepted"
    check_pictures(0, "accepted")
    with pytest.raises(AssertionError, match="refused, and pictures made: 1"):
        check_pictures(0, "refused")
    gc.collect()  # here, where the warnings are filtered
