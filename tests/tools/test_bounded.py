"""Code in a process of its own: what it prints, what it raises, and that it is ended in time."""

import subprocess

import pytest

from tests import bounded
from tests.bounded import run_bounded


def test_what_it_prints_is_returned() -> None:
    assert run_bounded("print(len(text), text)", "é" * 3) == "3 ééé"


def test_nothing_is_left_for_the_next_code() -> None:
    assert run_bounded("first = text; print(first)", "a") == "a"
    assert run_bounded("print('first' in globals())", "") == "False"


def test_what_it_raises_is_shown() -> None:
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        run_bounded("1 / 0", "")
    assert run_bounded("print(text)", "goes on") == "goes on"


def test_code_without_an_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    run_bounded("pass", "")  # the process runs
    monkeypatch.setattr(bounded, "LIMIT", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        run_bounded("while True: pass", "")
    monkeypatch.undo()
    assert run_bounded("print(text)", "another process") == "another process"
