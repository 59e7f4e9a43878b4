"""Permissions to change vocabularies: editors; others are redirected to sign in, as in the whole admin."""

from typing import Any

from tests.factories.vocabularies import make_concept, make_scheme
from tests.permissions.matrix import SIGN_IN, Row
from vocabularies.services import retire_concept

PAGE = {"editor": 200, "admin": 200, "others": SIGN_IN}
SENT_ON = PAGE | {"editor": 302, "admin": 302}
REFUSED = PAGE | {"editor": 422, "admin": 422}


def _scheme(scenario: Any) -> dict[str, Any]:
    return {"key": make_scheme("soils").key}


def _concept(scenario: Any) -> dict[str, Any]:
    concept = make_concept("soils", "PEAT")
    make_concept("soils", "CLAY")
    return {"key": "soils", "identifier": concept.identifier}


def _retired(scenario: Any) -> dict[str, Any]:
    concept = make_concept("soils", "PEAT")
    retire_concept(concept)
    return {"key": "soils", "identifier": concept.identifier}


ADMIN = "vocabularies_admin:"
INTO = {"into-find": "soils/CLAY", "confirmed": "on"}
ROWS = [
    Row(f"{ADMIN}schemes", expect=PAGE),
    Row(f"{ADMIN}scheme_add", expect=PAGE),
    Row(f"{ADMIN}scheme_add", "POST", expect=SENT_ON, data={"key": "soils", "title_en": "Soils"}),
    Row(f"{ADMIN}scheme", make=_scheme, expect=PAGE),
    Row(f"{ADMIN}scheme_edit", make=_scheme, expect=PAGE),
    Row(f"{ADMIN}scheme_edit", "POST", make=_scheme, expect=SENT_ON, data={"title_en": "Soils"}),
    Row(f"{ADMIN}concept_add", make=_scheme, expect=PAGE),
    Row(
        f"{ADMIN}concept_add", "POST", make=_scheme, expect=SENT_ON,
        data={"identifier": "PEAT", "name": "Peat"},
    ),
    Row(f"{ADMIN}concept_edit", make=_concept, expect=PAGE),
    Row(f"{ADMIN}concept_edit", "POST", make=_concept, expect=REFUSED, state="with nothing"),
    Row(f"{ADMIN}concept_retire", make=_concept, expect=PAGE),
    Row(f"{ADMIN}concept_retire", "POST", make=_concept, expect=SENT_ON),
    Row(f"{ADMIN}concept_merge", make=_concept, expect=PAGE),
    Row(f"{ADMIN}concept_merge", "POST", make=_concept, expect=SENT_ON, data=INTO),
    Row(f"{ADMIN}concept_restore", "POST", make=_retired, expect=SENT_ON),
]  # fmt: skip
