"""The check of the demonstration's translated texts, and its controls."""

from pathlib import Path

import polib
import pytest

from tools.content import FOLDERS, of_file, problems


def po(text: str) -> polib.POFile:
    """Return a PO file with one entry."""
    return polib.pofile('msgid ""\nmsgstr "Language: fr\\n"\n\n' + text)


def test_the_texts_are_complete() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ('msgid "a"\nmsgstr ""\n', "is not translated"),
        ('#, fuzzy\nmsgid "a"\nmsgstr "b"\n', "is fuzzy"),
        ('msgid "<b>a</b>"\nmsgstr "b"\n', "<b> is missing"),
        ('msgid "a"\nmsgstr "<b>b</b>"\n', "<b> is not in the source"),
        ('msgid "a"\nmsgstr "<b>b"\n', "<b> is not closed"),
        ('msgctxt "x"\nmsgid "a"\nmsgstr "b"\n', "one text without context or plural is wanted"),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "stands there twice"),
        ('#~ msgid "a"\n#~ msgstr "b"\n', "is obsolete"),
    ],
)
def test_a_fault_is_named_with_its_line(entry: str, wrong: str) -> None:
    (said,) = of_file(po(entry))
    assert said.endswith(f": {wrong}")
    assert int(said.split(":")[1]) >= 3


def test_a_file_or_a_text_that_is_missing_is_named(tmp_path: Path) -> None:
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / FOLDERS[0] / "fr.po").write_text('msgid "a"\nmsgstr "b"\n', "utf-8")
    (tmp_path / FOLDERS[0] / "ar.po").write_text('msgid "c"\nmsgstr "d"\n', "utf-8")
    assert problems(tmp_path) == [
        f"{FOLDERS[0]}/ar.po: does not have 'a'",
        f"{FOLDERS[0]}/fr.po: does not have 'c'",
        f"{FOLDERS[1]}: there is no ar.po",
        f"{FOLDERS[1]}: there is no fr.po",
    ]
