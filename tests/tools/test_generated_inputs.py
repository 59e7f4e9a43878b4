"""The run of generated inputs goes through, names every kind, and sees what breaks."""

import gc
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies
from wagtail.models import Collection

from benchmarks.generated_inputs.__main__ import Row, missing_inputs, try_kind
from benchmarks.generated_inputs.kinds import (
    check_pictures,
    client_of,
    upload_among_several,
    upload_in_chooser,
    upload_one,
)
from benchmarks.generated_inputs.strategies import SEARCHES, picture_file
from tests.factories.accounts import UserFactory
from vocabularies.views import finding

ROOT = Path(__file__).resolve().parents[2]
KINDS = ["sign-up", "posts", "Markdown", "search words", "PO import", "XLIFF import", "pictures"]

PICTURE = {"mode": "RGB", "format": "PNG", "size": (40, 30), "frames": 1, "suffix": None, "damage": None}


@pytest.mark.services  # once in a run is enough: the command takes neither PostgreSQL nor Redis
def test_some_inputs_of_each_kind_break_nothing() -> None:
    command = [sys.executable, "-m", "benchmarks.generated_inputs", "--smoke"]
    # The command makes a SQLite database of its own, whatever these tests use.
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line[:13].strip() for line in lines[:-1]] == KINDS
    assert lines[-1].endswith("with the seed 1: 0 faults.")


def test_a_fault_is_counted_and_the_run_goes_on() -> None:
    """The control: every odd number breaks."""

    def run(world: Any, number: int) -> str:
        assert number % 2 == 0, "odd"
        return "even"

    def tried() -> Row:
        return try_kind("numbers", strategies.integers(0, 1000), run, None, 20, seed=1)

    row = tried()
    assert set(row.outcomes) == {"even", "FAULT"}
    assert row.outcomes.total() == 20
    assert row.outcomes["FAULT"] == len(row.faults)
    assert row.faults[0].startswith("AssertionError: odd")
    assert tried().faults == row.faults, "the same seed gives the same inputs"


def test_inputs_that_were_not_made_are_missed() -> None:
    """Hypothesis ends early where it finds no more inputs, and each kind asked for must be tried."""
    few = try_kind("truths", strategies.booleans(), lambda world, value: "tried", None, 20, seed=1)
    whole = try_kind("numbers", strategies.integers(), lambda world, value: "tried", None, 20, seed=1)
    assert missing_inputs([few, whole]) == ["Only 2 of 20 inputs were made for truths."]


def test_the_search_is_asked_with_all_that_it_reads() -> None:
    read = set(re.findall(r'GET\.get(?:list)?\("(\w+)"', inspect.getsource(finding)))
    asked = try_kind(
        "searches", SEARCHES, lambda world, fields: " ".join(read & set(fields)) or "none", None, 80, seed=1
    )
    assert {key for keys in asked.outcomes for key in keys.split()} == read == {"q", "schemes", "limit"}


# What Wagtail reads of a file it does not close; it goes with the request.
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
