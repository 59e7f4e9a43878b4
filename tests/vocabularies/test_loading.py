"""Loading vocabulary files: validated first, editors' changes are kept, and twice changes nothing."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.models import AuditEvent
from tests.factories.vocabularies import make_concept
from tests.nightly import examples
from tests.vocabularies.files import HEAD, PLANTS, SOILS, Loader, state
from tests.vocabularies.test_ancestry import brute_force, stored
from vocabularies import services
from vocabularies.enums import LabelKind, Origin
from vocabularies.errors import FilesRefused
from vocabularies.models import Concept, Relation
from vocabularies.services.loading import load_vocabularies


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    """Load texts as files, by their names."""
    return Loader(tmp_path)


def test_a_file_becomes_a_scheme(db: None, load: Loader) -> None:
    changes = load(soils=SOILS, plants=PLANTS)
    assert dict(changes.counts) == {
        "schemes added": 2,
        "concepts added": 3,
        "names added": 9,
        "definitions added": 2,
        "relations added": 2,
        "ancestors put right": 1,
    }
    peat = Concept.objects.get(identifier="PEAT")
    assert (peat.notation, peat.position, peat.origin) == ("P", 2, Origin.FILE)
    assert peat.facts == {"wet": True, "depth": 3, "code": "07"}
    assert (peat.exact_matches, peat.source_url) == (
        ["https://example.org/peat"],
        "https://example.org/about/peat",
    )
    assert set(peat.labels.values_list("language", "kind", "text", "is_official")) == {
        ("en", "preferred", "Peat", True),
        ("fr", "preferred", "Tourbe", False),
        ("ar", "preferred", "خث", False),
        ("en", "alternative", "Turf", False),
        ("en", "alternative", "Bog soil", False),
        ("en", "hidden", "Peet", False),
    }
    assert peat.labels.get(text="Bog soil").words.filter(word="soil").exists()
    assert not peat.labels.filter(sort_key="").exists()
    assert list(Concept.objects.below(Concept.objects.get(identifier="WET")).order_by("position")) == [
        Concept.objects.get(identifier="WET"),
        peat,
    ]
    assert AuditEvent.objects.get().action == "vocabularies.loaded"


def test_loading_twice_changes_nothing_and_is_not_audited(db: None, load: Loader) -> None:
    load(soils=SOILS, plants=PLANTS)
    before, traces = state(), AuditEvent.objects.count()
    with CaptureQueriesContext(connection) as queries:
        assert not load(soils=SOILS, plants=PLANTS).any
    assert state() == before
    assert AuditEvent.objects.count() == traces
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_dry_run_prints_what_a_load_does(db: None, load: Loader) -> None:
    before = state()
    would = load(dry_run=True, soils=SOILS, plants=PLANTS)
    assert state() == before
    assert load(soils=SOILS, plants=PLANTS) == would


def test_changes_of_the_files_are_loaded(db: None, load: Loader) -> None:
    load(soils=SOILS, plants=PLANTS)
    peat = Concept.objects.get(identifier="PEAT")
    text = SOILS.replace("Tourbe,", "La tourbe,").replace("Turf, ", "").replace("depth: 3", "depth: 4")
    text = text.replace("Half-rotten", "Rotten").replace("    broader: [WET]\n", "")
    changes = load(soils=text, plants=PLANTS)
    assert dict(changes.counts) == {
        "concepts changed": 1,
        "names changed": 1,
        "names removed": 1,
        "definitions changed": 1,
        "relations removed": 1,
        "ancestors put right": 1,
    }
    assert Concept.objects.get(identifier="PEAT").public_id == peat.public_id
    assert set(peat.labels.filter(kind=LabelKind.PREFERRED).values_list("text", flat=True)) == {
        "Peat",
        "La tourbe",
        "خث",
    }
    assert stored() == brute_force()


def test_concepts_removed_from_the_files_are_retired_and_restored(db: None, load: Loader) -> None:
    load(soils=SOILS, plants=PLANTS)
    peat = Concept.objects.get(identifier="PEAT")
    without = SOILS[: SOILS.index("  PEAT")]
    assert load(soils=without, plants=PLANTS).counts["concepts retired"] == 1
    peat.refresh_from_db()
    assert (peat.is_retired, peat.retired_by) == (True, Origin.FILE)
    assert peat.labels.count() == 6
    assert not load(soils=without, plants=PLANTS).any
    assert load(soils=SOILS, plants=PLANTS).counts["concepts restored"] == 1
    peat.refresh_from_db()
    assert not peat.is_retired


def test_other_schemes_are_not_touched(db: None, load: Loader) -> None:
    load(soils=SOILS, plants=PLANTS)
    assert not load(plants=PLANTS).any
    assert not load(soils=SOILS).any


def test_editors_changes_are_kept(db: None, load: Loader) -> None:
    load(soils=SOILS, plants=PLANTS)
    wet, peat, moss = (Concept.objects.get(identifier=name) for name in ("WET", "PEAT", "MOSS"))
    mine = make_concept("soils", "MINE", broader=[peat])
    services.set_label(peat, "en", "Peat soil")
    services.set_label(peat, "es", "Turba")
    services.set_definition(peat, "en", "Ours.")
    services.remove_label(peat.labels.get(text="Turf"))
    services.add_related(wet, moss)
    services.retire_concept(wet)
    before = state()
    changes = load(soils=SOILS, plants=PLANTS)
    assert not changes.any
    assert changes.counts["concepts left to editors"] == 1
    assert state() == before
    renamed = SOILS.replace("en: Peat,", "en: Peat!,").replace("Wet soil", "Damp soil")
    load(soils=renamed, plants=PLANTS)
    assert peat.labels.get(language="en", kind=LabelKind.PREFERRED).text == "Peat soil"
    assert wet.labels.filter(text="Wet soil").exists()
    mine.refresh_from_db()
    assert not mine.is_retired


def test_a_merged_concept_stays_merged_and_its_relations_are_moved(db: None, load: Loader) -> None:
    load(soils=SOILS, plants=PLANTS)
    wet, peat = (Concept.objects.get(identifier=name) for name in ("WET", "PEAT"))
    fen = make_concept("soils", "FEN")
    services.merge_concepts(wet, fen)
    assert not load(soils=SOILS, plants=PLANTS).any
    wet.refresh_from_db()
    assert wet.replaced_by == fen
    assert set(Concept.objects.below(fen)) == {fen, peat}


def test_a_concept_that_an_editor_made_first_is_not_overwritten(db: None, load: Loader) -> None:
    load(soils=SOILS, plants=PLANTS)
    theirs = make_concept("soils", "CLAY", labels={"en": "Our clay"})
    load(soils=SOILS + "  clay: {labels: {en: Clay}, broader: [WET]}\n", plants=PLANTS)
    assert list(theirs.labels.values_list("text", flat=True)) == ["Our clay"]
    assert theirs.ancestry.count() == 1


def has_cycle(edges: set[tuple[int, int]]) -> bool:
    """Return whether there is a cycle."""
    reached = set(edges)
    for _step in range(6):
        reached |= {(a, d) for a, b in reached for c, d in reached if b == c}
    return any(low == high for low, high in reached)


@pytest.mark.django_db
@settings(max_examples=examples(10, 100), deadline=None)
@given(st.lists(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8), min_size=1, max_size=4))
def test_random_trees_are_loaded_as_they_are_or_refused(
    tmp_path_factory: Any, versions: list[set[tuple[int, int]]]
) -> None:
    path = tmp_path_factory.mktemp("random") / "soils.yaml"
    with transaction.atomic():
        for edges in versions:
            lines = []
            for low in range(6):
                above = ", ".join(f"N{high}" for one, high in sorted(edges) if one == low)
                lines.append(f"  N{low}: {{labels: {{en: N{low}}}, broader: [{above}]}}\n")
            path.write_text(HEAD + "".join(lines))
            before = stored()
            if has_cycle(edges):
                with pytest.raises(FilesRefused, match=r"circle|itself"):
                    load_vocabularies([path])
                assert stored() == before
            else:
                load_vocabularies([path])
                assert stored() == brute_force()
                assert Relation.objects.count() == len(edges)
        transaction.set_rollback(True)


def test_the_output_of_the_command(db: None, tmp_path: Path) -> None:
    path, said = tmp_path / "plants.yaml", io.StringIO()
    path.write_text(PLANTS)
    call_command("load_vocabularies", file=[path], dry_run=True, verbosity=2, stdout=said)
    assert not Concept.objects.exists()
    call_command("load_vocabularies", file=[path], stdout=said)
    call_command("load_vocabularies", file=[path], stdout=said)
    assert said.getvalue().splitlines() == [
        "schemes added: plants",
        "concepts added: plants/MOSS",
        "names added: plants/MOSS en “Moss”",
        "Vocabularies (dry run, nothing was changed): 1 files, 1 concepts: 1 schemes added, "
        "1 concepts added, 1 names added.",
        "Vocabularies: 1 files, 1 concepts: 1 schemes added, 1 concepts added, 1 names added.",
        "Vocabularies: 1 files, 1 concepts: nothing to change.",
    ]
    path.write_text(PLANTS.replace("MOSS", "M O"))
    with pytest.raises(CommandError, match=r"Nothing was changed.\nplants.yaml:4: “M O”"):
        call_command("load_vocabularies", file=[path], stdout=said)
