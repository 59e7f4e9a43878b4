"""Permissions of vocabularies: reading for everyone."""

from typing import Any

from tests.factories.vocabularies import make_concept, make_scheme
from tests.permissions.matrix import Row


def _scheme(scenario: Any) -> dict[str, Any]:
    make_concept(make_scheme("rivers"), "NILE", labels={"ar": "النيل"})
    return {"scheme": "rivers"}


def _concept(scenario: Any) -> dict[str, Any]:
    return {**_scheme(scenario), "identifier": "NILE"}


def _scheme_file(scenario: Any) -> dict[str, Any]:
    return {**_scheme(scenario), "suffix": "ttl"}


def _concept_file(scenario: Any) -> dict[str, Any]:
    return {**_concept(scenario), "suffix": "jsonld"}


ROWS = [
    Row("vocabularies:schemes_show", expect={"everyone": 200}),
    Row("vocabularies:concepts_find", expect={"everyone": 200}, query="q=nile"),
    Row("vocabularies:concepts_suggest", expect={"everyone": 200}, query="q=nile"),
    Row("vocabularies:scheme_show", expect={"everyone": 200}, make=_scheme),
    Row("vocabularies:concept_show", expect={"everyone": 200}, make=_concept),
    Row("linked_data:scheme_data", expect={"everyone": 303}, make=_scheme),
    Row("linked_data:scheme_file", expect={"everyone": 200}, make=_scheme_file),
    Row("linked_data:concept_data", expect={"everyone": 303}, make=_concept),
    Row("linked_data:concept_file", expect={"everyone": 200}, make=_concept_file),
]
