"""Adding, relating, retiring, restoring and merging concepts."""

from typing import Any

import pytest
from wagtail.models import Revision

from cop.models import Community
from core.base.models import AuditEvent
from learning.models import CoursePage
from portal.services.sites import start_site
from tests.factories.cop import CommunityFactory
from tests.factories.learning import CatalogueFactory, CourseFactory
from tests.factories.vocabularies import make_concept, make_scheme
from vocabularies import services, tagged_models
from vocabularies.enums import LabelKind, Origin
from vocabularies.errors import (
    AlreadyRetired,
    CannotMerge,
    IdentifierTaken,
    KeptByFile,
    NotRetired,
    PreferredMissing,
    RelatedToItself,
    UnusableIdentifier,
)
from vocabularies.models import Ancestry, Concept, Relation


@pytest.fixture
def peat(db: None) -> Concept:
    """A concept."""
    return make_concept("cbd-subjects", "PEAT", labels={"en": "Peat", "fr": "Tourbe"})


@pytest.fixture
def bog(db: None) -> Concept:
    """Another one of the same scheme."""
    return make_concept("cbd-subjects", "BOG", labels={"en": "Bog", "ar": "سبخة"})


@pytest.fixture
def catalogue(db: None) -> Any:
    """The parent page of courses."""
    return CatalogueFactory(parent=start_site(title="Commons", address="http://testserver"))


def test_a_new_concept_is_its_own_ancestor(peat: Concept) -> None:
    assert list(Concept.objects.below(peat)) == [peat]


@pytest.mark.parametrize("identifier", ["PEAT", "peat", "Peat"])
def test_an_identifier_is_taken_in_any_letter_case(peat: Concept, identifier: str) -> None:
    with pytest.raises(IdentifierTaken):
        services.add_concept(peat.scheme, identifier, labels={"en": "Peat"})
    assert make_concept("another-scheme", identifier).identifier == identifier


@pytest.mark.parametrize("identifier", ["", "a/b", "a b", "é", "-a", "a.ttl", "A.JSONLD", "x" * 81, "a?"])
def test_an_identifier_fits_into_an_address(db: None, identifier: str) -> None:
    with pytest.raises(UnusableIdentifier):
        services.add_concept(make_scheme("s"), identifier, labels={"en": "Peat"})
    assert not Concept.objects.exists()


@pytest.mark.parametrize("labels", [{}, {"fr": "Tourbe"}, {"en": " "}])
def test_a_concept_has_an_english_name(db: None, labels: dict[str, str]) -> None:
    with pytest.raises(PreferredMissing):
        services.add_concept(make_scheme("s"), "PEAT", labels=labels)
    assert not Concept.objects.exists()


def test_two_concepts_are_related_once_in_either_direction(peat: Concept, bog: Concept) -> None:
    services.add_related(peat, bog)
    services.add_related(bog, peat)
    relation = Relation.objects.get()
    assert (relation.subject, relation.object) == (peat, bog)
    services.remove_related(bog, peat)
    services.remove_related(bog, peat)
    assert not Relation.objects.exists()


def test_none_is_related_to_itself_and_the_files_relations_stay(peat: Concept, bog: Concept) -> None:
    with pytest.raises(RelatedToItself):
        services.add_related(peat, peat)
    services.add_related(peat, bog, origin=Origin.FILE)
    with pytest.raises(KeptByFile):
        services.remove_related(peat, bog)


def test_a_retired_concept_keeps_its_relations_and_can_be_restored(
    peat: Concept, bog: Concept, editor: Any
) -> None:
    services.retire_concept(peat, by=editor, replaced_by=bog)
    peat.refresh_from_db()
    assert (peat.is_retired, peat.replaced_by, peat.retired_by) == (True, bog, Origin.EDITOR)
    assert set(Concept.objects.current()) == {bog}
    with pytest.raises(AlreadyRetired):
        services.retire_concept(peat)
    services.restore_concept(peat, by=editor)
    peat.refresh_from_db()
    assert (peat.is_retired, peat.replaced_by, peat.retired_by) == (False, None, "")
    with pytest.raises(NotRetired):
        services.restore_concept(peat)
    actions = AuditEvent.objects.filter(subject_id=str(peat.public_id), actor=editor.pseudonym)
    assert list(actions.order_by("id").values_list("action", flat=True)) == [
        "vocabularies.concept_retired",
        "vocabularies.concept_restored",
    ]


