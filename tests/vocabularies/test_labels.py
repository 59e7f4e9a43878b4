"""Names and definitions: one preferred name for each language, found by its words, in its readers' order."""

import pytest
from django.core.exceptions import ValidationError

from core.base.collation import sort_key
from core.base.models import AuditEvent
from tests.factories.vocabularies import make_concept
from vocabularies import services
from vocabularies.enums import LabelKind, Origin
from vocabularies.errors import KeptByFile, LabelTaken, PreferredMissing, UnknownLanguage, UnusableText
from vocabularies.models import Concept, Label
from vocabularies.search_terms import words_of
from vocabularies.services.labels import reindex

ALTERNATIVE, HIDDEN, PREFERRED = LabelKind.ALTERNATIVE, LabelKind.HIDDEN, LabelKind.PREFERRED


@pytest.fixture
def bog(db: None) -> Concept:
    """A concept called Bog."""
    return make_concept("soils", "BOG", labels={"en": "Bog"})


def names(concept: Concept) -> set[tuple[str, str, str]]:
    return set(concept.labels.values_list("language", "kind", "text"))


def test_a_preferred_name_replaces_the_former(bog: Concept) -> None:
    services.set_label(bog, "fr", "Marais")
    services.set_label(bog, "fr", "  Tourbière ")
    assert names(bog) == {("en", PREFERRED, "Bog"), ("fr", PREFERRED, "Tourbière")}


def test_search_terms_and_sort_key_follow_the_name(bog: Concept) -> None:
    label = services.set_label(bog, "ar", "المستنقع")
    label = services.set_label(bog, "ar", "سبخة")
    assert set(label.words.values_list("word", flat=True)) == words_of("سبخة", "ar")
    assert label.sort_key == sort_key("سبخة", "ar")


def test_another_name_becomes_the_preferred_one(bog: Concept) -> None:
    services.set_label(bog, "en", "Mire", kind=ALTERNATIVE)
    services.set_label(bog, "en", "Mire")
    assert names(bog) == {("en", PREFERRED, "Mire")}


def test_another_name_becomes_a_hidden_one(bog: Concept) -> None:
    services.set_label(bog, "en", "Boggg", kind=ALTERNATIVE)
    services.set_label(bog, "en", "Boggg", kind=HIDDEN)
    assert names(bog) == {("en", PREFERRED, "Bog"), ("en", HIDDEN, "Boggg")}


def test_the_preferred_name_is_not_made_another_kind(bog: Concept) -> None:
    with pytest.raises(LabelTaken):
        services.set_label(bog, "en", "Bog", kind=ALTERNATIVE)
    assert names(bog) == {("en", PREFERRED, "Bog")}


def test_an_equal_name_changes_nothing_and_is_not_audited(bog: Concept) -> None:
    before = AuditEvent.objects.count()
    services.set_label(bog, "en", "Bog")
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("text", ["", "   ", "x" * 301, "a\u202eb", "\u200b"])
def test_an_invalid_name_is_refused(bog: Concept, text: str) -> None:
    with pytest.raises(UnusableText):
        services.set_label(bog, "fr", text)
    assert names(bog) == {("en", PREFERRED, "Bog")}


def test_an_unknown_language_is_refused(bog: Concept) -> None:
    with pytest.raises(UnknownLanguage):
        services.set_label(bog, "sw", "Bwawa")
    with pytest.raises(UnknownLanguage):
        services.set_definition(bog, "sw", "Bwawa")


def test_only_the_english_name_cannot_be_removed(bog: Concept) -> None:
    french = services.set_label(bog, "fr", "Tourbière")
    with pytest.raises(PreferredMissing):
        services.remove_label(bog.labels.get(language="en"))
    services.remove_label(french)
    assert names(bog) == {("en", PREFERRED, "Bog")}


def test_a_name_of_the_files_that_is_taken_away_is_never_shown_again(bog: Concept) -> None:
    label = services.set_label(bog, "en", "Mire", kind=ALTERNATIVE, origin=Origin.FILE)
    services.remove_label(label)
    label.refresh_from_db()
    assert (label.kind, label.origin) == (HIDDEN, Origin.EDITOR)


def test_a_definition_is_written_changed_and_taken_away(bog: Concept) -> None:
    services.set_definition(bog, "en", "Wet.\r\nPeaty.")
    services.set_definition(bog, "en", "Wet and peaty.")
    assert list(bog.definitions.values_list("language", "text")) == [("en", "Wet and peaty.")]
    assert services.set_definition(bog, "en", "  ") is None
    assert not bog.definitions.exists()
    with pytest.raises(UnusableText):
        services.set_definition(bog, "en", "x" * 4001)


def test_a_definition_of_the_files_is_written_anew_but_not_taken_away(bog: Concept) -> None:
    services.set_definition(bog, "en", "Wet.", origin=Origin.FILE)
    with pytest.raises(KeptByFile):
        services.set_definition(bog, "en", "")
    services.set_definition(bog, "en", "Wet and peaty.")
    assert bog.definitions.get().origin == Origin.EDITOR


def test_each_change_is_audited(bog: Concept, editor: object) -> None:
    services.set_label(bog, "en", "Mire", by=editor)
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor) == ("vocabularies.label_set", editor.pseudonym)  # type: ignore[attr-defined]
    assert event.detail == {"language": "en", "kind": "preferred", "text": "Mire", "before": "Bog"}


def test_new_rules_for_search_terms_update_existing_names(bog: Concept) -> None:
    Label.objects.update(sort_key="old")
    bog.labels.get().words.all().delete()
    assert reindex() == 1
    assert reindex() == 0
    assert bog.labels.get().words.filter(word="bog").exists()


def test_the_model_itself_refuses_two_preferred_names(bog: Concept) -> None:
    with pytest.raises(ValidationError):
        Label(concept=bog, language="en", text="Mire", sort_key="00").full_clean()
