"""make check: a failed check is printed at the end and sets the exit code; a broken template is found."""

from pathlib import Path

import pytest

from tools import check
from tools.templates import all_templates, broken


def fine() -> str:
    """Nothing wrong."""
    return ""


def wrong() -> str:
    """Something wrong."""
    return "line 7 is crooked"


def test_failures_are_printed_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "CHECKS", {"wrong": wrong, "fine": fine})
    assert check.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:2]] == [["wrong", "FAILED"], ["fine", "ok"]]
    assert lines[-2:] == ["--- wrong", "line 7 is crooked"]


def test_one_check_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "CHECKS", {"wrong": wrong, "fine": fine})
    assert check.main(["fine"]) == 0


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(SystemExit, match="No such check: nonsense"):
        check.main(["nonsense"])


def test_a_command_that_fails_without_output_is_reported() -> None:
    assert check.said("false") == "status 1"
    assert check.said("true") == ""


@pytest.mark.parametrize("source", ["{% if %}", "{% component %}", "{{ a|nofilter }}", "{% nonsense %}"])
def test_a_broken_template_is_caught(source: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.html"
    path.write_text(source)
    assert len(broken([path])) == 1


def test_every_template_compiles() -> None:
    assert len(all_templates()) > 100
    assert broken() == []
