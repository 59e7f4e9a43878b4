"""Vocabularies in the editors' admin: changes are atomic and audited."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.base.models import AuditEvent
from tests.factories.vocabularies import make_concept, make_scheme
from vocabularies.enums import LabelKind, Origin
from vocabularies.forms.concepts import ConceptForm
from vocabularies.models import Ancestry, Concept, Label, LabelWord, Scheme
from vocabularies.services import retire_concept, set_label

pytestmark = pytest.mark.django_db
AT = "/admin/vocabularies/"
PEAT = f"{AT}of/soils/concepts/PEAT/"


@pytest.fixture
def editor_client(editor: User, client: Client) -> Client:
    """The client of a signed-in editor."""
    client.force_login(editor)
    return client


@pytest.fixture
def peat() -> Concept:
    """A concept below another, with names in two languages."""
    wet = make_concept("soils", "WET", labels={"en": "Wet soils"})
    return make_concept(
        "soils", "PEAT", labels={"en": "Peat", "fr": "Tourbe"}, alternatives={"en": ["Turf"]}, broader=[wet]
    )


def written(concept: Concept, **changes: Any) -> dict[str, Any]:
    """Return what a browser sends when these fields of the form are changed."""
    form = ConceptForm(concept=concept)
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values = {name: "on" if value is True else value for name, value in values.items() if value is not False}
    for name in ("broader", "related"):
        values[name] = [str(one.public_id) for one in values[name]]
    return values | changes


def names(concept: Concept) -> set[tuple[str, str, str]]:
    """Return the names of a concept as (language, kind, text)."""
    return set(concept.labels.values_list("language", "kind", "text"))


def test_sending_the_form_as_it_was_changes_nothing(editor_client: Client, peat: Concept) -> None:
    before, events = names(peat), AuditEvent.objects.count()
    assert editor_client.post(PEAT, written(peat)).status_code == 302
    assert (names(peat), AuditEvent.objects.count()) == (before, events)


def test_names_definitions_and_relations_change_together_and_are_audited(
    editor_client: Client, peat: Concept, editor: User
) -> None:
    make_concept("soils", "CARBON", labels={"en": "Carbon stores"})
    sent = written(
        peat,
        name_fr="Sol tourbeux",
        other_fr="Tourbe\nTourbière",
        name_ar="خث",
        official_ar="on",
        hidden_en="peet",
        definition_en="Soil of dead plants that water keeps.",
        broader=[],
        **{"broader-find": "soils/carbon", "related-find": "wet soils"},
    )
    assert editor_client.post(PEAT, sent).status_code == 302
    assert names(peat) == {
        ("en", "preferred", "Peat"),
        ("en", "alternative", "Turf"),
        ("en", "hidden", "peet"),
        ("fr", "preferred", "Sol tourbeux"),
        ("fr", "alternative", "Tourbe"),
        ("fr", "alternative", "Tourbière"),
        ("ar", "preferred", "خث"),
    }
    assert peat.labels.get(language="ar").is_official
    assert peat.definitions.get().text == "Soil of dead plants that water keeps."
    above = set(Ancestry.objects.filter(concept=peat).values_list("ancestor__identifier", flat=True))
    assert above == {"PEAT", "CARBON"}
    assert LabelWord.objects.filter(word="tourbiere").exists(), "found at once by the new name"
    page = editor_client.get(PEAT).content.decode()
    assert "placed below another concept" in page
    assert editor.display_name in page


def test_an_invalid_line_is_named_and_nothing_is_changed(editor_client: Client, peat: Concept) -> None:
    sent = written(peat, name_fr="Autre", definition_ar="نص", **{"broader-find": "soils/NOWHERE"})
    answer = editor_client.post(PEAT, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“soils/NOWHERE” is not known here." in page
    assert 'value="soils/NOWHERE"' in page
    assert 'value="Autre"' in page, "the input is kept"
    assert ("fr", "preferred", "Tourbe") in names(peat)
    assert not peat.definitions.exists()


def test_a_cycle_is_refused_and_nothing_is_changed(editor_client: Client, peat: Concept) -> None:
    wet = Concept.objects.get(identifier="WET")
    answer = editor_client.post(
        f"{AT}of/soils/concepts/WET/", written(wet, broader=[str(peat.public_id)], name_en="Wetter")
    )
    assert answer.status_code == 422
    assert "is above" in answer.content.decode()
    assert ("en", "preferred", "Wet soils") in names(wet), "the name was written in the same transaction"


def test_two_editors_at_once_lose_nothing(editor_client: Client, peat: Concept) -> None:
    first, second = written(peat, name_fr="Un"), written(peat, name_ar="اثنان")
    assert editor_client.post(PEAT, first).status_code == 302
    answer = editor_client.post(PEAT, second)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this concept while you were writing" in page
    assert 'value="اثنان"' in page
    assert page.count("Somebody changed this concept") == 1
    version = answer.context["form"].data["version"]
    again = second | {"version": version, "name_fr": "Un"}
    assert editor_client.post(PEAT, again).status_code == 302
    assert {("fr", "preferred", "Un"), ("ar", "preferred", "اثنان")} <= names(peat)


def test_a_name_cannot_be_preferred_and_other_at_once(editor_client: Client, peat: Concept) -> None:
    answer = editor_client.post(PEAT, written(peat, other_fr="Tourbe"))
    assert answer.status_code == 422
    assert "“Tourbe” is here twice in this language." in answer.content.decode()
    answer = editor_client.post(PEAT, written(peat, name_fr="", other_fr="Tourbe"))
    assert "Give the preferred name before other names." in answer.content.decode()


def test_a_language_without_names_can_be_saved(editor_client: Client, peat: Concept) -> None:
    """A removed name of the files is kept as a hidden one, without a preferred name."""
    Label.objects.filter(concept=peat).update(origin=Origin.FILE)
    assert editor_client.post(PEAT, written(peat, name_fr="")).status_code == 302
    assert ("fr", "hidden", "Tourbe") in names(peat)
    assert editor_client.post(PEAT, written(peat, name_es="Turba")).status_code == 302
    assert {("fr", "hidden", "Tourbe"), ("es", "preferred", "Turba")} <= names(peat)


def test_help_is_named_by_the_field_it_belongs_to(editor_client: Client, peat: Concept) -> None:
    page = editor_client.get(PEAT).content.decode()
    assert 'aria-describedby="id_broader_helptext"' in page
    assert 'id="id_broader_helptext"' in page


def test_names_of_the_files_are_kept(editor_client: Client, peat: Concept) -> None:
    Concept.objects.filter(pk=peat.pk).update(origin=Origin.FILE, notation="P")
    Label.objects.filter(concept=peat).update(origin=Origin.FILE)
    peat.refresh_from_db()
    assert editor_client.post(PEAT, written(peat, other_en="", notation="X")).status_code == 302
    peat.refresh_from_db()
    assert peat.notation == "P"
    assert ("en", "hidden", "Turf") in names(peat), "a file's name is still found, but not shown"


def test_retiring_shows_what_to_use_instead(editor_client: Client, peat: Concept) -> None:
    other = make_concept("soils", "BOG", labels={"en": "Bog"})
    asked = editor_client.post(f"{PEAT}retire/", {"replaced_by-find": "soils/BOG"})
    assert asked.status_code == 200, "the name is shown before the confirmation"
    assert '<bdi lang="en">Bog</bdi>' in asked.content.decode()
    peat.refresh_from_db()
    assert not peat.is_retired
    sent = {"replaced_by": str(other.public_id), "confirmed": "on"}
    assert editor_client.post(f"{PEAT}retire/", sent).status_code == 302
    peat.refresh_from_db()
    assert peat.is_retired
    assert peat.replaced_by == other
    answer = editor_client.post(f"{PEAT}retire/", {})
    assert answer.status_code == 422
    assert "retired already" in answer.content.decode()
    assert editor_client.post(f"{PEAT}restore/").status_code == 302
    peat.refresh_from_db()
    assert not peat.is_retired


def test_merging_moves_the_names_and_redirects_to_the_remaining_concept(
    editor_client: Client, peat: Concept
) -> None:
    bog = make_concept("soils", "BOG", labels={"en": "Bog"})
    sent = {"into": str(bog.public_id), "confirmed": "on"}
    answer = editor_client.post(f"{PEAT}merge/", sent)
    assert answer.url == f"{AT}of/soils/concepts/BOG/"
    assert ("fr", "alternative", "Tourbe") in names(bog)
    assert editor_client.post(f"{PEAT}merge/", sent).status_code == 422, "a double click"
    assert editor_client.post(f"{AT}of/soils/concepts/BOG/merge/", sent).status_code == 422


def test_the_concept_to_merge_into_is_found_by_name_and_shown_before_it_is_done(
    editor_client: Client, peat: Concept
) -> None:
    bog = make_concept("soils", "BOG", labels={"en": "Bog"}, alternatives={"fr": ["Tourbière"]})
    raised = make_concept("soils", "BOG-R", labels={"en": "Bog, raised"})
    make_concept("rivers", "BOG", labels={"en": "Bog river"})

    def sent(**words: Any) -> Any:
        return editor_client.post(
            f"{PEAT}merge/", {name.replace("_", "-"): value for name, value in words.items()}
        )

    for written_name in ("tourbiere", "soils/BOG", "bog"):
        asked = sent(into_find=written_name)
        page = asked.content.decode()
        assert asked.status_code == 200
        assert '<bdi lang="en">Bog</bdi>' in page
        assert "soils/BOG" in page
        assert f'name="into" value="{bog.public_id}"' in page
    unclear = sent(into_find="bo")
    page = " ".join(unclear.content.decode().split())
    assert unclear.status_code == 422
    for near in (bog, raised):
        assert f'<input type="radio" name="into-near" value="{near.public_id}">' in page
    picked = sent(into_find="bo", into_near=raised.public_id)
    assert picked.status_code == 200, "the picked concept replaces the written name"
    assert f'name="into" value="{raised.public_id}"' in picked.content.decode()
    assert "Bog river" not in page, "only concepts of one vocabulary can be merged"
    assert sent(into_find="rivers/BOG").status_code == 422
    assert sent(into_find="Peat").status_code == 422, "the concept itself"
    assert sent(into=[bog.public_id, raised.public_id]).status_code == 422
    assert sent().status_code == 422
    peat.refresh_from_db()
    assert not peat.is_retired


def test_a_new_vocabulary(editor_client: Client) -> None:
    sent = {"key": "Soils", "title_en": "Soils", "title_fr": "Sols", "note_en": "What the ground is made of."}
    assert editor_client.post(f"{AT}new/", sent).url == f"{AT}of/soils/"
    scheme = Scheme.objects.get(key="soils")
    assert scheme.titles == {"en": "Soils", "fr": "Sols"}
    assert editor_client.post(f"{AT}new/", sent).status_code == 422, "the key is taken"
    added = editor_client.post(f"{AT}of/soils/new/", {"identifier": "PEAT", "name": "Peat"})
    assert added.url == PEAT
    taken = editor_client.post(f"{AT}of/soils/new/", {"identifier": "peat", "name": "Peat"})
    assert taken.status_code == 422
    for wrong in ("a/b", "x.ttl", "", "é"):
        assert editor_client.post(f"{AT}of/soils/new/", {"identifier": wrong, "name": "X"}).status_code == 422
    assert Concept.objects.filter(scheme=scheme).count() == 1


@pytest.mark.parametrize("key", ["find", "Suggest"])
def test_a_vocabulary_cannot_have_the_url_of_another_page(editor_client: Client, key: str) -> None:
    assert editor_client.post(f"{AT}new/", {"key": key, "title_en": "Soils"}).status_code == 422
    assert not Scheme.objects.exists()


def test_a_file_vocabulary_keeps_its_titles(editor_client: Client) -> None:
    scheme = make_scheme("soils", title="Soils")
    Scheme.objects.filter(pk=scheme.pk).update(origin=Origin.FILE)
    assert "change with them" in editor_client.get(f"{AT}of/soils/titles/").content.decode()
    assert editor_client.post(f"{AT}of/soils/titles/", {"title_en": "Mine"}).status_code == 422
    scheme.refresh_from_db()
    assert scheme.titles == {"en": "Soils"}


def test_the_list_finds_by_names_and_identifiers_in_a_fixed_number_of_queries(
    editor_client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        make_concept("soils", f"S-{number}", labels={"en": f"Soil {number}", "fr": f"Sol {number}"})
    retire_concept(Concept.objects.get(identifier="S-2"))
    set_label(Concept.objects.get(identifier="S-1"), "fr", "Lœss éolien", kind=LabelKind.ALTERNATIVE)

    def found(query: str) -> list[str]:
        return [row.identifier for row in editor_client.get(f"{AT}of/soils/?{query}").context["page"]]

    assert found("") == ["S-0", "S-1"]
    assert found("q=eol") == ["S-1"]
    assert found("q=s-0") == ["S-0"]
    assert found("q=nothing") == []
    assert found("state=retired") == ["S-2"]
    with django_assert_max_num_queries(22):
        editor_client.get(f"{AT}of/soils/")
