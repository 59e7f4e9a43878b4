"""Vocabulary files that are wrong: refused with file and line, and nothing is written."""

from pathlib import Path

import pytest

from tests.factories.vocabularies import make_scheme
from tests.vocabularies.files import HEAD, PLANTS, SOILS, Loader, state
from tests.vocabularies.test_ancestry import brute_force, stored
from vocabularies import services
from vocabularies.errors import FilesRefused
from vocabularies.models import Concept
from vocabularies.services.loading import load_vocabularies


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    """Load texts as files, by their names."""
    return Loader(tmp_path)


WRONG = {
    "unknown key of the file": (HEAD.replace("titles", "colour: red\ntitles"), 2, "Unknown key “colour”"),
    "unknown key of a concept": (
        HEAD + "  A:\n    labels: {en: A}\n    label: B\n",
        7,
        "Unknown key “label”",
    ),
    "duplicate": (
        HEAD + "  A: {labels: {en: A}}\n  B: {labels: {en: B}}\n  a: {labels: {en: C}}\n",
        7,
        "taken by line 5",
    ),
    "cycle": (
        HEAD
        + "  A: {labels: {en: A}, broader: [B]}\n  B: {labels: {en: B}, broader: [C]}\n"
        + "  C: {labels: {en: C}, broader: [A]}\n",
        5,
        "circle: soils/b < soils/c < soils/a < soils/b",
    ),
    "broader to itself": (HEAD + "  A: {labels: {en: A}, broader: [a]}\n", 5, "cannot be broader to itself"),
    "related to itself": (
        HEAD + "  A: {labels: {en: A}, related: [soils/A]}\n",
        5,
        "cannot be related to itself",
    ),
    "unknown language": (
        HEAD + "  A:\n    labels:\n      en: A\n      tlh: naDev\n",
        8,
        "languages of this site",
    ),
    "unknown language of a definition": (HEAD + "  A: {labels: {en: A}, definition: {tlh: B}}\n", 5, "“tlh”"),
    "unknown official language": (HEAD.replace("[en]", "[en, la]"), 3, "“la” is no language"),
    "unknown broader": (
        HEAD + "  A:\n    labels: {en: A}\n    broader:\n    - B\n",
        8,
        "“soils/B”, which is nowhere",
    ),
    "unknown related": (
        HEAD + "  A: {labels: {en: A}, related: [moons/B]}\n",
        5,
        "“moons/B”, which is nowhere",
    ),
    "two preferred": (
        HEAD + "  A:\n    labels:\n      en: A\n      en: B\n",
        8,
        "Two preferred names in “en”",
    ),
    "a list of preferred": (HEAD + "  A: {labels: {en: [A, B]}}\n", 5, "Several preferred names in “en”"),
    "the same name twice": (HEAD + "  A: {labels: {en: A}, other: {en: [A]}}\n", 5, "the name “A” twice"),
    "no English name": (HEAD + "  A: {labels: {fr: A}}\n", 5, "no English name"),
    "empty name": (HEAD + "  A: {labels: {en: ' '}}\n", 5, "“en”"),
    "name of no length": (HEAD + f"  A: {{labels: {{en: {'x' * 301}}}}}\n", 5, "longer than 300"),
    "steering characters": (HEAD + '  A: {labels: {en: "a\\u202Eb"}}\n', 5, "hidden characters"),
    "identifier": (HEAD + "  A B: {labels: {en: A}}\n", 5, "“A B”"),
    "address": (HEAD + "  A: {labels: {en: A}, url: www.example.org}\n", 5, "must be a web address"),
    "fact": (HEAD + "  A: {labels: {en: A}, facts: {depth: [1, 2]}}\n", 5, "The fact “depth”"),
    "position": (HEAD.replace("titles", "position: first\ntitles"), 2, "whole number"),
    "names": (HEAD.replace("titles", "names: planets\ntitles"), 2, "territories, languages"),
    "no such country": (
        HEAD.replace("titles", "names: territories\ntitles") + "  qq: {}\n",
        6,
        "CLDR has no name",
    ),
    "no scheme": ("titles: {en: Soils}\nconcepts: {}\n", 1, "which scheme"),
    "scheme key": (HEAD.replace("scheme: soils", "scheme: my soils"), 1, "letters, digits and hyphens"),
    "no title": ("scheme: soils\nconcepts: {}\n", 1, "no title"),
    "no concepts": ("scheme: soils\ntitles: {en: Soils}\n", 1, "no concepts"),
    "not YAML": (HEAD + "  A: {labels: [en: A}\n", 5, "not YAML"),
    "two documents": (HEAD + "  A: {labels: {en: A}}\n---\nscheme: x\n", 6, "not YAML"),
    "a list": ("- soils\n", 1, "must be a mapping"),
    "nothing": ("", 1, "empty"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_bad_file_is_refused_with_file_and_line(db: None, load: Loader, name: str) -> None:
    load(plants=PLANTS)
    before = state()
    text, line, words = WRONG[name]
    with pytest.raises(FilesRefused) as refusal:
        load(plants=PLANTS + "  FERN: {labels: {en: Fern}}\n", soils=text)
    assert any(
        problem.startswith(f"soils.yaml:{line}: ") and words in problem for problem in refusal.value.problems
    ), refusal.value.problems
    assert state() == before


def test_all_faults_are_reported_at_once_in_the_order_of_the_lines(db: None, load: Loader) -> None:
    text = HEAD + "  A: {labels: {fr: A}}\n  B: {labels: {en: B}, broader: [C, A]}\n  b: {labels: {en: B}}\n"
    with pytest.raises(FilesRefused) as refusal:
        load(soils=text)
    assert [problem.split(":")[1] for problem in refusal.value.problems] == ["5", "6", "7"]


def test_a_file_that_is_no_text_or_not_there_is_refused(db: None, load: Loader, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FilesRefused, match="cannot be read"):
        load_vocabularies([tmp_path / "bad.yaml"])
    with pytest.raises(FilesRefused, match="cannot be read"):
        load_vocabularies([tmp_path / "none.yaml"])


def test_one_scheme_in_two_files_or_an_editors_scheme_is_refused(db: None, load: Loader) -> None:
    with pytest.raises(FilesRefused, match=r"is in plants.yaml already"):
        load(plants=PLANTS, moss=PLANTS)
    make_scheme("plants")
    with pytest.raises(FilesRefused, match="a scheme “plants” of their own"):
        load(plants=PLANTS)


def test_a_cycle_with_an_editors_relation_is_refused(db: None, load: Loader) -> None:
    load(soils=SOILS, plants=PLANTS)
    wet, moss = (Concept.objects.get(identifier=name) for name in ("WET", "MOSS"))
    services.add_broader(wet, moss)
    with pytest.raises(FilesRefused, match=r"plants.yaml:4: This closes a circle"):
        load(soils=SOILS, plants=PLANTS.replace("{en: Moss}", "{en: Moss}, broader: [soils/PEAT]"))


def test_reversing_a_branch_in_the_files_is_no_cycle(db: None, load: Loader) -> None:
    load(soils=HEAD + "  A: {labels: {en: A}}\n  B: {labels: {en: B}, broader: [A]}\n")
    load(soils=HEAD + "  A: {labels: {en: A}, broader: [B]}\n  B: {labels: {en: B}}\n")
    assert stored() == brute_force()
