"""Writes of vocabularies. Each takes `by`, the account that does it, and records it (core.base.audit)."""

from vocabularies.services.ancestry import add_broader, rebuild, remove_broader
from vocabularies.services.concepts import (
    add_concept,
    add_related,
    remove_related,
    restore_concept,
    retire_concept,
)
from vocabularies.services.labels import remove_label, set_definition, set_label
from vocabularies.services.merging import merge_concepts

__all__ = [
    "add_broader",
    "add_concept",
    "add_related",
    "merge_concepts",
    "rebuild",
    "remove_broader",
    "remove_label",
    "remove_related",
    "restore_concept",
    "retire_concept",
    "set_definition",
    "set_label",
]
