"""Code in a separate process: its output, its exceptions, and its time limit."""

import subprocess

import pytest

from tests import limited_process
from tests.limited_process import run_limited


def test_its_output_is_returned() -> None:
    assert run_limited("print(len(text), text)", "é" * 3) == "3 ééé"


def test_no_name_is_left_for_the_next_code() -> None:
    assert run_limited("first = text; print(first)", "a") == "a"
    assert run_limited("print('first' in globals())", "") == "False"


def test_its_exception_is_shown() -> None:
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        run_limited("1 / 0", "")
    assert run_limited("print(text)", "goes on") == "goes on"


def test_endless_code_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    run_limited("pass", "")  # the process runs
    monkeypatch.setattr(limited_process, "LIMIT", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        run_limited("while True: pass", "")
    monkeypatch.undo()
    assert run_limited("print(text)", "another process") == "another process"