def test_a_replacement_must_be_in_use_and_chains_are_shortened(peat: Concept, bog: Concept) -> None:
    with pytest.raises(CannotMerge):
        services.retire_concept(peat, replaced_by=peat)
    fen = make_concept("cbd-subjects", "FEN")
    services.retire_concept(peat, replaced_by=bog)
    services.retire_concept(bog, replaced_by=fen)
    peat.refresh_from_db()
    assert peat.replaced_by == fen
    with pytest.raises(CannotMerge):
        services.retire_concept(fen, replaced_by=bog)


def test_merging_moves_names_and_relations(peat: Concept, bog: Concept, editor: Any) -> None:
    wet = make_concept("cbd-subjects", "WET")
    moss = make_concept("cbd-subjects", "MOSS", broader=[peat])
    services.add_broader(peat, wet, origin=Origin.FILE)
    services.add_related(peat, moss)
    services.set_label(peat, "en", "Turf", kind=LabelKind.HIDDEN)
    services.merge_concepts(peat, bog, by=editor)
    peat.refresh_from_db()
    assert (peat.is_retired, peat.replaced_by, peat.retired_by) == (True, bog, Origin.EDITOR)
    assert set(bog.labels.values_list("language", "kind", "text")) == {
        ("en", "preferred", "Bog"),
        ("ar", "preferred", "سبخة"),
        ("en", "alternative", "Peat"),
        ("fr", "alternative", "Tourbe"),
        ("en", "hidden", "Turf"),
    }
    assert set(Concept.objects.below(wet)) == {wet, bog, moss}
    assert set(Relation.objects.values_list("kind", "subject", "object", "origin")) == {
        ("broader", bog.pk, wet.pk, "editor"),
        ("broader", moss.pk, bog.pk, "editor"),
        ("related", bog.pk, moss.pk, "editor"),
    }
    event = AuditEvent.objects.filter(action="vocabularies.concepts_merged").get()
    assert (event.actor, event.detail["into"]) == (editor.pseudonym, "BOG")


def test_merging_with_an_ancestor_or_descendant_makes_no_cycle(peat: Concept, bog: Concept) -> None:
    middle = make_concept("cbd-subjects", "MIDDLE", broader=[peat])
    services.add_broader(bog, middle)  # peat > middle > bog
    services.merge_concepts(peat, bog)
    assert set(Ancestry.objects.exclude(concept=peat).values_list("concept", "ancestor")) == {
        (bog.pk, bog.pk),
        (middle.pk, middle.pk),
        (bog.pk, middle.pk),
    }


def test_merging_moves_the_tags_of_every_tagged_model(peat: Concept, bog: Concept, catalogue: Any) -> None:
    one, both = CommunityFactory(name="One"), CommunityFactory(name="Both")
    one.tags.set([peat])
    both.tags.set([peat, bog])
    course = CourseFactory(parent=catalogue)
    course.tags = [peat]
    course.save_revision().publish()
    course.title = "A draft"
    course.save_revision()
    assert set(tagged_models.TAGGED_MODELS) >= {
        (Community, "tags"),
        (CoursePage, "tags"),
    }
    services.merge_concepts(peat, bog)
    assert list(one.tags.all()) == list(both.tags.all()) == [bog]
    fresh = CoursePage.objects.get(pk=course.pk)
    assert list(fresh.tags.all()) == [bog]
    draft = fresh.get_latest_revision_as_object()
    assert (draft.title, list(draft.tags.all())) == ("A draft", [bog])
    fresh.latest_revision.publish()
    assert list(CoursePage.objects.get(pk=course.pk).tags.all()) == [bog]


def test_older_revisions_stay_as_they_were(peat: Concept, bog: Concept, catalogue: Any) -> None:
    course = CourseFactory(parent=catalogue)
    course.tags = [peat]
    first = course.save_revision()
    course.save_revision()
    services.merge_concepts(peat, bog)
    assert Revision.objects.get(pk=first.pk).content["tags"] == [peat.pk]


def test_only_two_of_one_scheme_that_are_in_use_are_merged(peat: Concept, bog: Concept) -> None:
    elsewhere = make_concept("countries", "ke")
    services.retire_concept(bog)
    for loser, winner in [(peat, peat), (peat, elsewhere), (peat, bog), (bog, peat)]:
        with pytest.raises(CannotMerge):
            services.merge_concepts(loser, winner)
    peat.refresh_from_db()
    assert not peat.is_retired
